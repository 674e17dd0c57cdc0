"""Urgent reminders: once, to the owner, and never for what was handled."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from advocacy import tasks
from advocacy.messages import reminders
from advocacy.models import FollowUp, Message, NotificationPreferences, User
from tests.factories import FollowUpFactory, PartnershipFactory, UserFactory
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def thank_you_owed() -> tuple[World, FollowUp]:
    world = clear_world()
    NotificationPreferences.objects.keep(world.staff, digest_on=False)
    world.contact_now()
    world.answers("declined")
    return world, FollowUp.objects.open().get(kind="thank_you")


def sweep(*, at: Any) -> None:
    with time_machine.travel(at, tick=False):
        tasks.write_due_messages()
        tasks.sweep_messages()


def test_the_owner_is_reminded_once_and_nobody_else(mailoutbox: list[Any]) -> None:
    world, step = thank_you_owed()
    sweep(at=step.due_at - timedelta(minutes=1))
    assert mailoutbox == []
    for minutes in (1, 2, 600):
        sweep(at=step.due_at + timedelta(minutes=minutes))
    (mail,) = mailoutbox
    assert mail.to == [world.staff.email]
    assert world.group.name in mail.subject
    assert str(world.partnership.pk) in mail.body
    assert mail.message()["Auto-Submitted"] == "auto-generated"
    assert mail.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_steps_that_can_wait_are_left_to_the_digest(mailoutbox: list[Any]) -> None:
    world = clear_world()
    NotificationPreferences.objects.keep(world.staff, digest_on=False)
    world.contact_now()
    step = FollowUp.objects.open().get(kind="next_attempt")
    sweep(at=step.due_at + timedelta(minutes=1))
    assert mailoutbox == []


@pytest.mark.parametrize(
    "change",
    [{"state": "done"}, {"state": "cancelled"}, {"owner": None}, {"due_on": "2030-01-01"}],
    ids=["done", "not needed", "nobody's", "put off"],
)
def test_what_was_handled_before_it_goes_out_reminds_nobody(
    change: dict[str, Any], mailoutbox: list[Any]
) -> None:
    _world, step = thank_you_owed()
    with time_machine.travel(step.due_at, tick=False):
        tasks.write_due_messages()
        FollowUp.objects.filter(pk=step.pk).update(**change)
        tasks.sweep_messages()
    assert mailoutbox == []
    assert Message.objects.get(kind="reminder").state == "cancelled"


def test_a_step_that_was_put_off_reminds_on_its_new_day(mailoutbox: list[Any]) -> None:
    world, step = thank_you_owed()
    sweep(at=step.due_at)
    world.do("snooze_follow_up", step, due_on=step.due_on + timedelta(days=7))
    step.refresh_from_db()
    sweep(at=step.due_at)
    assert len(mailoutbox) == 2


def test_a_new_owner_is_reminded_too(mailoutbox: list[Any]) -> None:
    world, step = thank_you_owed()
    sweep(at=step.due_at)
    world.do("reassign_follow_up", step, owner=world.manager)
    sweep(at=step.due_at + timedelta(minutes=5))
    assert [mail.to for mail in mailoutbox if world.group.name in mail.subject] == [
        [world.staff.email], [world.manager.email],
    ]  # fmt: skip


@pytest.mark.parametrize("why", ["off", "left"])
def test_who_does_not_want_it_or_left_gets_none(why: str, mailoutbox: list[Any]) -> None:
    world, step = thank_you_owed()
    if why == "off":
        NotificationPreferences.objects.turn_off(world.staff, "urgent")
    else:
        User.objects.filter(pk=world.staff.pk).update(is_active=False)
    sweep(at=step.due_at)
    assert mailoutbox == []


def test_after_some_days_only_the_digest_tells_of_it(mailoutbox: list[Any]) -> None:
    _world, step = thank_you_owed()
    sweep(at=step.due_at + reminders.TOO_LATE)
    assert mailoutbox == []


def test_a_step_of_a_group_alone_leads_to_the_group() -> None:
    own = PartnershipFactory()
    row = FollowUpFactory(owner=UserFactory(), partnership=own)
    assert str(own.pk) in reminders.address_of(row)
    row.partnership, row.partnership_id = None, None
    assert f"/groups/{row.group_id}/" in reminders.address_of(row)
