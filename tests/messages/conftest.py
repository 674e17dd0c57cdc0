"""A sort of mail for these tests, whose answers each test chooses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from advocacy.messages.kinds import KINDS, Kind, Letter, register
from advocacy.messages.ledger import enqueue
from advocacy.models import Message
from advocacy.models.base import now, uuid7


@dataclass
class Note:
    """`reasons` are given one after the other; then it is wanted."""

    reasons: list[str] = field(default_factory=list)
    asked: int = 0
    settled: list[str] = field(default_factory=list)
    error: Exception | None = None

    def unwanted(self, message: Message, at: datetime) -> str:
        self.asked += 1
        return self.reasons.pop(0) if self.reasons else ""

    def write(self, message: Message, at: datetime) -> Letter:
        if self.error:
            raise self.error
        return Letter("A  note\nto you", f"Number {message.occurrence}\n.\n..two", "<p>Note</p>")

    def settle(self, message: Message) -> None:
        self.settled.append(message.state)


@pytest.fixture
def note() -> Iterator[Note]:
    """Make the sort known while the test runs."""
    made = Note()
    register(Kind("note", "Note", made.unwanted, made.write, made.settle))
    yield made
    del KINDS["note"]


def written(number: int = 1, **changes: Any) -> Message:
    """One message, due now."""
    values: dict[str, Any] = {
        "subject": uuid7(), "occurrence": str(number), "to": f"probe-{number}@example.org",
        "due_at": now(),
    }  # fmt: skip
    with transaction.atomic():
        return enqueue("note", **values | changes)


def again(message: Message) -> Message:
    """The row as it is now."""
    return Message.objects.get(pk=message.pk)
