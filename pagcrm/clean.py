"""Stops the embedded servers and removes their data; run by `make clean`."""

import shutil
import sys

from pagcrm import embedded, places


def main() -> None:
    """Remove the folder of local data and what lies outside of it for root."""
    folder = embedded.home()
    if not (folder / "secrets.json").exists():
        return
    place = places.find(folder)
    embedded.stop(place)
    for path in (place.data.parent, place.sockets, folder):
        shutil.rmtree(path, ignore_errors=True)
    sys.stdout.write(f"Removed {folder}\n")


if __name__ == "__main__":
    main()
