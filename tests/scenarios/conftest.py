"""The clock of a scenario."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from tests.workflow.world import START


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still on a Tuesday, 11:00 in New York, until the test moves it."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def _standing_clock(clock: time_machine.Traveller) -> None:
    """Every scenario has its clock."""


def moment(text: str) -> datetime:
    """An aware moment of ISO text with its offset."""
    return datetime.fromisoformat(text)
