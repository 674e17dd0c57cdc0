"""What the clock does: small sweeps that may run twice, late or side by side without harm."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from celery import shared_task

from advocacy.inbound import imap
from advocacy.inbound.file import file_received
from advocacy.messages import deliver, schedule
from advocacy.messages.ledger import ask_worker
from advocacy.models import LimitVersion, Partnership, Replay, Touch, summary
from advocacy.models.base import now
from advocacy.policy.limits import Limits
from advocacy.workflow import replays, running_out, silence, window
from advocacy.workflow.errors import WorkflowError
from advocacy.workflow.perform import perform
from advocacy.workflow.step import calendar_of

BATCH = 200
SWEEP_SECONDS = 60
MOST_CLOSED = 500


@shared_task(ignore_result=True)
def sweep_silence() -> int:
    """Close asks whose last attempt found no answer in time; returns how many.

    Goes through all that wait, whatever becomes of each, and ends early only where it has closed
    so many that the next run may go on.
    """
    limits, moment, closed = LimitVersion.objects.in_force(), now(), 0
    for own in _waiting(moment, limits):
        due = silence.closes_on(own, limits=limits)
        if due is not None and due <= calendar_of(own.group).local(moment).date():
            closed += _by_the_clock("close_silent", own)
        if closed >= MOST_CLOSED:
            break
    return closed


def _waiting(moment: datetime, limits: Limits) -> Iterator[Partnership]:
    """Asks that may have been silent for long enough, page by page in the order of their keys."""
    since = moment - timedelta(days=limits.silence_business_days)
    asks = Partnership.objects.awaiting_answer().with_attempts(limits.attempts_per_ask)
    rows = asks.quiet_since(since).select_related("group").order_by("pk")
    page = list(rows[:BATCH])
    while page:
        yield from page
        page = list(rows.filter(pk__gt=page[-1].pk)[:BATCH])


@shared_task(ignore_result=True)
def sweep_reservations() -> int:
    """Give back touches that were reserved and never sent; returns how many."""
    rows = Touch.objects.overdue_reservations(now()).order_by("reserved_until")[:BATCH]
    return sum(_by_the_clock("expire_reservation", touch) for touch in rows)


@shared_task(ignore_result=True)
def sweep_deadlines() -> int:
    """Set the steps that a date has opened, moved or ended; returns how many."""
    found = running_out.found(now=now(), limits=LimitVersion.objects.in_force())
    return sum(_by_the_clock("plan_steps", own, kind=kind) for own, kind in islice(found, BATCH))


@shared_task(ignore_result=True)
def keep_window() -> int:
    """Look at what sponsors see, where only a day has changed something; gives how many shares."""
    return window.keep()


@shared_task(ignore_result=True)
def write_due_messages() -> int:
    """Write the digests and reminders whose hour has come; returns how many."""
    return schedule.write_due(at=now())


@shared_task(ignore_result=True)
def sweep_messages() -> int:
    """Send all mails that are due; returns how many the mail server took."""
    return deliver.send_due()


@shared_task(ignore_result=True)
def read_mails() -> int:
    """Keep what came into the mailbox, and file what waits; returns how many were filed."""
    imap.read_mailbox()
    return file_received()


@shared_task(ignore_result=True)
def replay_limits(key: str) -> bool:
    """Judge past decisions by a draft for a while; whether more are left, for another task."""
    more = replays.work(UUID(key))
    if more:
        ask_worker(replay_limits.name, key, expires=SWEEP_SECONDS)
    return more


@shared_task(ignore_result=True)
def sweep_replays() -> int:
    """Take up replays whose worker was lost, or whom none heard; returns how many."""
    rows = Replay.objects.left_alone(now()).order_by("seen_at")[:BATCH]
    return sum(not replays.work(row.pk) for row in rows)


@shared_task(ignore_result=True)
def fold_summaries() -> None:
    """Put together the small differences that the dashboard is counted from."""
    summary.fold()


def _by_the_clock(action: str, subject: Partnership | Touch, **data: Any) -> bool:
    """Do it if it is still right; somebody may have acted a moment ago."""
    try:
        perform(action, actor=None, subject=subject, data=data)
    except WorkflowError:
        return False
    return True
