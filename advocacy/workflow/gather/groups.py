"""Facts of the group itself: profile, stance, opt-outs, busy periods, stops, report-backs."""

import json
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from advocacy.models import StanceKind
from advocacy.policy import facts
from advocacy.policy.again import LONGEST_STOP
from advocacy.policy.calendars import local_date
from advocacy.policy.facts import Act
from advocacy.workflow.gather.batch import Batch, grouped
from advocacy.workflow.gather.questions import TOUCHING, Answers, Question, Row, began, day

FIRST_TOUCH = frozenset({Act.CONSIDER, Act.CONTACT})

#: Groups of which the same is known come together: of thousands, most are known alike.
PROFILES = Question(
    """
    SELECT facts, json_agg(group_id) AS groups FROM (
        SELECT group_id,
            json_agg(json_build_array(kind, source, as_of) ORDER BY kind)::text AS facts
        FROM (
            SELECT DISTINCT ON (group_id, kind) group_id, kind, source, as_of
            FROM advocacy_profilefact WHERE group_id = ANY(%(groups)s::uuid[])
            ORDER BY group_id, kind, as_of DESC, id DESC
        ) newest GROUP BY group_id
    ) each GROUP BY facts
    """,
    acts=FIRST_TOUCH,
)
STANCES = Question(
    """
    SELECT DISTINCT ON (s.group_id) s.group_id, s.kind, s.source, s.as_of, s.id, g.name AS group
    FROM advocacy_stance s JOIN advocacy_group g ON g.id = s.group_id
    WHERE s.group_id = ANY(%(above)s::uuid[])
    ORDER BY s.group_id, s.as_of DESC, s.id DESC
    """,
)
#: Of whole groups, then of people: on the record itself, and on another one, erased or not, with
#: the key of the same address. Whether one holds is judged by the date where it was said.
OPT_OUTS = Question(
    """
    SELECT o.id, o.said_on, o.lifted_on, o.group_id AS of_group, NULL::uuid AS at_group,
        g.name AS group, g.time_zone AS zone, NULL::uuid AS person_id, '' AS person
    FROM advocacy_optout o JOIN advocacy_group g ON g.id = o.group_id
    WHERE o.person_id IS NULL AND o.email_key = '' AND o.group_id = ANY(%(above)s::uuid[])
        AND (o.lifted_on IS NULL OR o.lifted_on >= %(today)s)
    UNION ALL
    SELECT o.id, o.said_on, o.lifted_on, NULL, p.group_id, g.name, g.time_zone, p.id, p.name
    FROM advocacy_person p JOIN advocacy_optout o ON o.person_id = p.id
    JOIN advocacy_group g ON g.id = p.group_id
    WHERE p.group_id = ANY(%(groups)s::uuid[])
        AND (o.lifted_on IS NULL OR o.lifted_on >= %(today)s)
    UNION ALL
    SELECT o.id, o.said_on, o.lifted_on, NULL, p.group_id, g.name, g.time_zone, p.id, p.name
    FROM advocacy_person p
    JOIN advocacy_optout o ON o.email_key = p.email_key AND o.email_key <> ''
    LEFT JOIN advocacy_person who ON who.id = o.person_id
    LEFT JOIN advocacy_group g ON g.id = who.group_id
    WHERE p.group_id = ANY(%(groups)s::uuid[]) AND o.person_id IS DISTINCT FROM p.id
        AND (o.lifted_on IS NULL OR o.lifted_on >= %(today)s)
    """,
    acts=TOUCHING,
)
BUSY_PERIODS = Question(
    """
    SELECT group_id, name, starts_month, starts_day, ends_month, ends_day
    FROM advocacy_busyperiod WHERE group_id = ANY(%(groups)s::uuid[]) ORDER BY name, id
    """,
    acts=FIRST_TOUCH,
)
_STOPS = """
    SELECT s.id, s.group_id, s.scope, s.reason, s.starts_on, s.until, s.partnership_id,
        s.lifted_on, g.time_zone AS zone, g.name AS group, sp.name AS sponsor,
        st.title AS study, t.occurred_at, t.created_at
    FROM advocacy_stop s JOIN advocacy_group g ON g.id = s.group_id
    LEFT JOIN advocacy_sponsor sp ON sp.id = s.sponsor_id
    LEFT JOIN advocacy_partnership p ON p.id = s.partnership_id
    LEFT JOIN advocacy_study st ON st.id = p.study_id
    LEFT JOIN advocacy_touch t ON t.id = s.touch_id
    WHERE s.group_id = ANY(%(above)s::uuid[])
        AND (s.lifted_on IS NULL OR s.lifted_on >= %(today)s)
        AND s.starts_on <= %(today)s::date + 1
        AND (s.scope = 'group_family'
            OR (s.scope = 'sponsor_family' AND s.sponsor_id IN (SELECT id FROM member))
            OR (s.scope = 'ask' AND p.study_id = %(study)s))
        AND {ends}
    ORDER BY s.starts_on, s.id
    """
#: A day more at both ends: whether a stop runs is judged by the date where the group lives.
STOPS = Question(
    _STOPS.replace("{ends}", "(s.until IS NULL OR s.until > %(today)s::date - 1)"), acts=TOUCHING
)
#: What ran out and would not have, had the limits been the longest there can be; kept with a
#: decision, so that it can be judged again. A list of candidates keeps nothing.
ENDED_STOPS = Question(
    _STOPS.replace(
        "{ends}",
        f"s.until <= %(today)s::date - 1 AND s.starts_on > %(today)s::date - {LONGEST_STOP + 1}",
    ),
    acts=TOUCHING - {Act.CONSIDER},
)
OVERDUE_REPORT_BACKS = Question(
    """
    SELECT r.group_id, r.id, st.title AS study, r.due_on
    FROM advocacy_reportback r JOIN advocacy_partnership p ON p.id = r.partnership_id
    JOIN advocacy_study st ON st.id = p.study_id
    WHERE r.group_id = ANY(%(groups)s::uuid[]) AND r.sent_on IS NULL AND r.due_on < %(today)s
    ORDER BY r.due_on, r.id
    """,
    acts=FIRST_TOUCH,
)
QUESTIONS = (
    PROFILES, STANCES, OPT_OUTS, BUSY_PERIODS, STOPS, ENDED_STOPS, OVERDUE_REPORT_BACKS,
)  # fmt: skip


def profiles(said: Answers) -> dict[str, tuple[facts.ProfileFact, ...]]:
    """The newest fact of each kind."""
    found: dict[str, tuple[facts.ProfileFact, ...]] = {}
    for r in said.to(PROFILES):
        known = tuple(
            facts.ProfileFact(kind, source, date.fromisoformat(as_of))
            for kind, source, as_of in json.loads(r.facts)
        )
        found.update(dict.fromkeys(r.groups, known))
    return found


def stances(said: Answers, batch: Batch) -> dict[str, Row]:
    """Each group's own newest stance; a no of an umbrella rolls down and wins."""
    newest = {r.group_id: r for r in said.to(STANCES)}
    found: dict[str, Row] = {}
    for pair in batch.pairs:
        for above in pair.lineage[:-1]:
            if above in newest and StanceKind(newest[above].kind).is_no:
                found[pair.key] = newest[above]
        if pair.key not in found and pair.key in newest:
            found[pair.key] = newest[pair.key]
    return found


def stance_fact(r: Row | None) -> facts.Stance | None:
    """A stance as the rules see it."""
    if r is None:
        return None
    kind, as_of = facts.StanceKind(r.kind), date.fromisoformat(r.as_of)
    return facts.Stance(kind, r.source, as_of, UUID(r.id), r.group)


def opt_outs(said: Answers, batch: Batch) -> dict[str, list[facts.OptOut]]:
    """Opt-outs that hold, of the group, of those above it, and of its people."""
    rows = [row for row in said.to(OPT_OUTS) if _holds(row, batch)]
    if not rows:
        return {}
    of_group = grouped((r.of_group, _opt_out(r)) for r in rows if r.of_group)
    of_people = grouped((r.at_group, _opt_out(r)) for r in rows if r.at_group)
    return {
        pair.key: [
            *(row for above in pair.lineage for row in of_group.get(above, ())),
            *of_people.get(pair.key, ()),
        ]
        for pair in batch.pairs
    }


def _holds(r: Row, batch: Batch) -> bool:
    """Whether it was said by that day and not taken back yet, by the clock where it was said."""
    r.said_on, r.lifted_on = date.fromisoformat(r.said_on), day(r.lifted_on)
    on = local_date(r.zone, batch.now) if r.zone else batch.today + timedelta(days=1)
    return r.said_on <= on and (r.lifted_on is None or r.lifted_on > on)


def _opt_out(r: Row) -> facts.OptOut:
    return facts.OptOut(
        id=UUID(r.id),
        said_on=r.said_on,
        group=r.group or "",
        person=UUID(r.person_id) if r.person_id else None,
        person_name=r.person,
    )


def busy_periods(said: Answers, batch: Batch) -> dict[str, list[facts.BusyPeriod]]:
    """The group's busy periods of this year and the next, and one that began last year."""
    found: dict[str, list[facts.BusyPeriod]] = {}
    for r in said.to(BUSY_PERIODS):
        for year in (batch.today.year - 1, batch.today.year, batch.today.year + 1):
            starts = _date(year, r.starts_month, r.starts_day)
            ends = _date(year, r.ends_month, r.ends_day)
            if ends < starts:
                ends = _date(year + 1, r.ends_month, r.ends_day)
            if ends >= batch.today - timedelta(days=2):
                period = facts.BusyPeriod(r.name, starts, ends)
                found.setdefault(r.group_id, []).append(period)
    return found


def _date(year: int, month: int, day: int) -> date:
    """That day of the year; a 29 February outside leap years is the 28th."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def stops(said: Answers, batch: Batch) -> dict[str, list[Row]]:
    """Stops that bind each group for this study, or did; those of an umbrella roll down."""
    rows = [*said.to(ENDED_STOPS), *said.to(STOPS)]
    by_group = grouped((r.group_id, read_stop(r)) for r in rows if not _lifted(r, batch.now))
    if not by_group:
        return {}
    return {
        pair.key: [
            row
            for above in pair.lineage
            for row in by_group.get(above, ())
            if row.starts_on <= batch.calendars[pair.key].local_date(batch.now)
        ]
        for pair in batch.pairs
    }


def _lifted(r: Row, now: datetime) -> bool:
    """Whether it had been lifted by then, on the calendar of the group that it was laid on."""
    return r.lifted_on is not None and date.fromisoformat(r.lifted_on) <= local_date(r.zone, now)


def read_stop(r: Row) -> Row:
    """A stop with its days, and the moments of the touch it began with, read."""
    r.starts_on, r.until = date.fromisoformat(r.starts_on), day(r.until)
    r.touch = began(r) if r.occurred_at else None
    return r


def runs(r: Row, today: date) -> bool:
    """Whether a stop binds on a day."""
    return r.starts_on <= today and (r.until is None or r.until > today)


def split(rows: Collection[Row], today: date) -> tuple[list[Row], list[Row]]:
    """Stops that bind on a day, and those that did until then."""
    return [r for r in rows if runs(r, today)], [r for r in rows if not runs(r, today)]


def overdue_report_backs(said: Answers) -> dict[str, list[facts.OverdueReportBack]]:
    """Report-backs that are owed and late."""
    return grouped(
        (r.group_id, facts.OverdueReportBack(UUID(r.id), r.study, date.fromisoformat(r.due_on)))
        for r in said.to(OVERDUE_REPORT_BACKS)
    )
