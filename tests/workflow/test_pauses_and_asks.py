"""A time that the group asked for is kept; an ask counts from being sent until it is answered."""

from datetime import timedelta
from typing import Any

import pytest

from advocacy.models import Ask, BudgetHold, Event, Partnership, SideState, Stage
from advocacy.workflow.errors import InvalidData, NotAllowed, PolicyBlocked, StageRefused
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def paused(world: World, days: int = 20) -> None:
    world.do("pause", until=world.today + timedelta(days=days), reason="Their board is away")


# --- pauses -------------------------------------------------------------------------------------
def test_a_pause_is_not_ended_by_staff_before_its_day() -> None:
    world = clear_world()
    paused(world)
    world.wait(1)
    with pytest.raises(NotAllowed) as refused:
        world.do("resume", reason="We are in a hurry")
    assert world.partnership.not_before is not None
    assert dict(refused.value.text.params)["day"] == world.partnership.not_before


def test_a_manager_ends_it_with_a_reason() -> None:
    world = clear_world()
    paused(world)
    world.wait(1)
    with pytest.raises(InvalidData):
        world.do("resume", actor=world.manager)
    world.do("resume", actor=world.manager, reason="They called back")
    assert world.partnership.side_state == SideState.NONE
    assert Event.objects.get(kind="resume").data["reason"] == "They called back"


def test_anybody_resumes_on_the_day() -> None:
    world = clear_world()
    paused(world)
    world.wait(20)
    world.do("resume")
    assert world.partnership.not_before is None


def test_a_slip_is_taken_back_at_once_by_whoever_made_it() -> None:
    world = clear_world()
    paused(world)
    with pytest.raises(NotAllowed):
        world.do("resume", actor=world.compliance)
    world.do("resume")
    assert world.partnership.side_state == SideState.NONE


def test_an_absence_is_not_ended_by_staff_either() -> None:
    world = clear_world()
    world.contact_now()
    world.answers("out_of_office", return_on=world.today + timedelta(days=9))
    with pytest.raises(NotAllowed):
        world.do("resume")


def test_a_pause_is_made_longer_by_anybody_and_shorter_by_nobody_but_a_manager() -> None:
    world = clear_world()
    paused(world)
    world.wait(1)
    paused(world, days=30)
    world.wait(1)
    with pytest.raises(NotAllowed):
        paused(world, days=2)
    world.do("pause", actor=world.manager, until=world.today + timedelta(days=2), reason="Said so")
    assert world.partnership.not_before == world.today + timedelta(days=2)


# --- asks ---------------------------------------------------------------------------------------
def load_of(world: World) -> set[str]:
    """What refuses a first contact in another study with the same group."""
    other = clear_world(group=world.group, start=world.at)
    with pytest.raises(PolicyBlocked) as refused:
        other.contact_now()
    return {f.rule for f in refused.value.decision.refusing}


def test_an_ask_stays_open_when_the_stage_goes_back() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(14)
    world.do("go_back", to=Stage.CLEARED, reason="The ask is written anew")
    assert load_of(world) == {"contact-load"}


def test_an_answered_ask_is_not_open_whatever_the_stage() -> None:
    world = clear_world()
    world.to_conversation()
    world.do("go_back", to=Stage.OUTREACH, reason="Back to the first letter")
    world.wait(14)
    other = clear_world(group=world.group, start=world.at)
    assert other.contact_now().is_attempt


def test_a_mail_that_came_back_is_no_open_ask() -> None:
    world = clear_world()
    world.contact_now()
    world.answers("bounce_hard")
    world.wait(14)
    assert world.partnership.stage == Stage.OUTREACH
    other = clear_world(group=world.group, start=world.at)
    assert other.contact_now().is_attempt


def reviewed(world: World) -> Partnership:
    day = world.today + timedelta(days=10)
    world.do("group_review", review_process="The board meets.", review_by=day)
    return world.partnership


def test_a_group_cannot_review_an_ask_that_it_never_got() -> None:
    world = clear_world()
    world.contact_now(purpose="exploratory")
    world.answers("interested")
    with pytest.raises(StageRefused) as refused:
        reviewed(world)
    assert [need.code for need in refused.value.missing] == ["reply"]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("send_reply", {"channel": "mail", "with_ask": True}),
        ("log_touch", {"direction": "out", "channel": "mail", "purpose": "ask"}),
    ],
)
def test_an_ask_that_went_out_can_be_reviewed(action: str, data: dict[str, Any]) -> None:
    world = clear_world()
    world.contact_now(purpose="exploratory")
    world.answers("interested")
    if action == "log_touch":
        data = data | {"occurred_at": world.at}
    touch = world.do(action, **data).result
    ask = Ask.objects.get()
    assert (ask.sent_at, touch.ask) == (world.at, ask)
    assert reviewed(world).stage == Stage.REVIEW


def test_a_logged_ask_holds_its_fee() -> None:
    world = clear_world(fee=900)
    world.do("add_quote", amount=900, currency="USD", basis="rate_card", fair_value=900,
             source="Card", quoted_on=world.today)  # fmt: skip
    world.logs(purpose="ask", occurred_at=world.at - timedelta(hours=1))
    assert Ask.objects.get().sent_at == world.at - timedelta(hours=1)
    assert BudgetHold.objects.get().amount == 900


def test_an_ask_that_bounced_was_not_sent() -> None:
    world = clear_world()
    world.logs(purpose="ask")
    world.answers("bounce_hard")
    assert Ask.objects.get().sent_at is None
