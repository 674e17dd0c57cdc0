"""Two colleagues send at the same moment."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from advocacy.models import Clearance, Group, Partnership, Stage, Touch, User
from advocacy.workflow.errors import PolicyBlocked
from advocacy.workflow.perform import perform
from tests import factories
from tests.races.ring import (
    ROUNDS,
    Job,
    Ring,
    both_check_first,
    refusals,
    rules_of,
    take_locks_out,
    winners,
)
from tests.workflow.world import World, clear_world


def sends(
    world: World, actor: User, *, subject: Any = None, action: str = "contact", **data: Any
) -> Job:
    """The pressing of Send by one person; each on a copy of the record, as two requests are."""
    record = subject or world.partnership
    copy = type(record).objects.get(pk=record.pk)
    return partial(perform, action, actor=actor, subject=copy, data=data, at=world.at)


def two_send(world: World, **data: Any) -> tuple[Job, Job]:
    return sends(world, world.staff, **data), sends(world, world.manager, **data)


def attempts(world: World) -> int:
    return Touch.objects.attempts().filter(partnership=world.partnership).count()


# --- scenario 15 ---------------------------------------------------------------------------------
def test_two_people_press_send_at_once_and_one_touch_exists(ring: Ring) -> None:
    for _round in range(ROUNDS):
        world = clear_world()
        results = ring.race(*two_send(world, channel="mail", purpose="ask"))
        assert len(winners(results)) == 1
        assert "spacing" in rules_of(refusals(results)[0])
        assert attempts(world) == 1


def test_without_the_lock_two_touches_exist(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    world = clear_world()
    jobs = two_send(world, channel="mail", purpose="ask")
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 2
    assert attempts(world) == 2


# --- reservation ---------------------------------------------------------------------------------
def test_two_reserve_at_once_and_one_may_write(ring: Ring) -> None:
    for _round in range(ROUNDS):
        world = clear_world()
        jobs = two_send(world, action="reserve_touch", channel="mail", purpose="ask")
        assert len(winners(ring.race(*jobs))) == 1
        assert Touch.objects.reserved().filter(partnership=world.partnership).count() == 1


def test_without_the_lock_the_database_still_keeps_one_reservation(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = clear_world()
    jobs = two_send(world, action="reserve_touch", channel="mail", purpose="ask")
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    results = ring.race(*jobs)
    assert len(winners(results)) == 1
    assert "A colleague is writing" in str(refusals(results)[0].text)


def test_a_reserved_touch_that_is_sent_twice_goes_out_once(ring: Ring) -> None:
    for _round in range(ROUNDS):
        world, touch = reserved()
        jobs = [sends(world, world.staff, subject=touch, action="send_touch") for _n in range(2)]
        assert len(winners(ring.race(*jobs))) == 1
        assert attempts(world) == 1


def test_without_the_lock_a_reserved_touch_is_sent_twice(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, touch = reserved()
    jobs = [sends(world, world.staff, subject=touch, action="send_touch") for _n in range(2)]
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 2
    assert world.partnership.events.filter(kind="send_touch").count() == 2


def reserved() -> tuple[World, Touch]:
    world = clear_world()
    return world, world.do("reserve_touch", channel="mail", purpose="ask").result


# --- attempt limit -------------------------------------------------------------------------------
def before_the_last() -> World:
    """Two attempts are made, and the third, the thank-you, may go out."""
    world = clear_world()
    for purpose in ("ask", "reminder"):
        world.logs(purpose=purpose)
        world.wait(21)
    return world


LAST = {"channel": "mail", "purpose": "thank_you"}


def test_of_two_third_attempts_one_goes_out(ring: Ring) -> None:
    for _round in range(ROUNDS):
        world = before_the_last()
        results = ring.race(*two_send(world, **LAST))
        assert len(winners(results)) == 1
        assert "attempt-limit" in rules_of(refusals(results)[0])
        assert attempts(world) == 3


def test_without_the_lock_the_database_still_refuses_a_fourth(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = before_the_last()
    jobs = two_send(world, **LAST)
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    results = ring.race(*jobs)
    assert len(winners(results)) == 1
    assert isinstance(refusals(results)[0], PolicyBlocked)
    assert attempts(world) == 3


def test_without_lock_and_trigger_there_are_four(
    ring: Ring,
    monkeypatch: pytest.MonkeyPatch,
    without_trigger: Callable[[str, str], None],
) -> None:
    world = before_the_last()
    jobs = two_send(world, **LAST)
    without_trigger("advocacy_touch", "touch_hard_rules")
    without_trigger("advocacy_touch", "touch_beyond_limit_is_a_breach")
    monkeypatch.setattr("advocacy.workflow.next_steps.keep", lambda _own, **_how: None)
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 2
    assert attempts(world) == 4


# --- one open ask a group family -----------------------------------------------------------------
def two_chapters() -> tuple[World, World]:
    """Two studies of two sponsors, each about to write to another chapter of one umbrella."""
    umbrella = factories.GroupFactory()
    first, second = (
        clear_world(group=factories.GroupFactory(parent=umbrella, revenue=500_000))
        for _study in range(2)
    )
    return first, second


def one_each(first: World, second: World) -> tuple[Job, Job]:
    return tuple(  # type: ignore[return-value] # two of them
        sends(world, world.staff, channel="mail", purpose="ask") for world in (first, second)
    )


def test_of_two_asks_to_one_group_family_one_goes_out(ring: Ring) -> None:
    for _round in range(ROUNDS):
        results = ring.race(*one_each(*two_chapters()))
        assert len(winners(results)) == 1
        assert rules_of(refusals(results)[0]) == {"contact-load"}


def test_without_the_lock_two_asks_reach_one_group_family(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    worlds = two_chapters()
    jobs = one_each(*worlds)
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 2
    family = worlds[0].group.family_id
    waiting = Partnership.objects.awaiting_answer().filter(group__family=family)
    assert waiting.count() == 2


# --- budget --------------------------------------------------------------------------------------
def two_families() -> tuple[World, World]:
    """One study with 50,000; two groups of different families are to be offered 30,000 each."""
    first = clear_world(fee=30_000)
    second = World(**{**vars(first), "log": [], "group": factories.GroupFactory(revenue=500_000)})
    second.partnership = beside(first, second.group)
    for world in (first, second):
        Group.objects.filter(pk=world.group.pk).update(revenue=5_000_000)
        factories.QuoteFactory(
            partnership=world.partnership, amount=30_000, fair_value=30_000, currency="USD"
        )
    return first, second


def beside(world: World, group: Group) -> Partnership:
    """A second partnership of the study, as ready as the first."""
    for fact in world.group.profile_facts.all():
        factories.ProfileFactFactory(group=group, kind=fact.kind, as_of=fact.as_of)
    goal = factories.GoalFactory(group=group)
    stance = world.group.stances.get()
    factories.StanceFactory(group=group, kind="open", as_of=stance.as_of)
    cleared = Clearance.objects.get(study=world.study, group=world.group)
    cleared.pk, cleared.group, cleared._state.adding = None, group, True
    factories.ClearanceFactory(
        study=world.study, group=group, asked_on=cleared.asked_on, asked_of=cleared.asked_of,
        asked_by=cleared.asked_by, answer="none_known", answered_on=cleared.answered_on,
        answered_by=cleared.answered_by,
    )  # fmt: skip
    own = factories.PartnershipFactory(
        study=world.study, group=group, owner=world.staff, stage=Stage.CLEARED,
        why_this_group="Its members live with this disease.",
    )  # fmt: skip
    ask = world.partnership.asks.get()
    factories.AskFactory(
        partnership=own, fee=ask.fee, benefit=ask.benefit, goal=goal, words=ask.words,
        primary_activity=ask.primary_activity, effort_hours=ask.effort_hours, attachments=[],
        optional_activities=[], body="Other words for another group altogether.",
    )  # fmt: skip
    return own


def test_of_two_fees_for_which_one_budget_line_has_no_room_one_is_offered(ring: Ring) -> None:
    for _round in range(ROUNDS):
        first, second = two_families()
        results = ring.race(*one_each(first, second))
        assert len(winners(results)) == 1
        assert rules_of(refusals(results)[0]) == {"budget"}
        assert held(first) == 30_000


def test_without_the_lock_a_budget_line_is_overspent(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_families()
    jobs = one_each(first, second)
    take_locks_out(monkeypatch)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 2
    assert held(first) == 60_000


def test_without_the_lock_of_the_line_the_lock_of_the_family_is_not_enough(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_families()
    jobs = one_each(first, second)
    monkeypatch.setattr("advocacy.workflow.perform.is_priced", lambda _move, _step: False)
    both_check_first(monkeypatch)
    assert len(winners(ring.race(*jobs))) == 2
    assert held(first) == 60_000


def held(world: World) -> int:
    line = world.study.budget_lines.get()
    return sum(int(hold.amount) for hold in line.holds.all())
