"""Facts of what was already said: touches of the partnership, load of the whole group family."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from advocacy.models import Ask, Override, Partnership, ReplyOutcome, Stage, Touch, TouchState
from advocacy.policy import facts
from advocacy.workflow.gather.batch import Batch, Pair, family_id, grouped

YEAR = timedelta(days=365)
#: An ask's attempts lie within weeks of each other; this far back its first one is surely seen.
LOOK_BACK = timedelta(days=500)
COUNTED = (TouchState.DELIVERED, TouchState.RESERVED, TouchState.NO_ANSWER)


def touches(batch: Batch) -> dict[UUID, list[Touch]]:
    """Touches of each partnership that took place or are about to, oldest first."""
    rows = (
        Touch.objects.filter(
            partnership__in=batch.partnership_ids, state__in=COUNTED, occurred_at__lte=batch.now
        )
        .select_related("by")
        .order_by("occurred_at", "id")
    )
    return grouped((row.partnership_id, row) for row in rows if row.partnership_id)


def as_fact(row: Touch) -> facts.Touch:
    return facts.Touch(
        id=row.id,
        occurred_at=row.occurred_at,
        channel=row.channel,
        outbound=row.direction == "out",
        attempt=row.is_attempt,
        genuine=row.is_genuine,
        purpose=row.purpose,
        by=row.by.name,
        spaces=row.counts_for_spacing,
    )


def asks(batch: Batch) -> dict[UUID, Ask]:
    """The newest version of each partnership's ask."""
    rows = (
        Ask.objects.filter(partnership__in=batch.partnership_ids)
        .select_related("goal", "similar_to__partnership__group")
        .order_by("partnership_id", "-version")
        .distinct("partnership_id")
    )
    return {row.partnership_id: row for row in rows}


def overrides(batch: Batch) -> dict[UUID, list[facts.Override]]:
    """Granted exceptions that were not used yet."""
    rows = Override.objects.usable(batch.now).filter(partnership__in=batch.partnership_ids)
    return grouped(
        (r.partnership_id, facts.Override(r.id, r.rule, r.act, r.expires_at))
        for r in rows
        if r.expires_at is not None
    )


def loads(batch: Batch) -> dict[UUID, facts.Load]:
    """What reached each group family from all studies."""
    since = batch.now - LOOK_BACK
    rows = grouped(
        (family, (partnership, occurred_at))
        for family, partnership, occurred_at in Touch.objects.attempts()
        .filter(group__family__in=batch.families, occurred_at__range=(since, batch.now))
        .order_by("occurred_at")
        .values_list("group__family_id", "partnership_id", "occurred_at")
    )
    waiting = grouped(
        (family, (partnership, study))
        for family, partnership, study in Partnership.objects.filter(
            group__family__in=batch.families, stage=Stage.OUTREACH
        ).values_list("group__family_id", "id", "study__title")
    )
    return {pair.key: _load(batch, pair, rows, waiting) for pair in batch.pairs}


def _load(
    batch: Batch,
    pair: Pair,
    rows: dict[Any, list[tuple[Any, datetime]]],
    waiting: dict[Any, list[tuple[UUID, str]]],
) -> facts.Load:
    own = pair.partnership.id if pair.partnership else None
    calendar, family = batch.calendars[pair.key], family_id(pair.group)
    today = calendar.local(batch.now).date()
    window = today - timedelta(days=batch.limits.load_window_days)
    recent: list[date] = []
    first: dict[UUID, date] = {}
    for partnership, occurred_at in rows.get(family, []):
        day = calendar.local(occurred_at).date()
        if day > window:
            recent.append(day)
        if partnership is not None and partnership != own:
            first.setdefault(partnership, day)
    asked = sorted(day for day in first.values() if day > today - YEAR)
    elsewhere = tuple(w for w in waiting.get(family, []) if w[0] != own)
    return facts.Load(tuple(recent), tuple(asked), elsewhere)


def invited(rows: list[Touch]) -> bool:
    """Whether the group asked for contact in this very thread."""
    return any(row.outcome == ReplyOutcome.INVITATION for row in rows)
