"""All open work of one person goes to another: whole, on record, and no more than that."""

from typing import Any

import pytest

from advocacy.models import Event, FollowUp, Notification, Partnership, Touch, User
from advocacy.workflow.effects import hand_over
from advocacy.workflow.errors import InvalidData, NotAllowed
from advocacy.workflow.perform import perform
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db(transaction=True)


def give(leaver: User, to: Any, *, actor: User | None = None, **data: Any) -> Any:
    boss = actor or factories.UserFactory(manager=True)
    return perform("hand_over", actor=boss, subject=leaver, data={"to": to, **data})


def left_with(user: User) -> tuple[int, int]:
    """Open partnerships and steps of a person."""
    return (
        Partnership.objects.open().owned_by(user).count(),
        FollowUp.objects.open().owned_by(user).count(),
    )


def test_partnerships_and_steps_get_the_new_owner_and_tell_it_on_their_timelines() -> None:
    world, other, to = clear_world(), clear_world(), factories.UserFactory()
    other.do("edit_partnership", owner=world.staff)
    borrowed = factories.FollowUpFactory(owner=world.staff)  # in somebody else's partnership
    done = give(world.staff, to, reason="Leaves in June")
    assert left_with(world.staff) == (0, 0)
    assert left_with(to) == (2, 3)
    borrowed.refresh_from_db()
    assert borrowed.partnership.owner != to
    told = Event.objects.filter(kind="hand_over", partnership__isnull=False)
    assert {event.partnership for event in told} == {world.partnership, other.partnership}
    assert {(e.data["owner"], e.data["reason"]) for e in told} == {(to.name, "Leaves in June")}
    assert (done.event.data["partnerships"], done.event.data["steps"]) == (2, 3)
    assert done.event.data["left"] == 0


def test_what_is_closed_done_or_written_stays_as_it_was() -> None:
    world, to = clear_world(), factories.UserFactory()
    closed = factories.PartnershipFactory(closed=True, owner=world.staff)
    done = factories.FollowUpFactory(owner=world.staff, state="done", partnership=closed)
    give(world.staff, to)
    for row in (closed, done):
        row.refresh_from_db()
        assert row.owner == world.staff
    assert world.partnership.asks.get().written_by == world.staff


def test_what_the_leaver_reserved_is_given_back() -> None:
    world, to = clear_world(), factories.UserFactory()
    touch = perform(
        "reserve_touch", actor=world.staff, subject=world.partnership, at=world.at,
        data={"channel": "mail", "purpose": "ask"},
    ).result  # fmt: skip
    give(world.staff, to)
    touch.refresh_from_db()
    assert touch.state == "released"
    assert not Touch.objects.reserved().exists()
    assert not FollowUp.objects.open().filter(kind="send_reserved").exists()


def test_the_new_owner_is_told_once_however_much_it_is() -> None:
    world, to = clear_world(), factories.UserFactory()
    factories.PartnershipFactory.create_batch(3, owner=world.staff)
    give(world.staff, to)
    note = Notification.objects.addressed_to(to).get()
    assert (note.data["partnerships"], note.data["of"]) == (4, world.staff.name)


def test_only_managers_and_administrators_do_it() -> None:
    world: World = clear_world()
    for actor in (world.staff, world.compliance):
        with pytest.raises(NotAllowed):
            give(world.staff, factories.UserFactory(), actor=actor)
    give(world.staff, factories.UserFactory(), actor=factories.UserFactory(admin=True))


@pytest.mark.parametrize("whom", ["nobody", "oneself", "one who left", "a sponsor"])
def test_it_goes_to_a_colleague_who_can_sign_in(whom: str) -> None:
    leaver = factories.UserFactory()
    to = {
        "nobody": None,
        "oneself": leaver,
        "one who left": factories.UserFactory(is_active=False),
        "a sponsor": factories.UserFactory(viewer=True),
    }[whom]
    factories.PartnershipFactory(owner=leaver)
    with pytest.raises(InvalidData) as refused:
        give(leaver, to)
    assert set(refused.value.errors) == {"to"}
    assert left_with(leaver) == (1, 0)


def test_one_transaction_takes_a_bounded_number_and_says_what_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(hand_over, "MOST", 3)
    leaver, to = factories.UserFactory(), factories.UserFactory()
    factories.PartnershipFactory.create_batch(5, owner=leaver)
    assert give(leaver, to).event.data["left"] == 2
    assert give(leaver, to).event.data["left"] == 0
    assert left_with(to) == (5, 0)


def test_the_number_of_queries_does_not_grow(django_assert_max_num_queries: Any) -> None:
    leaver, to = factories.UserFactory(), factories.UserFactory()
    for own in factories.PartnershipFactory.create_batch(12, owner=leaver):
        factories.FollowUpFactory(partnership=own)
    with django_assert_max_num_queries(24):
        give(leaver, to)


def test_the_decision_on_an_override_is_told_to_who_owns_it_now() -> None:
    world, to = clear_world(launch_in_weeks=9, primary_activity="webinar"), factories.UserFactory()
    row = world.do(
        "ask_override", rule="lead-time", act="contact", reason="sponsor_confirmed", note="Mail.",
    ).result  # fmt: skip
    give(world.staff, to)
    world.do("decide_override", row, actor=world.manager, granted=True, note="Yes.")
    assert Notification.objects.addressed_to(to).filter(kind="override_granted").exists()
