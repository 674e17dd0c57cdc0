"""Who holds a message: leases, fences and what became of it, each committed before going on.

These commits wait for the disk even where the server is set not to: a claim or a hand-over that
a crash of the database took back would be a second mail.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from random import random
from typing import Any, TypeVar

from django.conf import settings
from django.db import (
    DataError,
    Error,
    IntegrityError,
    ProgrammingError,
    connection,
    transaction,
)  # fmt: skip
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from advocacy.messages.kinds import KINDS
from advocacy.models import Message, MessageState, User
from advocacy.models.base import now

BATCH = 20
MOST_RECOVERED = 1000
MOST_TRIES = 14
#: How long a worker tries to write what it alone knows, and how long it pauses between.
INSIST_SECONDS = 120
PAUSE_SECONDS = 0.5

T = TypeVar("T")


class Lost(Exception):
    """Somebody else may hold the message now: our lease ran out, or a person decided."""


def insist(write: Callable[[], T]) -> T:
    """Write what we alone know, also across a restart of the database."""
    deadline = time.monotonic() + INSIST_SECONDS
    while True:
        try:
            return write()
        except Error as error:
            # A server that goes down says so in many ways; these three are never among them.
            wrong = isinstance(error, IntegrityError | DataError | ProgrammingError)
            if wrong or time.monotonic() > deadline:
                raise
            connection.close()
            time.sleep(PAUSE_SECONDS)


def _lease() -> Any:
    return Now() + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)


def take(*, at: datetime) -> list[Message]:
    """Claim some due messages; no other sweep finds them while the lease runs."""
    with transaction.atomic(durable=True):
        due = Message.objects.due(at).select_related("user")
        rows = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
        Message.objects.filter(pk__in=[row.pk for row in rows]).durable().update(
            state=MessageState.LEASED, fence=F("fence") + 1, leased_until=_lease()
        )
    for row in rows:
        row.state, row.fence = MessageState.LEASED, row.fence + 1
    return rows


def recover(*, at: datetime) -> None:
    """Take messages back from workers that died.

    What was only being prepared waits again. What may have been handed over already is shown to
    a person, who alone can find out.
    """
    with transaction.atomic(durable=True):
        left = Message.objects.abandoned().select_for_update(skip_locked=True)
        for row in left.order_by("id")[:MOST_RECOVERED]:
            values = _back(row, at) if row.state == MessageState.LEASED else _doubt(at)
            Message.objects.filter(pk=row.pk).durable().update(**values)


def _back(row: Message, at: datetime) -> dict[str, Any]:
    """It counts as a try, for it may be what kills workers.

    Rows that were claimed together come back apart, so that one of them does not take the others
    along every time.
    """
    tries = row.attempts + 1
    if tries >= MOST_TRIES:
        reason = _("Each worker that prepared it stopped.")
        return _values(MessageState.FAILED, reason=reason, at=at, settled=None)
    apart = timedelta(seconds=settings.MESSAGE_RETRY_SECONDS * random())  # noqa: S311
    return {
        "state": MessageState.PENDING, "leased_until": None, "attempts": tries,
        "try_at": max(at + apart, row.due_at),
    }  # fmt: skip


def _doubt(at: datetime) -> dict[str, Any]:
    reason = _("The worker stopped while the mail server may have had it already.")
    return _values(MessageState.UNKNOWN, reason=reason, at=at, settled=None)


def begin(message: Message, *, at: datetime) -> str:
    """Commit that it may be with the mail server from now on.

    Asks the kind a last time; gives why it is not wanted any more, blank when it goes out.
    Raises Lost.
    """
    with transaction.atomic(durable=True):
        found = Message.objects.held(message).filter(state=MessageState.LEASED)
        ours = found.filter(leased_until__gt=Now()).durable()
        if not ours.update(state=MessageState.SENDING, leased_until=_lease()):
            raise Lost
        if message.user_id:
            message.user = User.objects.get(pk=message.user_id)  # who may have left meanwhile
        reason = KINDS[message.kind].unwanted(message, at)
        if reason:
            transaction.set_rollback(True)
    return reason


def close(message: Message, state: MessageState, *, reason: str = "", tries: int = 1) -> None:
    """Write what became of it; a later word of the same worker mends an `unknown`."""
    kind = KINDS.get(message.kind)
    settled = None if kind and kind.settle else now()
    values = _values(state, reason=reason, at=now(), settled=settled)
    insist(lambda: _ours(message, attempts=message.attempts + tries, **values))


def give_back(message: Message, *, try_at: datetime, reason: str, tries: int = 1) -> None:
    """It did not go out, that is certain: it waits again."""
    values = {
        "state": MessageState.PENDING, "leased_until": None, "over_at": None, "settled_at": None,
        "try_at": max(try_at, message.due_at), "reason": reason[:500],
        "attempts": message.attempts + tries,
    }  # fmt: skip
    insist(lambda: _ours(message, **values))


def settled(message: Message, *, at: datetime) -> None:
    """What follows from its end is done; unless it has another end by now."""
    Message.objects.held(message).filter(state=message.state).update(settled_at=at)


def _ours(message: Message, **values: Any) -> int:
    """Change the row if nobody has claimed it or decided about it since we did."""
    held = (MessageState.LEASED, MessageState.SENDING, MessageState.UNKNOWN)
    return Message.objects.held(message).filter(state__in=held).durable().update(**values)


def _values(
    state: MessageState, *, reason: str, at: datetime, settled: datetime | None
) -> dict[str, Any]:
    return {
        "state": state, "reason": reason[:500], "over_at": at, "settled_at": settled,
        "leased_until": None,
    }  # fmt: skip
