"""Scenario 3."""

import pytest
import time_machine
from django.urls import reverse

from advocacy.models import Override, Touch
from tests import factories
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk, place, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_after_three_attempts_by_two_people_nobody_makes_a_fourth(
    clock: time_machine.Traveller,
) -> None:
    world = clear_world()
    own, dana = world.partnership, Desk(world.staff)
    second, third = (Desk(factories.UserFactory(name=name)) for name in ("Bo Second", "Cy Third"))
    robin, other = (factories.PersonFactory(group=world.group) for _n in range(2))

    dana.writes(own, channel="mail", person=robin.pk)
    clock.move_to(moment("2026-09-22T11:00-04:00"))
    logged = second.logs(own, "voicemail")
    assert "It counts as an attempt." in logged.text
    clock.move_to(moment("2026-10-06T11:00-04:00"))
    refused = dana.is_refused(step(own, "write"), purpose="reminder", channel="phone")
    limit = refused.finding("Attempt limit")
    assert "Attempt 3 can only be the thank-you." in limit.text
    dana.does(limit.link("Make it the thank-you"), person=robin.pk)
    dana.does(reverse("touch-write", args=[Touch.objects.reserved().get().pk]), summary="Thanks.")

    clock.move_to(moment("2026-10-13T11:00-04:00"))
    refused = third.is_refused(
        step(own, "write"), purpose="ask", channel="web_form", person=other.pk
    )
    limit = refused.finding("Attempt limit")
    assert "3 of 3 attempts, the last: attempt 3 on Tue 6 Oct 2026" in limit.text
    assert "Why: Silence is an answer too." in limit.text
    assert "at most 3 attempts, the last of them the thank-you" in limit.text
    assert [w for w in limit.links if w.startswith("attempt")] == [
        f"attempt 1 on Tue 15 Sep 2026 by {world.staff.name}, mail",
        "attempt 2 on Tue 22 Sep 2026 by Bo Second, voicemail",
        f"attempt 3 on Tue 6 Oct 2026 by {world.staff.name}, mail",
    ]
    assert place(limit.link("Close the partnership")) == step(own, "close")
    assert Touch.objects.attempts().count() == 3

    boss = Desk(world.manager)
    seen = boss.record(own).finding("Attempt limit")
    assert seen.override == ""
    page = boss.opens(reverse("override-ask", args=[own.pk, "attempt-limit", "contact"]))
    assert "Nobody can except this." in page.text
    forged = boss.client.post(page.url, {"reason": "group_asked", "note": "Once more"})
    assert forged.status_code == 403
    assert not Override.objects.exists()
    assert "Refused: write to the group" in boss.record(own).text
