"""Partnerships whose steps a date has changed while nobody did anything."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery

from advocacy.models import (
    Agreement,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Override,
    Partnership,
    Stance,
    StanceKind,
)  # fmt: skip
from advocacy.policy.calendars import add_months, local_date
from advocacy.policy.limits import Limits
from advocacy.workflow.deadlines import AHEAD_DAYS, ASKING, RUNNING, Ends, agreement, stance

#: A day more than anywhere on earth the date differs from ours.
MARGIN = timedelta(days=1)
Row = dict[str, Any]


def found(*, now: datetime, limits: Limits) -> Iterator[tuple[Partnership, str]]:
    """Each with the kind of step that is missing, out of date or over; the nearest end first."""
    changed = [
        *((row["id"], FollowUpKind.RENEW_AGREEMENT) for row in _agreements(now, limits)),
        *((row["id"], FollowUpKind.RENEW_STANCE) for row in _stances(now, limits)),
        *((key, FollowUpKind.USE_OVERRIDE) for key in _overrides(now)),
    ]
    records = Partnership.objects.in_bulk({key for key, _kind in changed})
    return ((records[key], kind.value) for key, kind in changed)


def _planned(kind: FollowUpKind, state: FollowUpState) -> ArrayAgg:
    where = Q(follow_ups__kind=kind, follow_ups__state=state, follow_ups__planned_on__isnull=False)
    return ArrayAgg("follow_ups__planned_on", filter=where, distinct=True, default=[])


def _with_steps(rows: Any, kind: FollowUpKind) -> Iterable[Row]:
    """Plain rows with the days of the steps of this kind, open and done."""
    steps: Iterable[Row] = rows.annotate(
        zone=F("group__time_zone"),
        planned=_planned(kind, FollowUpState.OPEN),
        handled=_planned(kind, FollowUpState.DONE),
    ).values("id", "ends", "zone", "planned", "handled")
    return steps


def _agreements(now: datetime, limits: Limits) -> Iterator[Row]:
    last = now.date() + timedelta(days=limits.agreement_alert_days + AHEAD_DAYS) + MARGIN
    ends = Agreement.objects.filter(partnership=OuterRef("pk"), executed_on__isnull=False)
    newest = ends.order_by().values("partnership").annotate(last=Max("ends_on")).values("last")
    rows = Partnership.objects.filter(stage__in=RUNNING).annotate(ends=Subquery(newest))
    kind = FollowUpKind.RENEW_AGREEMENT
    for row in _with_steps(rows.filter(ends__lte=last).order_by("ends", "id"), kind):
        own = Ends(agreement_until=row["ends"], handled={kind: row["handled"]})
        wanted = agreement(own, limits=limits, today=local_date(row["zone"], now)).get(kind)
        if changed(row["planned"], wanted.due_on if wanted else None):
            yield row


def _stances(now: datetime, limits: Limits) -> Iterator[Row]:
    oldest = add_months(now.date(), -limits.stance_months)
    newest = Stance.objects.filter(group=OuterRef("group")).order_by("-as_of", "-id")
    rows = Partnership.objects.filter(stage__in=ASKING, side_state="").annotate(
        ends=Subquery(newest.values("as_of")[:1]), said=Subquery(newest.values("kind")[:1])
    )
    near = rows.filter(
        said__in=[StanceKind.OPEN, StanceKind.CASE_BY_CASE],
        ends__lte=oldest + timedelta(days=31 + AHEAD_DAYS) + MARGIN,
    )
    kind = FollowUpKind.RENEW_STANCE
    for row in _with_steps(near.order_by("ends", "id"), kind):
        own = Ends(stance_of=row["ends"], handled={kind: row["handled"]})
        wanted = stance(own, limits=limits, today=local_date(row["zone"], now)).get(kind)
        if changed(row["planned"], wanted.due_on if wanted else None):
            yield row


def changed(planned: list[date], due: date | None) -> bool:
    """Whether the open steps are not the one that is due."""
    return planned != ([due] if due else [])


def _overrides(now: datetime) -> Iterator[Any]:
    """Steps to use an override that has ended unused."""
    usable = Override.objects.usable(now).filter(partnership=OuterRef("partnership"))
    over = FollowUp.objects.open().of_kind(FollowUpKind.USE_OVERRIDE).exclude(Exists(usable))
    return iter(over.order_by("due_at", "id").values_list("partnership_id", flat=True))
