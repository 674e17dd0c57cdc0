"""Cases that random histories have found, each as short as it can be told."""

from datetime import timedelta
from typing import Any

import pytest

from advocacy.models import Touch
from advocacy.workflow.errors import PolicyBlocked
from advocacy.workflow.perform import perform
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def refusing(world: World, *, purpose: str = "ask") -> set[str]:
    """The rules that refuse an attempt now."""
    with pytest.raises(PolicyBlocked) as refused:
        world.contact_now(purpose=purpose)
    return {finding.rule for finding in refused.value.decision.refusing}


def test_a_mail_that_bounced_for_now_makes_us_wait_but_is_no_attempt() -> None:
    world = clear_world()
    world.logs(state="bounced_soft")
    assert not Touch.objects.attempts().exists()
    world.wait(1)
    assert refusing(world) == {"spacing"}


def test_an_answer_that_did_not_arrive_is_still_owed() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(1)
    world.answers("question")
    world.answers("hesitant")
    world.at += timedelta(hours=1)
    world.logs(purpose="answer", state="bounced_soft")
    world.at += timedelta(hours=1)
    world.do("send_answer", channel="mail", summary="Here is the answer.")


def test_a_group_that_declines_after_the_last_attempt_is_thanked_all_the_same() -> None:
    world = clear_world(launch_in_weeks=60)
    for purpose, days in (("ask", 7), ("reminder", 14), ("thank_you", 2)):
        world.contact_now(purpose=purpose)
        world.wait(days)
    world.answers("declined")
    world.at += timedelta(hours=1)
    world.do("send_thank_you", channel="mail", summary="Thank you for telling us.")


def test_each_end_has_its_one_thank_you() -> None:
    world = clear_world(launch_in_weeks=60)
    world.contact_now()
    for _end in range(2):
        world.wait(1)
        world.answers("declined")
        world.at += timedelta(hours=1)
        world.do("send_thank_you", channel="mail", summary="Thank you.")
        world.at += timedelta(hours=1)
        with pytest.raises(PolicyBlocked):
            world.do("send_thank_you", channel="mail", summary="Thank you again.")
        world.wait(20)
        world.answers("invitation")
        world.do("reopen")


def to_group(world: World, **data: Any) -> Touch:
    """Something that took place with the group, outside of any study."""
    values = {"channel": "mail", "occurred_at": world.at, "summary": "Hello", **data}
    touch: Touch = perform(
        "log_touch", actor=world.staff, subject=world.group, data=values, at=world.at
    ).result
    return touch


def test_what_was_said_outside_of_any_study_counts_for_the_load() -> None:
    world = clear_world()
    for days in (12, 9, 6, 3):
        to_group(world, direction="out", occurred_at=world.at - timedelta(days=days))
    assert refusing(world) == {"contact-load"}


def test_a_bounce_outside_of_any_study_says_nothing_of_another_group() -> None:
    world, other = clear_world(), clear_world()
    for one in (world, other):
        to_group(one, direction="out")
    world.at += timedelta(minutes=1)
    to_group(world, direction="in", outcome="bounce_hard")
    assert Touch.objects.get(group=other.group).state == "delivered"
    assert Touch.objects.get(group=world.group, direction="out").state == "bounced_hard"


def test_a_reply_to_nobody_is_an_attempt_whatever_it_is_called() -> None:
    world = clear_world()
    done = world.logs(purpose="reply")
    assert done.result.is_attempt
    for _more in range(3):
        world.wait(21)
        done = world.logs(purpose="reply")
    assert "attempt-limit" in {breach.rule for breach in done.breaches}


def test_a_late_log_is_not_refused_for_what_it_makes_of_touches_that_went_out() -> None:
    world = clear_world(launch_in_weeks=60)
    for purpose, days in (("ask", 7), ("reminder", 14), ("thank_you", 20)):
        world.contact_now(purpose=purpose)
        world.wait(days)
    for outcome, days in (("interested", 55), ("opt_out", 0), ("declined", 50)):
        world.do(
            "log_touch", direction="in", channel="phone", outcome=outcome, summary="Said",
            occurred_at=world.at - timedelta(days=days),
        )  # fmt: skip
    assert Touch.objects.attempts().count() == 2


def test_an_ask_that_goes_on_after_a_year_is_no_new_ask() -> None:
    world = clear_world(launch_in_weeks=200)
    for _ask in range(2):
        other = clear_world(group=factories.GroupFactory(parent=world.group))
        for days in (520, 100):
            other.logs(occurred_at=other.at - timedelta(days=days))
        other.do("close", exit_reason="lead_time_too_short", note="")
    assert world.contact_now().is_attempt


def test_a_last_attempt_that_turns_out_to_be_a_reply_is_no_thanks_for_a_later_no() -> None:
    world = clear_world(launch_in_weeks=60)
    for purpose, days in (("ask", 7), ("reminder", 14), ("thank_you", 2)):
        world.contact_now(purpose=purpose)
        world.wait(days)
    world.do(
        "log_touch", direction="in", channel="phone", outcome="invitation", summary="Called",
        occurred_at=world.at - timedelta(days=4),
    )  # fmt: skip
    world.answers("declined")
    world.at += timedelta(hours=1)
    world.do("send_thank_you", channel="mail", summary="Thank you for telling us.")
