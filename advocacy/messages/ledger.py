"""Writing into the ledger: rows that are committed with the deed that asks for them, or not at all.

    enqueue("reminder", subject=follow_up.pk, occurrence="2026-11-23", to=user, due_at=…)

The same kind, subject, occurrence and recipient is the same message, however often it is written.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from advocacy.messages.kinds import KINDS
from advocacy.models import Message, User
from advocacy.models.base import now

logger = logging.getLogger(__name__)
SWEEP = "advocacy.tasks.sweep_messages"
ONE_TRY = {"max_retries": 0, "socket_connect_timeout": 0.5, "socket_timeout": 1}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is to be written: `to` is an account or an address."""

    kind: str
    subject: UUID
    occurrence: str
    to: User | str
    due_at: datetime
    payload: dict[str, Any] = field(default_factory=dict)


def enqueue(
    kind: str,
    *,
    subject: UUID,
    occurrence: str,
    to: User | str,
    due_at: datetime,
    payload: dict[str, Any] | None = None,
) -> Message:
    """Write one message, in the transaction of what it follows from; gives the row.

    Raises RuntimeError outside of a transaction, KeyError for a kind that nobody registered.
    """
    entry = Entry(kind, subject, occurrence, to, due_at, payload or {})
    enqueue_all([entry])
    return Message.objects.get(
        kind=kind, subject=subject, occurrence=occurrence, recipient=_recipient(to)
    )


def enqueue_all(entries: Iterable[Entry]) -> None:
    """Write many at once; those that are there already stay as they are."""
    if not connection.in_atomic_block:
        raise RuntimeError("a message is written in the transaction of what it follows from")
    rows = [_row(entry) for entry in entries]
    Message.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if any(row.due_at <= now() for row in rows):
        _wake_at_commit()


def _recipient(to: User | str) -> str:
    return str(to.pk) if isinstance(to, User) else to


def _row(entry: Entry) -> Message:
    row = Message(
        kind=KINDS[entry.kind].code,
        subject=entry.subject,
        occurrence=entry.occurrence,
        recipient=_recipient(entry.to),
        user=entry.to if isinstance(entry.to, User) else None,
        payload=entry.payload,
        due_at=entry.due_at,
        try_at=entry.due_at,
    )
    row.message_id = message_id(row)
    return row


def message_id(row: Message) -> str:
    """The same for the same row, at every try, so that a mail server can tell a double."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{row.kind}.{row.pk.hex}@{host}>"


def _wake_at_commit() -> None:
    """Once a transaction, whatever number of messages it writes."""
    if not any(wake in entry for entry in connection.run_on_commit):
        transaction.on_commit(wake, robust=True)


def wake() -> None:
    """Ask a worker to look now; with no broker the next sweep finds the messages all the same."""
    ask_worker(SWEEP, expires=settings.MESSAGE_SWEEP_SECONDS)


def ask_worker(task: str, *args: str, expires: float) -> None:
    """Ask for a task by its name, without insisting: a sweep does what nobody heard of.

    One short try: whoever has just saved something does not wait for a broker that is away.
    """
    from celery import current_app
    from kombu.exceptions import OperationalError

    try:
        with current_app.connection_for_write(transport_options=ONE_TRY) as connection:
            current_app.send_task(
                task, args=args, connection=connection, retry=False, ignore_result=True,
                expires=expires,
            )  # fmt: skip
    except (OperationalError, OSError):
        logger.warning("No worker could be woken; the next sweep does what is due.")
