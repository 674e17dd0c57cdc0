"""What is logged is judged as it was: on that day, in that thread, with the exceptions of then."""

from datetime import date, timedelta
from typing import Any

import pytest

from advocacy.models import Breach, Override, Stage, Touch, TouchState
from advocacy.workflow.errors import InvalidData
from advocacy.workflow.step import Done
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def rules_of(done: Done) -> set[str]:
    return {breach.rule for breach in done.breaches}


def on_group(world: World, **data: Any) -> Done:
    """Something of ours, logged on the group and not on a study."""
    values: dict[str, Any] = {"direction": "out", "channel": "mail", "occurred_at": world.at}
    return world.do("log_touch", world.group, **(values | data))


def granted(world: World, rule: str) -> Override:
    asked = world.do(
        "ask_override", rule=rule, act="contact", reason="group_asked", note="They asked for it."
    ).result
    made: Override = world.do(
        "decide_override", asked, actor=world.manager, granted=True, note="Fine.", days=14
    ).result
    return made


# --- a reply needs a conversation -------------------------------------------------------------
@pytest.mark.parametrize("purpose", ["reply", "answer"])
def test_a_reply_to_a_no_is_an_attempt(purpose: str) -> None:
    world = clear_world()
    world.contact_now()
    world.wait(1)
    world.answers("declined")
    world.wait(1)
    done = world.logs(purpose=purpose)
    assert done.result.is_attempt
    assert "stopped" in rules_of(done)
    assert Touch.objects.attempts().count() == 2


def test_a_reply_before_anybody_wrote_is_an_attempt() -> None:
    world = clear_world()
    assert world.logs(purpose="reply").result.is_attempt


def test_a_reply_in_a_conversation_is_none() -> None:
    world = clear_world()
    world.to_conversation()
    done = world.logs(purpose="reply")
    assert not done.result.is_attempt
    assert not done.breaches


def test_one_answer_to_a_hesitant_group_is_none_and_the_second_is() -> None:
    world = clear_world()
    world.contact_now()
    world.answers("question")
    world.wait(1)
    world.answers("hesitant")
    world.wait(1)
    assert not world.logs(purpose="answer").result.is_attempt
    world.wait(1)
    assert world.logs(purpose="answer").result.is_attempt


def test_a_fourth_reply_to_a_no_is_saved_with_its_breach() -> None:
    world = clear_world()
    for purpose in ("ask", "reminder", "thank_you"):
        world.logs(purpose=purpose)
        world.wait(14)
    world.answers("declined")
    done = world.logs(purpose="reply")
    assert "attempt-limit" in rules_of(done)
    assert Touch.objects.attempts().count() == 4


# --- without a study --------------------------------------------------------------------------
def test_a_touch_outside_of_any_study_is_judged_by_opt_outs() -> None:
    world = clear_world()
    world.do("record_opt_out", world.group, words="Never", source="Mail", said_on=world.today)
    world.wait(1)
    done = on_group(world)
    assert {"opt-out", "stopped"} <= rules_of(done)
    breach = Breach.objects.get(rule="opt-out")
    assert (breach.group, breach.partnership) == (world.group, None)


def test_a_touch_outside_of_any_study_is_judged_by_stops_of_every_study() -> None:
    world = clear_world()
    world.contact_now()
    world.answers("declined")
    world.wait(3)
    assert "stopped" in rules_of(on_group(world))


def test_a_touch_outside_of_any_study_is_judged_by_spacing() -> None:
    world = clear_world()
    assert rules_of(on_group(world)) == set()
    world.wait(1)
    assert rules_of(on_group(world, purpose="reminder")) == {"spacing"}


def test_a_touch_outside_of_any_study_is_judged_by_busy_times() -> None:
    world = clear_world()
    world.do("record_busy_period", world.group, name="Awareness month", starts_month=9,
             starts_day=1, ends_month=9, ends_day=30)  # fmt: skip
    assert rules_of(on_group(world)) == {"contact-load"}


def test_a_backdated_touch_outside_of_any_study_flags_what_came_after() -> None:
    world = clear_world()
    later = on_group(world).result
    done = on_group(world, occurred_at=world.at - timedelta(days=1))
    assert {(b.touch_id, b.rule) for b in done.breaches} == {(later.id, "spacing")}


def test_what_came_in_outside_of_any_study_breaks_nothing() -> None:
    world = clear_world()
    done = on_group(world, direction="in", outcome="question")
    assert not done.breaches


# --- bounces ----------------------------------------------------------------------------------
def test_a_bounce_does_not_reach_back_to_an_old_mail() -> None:
    world = clear_world()
    touch = world.contact_now()
    world.wait(15)
    world.answers("bounce_hard")
    touch.refresh_from_db()
    assert touch.state == TouchState.DELIVERED
    assert Touch.objects.attempts().count() == 1


def test_a_bounce_belongs_to_a_mail_to_that_person() -> None:
    world = clear_world()
    one, other = (factories.PersonFactory(group=world.group) for _n in range(2))
    first = world.logs(person=one).result
    world.wait(7)
    second = world.logs(person=other, purpose="reminder").result
    world.answers("bounce_soft", person=one)
    states = dict(Touch.objects.values_list("pk", "state"))
    assert (states[first.pk], states[second.pk]) == ("bounced_soft", "delivered")


def test_a_bounce_after_mails_to_several_asks_whose_it_was() -> None:
    world = clear_world()
    for purpose in ("ask", "reminder"):
        world.logs(person=factories.PersonFactory(group=world.group), purpose=purpose)
        world.wait(7)
    with pytest.raises(InvalidData) as refused:
        world.answers("bounce_hard")
    assert "person" in refused.value.errors


# --- exceptions -------------------------------------------------------------------------------
def test_a_late_log_does_not_blame_a_touch_that_had_an_exception() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(1)
    granted(world, "spacing")
    world.contact_now(purpose="reminder")
    world.wait(1)
    done = world.logs(channel="phone", state="no_answer", occurred_at=world.at - timedelta(days=2))
    assert not done.breaches


def test_a_logged_touch_uses_up_the_exception_it_had() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(1)
    row = granted(world, "spacing")
    world.wait(1)
    done = world.logs(purpose="reminder")
    assert not done.breaches
    row.refresh_from_db()
    assert row.used_at == done.result.occurred_at
    world.wait(1)
    assert "spacing" in rules_of(world.logs(purpose="thank_you"))


def test_an_exception_of_another_rule_stays_unused() -> None:
    world = clear_world(launch_in_weeks=20)
    row = Override.objects.create(
        partnership=world.partnership, rule="lead-time", act="contact", role="manager",
        reason="other", note="x", asked_by=world.staff, decided_by=world.manager, state="granted",
        decided_at=world.at - timedelta(hours=1), expires_at=world.at + timedelta(days=9),
    )  # fmt: skip
    world.logs()
    row.refresh_from_db()
    assert row.used_at is None


# --- as it was on that day --------------------------------------------------------------------
def test_a_backdated_touch_is_judged_by_an_opt_out_that_was_lifted_since() -> None:
    world = clear_world()
    said = world.do("record_opt_out", world.group, words="Never", source="Mail",
                    said_on=world.today).result  # fmt: skip
    world.wait(20)
    world.do("lift_opt_out", said, actor=world.manager, invitation="Do write.",
             lifted_on=world.today)  # fmt: skip
    then = world.at - timedelta(days=10)
    assert {"opt-out", "stopped"} <= rules_of(world.logs(occurred_at=then))
    world.wait(1)
    assert not {"opt-out", "stopped"} & rules_of(on_group(world))


def test_a_backdated_touch_is_not_judged_by_what_was_said_later() -> None:
    world = clear_world()
    world.wait(7)
    world.do("record_opt_out", world.group, words="Never", source="Mail", said_on=world.today)
    assert world.partnership.stage == Stage.CLOSED
    done = world.logs(occurred_at=world.at - timedelta(days=7))
    assert "opt-out" not in rules_of(done)


def test_a_personal_opt_out_that_was_lifted_since_counts_on_its_days() -> None:
    world = clear_world()
    person = factories.PersonFactory(group=world.group)
    said = world.do("record_opt_out", world.group, person=person, words="Never", source="Mail",
                    said_on=world.today).result  # fmt: skip
    world.wait(20)
    world.do("lift_opt_out", said, actor=world.manager, invitation="Do write.",
             lifted_on=date(2026, 10, 5))  # fmt: skip
    then = world.at - timedelta(days=10)
    assert rules_of(world.logs(person=person, occurred_at=then)) == {"opt-out"}
