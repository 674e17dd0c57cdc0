"""A leaver's work is handed over while it is handed over again, or goes on."""

import threading
from functools import partial

import pytest

from advocacy.models import Event, FollowUp, Partnership, User
from advocacy.workflow.effects import hand_over
from advocacy.workflow.errors import WorkflowError
from advocacy.workflow.perform import perform
from tests import factories
from tests.races.ring import ROUNDS, SECONDS, Job, Ring, take_locks_out
from tests.workflow.world import clear_world


def hands_over(leaver: User, to: User) -> Job:
    boss = factories.UserFactory(manager=True)
    return partial(perform, "hand_over", actor=boss, subject=leaver, data={"to": to})


def test_two_who_hand_over_the_same_work_move_it_once(ring: Ring) -> None:
    for _round in range(ROUNDS):
        leaver = factories.UserFactory()
        ours = factories.PartnershipFactory.create_batch(3, owner=leaver)
        heirs = [factories.UserFactory() for _n in range(2)]
        done = ring.race(*(hands_over(leaver, to) for to in heirs))
        assert sorted(one.event.data["partnerships"] for one in done) == [0, 3]
        told = Event.objects.filter(kind="hand_over", partnership__in=ours)
        assert told.count() == len(ours)
        owners = Partnership.objects.filter(pk__in=[own.pk for own in ours])
        assert len(set(owners.values_list("owner", flat=True))) == 1


def test_without_locks_both_would_have_moved_it(
    ring: Ring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: what the lock on the leaver prevents."""
    take_locks_out(monkeypatch)
    read, both = hand_over._lock, threading.Barrier(2)

    def read_and_wait(leaver: User) -> list[Partnership]:
        found = read(leaver)
        both.wait(SECONDS)
        return found

    monkeypatch.setattr(hand_over, "_lock", read_and_wait)
    leaver = factories.UserFactory()
    factories.PartnershipFactory.create_batch(3, owner=leaver)
    done = ring.race(*(hands_over(leaver, factories.UserFactory()) for _n in range(2)))
    assert [one.event.data["partnerships"] for one in done] == [3, 3]


def test_two_leavers_who_give_to_each_other_wait_in_no_circle(ring: Ring) -> None:
    for _round in range(ROUNDS):
        one, other = factories.UserFactory(), factories.UserFactory()
        for owner in (one, other, one, other):
            factories.PartnershipFactory(owner=owner)
        ring.race(hands_over(one, other), hands_over(other, one))
        ours = Partnership.objects.filter(owner__in=[one, other])
        assert ours.count() == 4


def test_what_goes_on_meanwhile_belongs_to_the_new_owner(ring: Ring) -> None:
    for _round in range(ROUNDS):
        world, to = clear_world(), factories.UserFactory()
        answer = partial(
            perform, "log_touch", actor=world.staff, subject=world.partnership, at=world.at,
            data={"direction": "in", "channel": "mail", "outcome": "interested",
                  "occurred_at": world.at, "summary": "Yes."},
        )  # fmt: skip
        for result in ring.race(hands_over(world.staff, to), answer):
            assert not isinstance(result, WorkflowError)
        steps = FollowUp.objects.open().filter(partnership=world.partnership)
        assert {step.owner for step in steps} == {to}
        world.partnership.refresh_from_db()
        assert world.partnership.owner == to
