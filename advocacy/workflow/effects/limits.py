"""Limits are drafted, replayed over the past, and put in force by a second person."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction

from advocacy.messages.ledger import ask_worker
from advocacy.models import LimitVersion, Replay, ReplayState
from advocacy.policy.again import changed
from advocacy.policy.limits import described, from_values, problems
from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import InvalidData, NotAllowed, StageRefused
from advocacy.workflow.step import Step

NOT_A_DRAFT = _("This version is no draft any more. Draft a new one from it.")
NOT_YOURS = _("Only whoever drafted it changes it. Draft a version of your own from it.")
NOT_BY_ONESELF = _("Nobody puts limits in force that they drafted. Ask a second person.")
NOTHING_CHANGED = _("Nothing differs from the limits in force. Change at least one.")
REPLAY_FIRST = _("These values were not replayed over the past yet. Replay them first.")
MOVED_ON = _("Other limits were put in force since the replay. Replay the draft again.")
#: Named so that workflow need not know the tasks.
TASK = "advocacy.tasks.replay_limits"
WAKE_SECONDS = 60


def draft_limits(step: Step) -> None:
    """A new draft; nothing of it holds yet."""
    values = checked(step.data["values"])
    row = LimitVersion.objects.create(
        number=LimitVersion.objects.next_number(), values=values, reason=step.data["reason"],
        made_by=step.who,
    )  # fmt: skip
    step.result = row
    _tell(step, row)


def edit_limits(step: Step) -> None:
    """Other values or another reason; a replay of the former values no longer counts."""
    row = _own_draft(step)
    row.values, row.reason = checked(step.data["values"]), step.data["reason"]
    row.save(update_fields=["values", "reason"])
    _cancel(row, step)
    step.result = row
    _tell(step, row)


def discard_limits(step: Step) -> None:
    """Give a draft up; it stays to be read."""
    row: LimitVersion = step.subject
    _must_be_draft(row)
    row.discarded_at = step.at
    row.save(update_fields=["discarded_at"])
    _cancel(row, step)
    step.result = row
    _tell(step, row)


def wake(replay: Replay) -> None:
    """Ask a worker; where none hears it, the sweep asks again."""
    ask_worker(TASK, str(replay.pk), expires=WAKE_SECONDS)


def replay_limits(step: Step) -> None:
    """Have a draft judged over all past decisions; a worker does it."""
    row: LimitVersion = step.subject
    _must_be_draft(row)
    against = _in_force()
    replay = Replay.objects.create(
        version=row, values=row.values, against=against.number if against else 0,
        asked_by=step.who, asked_at=step.at,
    )  # fmt: skip
    step.result = replay
    step.told["version"] = row.number
    transaction.on_commit(lambda: wake(replay), robust=True)


def cancel_replay(step: Step) -> None:
    """Stop a replay; what it has found so far stays to be read."""
    replay: Replay = step.subject
    if not replay.is_under_way:
        raise StageRefused(_("This replay has ended already."))
    _cancel(replay.version, step)
    step.result = replay
    step.told["version"] = replay.version.number


def activate_limits(step: Step) -> None:
    """Put a draft in force: by a second person, and after a replay of exactly its values."""
    row: LimitVersion = step.subject
    _must_be_draft(row)
    before = _in_force()
    if row.made_by_id == step.who.pk:
        raise NotAllowed(NOT_BY_ONESELF)
    replay = row.replays.done().filter(values=row.values).order_by("-asked_at").first()
    if replay is None:
        raise StageRefused(REPLAY_FIRST)
    if before is not None and replay.against != before.number:
        raise StageRefused(MOVED_ON)
    _tell(step, row)
    if before is not None:
        before.is_active, before.active_until = False, step.at
        before.save(update_fields=["is_active", "active_until"])
    row.is_active, row.active_from, row.activated_by = True, step.at, step.who
    row.save(update_fields=["is_active", "active_from", "activated_by"])
    step.result = row
    step.told["replayed"] = [replay.total, replay.refused_anew, replay.passing_anew]


def checked(values: Mapping[str, Any]) -> dict[str, int | str]:
    """Only what differs from the defaults, as it is kept; every wrong value by its name."""
    wrong = problems(values)
    if wrong:
        raise InvalidData(wrong)
    kept: dict[str, int | str] = {}
    for name, default, _meta in described():
        value = Decimal(str(values.get(name, default)))
        if value != Decimal(default):
            kept[name] = int(value) if isinstance(default, int) else str(value)
    before = LimitVersion.objects.in_force()
    if not changed(before, from_values(version=before.version, values=kept)):
        raise InvalidData({"__all__": NOTHING_CHANGED})
    return kept


def _own_draft(step: Step) -> LimitVersion:
    row: LimitVersion = step.subject
    _must_be_draft(row)
    if row.made_by_id != step.who.pk:
        raise NotAllowed(NOT_YOURS)
    return row


def _must_be_draft(row: LimitVersion) -> None:
    if not row.is_draft:
        raise StageRefused(NOT_A_DRAFT)


def _in_force() -> LimitVersion | None:
    """The version in force, which nobody replaces meanwhile."""
    return LimitVersion.objects.active().select_for_update(no_key=True).first()


def _cancel(row: LimitVersion, step: Step) -> None:
    """End the replays of a draft that are under way."""
    row.replays.under_way().update(state=ReplayState.CANCELLED, finished_at=step.at)


def _tell(step: Step, row: LimitVersion) -> None:
    """Which version it is, why, and what differs from the limits in force."""
    before, after = LimitVersion.objects.in_force(), row.limits
    step.told.update(
        version=row.number,
        reason=row.reason,
        limits=[
            [name, str(getattr(before, name)), str(getattr(after, name))]
            for name in sorted(changed(before, after))
        ],
    )
