"""Scenario 5."""

import pytest
import time_machine

from advocacy import tasks
from advocacy.models import Stage
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_while_they_are_away_nothing_closes_and_nothing_advances(
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(moment("2026-08-31T11:00-04:00"))
    world = clear_world(start=moment("2026-08-31T11:00-04:00"))
    own, dana = world.partnership, Desk(world.staff)
    dana.writes(own)
    clock.move_to(moment("2026-09-09T11:00-04:00"))
    dana.writes(own, purpose="reminder")
    clock.move_to(moment("2026-09-28T11:00-04:00"))
    dana.writes(own, purpose="thank_you")

    clock.move_to(moment("2026-09-29T11:00-04:00"))
    page = dana.logs(own, "out_of_office", return_on="2026-10-20")
    assert "No contact before Thu 22 Oct 2026." in page.text
    assert "no contact before Thu 22 Oct 2026" in page.text

    clock.move_to(moment("2026-10-15T11:00-04:00"))  # silence alone would have closed it by now
    assert tasks.sweep_silence() == 0
    own.refresh_from_db()
    assert (own.stage, own.exit_reason) == (Stage.OUTREACH, "")
    refused = dana.is_refused(step(own, "write"), purpose="reminder")
    away = refused.finding("Spacing")
    assert "The group is away or asked for time until Thu 22 Oct 2026." in away.text
    assert "Earliest: Thu 22 Oct 2026, 09:00, New York time" in away.text
    page = dana.record(own)
    assert "Take it up again" in page.text
    assert "E-mail, from the group: Out of office" in page.text
    assert "genuine response" not in page.text

    clock.move_to(moment("2026-11-04T11:00-05:00"))
    assert tasks.sweep_silence() == 0
    clock.move_to(moment("2026-11-20T11:00-05:00"))
    assert tasks.sweep_silence() == 1
    assert "Closed: No response" in dana.record(own).text
