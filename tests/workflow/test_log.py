"""Log what happened: it is saved, it counts, and what broke a rule becomes a breach."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from advocacy.models import Breach, FollowUp, OptOut, Stage, Stance, Stop, Touch, TouchState
from advocacy.workflow.errors import InvalidData, PolicyBlocked
from advocacy.workflow.perform import perform
from tests import factories
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def rules_of(breaches: Iterable[Breach]) -> set[str]:
    return {b.rule for b in breaches}


def test_a_fourth_attempt_is_saved_counted_and_a_breach() -> None:
    world = clear_world()
    for purpose in ("ask", "reminder", "thank_you"):
        world.logs(purpose=purpose)
        world.wait(14)
    done = world.logs()
    assert "attempt-limit" in rules_of(done.breaches)
    assert Touch.objects.attempts().count() == 4
    assert Breach.objects.filter(rule="attempt-limit").count() == 1


def test_a_call_within_the_rules_is_no_breach() -> None:
    world = clear_world()
    done = world.logs(channel="voicemail")
    assert done.breaches == ()
    assert world.partnership.stage == Stage.OUTREACH


def test_an_unanswered_ring_is_no_attempt_and_spaces() -> None:
    world = clear_world()
    world.logs(channel="phone", state="no_answer")
    assert not Touch.objects.attempts().exists()
    world.wait(1)
    with pytest.raises(PolicyBlocked) as refused:
        world.contact_now()
    assert {f.rule for f in refused.value.decision.refusing} == {"spacing"}


def test_a_hard_bounce_is_no_attempt_and_asks_to_mend_the_address() -> None:
    world = clear_world()
    person = factories.PersonFactory(group=world.group)
    touch = world.contact_now(person=person)
    world.wait(1)
    world.answers("bounce_hard")
    touch.refresh_from_db()
    person.refresh_from_db()
    assert touch.state == TouchState.BOUNCED_HARD
    assert not Touch.objects.attempts().exists()
    assert person.needs_fixing
    assert FollowUp.objects.open().filter(kind="fix_contact").exists()


def test_out_of_office_moves_the_clock_and_advances_nothing() -> None:
    world = clear_world()
    world.contact_now()
    back = world.today + timedelta(days=14)
    world.answers("out_of_office", return_on=back)
    assert world.partnership.stage == Stage.OUTREACH
    assert world.partnership.not_before == back + timedelta(days=2)
    world.wait(10)
    with pytest.raises(PolicyBlocked) as refused:
        world.contact_now(purpose="reminder")
    assert "spacing" in {f.rule for f in refused.value.decision.refusing}


def test_an_umbrella_that_says_no_industry_closes_its_chapters_too() -> None:
    umbrella = factories.GroupFactory()
    chapter = factories.GroupFactory(parent=umbrella, revenue=500_000)
    world = clear_world(group=chapter)
    perform(
        "log_touch", actor=world.staff, subject=umbrella, at=world.at,
        data={"direction": "in", "channel": "mail", "outcome": "policy_no", "occurred_at": world.at,
              "policy_kind": "no_industry", "summary": "We never work with industry."},
    )  # fmt: skip
    world.partnership.refresh_from_db()
    assert world.partnership.exit_reason == "policy_no_industry"
    assert Stance.objects.get(group=umbrella, kind="no_industry")
    assert Stop.objects.get(group=umbrella, scope="group_family").until is None


def test_never_again_is_an_opt_out_of_the_group() -> None:
    world = clear_world()
    world.contact_now()
    world.answers("opt_out")
    assert OptOut.objects.standing().get().group == world.group
    assert world.partnership.exit_reason == "opt_out"
    assert not FollowUp.objects.open().exists()


def test_an_invitation_after_a_stop_unlocks_replies_in_that_thread_only() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(1)
    world.answers("declined")
    with pytest.raises(PolicyBlocked):
        world.do("send_reply", channel="mail", summary="Good to hear.")
    world.wait(30)
    world.answers("invitation")
    assert world.do("send_reply", channel="mail", summary="Good to hear.").result.purpose == "reply"
    world.do("reopen")
    assert world.partnership.stage == Stage.CONVERSATION


def test_a_backdated_touch_flags_what_came_after_it() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(7)
    later = world.contact_now(purpose="reminder")
    done = world.logs(channel="voicemail", occurred_at=world.at - timedelta(days=1))
    assert {(b.touch_id, b.rule) for b in done.breaches} >= {(later.id, "attempt-limit")}


def test_a_backdated_answer_turns_later_attempts_into_replies() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(7)
    later = world.contact_now(purpose="reminder")
    world.do("log_touch", direction="in", channel="phone", outcome="interested",
             occurred_at=world.at - timedelta(days=3), summary="Called back.")  # fmt: skip
    later.refresh_from_db()
    assert not later.is_attempt


def test_a_touch_of_tomorrow_cannot_be_logged() -> None:
    world = clear_world()
    with pytest.raises(InvalidData):
        world.logs(occurred_at=world.at + timedelta(days=1))
