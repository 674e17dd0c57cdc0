"""python -m tests.faults [--short] [--json FILE]: runs the cases, prints the table."""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.faults import cases
from tests.faults.plant import plant

COLUMNS = ("written", "sent", "duplicates", "lost", "unknown", "kills", "failed", "seconds")


def main() -> int:
    """0 when nothing was sent twice or lost, and unknown is at most the kills."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a little of each, in a minute")
    parser.add_argument("--json", type=Path, default=Path("faults.json"))
    parser.add_argument("--only", default="", help="cases whose number is in this list: 1,3")
    chosen = parser.parse_args()
    todo = cases.short() if chosen.short else cases.full()
    if chosen.only:
        todo = [todo[int(number) - 1] for number in chosen.only.split(",")]
    results: list[cases.Result] = []
    began = time.monotonic()
    with plant() as found:
        import django

        django.setup()
        import tests.faults.probe  # noqa: F401  # registers its sort of mail

        print(f"{'':50}" + "".join(f"{name:>11}" for name in COLUMNS), flush=True)
        for case in todo:
            row = case(found)
            results.append(row)
            values = "".join(f"{getattr(row, name):>11}" for name in COLUMNS)
            print(f"{row.name:50}{values}", flush=True)
    chosen.json.write_text(json.dumps(cases.as_rows(results), indent=2) + "\n")
    print(f"{time.monotonic() - began:.0f} s; {chosen.json} has the table.")
    bad = [row.name for row in results if not row.good]
    for name in bad:
        print(f"Not good: {name}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
