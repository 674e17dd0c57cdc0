"""What an administrator decides about a mail that did not simply go out."""

from advocacy.models import Message, MessageState
from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import InvalidData, StageRefused
from advocacy.workflow.step import Step

MOVED_ON = _("Something happened to this mail meanwhile. Look at it again.")


def _decided(step: Step, state: MessageState, *, allowed: bool) -> Message:
    """Note the new state; a worker that still holds the row has lost it by the higher fence."""
    row: Message = step.subject
    note = str(step.data.get("note") or "").strip()
    if not note:
        raise InvalidData({"note": _("Say in a few words why.")})
    if not allowed:
        raise StageRefused(MOVED_ON)
    step.told.update(message=str(row.pk), kind=row.kind, was=row.state, note=note[:300])
    row.state, row.fence, row.settled_at = state, row.fence + 1, None
    step.result = row
    return row


def retry_message(step: Step) -> None:
    """Send it again: the mail is the same, down to its Message-ID."""
    row = _decided(step, MessageState.PENDING, allowed=step.subject.retryable)
    row.attempts, row.over_at, row.try_at = 0, None, max(step.at, row.due_at)
    row.save(update_fields=["state", "fence", "settled_at", "attempts", "over_at", "try_at"])


def mark_message_sent(step: Step) -> None:
    """Somebody has found out that it did arrive."""
    row = _decided(step, MessageState.SENT, allowed=step.subject.state == MessageState.UNKNOWN)
    row.over_at = step.at
    row.save(update_fields=["state", "fence", "settled_at", "over_at"])


def cancel_message(step: Step) -> None:
    """It is not to be sent."""
    row = _decided(step, MessageState.CANCELLED, allowed=step.subject.cancellable)
    row.over_at = step.at
    row.save(update_fields=["state", "fence", "settled_at", "over_at"])
