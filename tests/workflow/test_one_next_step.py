"""Wherever a partnership is on its way, there is one next step, with its owner and its reason."""

from datetime import timedelta
from typing import Any

import pytest

from advocacy.models import FollowUp, FollowUpKind, Stage
from advocacy.policy import reasons
from advocacy.workflow.step import Done
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db

#: What is owed or runs out stands beside the step of the stage; so does what people noted.
BESIDE = (
    FollowUpKind.OTHER, FollowUpKind.FIX_CONTACT, FollowUpKind.THANK_YOU,
    FollowUpKind.ANSWER_QUESTION, FollowUpKind.RENEW_STANCE, FollowUpKind.RENEW_AGREEMENT,
    FollowUpKind.USE_OVERRIDE, FollowUpKind.SEND_RESERVED,
)  # fmt: skip


def check(world: World) -> str:
    """The one step of the present stage; none once it is closed."""
    own = world.partnership
    steps = FollowUp.objects.open().filter(partnership=own).exclude(kind__in=BESIDE)
    if own.stage == Stage.LIVE:
        steps = steps.exclude(kind=FollowUpKind.REPORT_BACK)
    if own.stage == Stage.CLOSED:
        assert not steps.exists()
        return ""
    (step,) = steps
    assert step.owner == own.owner
    assert step.due_at.hour in range(24)
    assert reasons.read(step.because) is not None, step.kind
    return step.kind


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """A world that is checked after everything that is done in it."""
    made, act, met = clear_world(), World.do, []

    def do(self: World, *args: Any, **data: Any) -> Done:
        done = act(self, *args, **data)
        met.append(check(self))
        return done

    monkeypatch.setattr(World, "do", do)
    made.met = met
    return made


def test_all_the_way_to_the_end_there_is_one(world: World) -> None:
    world.to_scheduled()
    world.do("go_live", proof_url="https://example.org", logo_permission_source="")
    world.wait(30)
    back = world.partnership.report_backs.get()
    placement = world.partnership.placements.get()
    world.do("send_report_back", back, sent_on=world.today)
    world.do("report", reached={placement.pk: 900})
    world.do("close", exit_reason="completed", note="")
    met = list(dict.fromkeys(world.met))
    assert met == [
        "next_attempt", "converse", "group_decides", "contract", "materials", "place", "go_live",
        "report", "close", "",
    ]  # fmt: skip


def test_holds_pauses_and_ways_back_leave_one(world: World) -> None:
    world.to_conversation()
    world.do("pause", until=world.today + timedelta(days=20), reason="Board meets")
    world.do("resume", actor=world.manager, reason="They are back")
    world.do("irb_hold", reason="Wording")
    world.do("lift_irb_hold", actor=world.compliance)
    world.do("go_back", to=Stage.PROFILED, reason="The sponsor asks again")
    world.do("ask_clearance", asked_of=world.contact, asked_on=world.today)
    world.do(
        "answer_clearance", answer="hold", answered_by=world.contact, answered_on=world.today,
        note="In two months",
    )  # fmt: skip
    assert world.met[-7:] == [
        "resume", "converse", "materials", "converse", "ask_sponsor", "chase_sponsor",
        "chase_sponsor",
    ]  # fmt: skip


@pytest.mark.parametrize("outcome", ["question", "invitation", "interested", "out_of_office"])
def test_each_answer_that_goes_on_leaves_one(world: World, outcome: str) -> None:
    world.contact_now()
    world.wait(1)
    more = {"return_on": world.today + timedelta(days=9)} if outcome == "out_of_office" else {}
    world.answers(outcome, **more)
    assert world.met[-1] == ("resume" if more else "converse")


@pytest.mark.parametrize("outcome", ["declined", "hesitant", "policy_no", "opt_out"])
def test_each_no_leaves_none_but_what_is_owed(world: World, outcome: str) -> None:
    world.contact_now()
    world.wait(1)
    world.answers(outcome)
    left = FollowUp.objects.open().filter(partnership=world.partnership)
    assert {step.kind for step in left} <= {FollowUpKind.THANK_YOU}


def test_doing_it_by_hand_and_handing_it_over_leave_one(world: World) -> None:
    world.to_conversation()
    step = FollowUp.objects.open().get(kind="converse")
    world.do("complete_follow_up", step)
    again = FollowUp.objects.open().get(kind="converse")
    world.do("snooze_follow_up", again, due_on=world.today + timedelta(days=30))
    world.do("edit_partnership", owner=world.manager)
    world.do("add_follow_up", note="Send the card.", due_on=world.today)
    assert check(world) == "converse"
