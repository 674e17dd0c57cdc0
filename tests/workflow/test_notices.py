"""Who is told what inside the product, written with the action that it tells of."""

from datetime import timedelta
from typing import Any

import pytest

from advocacy.models import Notification, NotificationKind, User
from advocacy.workflow.errors import PolicyBlocked
from advocacy.workflow.perform import perform
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db(transaction=True)


def told(user: User) -> list[tuple[str, dict[str, Any]]]:
    """What a person was told, oldest first."""
    rows = Notification.objects.addressed_to(user).order_by("created_at", "id")
    return [(row.kind, row.data) for row in rows]


def ask_for_override(world: World) -> Any:
    """The launch is too near; the rule says so, and a manager may except it."""
    return world.do(
        "ask_override", rule="lead-time", act="contact", reason="sponsor_confirmed",
        note="The sponsor moved the launch in a mail.",
    ).result  # fmt: skip


def test_an_override_asked_for_is_told_to_those_who_decide_it() -> None:
    world = clear_world(launch_in_weeks=9, primary_activity="webinar")
    boss, clerk = factories.UserFactory(admin=True), factories.UserFactory()
    row = ask_for_override(world)
    for decider in (world.manager, boss):
        ((kind, data),) = told(decider)
        assert kind == NotificationKind.OVERRIDE_ASKED
        assert data == {
            "by": world.staff.name, "rule": "lead-time", "override": str(row.pk),
        }  # fmt: skip
    assert told(world.staff) == told(clerk) == told(world.compliance) == []


@pytest.mark.parametrize(
    ("granted", "kind"),
    [(True, NotificationKind.OVERRIDE_GRANTED), (False, NotificationKind.OVERRIDE_DENIED)],
)
def test_its_decision_is_told_to_who_asked(granted: bool, kind: str) -> None:
    world = clear_world(launch_in_weeks=9, primary_activity="webinar")
    row = ask_for_override(world)
    world.do("decide_override", row, actor=world.manager, granted=granted, note="So be it.")
    ((found, data),) = told(world.staff)
    assert (found, data["note"], data["by"]) == (kind, "So be it.", world.manager.name)


def test_a_partnership_handed_over_is_told_to_its_new_owner_alone() -> None:
    world, colleague = clear_world(), factories.UserFactory()
    world.do("edit_partnership", owner=colleague)
    assert [kind for kind, _data in told(colleague)] == [NotificationKind.HANDED_OVER]
    assert told(world.staff) == []
    world.do("edit_partnership", owner=colleague, why_this_group="It has a helpline.")
    assert len(told(colleague)) == 1


def test_who_takes_something_over_is_not_told_of_it() -> None:
    world, colleague = clear_world(), factories.UserFactory()
    world.do("edit_partnership", actor=colleague, owner=colleague)
    assert told(colleague) == []


def test_a_stop_that_a_colleague_logged_is_told_to_the_owner() -> None:
    world, colleague = clear_world(), factories.UserFactory()
    world.contact_now()
    world.wait(1)
    world.do(
        "log_touch", actor=colleague, direction="in", channel="mail", outcome="declined",
        occurred_at=world.at, summary="No, thank you.",
    )  # fmt: skip
    assert told(world.staff) == [
        (NotificationKind.STOPPED, {"by": colleague.name, "reason": "declined"})
    ]
    assert told(colleague) == []


def test_a_stop_by_the_clock_is_told_to_the_owner() -> None:
    world = clear_world(launch_in_weeks=40)
    for purpose, days in (("ask", 7), ("reminder", 14), ("thank_you", 21)):
        world.contact_now(purpose=purpose)
        world.wait(days)
    perform("close_silent", actor=None, subject=world.partnership, at=world.at)
    assert told(world.staff) == [(NotificationKind.STOPPED, {"by": "", "reason": "no_response"})]


def test_a_policy_no_of_the_umbrella_is_told_to_owners_of_chapters() -> None:
    world = clear_world()
    chapter = factories.GroupFactory(parent=world.group)
    own = factories.PartnershipFactory(group=chapter, owner=factories.UserFactory())
    world.contact_now()
    world.wait(1)
    world.answers("policy_no", policy_kind="no_industry")
    row = Notification.objects.addressed_to(own.owner).get()
    assert (row.kind, row.partnership) == (NotificationKind.STOPPED, own)


def test_an_answer_that_a_colleague_filed_is_told_to_the_owner() -> None:
    world, colleague = clear_world(), factories.UserFactory()
    world.contact_now()
    world.wait(1)
    world.do(
        "log_touch", actor=colleague, direction="in", channel="phone", outcome="interested",
        occurred_at=world.at, summary="They would like to hear more.",
    )  # fmt: skip
    assert told(world.staff) == [
        (NotificationKind.REPLY, {"by": colleague.name, "outcome": "interested"})
    ]


def test_an_absence_is_no_answer_to_tell_of() -> None:
    world, colleague = clear_world(), factories.UserFactory()
    world.contact_now()
    world.wait(1)
    world.do(
        "log_touch", actor=colleague, direction="in", channel="mail", outcome="out_of_office",
        occurred_at=world.at, return_on=world.today + timedelta(days=9), summary="",
    )  # fmt: skip
    assert told(world.staff) == []


def test_a_breach_is_told_to_managers() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(1)
    world.logs(purpose="reminder")
    ((kind, data),) = told(world.manager)
    assert (kind, data["by"], data["rules"]) == (
        NotificationKind.BREACH, world.staff.name, ["spacing"],
    )  # fmt: skip
    assert told(world.staff) == told(world.compliance) == []


def test_what_was_refused_tells_nobody_anything() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(1)
    with pytest.raises(PolicyBlocked):
        world.contact_now(purpose="reminder")
    assert not Notification.objects.exists()


def test_who_cannot_sign_in_any_more_is_told_nothing() -> None:
    world, colleague = clear_world(), factories.UserFactory()
    world.staff.is_active = False
    world.staff.save(update_fields=["is_active"])
    world.do(
        "log_touch", actor=colleague, direction="in", channel="mail", outcome="interested",
        occurred_at=world.at, summary="",
    )  # fmt: skip
    assert not Notification.objects.exists()


def test_a_step_handed_over_is_told_to_who_does_it_now() -> None:
    world, colleague = clear_world(), factories.UserFactory()
    step = world.partnership.follow_ups.open().get()
    world.do("reassign_follow_up", step, owner=colleague)
    assert told(colleague) == [
        (NotificationKind.HANDED_OVER, {"by": world.staff.name, "follow_up": step.kind})
    ]
