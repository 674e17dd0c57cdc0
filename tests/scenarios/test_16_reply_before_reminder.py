"""Scenario 16."""

import pytest
import time_machine

from advocacy import tasks
from advocacy.models import FollowUp, Message, MessageState
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db(transaction=True)


def reminded(world: World, clock: time_machine.Traveller) -> tuple[Desk, Message]:
    """An attempt a week ago; this morning's mail about the next one is queued."""
    dana = Desk(world.staff)
    dana.writes(world.partnership)
    step = FollowUp.objects.open().get(kind="next_attempt")
    assert step.due_at == moment("2026-09-22T09:00-04:00")
    clock.move_to(moment("2026-09-22T08:00-04:00"))
    tasks.write_due_messages()
    queued = Message.objects.get(user=world.staff)
    assert queued.state == MessageState.PENDING
    return dana, queued


def test_a_queued_reminder_does_not_fire_once_the_group_has_replied(
    clock: time_machine.Traveller, mailoutbox: list[object]
) -> None:
    world = clear_world()
    dana, queued = reminded(world, clock)
    page = dana.logs(world.partnership, "interested")
    assert "Next attempt is allowed" not in page.text
    assert tasks.sweep_messages() == 0
    queued.refresh_from_db()
    assert queued.state == MessageState.CANCELLED
    assert mailoutbox == []
    assert FollowUp.objects.get(kind="next_attempt").state == "cancelled"
    day = dana.opens("/my-day/")
    assert "Next attempt is allowed" not in day.text
    assert "Keep the conversation going" in day.text


def test_without_a_reply_it_fires_once_and_goes_to_our_own_people_alone(
    clock: time_machine.Traveller, mailoutbox: list[object]
) -> None:
    world = clear_world()
    dana, _queued = reminded(world, clock)
    assert tasks.sweep_messages() == 1
    assert tasks.sweep_messages() == 0
    tasks.write_due_messages()
    assert tasks.sweep_messages() == 0
    (mail,) = mailoutbox
    assert mail.to == [world.staff.email]
    assert "Next attempt is allowed" in dana.opens("/my-day/").text
