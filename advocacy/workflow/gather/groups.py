"""Facts of the group itself: profile, stance, opt-outs, busy periods, stops, report-backs."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from advocacy.models import (
    BusyPeriod,
    OptOut,
    ProfileFact,
    ReportBack,
    Stance,
    StanceKind,
    Stop,
    StopScope,
)  # fmt: skip
from advocacy.policy import facts
from advocacy.workflow.gather.batch import Batch, grouped


def profiles(batch: Batch) -> dict[UUID, list[facts.ProfileFact]]:
    """The newest fact of each kind."""
    rows = (
        ProfileFact.objects.filter(group__in=batch.group_ids)
        .current()
        .values_list("group_id", "kind", "source", "as_of")
    )
    return grouped((g, facts.ProfileFact(kind, source, as_of)) for g, kind, source, as_of in rows)


def stances(batch: Batch) -> dict[UUID, facts.Stance]:
    """Each group's own newest stance; a no of an umbrella rolls down and wins."""
    rows = (
        Stance.objects.filter(group__in=batch.above)
        .order_by("group_id", "-as_of", "-id")
        .distinct("group_id")
        .values_list("group_id", "kind", "source", "as_of", "id", "group__name")
    )
    newest = {
        g: facts.Stance(facts.StanceKind(kind), source, as_of, id_, name)
        for g, kind, source, as_of, id_, name in rows
    }
    found: dict[UUID, facts.Stance] = {}
    for pair in batch.pairs:
        for above in pair.group.lineage[:-1]:
            if above in newest and StanceKind(newest[above].kind).is_no:
                found[pair.key] = newest[above]
        if pair.key not in found and pair.key in newest:
            found[pair.key] = newest[pair.key]
    return found


def opt_outs(batch: Batch) -> dict[UUID, list[facts.OptOut]]:
    """Standing opt-outs of the group, of those above it, and of its people."""
    rows = list(
        OptOut.objects.standing()
        .filter(Q(group__in=batch.above) | Q(person__group__in=batch.group_ids))
        .select_related("group", "person")
    )
    found: dict[UUID, list[facts.OptOut]] = {}
    for pair in batch.pairs:
        for row in rows:
            of_person = row.person is not None and row.person.group_id == pair.key
            of_group = row.person is None and row.group_id in pair.group.lineage
            if of_person or of_group:
                found.setdefault(pair.key, []).append(_opt_out(row))
    return found


def _opt_out(row: OptOut) -> facts.OptOut:
    return facts.OptOut(
        id=row.id,
        said_on=row.said_on,
        group=row.group.name if row.group else "",
        person=row.person_id,
        person_name=row.person.name if row.person else "",
    )


def busy_periods(batch: Batch) -> dict[UUID, list[facts.BusyPeriod]]:
    """The group's busy periods of this year and the next, and one that began last year."""
    found: dict[UUID, list[facts.BusyPeriod]] = {}
    for row in BusyPeriod.objects.filter(group__in=batch.group_ids):
        for year in (batch.today.year - 1, batch.today.year, batch.today.year + 1):
            starts = _date(year, row.starts_month, row.starts_day)
            ends = _date(year, row.ends_month, row.ends_day)
            if ends < starts:
                ends = _date(year + 1, row.ends_month, row.ends_day)
            if ends >= batch.today - timedelta(days=2):
                period = facts.BusyPeriod(row.name, starts, ends)
                found.setdefault(row.group_id, []).append(period)
    return found


def _date(year: int, month: int, day: int) -> date:
    """That day of the year; a 29 February outside leap years is the 28th."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def stops(batch: Batch, *, sponsors: set[UUID]) -> dict[UUID, list[Stop]]:
    """Running stops that bind each group for this study; those of an umbrella roll down."""
    rows = list(
        Stop.objects.running(batch.today)
        .filter(group__in=batch.above)
        .filter(
            Q(scope=StopScope.GROUP_FAMILY)
            | Q(scope=StopScope.SPONSOR_FAMILY, sponsor__in=sponsors)
            | Q(scope=StopScope.ASK, partnership__study=batch.study)
        )
        .select_related("group", "sponsor", "partnership__study", "touch")
        .order_by("starts_on", "id")
    )
    by_group = grouped((row.group_id, row) for row in rows)
    return {
        pair.key: [row for above in pair.group.lineage for row in by_group.get(above, [])]
        for pair in batch.pairs
    }


def overdue_report_backs(batch: Batch) -> dict[UUID, list[facts.OverdueReportBack]]:
    """Report-backs that are owed and late."""
    rows = (
        ReportBack.objects.overdue(batch.today)
        .filter(group__in=batch.group_ids)
        .values_list("group_id", "id", "partnership__study__title", "due_on")
    )
    return grouped((g, facts.OverdueReportBack(id_, title, due)) for g, id_, title, due in rows)
