"""Where the proofs leave what they tried and what leaked."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.isolation.report import Report

Proof = Callable[..., None]


@pytest.fixture(scope="session")
def _report() -> Iterator[Report]:
    report = Report()
    yield report
    path = os.environ.get("PAGCRM_ISOLATION_JSON")
    if path:
        Path(path).write_text(json.dumps(report.as_json(), indent=1) + "\n")


@pytest.fixture
def proof(_report: Report) -> Proof:
    """Note how much a check tried and what leaked; a leak fails the test."""

    def note(name: str, *, tried: int, leaks: list[Any]) -> None:
        _report.add(name, tried=tried, leaks=len(leaks))
        assert tried > 0, f"{name}: nothing was tried"
        assert leaks == [], f"{name}: {leaks[:5]}"

    return note
