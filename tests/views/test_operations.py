"""Operations: administrators see every mail, and decide about those that did not simply go out."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from advocacy.models import Event, Message
from advocacy.models.base import now, uuid7
from tests.factories import UserFactory
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


def message(state: str = "pending", **changes: Any) -> Message:
    """A reminder in some state."""
    over = None if state in ("pending", "leased", "sending") else now()
    held = now() + timedelta(minutes=3) if state in ("leased", "sending") else None
    due = changes.pop("due_at", now() - timedelta(hours=2))
    values = {
        "kind": "reminder", "subject": uuid7(), "occurrence": "2026-11-22",
        "recipient": "someone@example.org", "due_at": due, "try_at": due, "over_at": over,
        "leased_until": held, "fence": 1, "message_id": "<a@b>",
    }  # fmt: skip
    return Message.objects.create(state=state, **values | changes)


def page(show: str = "") -> str:
    client = signed_in(UserFactory(admin=True))
    address = reverse("operations")
    return client.get(address, {"show": show} if show else {}).content.decode()


def test_the_numbers_tell_whether_all_is_well() -> None:
    message(due_at=now() - timedelta(hours=5))
    message("leased")
    message(due_at=now() + timedelta(hours=5))
    message("unknown")
    message("failed", reason="550 no such person")
    health = Message.objects.health(now())
    assert (health.depth, health.unknown, health.failed) == (2, 1, 1)
    assert health.oldest is not None
    assert now() - health.oldest > timedelta(hours=4)
    text = page()
    assert "5 hours ago" in text


def test_an_empty_ledger_says_so() -> None:
    assert "No mail here" in page()
    assert Message.objects.health(now()).oldest is None


@pytest.mark.parametrize(
    ("show", "states"),
    [
        ("", {"pending", "leased", "sending"}), ("unknown", {"unknown"}), ("failed", {"failed"}),
        ("over", {"sent", "cancelled"}),
    ],
)  # fmt: skip
def test_each_list_shows_its_own(show: str, states: set[str]) -> None:
    every = ("pending", "leased", "sending", "sent", "failed", "unknown", "cancelled")
    rows = {state: message(state, recipient=f"{state}-x@example.org") for state in every}
    text = page(show)
    assert {state for state in rows if f"{state}-x@example.org" in text} == states


def test_why_it_failed_is_shown() -> None:
    message("failed", reason="550 5.1.1 No such person")
    assert "550 5.1.1 No such person" in page("failed")


def test_a_long_list_has_pages_and_few_queries(django_assert_max_num_queries: Any) -> None:
    for _turn in range(60):
        message()
    client = signed_in(UserFactory(admin=True))
    with django_assert_max_num_queries(6):
        text = client.get(reverse("operations")).content.decode()
    assert text.count("someone@example.org") == 50
    assert 'rel="next"' in text


@pytest.mark.parametrize("role", ["staff", "manager", "compliance"])
def test_only_administrators_open_it(role: str) -> None:
    client = signed_in(UserFactory(role=role))
    assert client.get(reverse("operations")).status_code == 403
    own = reverse("operations-message", args=[message("failed").pk])
    assert client.post(own, {"decision": "retry_message", "note": "x"}).status_code == 403


def decide(row: Message, decision: str, *, note: str = "The log says so.") -> Any:
    client = signed_in(UserFactory(admin=True))
    address = reverse("operations-message", args=[row.pk])
    return client.post(address, {"decision": decision, "note": note})


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("before", "decision", "after"),
    [
        ("failed", "retry_message", "pending"), ("unknown", "retry_message", "pending"),
        ("unknown", "mark_message_sent", "sent"), ("unknown", "cancel_message", "cancelled"),
        ("failed", "cancel_message", "cancelled"), ("pending", "cancel_message", "cancelled"),
    ],
)  # fmt: skip
def test_a_decision_is_carried_out_and_kept(before: str, decision: str, after: str) -> None:
    row = message(before, attempts=9)
    response = decide(row, decision)
    assert response.status_code == 303, response.content.decode()
    row.refresh_from_db()
    assert (row.state, row.fence) == (after, 2)
    event = Event.objects.get(kind=decision)
    assert event.data["message"] == str(row.pk)
    assert event.data["note"] == "The log says so."
    assert "someone@example.org" not in str(event.data)
    if after == "pending":
        assert (row.attempts, row.over_at, row.settled_at) == (0, None, None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("state", "decision"),
    [
        ("sent", "retry_message"), ("pending", "retry_message"), ("sending", "cancel_message"),
        ("leased", "cancel_message"), ("failed", "mark_message_sent"), ("sent", "cancel_message"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(state: str, decision: str) -> None:
    row = message(state)
    response = decide(row, decision)
    assert response.status_code in (409, 422)
    row.refresh_from_db()
    assert row.state == state
    assert not Event.objects.filter(kind=decision).exists()


def test_a_decision_wants_a_reason() -> None:
    response = decide(message("failed"), "retry_message", note="")
    assert response.status_code == 422
    assert "Fill this in." in response.content.decode()


def test_nothing_is_asked_about_a_mail_that_was_sent() -> None:
    client = signed_in(UserFactory(admin=True))
    text = client.get(reverse("operations-message", args=[message("sent").pk])).content.decode()
    assert "Nothing is to be decided here." in text
    assert "<form" not in text.split("What became of it")[1].split("</main>")[0]


def test_a_doubt_says_what_to_look_for() -> None:
    client = signed_in(UserFactory(admin=True))
    row = message("unknown")
    text = client.get(reverse("operations-message", args=[row.pk])).content.decode()
    assert "may have arrived" in text
    assert "&lt;a@b&gt;" in text
