"""Leases and fences: whoever lost a message cannot bring it any further."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
)  # fmt: skip

from advocacy.messages import claim
from advocacy.models import Message, MessageState
from advocacy.models.base import now
from tests.messages.conftest import Note, again, written

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def expire(row: Message) -> None:
    """Let the lease run out."""
    Message.objects.filter(pk=row.pk).update(leased_until=LONG_AGO)


@pytest.mark.django_db
def test_a_claimed_message_is_not_claimed_again(note: Note) -> None:
    written()
    (row,) = claim.take(at=now())
    assert (row.state, row.fence) == ("leased", 1)
    assert claim.take(at=now()) == []


@pytest.mark.django_db
def test_what_is_not_due_is_left_alone(note: Note) -> None:
    written(due_at=now() + timedelta(minutes=1))
    assert claim.take(at=now()) == []


@pytest.mark.django_db
def test_a_worker_that_died_before_the_last_dot_costs_nothing(note: Note) -> None:
    written()
    (row,) = claim.take(at=now())
    expire(row)
    claim.recover(at=now())
    (back,) = claim.take(at=now() + timedelta(minutes=2))
    assert (back.pk, back.fence) == (row.pk, 2)


@pytest.mark.django_db
def test_a_worker_that_died_after_its_mark_leaves_a_doubt_and_no_second_mail(note: Note) -> None:
    written()
    (row,) = claim.take(at=now())
    assert claim.begin(row, at=now()) == ""
    expire(row)
    claim.recover(at=now())
    assert again(row).state == MessageState.UNKNOWN
    assert claim.take(at=now()) == []


@pytest.mark.django_db
def test_a_late_word_of_the_same_worker_clears_the_doubt(note: Note) -> None:
    written()
    (row,) = claim.take(at=now())
    claim.begin(row, at=now())
    expire(row)
    claim.recover(at=now())
    claim.close(row, MessageState.SENT)
    assert again(row).state == MessageState.SENT


@pytest.mark.django_db
@pytest.mark.parametrize("lost_by", ["lease", "fence", "person"])
def test_who_lost_it_cannot_send_it(note: Note, lost_by: str) -> None:
    written()
    (row,) = claim.take(at=now())
    expire(row)
    if lost_by != "lease":
        claim.recover(at=now())
    if lost_by == "fence":
        claim.take(at=now() + timedelta(minutes=2))
    if lost_by == "person":
        Message.objects.filter(pk=row.pk).update(
            state=MessageState.CANCELLED, over_at=now(), fence=2
        )
    with pytest.raises(claim.Lost):
        claim.begin(row, at=now())


@pytest.mark.django_db
def test_who_lost_it_cannot_give_back_what_another_sends(note: Note) -> None:
    written()
    (old,) = claim.take(at=now())
    expire(old)
    claim.recover(at=now())
    (new,) = claim.take(at=now() + timedelta(minutes=2))
    claim.begin(new, at=now())
    claim.give_back(old, try_at=now(), reason="late")
    claim.close(old, MessageState.FAILED)
    assert again(new).state == MessageState.SENDING


@pytest.mark.django_db
def test_the_rules_are_asked_in_the_last_transaction(note: Note) -> None:
    written()
    (row,) = claim.take(at=now())
    note.reasons = ["They answered."]
    assert claim.begin(row, at=now()) == "They answered."
    assert again(row).state == MessageState.LEASED


@pytest.mark.django_db
def test_what_every_worker_dies_of_is_given_up(note: Note) -> None:
    row = written()
    later = now() + timedelta(minutes=5)
    for _turn in range(claim.MOST_TRIES):
        assert again(row).state == MessageState.PENDING
        (held,) = claim.take(at=later)
        expire(held)
        claim.recover(at=now())
    assert again(row).state == MessageState.FAILED


@pytest.mark.django_db
def test_messages_that_were_claimed_together_come_back_apart(note: Note) -> None:
    rows = [written(number) for number in range(5)]
    for held in claim.take(at=now()):
        expire(held)
    at = now()
    claim.recover(at=at)
    waits = {again(row).try_at - at for row in rows}
    assert len(waits) == 5
    assert max(waits) <= timedelta(minutes=1)


@pytest.mark.django_db
def test_a_server_that_was_away_for_long_does_not_count_as_deaths(note: Note) -> None:
    row = written()
    for _turn in range(100):
        (held,) = claim.take(at=now())
        claim.give_back(held, try_at=now(), reason="away", tries=0)
    (held,) = claim.take(at=now())
    expire(held)
    claim.recover(at=now())
    assert (again(row).state, again(row).attempts) == (MessageState.PENDING, 1)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError, DatabaseError])
def test_a_database_that_restarts_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    monkeypatch.setattr(claim, "PAUSE_SECONDS", 0)
    monkeypatch.setattr(claim.connection, "close", lambda: None)
    tries: list[int] = []

    def write() -> str:
        tries.append(1)
        if len(tries) < 3:
            raise error("server closed the connection unexpectedly")
        return "written"

    assert claim.insist(write) == "written"


def test_what_is_wrong_is_not_tried_again() -> None:
    def write() -> None:
        raise IntegrityError

    with pytest.raises(IntegrityError):
        claim.insist(write)


def test_a_database_that_stays_away_is_not_waited_for_without_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(claim, "INSIST_SECONDS", -1)

    def write() -> None:
        raise OperationalError

    with pytest.raises(OperationalError):
        claim.insist(write)


def side_by_side(what: Callable[[], Any], *, times: int) -> list[Any]:
    """Do it on so many connections at once."""
    barrier, found = threading.Barrier(times), []

    def run() -> None:
        try:
            barrier.wait(10)
            found.append(what())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


@pytest.mark.django_db(transaction=True)
def test_four_sweepers_at_once_share_the_messages(note: Note) -> None:
    for number in range(70):
        written(number)
    rows = [row.pk for part in side_by_side(lambda: claim.take(at=now()), times=4) for row in part]
    assert len(rows) == len(set(rows)) == 70


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_hold_the_same_row_sends_it(note: Note) -> None:
    written()
    (row,) = claim.take(at=now())

    def begin() -> bool:
        try:
            return claim.begin(row, at=now()) == ""
        except claim.Lost:
            return False

    assert sorted(side_by_side(begin, times=2)) == [False, True]
