"""A short version of `make faults`, with servers and processes of its own."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_SECONDS = 900  # a minute where nothing else runs


def test_nothing_is_sent_twice_or_lost_whatever_fails(tmp_path: Path) -> None:
    table = tmp_path / "faults.json"
    run = subprocess.run(
        [sys.executable, "-m", "tests.faults", "--short", "--json", str(table)],
        cwd=ROOT, capture_output=True, text=True, timeout=MOST_SECONDS, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    cases = {case["name"]: case for case in json.loads(table.read_text())["cases"]}
    assert len(cases) == 5
    killed = cases.pop("worker or child killed at five points")
    assert (killed["kills"], killed["unknown"], killed["failed"]) == (5, 1, 0)
    for case in (killed, *cases.values()):
        assert (case["duplicates"], case["lost"]) == (0, 0), case
        assert case["sent"] + case["failed"] == case["written"], case
    assert [case["unknown"] for case in cases.values()] == [0, 0, 0, 0]
    assert cases["SMTP 4xx, 5xx, timeout, cut"]["failed"] == 10
