"""A stop, a merge or a colleague's decision comes at the moment of another action."""

from collections.abc import Callable
from functools import partial

import pytest

from advocacy.models import Event, FollowUp, Group, Override, Partnership, Stage, Touch
from advocacy.workflow.errors import WorkflowError
from advocacy.workflow.perform import perform
from tests import factories
from tests.races.ring import (
    ROUNDS,
    Job,
    Ring,
    both_check_first,
    refusals,
    rules_of,
    second_comes_between,
    take_locks_out,
    winners,
)
from tests.races.test_sends import sends
from tests.workflow.world import World, clear_world


# --- a stop against a send -----------------------------------------------------------------------
def an_end(world: World, outcome: str) -> Job:
    """A colleague logs that the group has said no."""
    return sends(
        world, world.manager, action="log_touch", direction="in", channel="phone", outcome=outcome,
        occurred_at=world.at, summary="They called.",
    )  # fmt: skip


def a_send(world: World, purpose: str = "ask") -> Job:
    return sends(world, world.staff, channel="mail", purpose=purpose)


@pytest.mark.parametrize("outcome", ["declined", "opt_out", "policy_no", "hesitant"])
def test_nothing_goes_out_after_an_end(ring: Ring, outcome: str) -> None:
    for _round in range(ROUNDS):
        world = clear_world()
        sent, ended = ring.race(a_send(world), an_end(world, outcome))
        assert not isinstance(ended, WorkflowError)
        assert_at_rest(world)
        if isinstance(sent, WorkflowError):
            assert not Touch.objects.attempts().filter(partnership=world.partnership).exists()
        else:
            assert sent.event.pk < ended.event.pk


def assert_at_rest(world: World) -> None:
    """Closed, stopped, and nothing planned but what is owed."""
    world.partnership.refresh_from_db()
    assert world.partnership.stage == Stage.CLOSED
    planned = FollowUp.objects.open().filter(partnership=world.partnership)
    assert not planned.exclude(kind="thank_you").exists()


def a_reminder_against_a_no() -> tuple[Job, Job]:
    world = clear_world()
    world.contact_now()
    world.wait(7)
    return a_send(world, "reminder"), an_end(world, "declined")


def test_without_the_lock_the_database_still_keeps_a_stop(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, end = a_reminder_against_a_no()
    take_locks_out(monkeypatch)
    between = second_comes_between(monkeypatch, "contact")
    sent, _ended = ring.race(send, between(end))
    assert rules_of(sent) == {"stopped"}


def test_without_lock_and_trigger_a_reminder_goes_out_after_a_no(
    ring: Ring,
    monkeypatch: pytest.MonkeyPatch,
    without_trigger: Callable[[str, str], None],
) -> None:
    send, end = a_reminder_against_a_no()
    without_trigger("advocacy_touch", "touch_rests")
    take_locks_out(monkeypatch)
    between = second_comes_between(monkeypatch, "contact")
    sent, ended = ring.race(send, between(end))
    assert sent.event.pk > ended.event.pk
    assert sent.result.is_attempt


def test_without_the_lock_the_database_still_keeps_an_ended_ask_closed(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = clear_world()
    send, end = a_send(world), an_end(world, "declined")
    take_locks_out(monkeypatch)
    between = second_comes_between(monkeypatch, "contact")
    sent, _ended = ring.race(send, between(end))
    assert isinstance(sent, WorkflowError)


def test_without_the_lock_the_database_still_keeps_an_opt_out(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = clear_world()
    send, end = a_send(world), an_end(world, "opt_out")
    take_locks_out(monkeypatch)
    between = second_comes_between(monkeypatch, "contact")
    sent, _ended = ring.race(send, between(end))
    assert rules_of(sent) == {"opt-out"}


# --- overrides -----------------------------------------------------------------------------------
def waiting() -> tuple[World, Override]:
    world = clear_world(launch_in_weeks=9, primary_activity="webinar")
    row = world.do("ask_override", rule="lead-time", act="contact", reason="sponsor_confirmed",
                   note="The sponsor confirmed the date.").result  # fmt: skip
    return world, row


def both_decide(world: World, row: Override) -> tuple[Job, Job]:
    """One grants what the other denies."""
    other = factories.UserFactory(manager=True)
    grant = sends(world, world.manager, subject=row, action="decide_override", granted=True,
                  note="Fine.")  # fmt: skip
    deny = sends(world, other, subject=row, action="decide_override", granted=False, note="No.")
    return grant, deny


def test_of_two_who_decide_one_override_one_does(ring: Ring) -> None:
    for _round in range(ROUNDS):
        world, row = waiting()
        results = ring.race(*both_decide(world, row))
        assert len(winners(results)) == 1
        assert "decided already" in str(refusals(results)[0].text)
        assert world.partnership.events.filter(kind="decide_override").count() == 1


def test_without_the_lock_the_database_still_keeps_the_first_decision(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, row = waiting()
    jobs = both_decide(world, row)
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    results = ring.race(*jobs)
    assert len(winners(results)) == 1
    assert "serves a single action" in str(refusals(results)[0].text)


def test_without_lock_and_trigger_both_decide(
    ring: Ring,
    monkeypatch: pytest.MonkeyPatch,
    without_trigger: Callable[[str, str], None],
) -> None:
    world, row = waiting()
    jobs = both_decide(world, row)
    without_trigger("advocacy_override", "override_is_used_once")
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 2


def granted() -> tuple[World, Override]:
    world, row = waiting()
    world.do("decide_override", row, actor=world.manager, granted=True, note="Fine.")
    return world, row


def two_send(world: World) -> tuple[Job, Job]:
    channel = {"channel": "mail", "purpose": "ask"}
    return sends(world, world.staff, **channel), sends(world, world.manager, **channel)


def test_an_override_serves_one_of_two_who_use_it_at_once(ring: Ring) -> None:
    for _round in range(ROUNDS):
        world, row = granted()
        results = ring.race(*two_send(world))
        assert len(winners(results)) == 1
        assert {"spacing", "lead-time"} <= rules_of(refusals(results)[0])
        row.refresh_from_db()
        assert row.used_at == world.at


def test_without_the_lock_the_database_still_lets_an_override_serve_once(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, _row = granted()
    jobs = two_send(world)
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 1


def test_without_lock_and_trigger_an_override_serves_twice(
    ring: Ring,
    monkeypatch: pytest.MonkeyPatch,
    without_trigger: Callable[[str, str], None],
) -> None:
    world, _row = granted()
    jobs = two_send(world)
    without_trigger("advocacy_override", "override_is_used_once")
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 2


# --- a merge against a contact -------------------------------------------------------------------
def twins() -> tuple[World, World]:
    """Two records of one group: the survivor has an open ask, the other is about to get one."""
    survivor, other = clear_world(), clear_world()
    survivor.contact_now()
    return survivor, other


def a_merge(survivor: World, other: World) -> Job:
    absorbed = Group.objects.get(pk=other.group.pk)
    return sends(
        survivor, survivor.manager, subject=survivor.group, action="merge_groups", other=absorbed
    )


def test_a_contact_never_slips_past_a_merge(ring: Ring) -> None:
    for _round in range(ROUNDS):
        survivor, other = twins()
        merged, sent = ring.race(a_merge(survivor, other), a_send(other))
        assert not isinstance(merged, WorkflowError)
        own = Partnership.objects.get(pk=other.partnership.pk)
        assert own.group_id == survivor.group.pk
        if isinstance(sent, WorkflowError):
            assert rules_of(sent) == {"contact-load"}
        else:
            assert sent.event.pk < merged.event.pk


def test_without_the_lock_a_contact_slips_past_a_merge(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    survivor, other = twins()
    merge, send = a_merge(survivor, other), a_send(other)
    take_locks_out(monkeypatch)
    between = second_comes_between(monkeypatch, "contact")
    merged, sent = ring.race(between(merge), send)
    assert sent.event.pk > merged.event.pk


def test_two_merges_that_cross_do_not_wait_for_one_another(ring: Ring) -> None:
    for _round in range(ROUNDS):
        first, second = factories.GroupFactory(), factories.GroupFactory()
        manager = factories.UserFactory(manager=True)
        jobs = [
            partial(perform, "merge_groups", actor=manager, subject=survivor, data={"other": other})
            for survivor, other in ((first, second), (second, first))
        ]
        assert len(winners(ring.race(*jobs))) == 1


def test_groups_that_take_each_other_for_a_parent_make_no_circle(ring: Ring) -> None:
    for _round in range(ROUNDS):
        first, second = factories.GroupFactory(), factories.GroupFactory()
        staff = factories.UserFactory()
        jobs = [
            partial(perform, "edit_group", actor=staff, subject=child,
                    data={"parent": parent, "reason": "Chapter"})
            for child, parent in ((first, second), (second, first))
        ]  # fmt: skip
        assert len(winners(ring.race(*jobs))) == 1
        assert_no_circle(first, second)


def assert_no_circle(*groups: Group) -> None:
    for group in groups:
        group.refresh_from_db()
        assert len(group.lineage) == len(set(group.lineage)) <= 2


# --- events --------------------------------------------------------------------------------------
def test_each_refusal_is_on_the_timeline_once(ring: Ring) -> None:
    world = clear_world()
    ring.race(*two_send(world))
    assert Event.objects.refused().filter(partnership=world.partnership).count() == 1
