"""Runs the proofs alone, in their whole size, and leaves isolation.json: `make isolation`."""

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
RESULT = HERE.parent.parent / "isolation.json"
REQUESTS = "1000"


def main() -> int:
    """Give pytest's exit code; the file is written also where something leaked."""
    os.environ.setdefault("PAGCRM_ISOLATION_REQUESTS", REQUESTS)
    os.environ["PAGCRM_ISOLATION_JSON"] = str(RESULT)
    return pytest.main([str(HERE), "-q", "-p", "no:xdist", "-p", "no:cacheprovider"])


if __name__ == "__main__":
    sys.exit(main())
