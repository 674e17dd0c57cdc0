"""Loads S and L, runs product and floor side by side, prints a table and writes bench.json.

With S it replays drafts over 100,000 past decisions. Then it sends 10,000 mails, through the ledger
and without it.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
PRODUCT_PORT, FLOOR_PORT = 8391, 8392


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--sizes", default="S,L", help="S, L or both with a comma")
    parser.add_argument("--count", type=int, default=60, help="requests of each operation")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        from tests.bench.run import measure

        measure(chosen.one, count=chosen.count, ports=(PRODUCT_PORT, FLOOR_PORT))
        return 0
    results = [one_size(size, chosen.count) for size in chosen.sizes.split(",")]
    from tests.bench.mails import measure as measure_mails
    from tests.bench.table import write

    return write(results, measure_mails(), ROOT / "bench.json")


def one_size(size: str, count: int) -> dict[str, object]:
    """Measure one data set in a home and servers of its own."""
    home = Path(os.environ.get("PAGCRM_HOME") or ROOT / ".local") / f"bench-{size}"
    env = os.environ | {
        "PAGCRM_HOME": str(home), "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "STATIC_ROOT": str(home / "static"), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "PAGCRM_ENV"):
        env.pop(name, None)
    command = [sys.executable, "-m", "tests.bench", "--one", size, "--count", str(count)]
    try:
        subprocess.run(command, cwd=ROOT, env=env, check=True)
        return dict(json.loads((home / "result.json").read_text()))
    finally:
        shutil.rmtree(home, ignore_errors=True)


def serve(settings: str, port: int) -> subprocess.Popen[bytes]:
    """One worker of the production server; the same for product and floor."""
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--blocking-threads", "4",
        "--log-level", "warning", "tests.bench.wsgi:application",
    ]  # fmt: skip
    env = os.environ | {"DJANGO_SETTINGS_MODULE": settings, "MALLOC_ARENA_MAX": "2"}
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    for _try in range(300):
        try:
            urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5)
        except HTTPError:
            return server  # it answers, whatever it says
        except OSError:
            time.sleep(0.2)
        else:
            return server
    server.terminate()
    raise RuntimeError(f"The server on port {port} did not start.")


if __name__ == "__main__":
    sys.exit(main())
