"""Scenario 17."""

import pytest
import time_machine

from advocacy.models import Partnership, Stage
from tests import factories
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_an_invitation_unlocks_its_own_thread_and_no_other_study(
    clock: time_machine.Traveller,
) -> None:
    world = clear_world()
    own, dana = world.partnership, Desk(world.staff)
    dana.writes(own)
    clock.move_to(moment("2026-09-18T11:00-04:00"))
    page = dana.logs(own, "declined", decline_kind="declined_study", summary="Not this year.")
    assert "Stopped until Wed 17 Mar 2027: every study." in page.text
    refused = dana.is_refused(step(own, "reply"), summary="A pity.")
    assert "3 stops run" in refused.finding("Stopped").text

    other = Partnership.objects.create(
        study=factories.StudyFactory(), group=world.group, owner=world.staff, stage=Stage.CLEARED,
        why_this_group="It is near.",
    )  # fmt: skip
    clock.move_to(moment("2026-10-20T11:00-04:00"))
    page = dana.logs(own, "invitation", summary="Our board has changed its mind. Do write!")
    assert "Invites us" in page.text
    dana.does(step(own, "reply"), summary="Good to hear.")
    page = dana.does(page.link("Take the conversation up again"))
    own.refresh_from_db()
    assert own.stage == Stage.CONVERSATION
    assert "Opened again at the group’s wish" in page.text

    refused = dana.is_refused(step(other, "write"), purpose="ask")
    said = refused.finding("Stopped")
    assert "until Wed 17 Mar 2027 (the group declined)" in said.text
    assert "Earliest: Wed 17 Mar 2027, 09:00, New York time" in said.text
    assert said.override == ""
    still = dana.is_refused(step(other, "reply"), summary="Hello")
    assert "stop" in still.finding("Stopped").text
