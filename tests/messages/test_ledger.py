"""A message is written once, with the deed it follows from, or not at all."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from advocacy.messages import ledger
from advocacy.messages.kinds import Kind, register
from advocacy.messages.ledger import Entry, enqueue, enqueue_all
from advocacy.models import Message
from advocacy.models.base import now, uuid7
from tests.factories import UserFactory
from tests.messages.conftest import Note, written


@pytest.mark.django_db
def test_the_same_message_is_written_once(note: Note) -> None:
    key, user = uuid7(), UserFactory()
    first = written(subject=key, to=user, payload={"n": 1})
    second = written(subject=key, to=user, payload={"n": 2})
    assert first == second
    assert second.payload == {"n": 1}
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_an_account_with_a_new_address_gets_no_second_one(note: Note) -> None:
    key, user = uuid7(), UserFactory(email="old@example.org")
    written(subject=key, to=user)
    user.email = "new@example.org"
    user.save(update_fields=["email"])
    assert written(subject=key, to=user).address == "new@example.org"
    assert Message.objects.count() == 1


@pytest.mark.django_db
def test_another_occurrence_recipient_or_subject_is_another_message(note: Note) -> None:
    key = uuid7()
    written(1, subject=key)
    written(2, subject=key, to="probe-1@example.org")
    written(1, subject=key, to="other@example.org")
    written(1)
    assert Message.objects.count() == 4


@pytest.mark.django_db
def test_the_message_id_is_the_rows_own(note: Note) -> None:
    row = written()
    assert row.message_id == f"<note.{row.pk.hex}@localhost>"


@pytest.mark.django_db(transaction=True)
def test_it_cannot_be_written_outside_of_a_transaction(note: Note) -> None:
    with pytest.raises(RuntimeError):
        enqueue("note", subject=uuid7(), occurrence="1", to="a@example.org", due_at=now())


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_a_deed_that_is_rolled_back(note: Note) -> None:
    with transaction.atomic():
        written()
        transaction.set_rollback(True)
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_a_sort_that_nobody_registered_is_refused() -> None:
    with pytest.raises(KeyError):
        enqueue("nonsense", subject=uuid7(), occurrence="1", to="a@example.org", due_at=now())


def test_a_sort_is_registered_once(note: Note) -> None:
    with pytest.raises(ValueError, match="there already"):
        register(Kind("note", "Note", note.unwanted, note.write))


@pytest.mark.django_db
def test_a_transaction_wakes_the_worker_once(
    note: Note, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        for number in range(3):
            written(number)
    assert callbacks == [ledger.wake]


@pytest.mark.django_db
def test_what_is_due_later_wakes_nobody(
    note: Note, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks() as callbacks:
        written(due_at=now() + timedelta(hours=1))
    assert callbacks == []


def test_a_broker_that_is_away_stops_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from celery import current_app

    def away(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(current_app, "send_task", away)
    ledger.wake()
    assert "the next sweep" in caplog.text


@pytest.mark.django_db
def test_many_are_written_at_once_and_those_that_are_there_stay(
    note: Note, django_assert_max_num_queries: Any
) -> None:
    entries = [Entry("note", uuid7(), "1", f"p{n}@example.org", now()) for n in range(50)]
    enqueue_all(entries[:10])
    with django_assert_max_num_queries(3):
        enqueue_all(entries)
    assert Message.objects.count() == 50


@pytest.mark.django_db
def test_the_database_keeps_what_was_sent(note: Note) -> None:
    row = written()
    Message.objects.filter(pk=row.pk).update(state="sent", over_at=now(), fence=3)
    for change in ({"state": "pending", "over_at": None}, {"fence": 2}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(pk=row.pk).update(**change)
