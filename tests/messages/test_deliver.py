"""The sweep: what is sent, put off, given up, and what follows."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMultiAlternatives

from advocacy.messages import claim, deliver
from advocacy.messages.post import PutOff, Refused, Unanswered, Unreachable
from advocacy.models import Message, MessageState
from advocacy.models.base import now
from tests.messages.conftest import Note, again, written

pytestmark = pytest.mark.django_db


class StubPost:
    """A way out that fails as told, at one of its two steps."""

    def __init__(self, **errors: Exception) -> None:
        self.errors = errors
        self.sent: list[EmailMultiAlternatives] = []
        self.dropped = 0

    def prepare(self, mail: EmailMultiAlternatives) -> None:
        self.mail = mail
        self._fail("prepare")

    def hand_over(self) -> None:
        self._fail("hand_over")
        self.sent.append(self.mail)

    def _fail(self, step: str) -> None:
        if step in self.errors:
            raise self.errors[step]

    def drop(self) -> None:
        self.dropped += 1

    def close(self) -> None:
        pass


@pytest.fixture
def fail(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Give the mail server an error."""

    def chosen(**errors: Exception) -> StubPost:
        post = StubPost(**errors)
        monkeypatch.setattr(deliver, "open_post", lambda: post)
        return post

    return chosen


def test_a_mail_goes_out_with_both_parts_and_its_own_id(note: Note, mailoutbox: list[Any]) -> None:
    row = written()
    assert deliver.send_due() == 1
    assert deliver.send_due() == 0
    (mail,) = mailoutbox
    assert mail.to == ["probe-1@example.org"]
    assert mail.subject == "A note to you"
    assert mail.message()["Message-ID"] == row.message_id
    assert mail.message()["Auto-Submitted"] == "auto-generated"
    assert [part[1] for part in mail.alternatives] == ["text/html"]
    assert again(row).state == MessageState.SENT


def test_it_is_asked_twice_whether_it_is_wanted(note: Note, mailoutbox: list[Any]) -> None:
    written()
    deliver.send_due()
    assert note.asked == 2


@pytest.mark.parametrize("reasons", [["Done."], ["", "Done."]])
def test_what_is_not_wanted_any_more_is_cancelled(
    note: Note, fail: Any, reasons: list[str]
) -> None:
    post, row = fail(), written()
    note.reasons = reasons
    assert deliver.send_due() == 0
    assert post.sent == []
    assert (again(row).state, again(row).reason) == (MessageState.CANCELLED, "Done.")


def test_a_temporary_no_is_tried_again_later_and_later(note: Note, fail: Any) -> None:
    fail(hand_over=PutOff("451 busy"))
    waits = []
    with time_machine.travel(now(), tick=False) as clock:
        row = written()
        for _turn in range(4):
            deliver.send_due()
            waits.append((again(row).try_at - now()).total_seconds())
            clock.move_to(again(row).try_at)
    assert waits == [60, 120, 240, 480]
    assert (again(row).state, again(row).reason) == (MessageState.PENDING, "451 busy")


def test_after_a_day_of_tries_a_person_looks_at_it(note: Note, fail: Any) -> None:
    fail(prepare=PutOff("450 busy"))
    with time_machine.travel(now(), tick=False) as clock:
        row = written()
        began = now()
        while again(row).state == MessageState.PENDING:
            clock.move_to(again(row).try_at)
            deliver.send_due()
        assert timedelta(hours=16) < now() - began < timedelta(hours=48)
    assert (again(row).state, again(row).attempts) == (MessageState.FAILED, claim.MOST_TRIES)


def test_a_permanent_no_is_final(note: Note, fail: Any) -> None:
    fail(prepare=Refused("550 no such person"))
    row = written()
    deliver.send_due()
    assert (again(row).state, again(row).reason) == (MessageState.FAILED, "550 no such person")


def test_no_answer_after_the_last_dot_is_shown_and_not_tried_again(note: Note, fail: Any) -> None:
    fail(hand_over=Unanswered("timed out"))
    row = written()
    deliver.send_due()
    assert again(row).state == MessageState.UNKNOWN
    post = fail()
    deliver.send_due()
    assert post.sent == []


def test_a_server_that_is_away_costs_no_mail_a_try(note: Note, fail: Any) -> None:
    fail(prepare=Unreachable("STARTTLS extension not supported"))
    rows = [written(number) for number in range(3)]
    deliver.send_due()
    assert {again(row).state for row in rows} == {MessageState.PENDING}
    assert {again(row).attempts for row in rows} == {0}
    assert "STARTTLS" in again(rows[0]).reason
    post = fail()
    assert deliver.send_due() == 3
    assert len(post.sent) == 3


def test_an_error_of_the_sort_itself_is_put_off(note: Note, fail: Any) -> None:
    post, row = fail(), written()
    note.error = ValueError("broken template")
    deliver.send_due()
    assert post.dropped == 1
    assert (again(row).state, again(row).attempts) == (MessageState.PENDING, 1)


def test_a_row_of_a_sort_from_a_newer_version_waits(note: Note, fail: Any) -> None:
    fail()
    row = written()
    Message.objects.filter(pk=row.pk).update(kind="of_tomorrow")
    deliver.send_due()
    assert again(row).state == MessageState.PENDING


@pytest.mark.parametrize(
    ("errors", "state"),
    [
        ({}, MessageState.SENT),
        ({"prepare": Refused("550")}, MessageState.FAILED),
        ({"hand_over": Unanswered("silence")}, MessageState.UNKNOWN),
    ],
)
def test_what_follows_is_done_once_it_is_over(
    note: Note, fail: Any, errors: dict[str, Exception], state: str
) -> None:
    fail(**errors)
    row = written()
    deliver.send_due()
    deliver.send_due()
    assert note.settled == [state]
    assert again(row).settled_at is not None


def test_what_follows_is_tried_again_where_it_failed(
    note: Note, fail: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail()
    row = written()
    whole, tries = note.settled, []

    class Broken(list[str]):
        def append(self, value: str) -> None:
            tries.append(value)
            raise RuntimeError

    note.settled = Broken()
    deliver.send_due()
    assert (len(tries), again(row).settled_at) == (1, None)
    note.settled = whole
    deliver.send_due()
    assert note.settled == ["sent"]


def test_a_long_sweep_hands_on_what_is_left(
    note: Note, fail: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[int] = []
    monkeypatch.setattr(deliver, "SWEEP_SECONDS", -1)
    monkeypatch.setattr(deliver, "wake", lambda: woken.append(1))
    post = fail()
    for number in range(3):
        written(number)
    assert deliver.send_due() == 1
    assert len(woken) == 1
    assert Message.objects.due(now()).count() == 2
    assert len(post.sent) == 1
