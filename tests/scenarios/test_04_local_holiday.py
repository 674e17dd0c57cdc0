"""Scenario 4."""

import pytest
import time_machine

from advocacy.models import Touch
from tests import factories
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db

# 15:30 on Thursday in Honolulu, which is Friday already in New York's and the server's books.
THURSDAY = moment("2026-09-03T15:30-10:00")


def test_a_local_holiday_moves_attempt_two_to_the_exact_local_day(
    clock: time_machine.Traveller,
) -> None:
    clock.move_to(THURSDAY)
    group = factories.GroupFactory(
        revenue=500_000, region="HI", city="Honolulu", time_zone="Pacific/Honolulu"
    )
    world = clear_world(group=group, start=THURSDAY)
    own, dana = world.partnership, Desk(world.staff)
    assert world.staff.time_zone == "America/New_York"
    dana.writes(own)

    clock.move_to(moment("2026-09-10T12:00-10:00"))  # free already, had the holiday counted
    refused = dana.is_refused(step(own, "write"), purpose="reminder")
    assert refused.refusing == ["Spacing"]
    said = refused.finding("Spacing")
    assert "4 of 5 business days have passed since Thu 3 Sep 2026 (mail)." in said.text
    assert "Mon 7 Sep 2026 (Labor Day) does not count." in said.text
    assert "Earliest: Fri 11 Sep 2026, 09:00, Honolulu time" in said.text
    assert "Why: People answer when they have read" in said.text
    assert said.link("mail on Thu 3 Sep 2026")
    assert "/override/spacing/contact/" in said.override

    clock.move_to(moment("2026-09-11T08:59-10:00"))  # 14:59 in New York
    refused = dana.is_refused(step(own, "write"), purpose="reminder")
    assert "Earliest: Fri 11 Sep 2026, 09:00, Honolulu time" in refused.text
    clock.move_to(moment("2026-09-11T09:00-10:00"))
    sent = dana.writes(own, purpose="reminder")
    assert Touch.objects.attempts().count() == 2
    assert "Refused: write to the group Spacing" in sent.text
