"""Limits are drafted, replayed, and put in force by a second person; nothing else works."""

from typing import Any

import pytest

from advocacy.models import Event, LimitVersion, Replay, Role, User
from advocacy.models.base import now
from advocacy.workflow import replays
from advocacy.workflow.errors import InvalidData, NotAllowed, StageRefused
from advocacy.workflow.perform import perform
from tests.factories import UserFactory
from tests.limits import put_in_force

pytestmark = pytest.mark.django_db

WORDS = {"values": {"ask_words": 150}, "reason": "Shorter asks are answered more often."}


@pytest.fixture
def maker() -> User:
    return UserFactory(manager=True)


@pytest.fixture
def second() -> User:
    return UserFactory(compliance=True)


def drafted(maker: User, **changes: Any) -> LimitVersion:
    version: LimitVersion = perform("draft_limits", actor=maker, data=WORDS | changes).result
    return version


def replayed(version: LimitVersion, by: User) -> Replay:
    replay: Replay = perform("replay_limits", actor=by, subject=version).result
    replays.run(replay.pk)
    replay.refresh_from_db()
    assert replay.state == "done"
    return replay


def activate(version: LimitVersion, by: User) -> LimitVersion:
    done: LimitVersion = perform("activate_limits", actor=by, subject=version).result
    return done


# --- drafts --------------------------------------------------------------------------------------
def test_a_draft_holds_for_nothing_and_keeps_only_what_differs(maker: User) -> None:
    version = drafted(maker, values={"ask_words": "150", "attachments": 2})
    assert (version.number, version.values, version.is_active) == (2, {"ask_words": 150}, False)
    assert LimitVersion.objects.in_force().ask_words == 200
    event = Event.objects.get(kind="draft_limits")
    assert (event.actor, event.limits_version) == (maker, 1)
    assert event.data["limits"] == [["ask_words", "200", "150"]]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ask_words": 49}, "ask_words"), ({"ask_words": 601}, "ask_words"),
        ({"ask_words": "many"}, "ask_words"), ({"ask_words": "150.5"}, "ask_words"),
        ({"contingency_share": "0.6"}, "contingency_share"),
        ({"attachments": "NaN"}, "attachments"),
        ({"spacing_business_days": 12}, "spacing_business_days"), ({}, "__all__"),
        ({"attempts_per_ask": 4}, "attempts_per_ask"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_be_is_named(maker: User, values: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidData) as refused:
        drafted(maker, values=values)
    assert list(refused.value.errors) == [field]
    assert LimitVersion.objects.count() == 1


def test_only_its_maker_changes_a_draft(maker: User, second: User) -> None:
    version = drafted(maker)
    with pytest.raises(NotAllowed):
        perform("edit_limits", actor=second, subject=version, data=WORDS)
    data = {"values": {"ask_words": 120}, "reason": "Shorter still."}
    perform("edit_limits", actor=maker, subject=version, data=data)
    version.refresh_from_db()
    assert (version.values, version.reason) == ({"ask_words": 120}, "Shorter still.")


def test_a_discarded_draft_is_read_and_no_more(maker: User, second: User) -> None:
    version = drafted(maker)
    replay = perform("replay_limits", actor=maker, subject=version).result
    perform("discard_limits", actor=second, subject=version)
    replay.refresh_from_db()
    assert replay.state == "cancelled"
    for action in ("edit_limits", "replay_limits", "discard_limits"):
        with pytest.raises(StageRefused):
            perform(action, actor=maker, subject=version, data=WORDS)
    with pytest.raises(StageRefused):
        activate(version, second)


@pytest.mark.parametrize("role", [Role.STAFF, Role.SPONSOR_VIEWER])
def test_others_have_no_hand_in_it(maker: User, role: Role) -> None:
    other = UserFactory(viewer=True) if role == Role.SPONSOR_VIEWER else UserFactory(role=role)
    version = drafted(maker)
    with pytest.raises(NotAllowed):
        perform("draft_limits", actor=other, data=WORDS)
    for action in ("edit_limits", "discard_limits", "replay_limits", "activate_limits"):
        with pytest.raises(NotAllowed):
            perform(action, actor=other, subject=version, data=WORDS)


# --- replays -------------------------------------------------------------------------------------
def test_one_replay_of_a_draft_at_a_time(maker: User) -> None:
    version = drafted(maker)
    perform("replay_limits", actor=maker, subject=version)
    with pytest.raises(StageRefused):
        perform("replay_limits", actor=maker, subject=version)


def test_an_edit_ends_the_replay_of_the_former_values(maker: User) -> None:
    version = drafted(maker)
    replay = perform("replay_limits", actor=maker, subject=version).result
    data = {"values": {"ask_words": 120}, "reason": "x"}
    perform("edit_limits", actor=maker, subject=version, data=data)
    replay.refresh_from_db()
    assert replay.state == "cancelled"


def test_a_replay_is_cancelled_once(maker: User, second: User) -> None:
    replay = perform("replay_limits", actor=maker, subject=drafted(maker)).result
    perform("cancel_replay", actor=second, subject=replay)
    with pytest.raises(StageRefused):
        perform("cancel_replay", actor=second, subject=replay)


# --- in force ------------------------------------------------------------------------------------
def test_a_second_person_puts_a_replayed_draft_in_force(maker: User, second: User) -> None:
    version = drafted(maker)
    replayed(version, maker)
    activate(version, second)
    version.refresh_from_db()
    first = LimitVersion.objects.get(number=1)
    assert (version.is_active, version.activated_by) == (True, second)
    assert (first.is_active, first.active_until) == (False, version.active_from)
    assert LimitVersion.objects.in_force().ask_words == 150
    told = Event.objects.get(kind="activate_limits")
    assert (told.actor, told.data["limits"]) == (second, [["ask_words", "200", "150"]])


def test_nobody_puts_their_own_in_force(maker: User) -> None:
    version = drafted(maker)
    replayed(version, maker)
    with pytest.raises(NotAllowed):
        activate(version, maker)


def test_a_draft_that_was_not_replayed_stays_one(maker: User, second: User) -> None:
    version = drafted(maker)
    with pytest.raises(StageRefused):
        activate(version, second)
    perform("replay_limits", actor=maker, subject=version)
    with pytest.raises(StageRefused):
        activate(version, second)


def test_values_changed_after_the_replay_need_one_of_their_own(maker: User, second: User) -> None:
    version = drafted(maker)
    replayed(version, maker)
    data = {"values": {"ask_words": 120}, "reason": "x"}
    perform("edit_limits", actor=maker, subject=version, data=data)
    with pytest.raises(StageRefused):
        activate(version, second)
    replayed(version, maker)
    activate(version, second)


def test_a_replay_against_former_limits_no_longer_counts(maker: User, second: User) -> None:
    version = drafted(maker)
    replayed(version, maker)
    put_in_force({"attachments": 1})
    with pytest.raises(StageRefused):
        activate(version, second)


def test_an_earlier_version_comes_back_as_a_draft(maker: User, second: User) -> None:
    version = drafted(maker)
    replayed(version, maker)
    activate(version, second)
    again = drafted(second, values={})
    assert (again.number, again.values) == (3, {})
    replayed(again, second)
    activate(again, maker)
    assert LimitVersion.objects.in_force().ask_words == 200
    assert LimitVersion.objects.activated().count() == 3
    assert again.created_at < now()
