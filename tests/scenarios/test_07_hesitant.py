"""Scenario 7."""

import pytest
import time_machine
from django.urls import reverse

from advocacy.models import FollowUp, Stage, Touch
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk, place, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_hesitation_closes_the_ask_and_leaves_one_thank_you(
    clock: time_machine.Traveller,
) -> None:
    world = clear_world()
    own, dana = world.partnership, Desk(world.staff)
    dana.writes(own)
    assert FollowUp.objects.open().get().kind == "next_attempt"

    clock.move_to(moment("2026-09-17T11:00-04:00"))
    page = dana.logs(own, "hesitant", summary="Not sure about this.")
    assert "Closed: Hesitant" in page.text
    assert "Due Mon 21 Sep 2026: Send the thank-you." in page.text
    own.refresh_from_db()
    assert own.stage == Stage.CLOSED
    assert [f.kind for f in FollowUp.objects.open()] == ["thank_you"]
    assert FollowUp.objects.get(kind="next_attempt").state == "cancelled"

    stopped = dana.opens(f"{reverse('partnership-detail', args=[own.pk])}?act=contact")
    said = stopped.finding("Stopped")
    assert "3 stops run, the longest: this ask, since Thu 17 Sep 2026, for good" in said.text
    assert said.override == ""
    assert place(said.link("Send the thank-you")) == step(own, "thank-you")
    clock.move_to(moment("2026-09-18T11:00-04:00"))
    dana.does(said.link("Send the thank-you"), summary="Thank you for the time you took.")
    again = dana.is_refused(step(own, "thank-you"), summary="Thank you once more.")
    assert "No thank-you is owed for this ask." in again.finding("Stopped").text

    assert Touch.objects.filter(purpose="thank_you").count() == 1
    assert not FollowUp.objects.open().exists()
    page = dana.record(own)
    assert "Not sure about this." in page.text
    assert "Thank you for the time you took." in page.text
