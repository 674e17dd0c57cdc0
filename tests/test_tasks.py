"""What the clock does by itself."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from advocacy import tasks
from advocacy.models import Stage, Touch, TouchState
from tests.workflow.world import START, World, clear_world

pytestmark = pytest.mark.django_db


def three_attempts() -> World:
    world = clear_world()
    world.contact_now()
    world.wait(7)
    world.contact_now(purpose="reminder")
    world.wait(14)
    world.contact_now(purpose="thank_you")
    return world


def stage_after_sweep(world: World, *, on: datetime) -> str:
    with time_machine.travel(on, tick=False):
        tasks.sweep_silence()
    world.partnership.refresh_from_db()
    return world.partnership.stage


def test_silence_closes_only_after_ten_full_business_days() -> None:
    world = three_attempts()
    # Sent on Tuesday 6 October; Columbus Day is a holiday: the tenth business day is the 21st.
    assert stage_after_sweep(world, on=datetime(2026, 10, 21, 20, tzinfo=UTC)) == Stage.OUTREACH
    assert stage_after_sweep(world, on=datetime(2026, 10, 22, 15, tzinfo=UTC)) == Stage.CLOSED


def test_a_sweep_goes_on_past_those_that_cannot_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "BATCH", 1)
    worlds = [three_attempts() for _n in range(3)]
    worlds[0].answers("out_of_office", return_on=date(2026, 12, 20))
    with time_machine.travel(datetime(2026, 10, 22, 15, tzinfo=UTC), tick=False):
        assert tasks.sweep_silence() == 2


def test_a_sweep_closes_no_more_than_its_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "MOST_CLOSED", 1)
    for _n in range(2):
        three_attempts()
    with time_machine.travel(datetime(2026, 10, 22, 15, tzinfo=UTC), tick=False):
        assert [tasks.sweep_silence() for _n in range(3)] == [1, 1, 0]


def test_an_absence_holds_the_clock_of_silence() -> None:
    world = three_attempts()
    world.answers("out_of_office", return_on=date(2026, 10, 20))
    assert stage_after_sweep(world, on=datetime(2026, 10, 22, 15, tzinfo=UTC)) == Stage.OUTREACH


def test_a_reservation_that_ran_out_is_given_back() -> None:
    world = clear_world()
    touch = world.do("reserve_touch", channel="mail", purpose="ask").result
    with time_machine.travel(START + timedelta(minutes=31), tick=False):
        assert tasks.sweep_reservations() == 1
    touch.refresh_from_db()
    assert touch.state == TouchState.EXPIRED
    assert not Touch.objects.attempts().exists()
