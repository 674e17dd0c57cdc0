"""Who did what, week by week; staff see their own work, managers that of all."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.models import FollowUpKind, TouchChannel
from advocacy.reports.registry import WHICH_DAYS, Keys, Report, Scope, asked
from advocacy.reports.tables import Cell, Column, Document, Figure, Link, Table

#: Everything that is counted, a row each: whose, which day (UTC), what it is.
DONE = """
SELECT t.by_id AS person, (t.occurred_at AT TIME ZONE 'UTC')::date AS day, t.partnership_id,
    t.group_id, t.channel AS detail, 0 AS late_days,
    CASE WHEN t.direction = 'out' THEN 'touches' ELSE 'answers' END AS what
FROM advocacy_touch t JOIN advocacy_group g ON g.id = t.group_id
LEFT JOIN advocacy_partnership p ON p.id = t.partnership_id
WHERE t.state IN ('delivered', 'no_answer', 'bounced_soft', 'bounced_hard')
    AND (t.direction = 'out' OR t.is_genuine)
    AND t.occurred_at >= %(starts)s::date::timestamp AT TIME ZONE 'UTC'
    AND t.occurred_at < %(until)s::date::timestamp AT TIME ZONE 'UTC'
    AND (%(only)s::uuid IS NULL OR t.by_id = %(only)s::uuid)
    AND (%(study)s::uuid IS NULL OR p.study_id = %(study)s::uuid)
UNION ALL
SELECT f.owner_id, (f.closed_at AT TIME ZONE 'UTC')::date, f.partnership_id, f.group_id, f.kind,
    greatest(0, (f.closed_at AT TIME ZONE 'UTC')::date - f.due_on), 'steps'
FROM advocacy_followup f LEFT JOIN advocacy_partnership p ON p.id = f.partnership_id
WHERE f.state = 'done' AND f.owner_id IS NOT NULL
    AND f.closed_at >= %(starts)s::date::timestamp AT TIME ZONE 'UTC'
    AND f.closed_at < %(until)s::date::timestamp AT TIME ZONE 'UTC'
    AND (%(only)s::uuid IS NULL OR f.owner_id = %(only)s::uuid)
    AND (%(study)s::uuid IS NULL OR p.study_id = %(study)s::uuid)
"""
BY_WEEK = f"""
WITH done AS ({DONE})
SELECT u.name, done.person, date_trunc('week', done.day)::date AS week,
    count(*) FILTER (WHERE what = 'touches') AS touches,
    count(*) FILTER (WHERE what = 'answers') AS answers,
    count(*) FILTER (WHERE what = 'steps') AS steps,
    count(*) FILTER (WHERE what = 'steps' AND late_days > 0) AS late
FROM done JOIN advocacy_user u ON u.id = done.person
GROUP BY u.name, done.person, week ORDER BY week DESC, u.name, done.person
"""  # noqa: S608  # our own text
ROWS = f"""
WITH done AS ({DONE})
SELECT done.*, u.name, g.name AS group_name FROM done JOIN advocacy_user u ON u.id = done.person
JOIN advocacy_group g ON g.id = done.group_id
WHERE (%(what)s = done.what OR %(what)s = 'late' AND done.what = 'steps' AND late_days > 0)
    AND (%(person)s = '' OR done.person::text = %(person)s)
    AND (%(week)s = '' OR date_trunc('week', done.day)::date::text = %(week)s)
ORDER BY done.day DESC, group_name
"""  # noqa: S608  # our own text
COUNTED = ("touches", "answers", "steps", "late")


def document(scope: Scope) -> Document:
    """Totals by person, then week by week."""
    weeks = asked(BY_WEEK, scope.values)
    totals = {what: sum(row[what] for row in weeks) for what in COUNTED}
    labels = dict(zip(COUNTED, _labels(), strict=True))
    figures = [Figure(labels[what], scope.link(totals[what], what)) for what in COUNTED]
    return Document(
        REPORT.title, [_people(weeks, scope), _weeks(weeks, scope)], facts=scope.facts(),
        figures=figures, notes=(_("Weeks begin on Monday."), WHICH_DAYS),
    )  # fmt: skip


def _labels() -> tuple[str, ...]:
    return (_("Touches"), _("Answers received"), _("Steps done"), _("Of those late"))


def _columns(first: Iterable[Column]) -> list[Column]:
    return [*first, *(Column(label, "number") for label in _labels())]


def _people(weeks: list[dict[str, Any]], scope: Scope) -> Table:
    people: dict[tuple[str, Any], dict[str, int]] = {}
    for row in weeks:
        own = people.setdefault((row["name"], row["person"]), dict.fromkeys(COUNTED, 0))
        for what in COUNTED:
            own[what] += row[what]
    rows = [
        (name, *(scope.link(counts[what], what, person=key) for what in COUNTED))
        for (name, key), counts in sorted(people.items(), key=lambda one: one[0][0])
    ]
    return Table(_("By person"), _columns([Column(_("Person"))]), rows)


def _weeks(weeks: list[dict[str, Any]], scope: Scope) -> Table:
    rows = [
        (row["week"], row["name"],
         *(scope.link(row[what], what, person=row["person"], week=row["week"])
           for what in COUNTED))
        for row in weeks
    ]  # fmt: skip
    columns = _columns([Column(_("Week of"), "day"), Column(_("Person"))])
    return Table(_("By week"), columns, rows)


def rows(scope: Scope, what: str, keys: Keys) -> Table:
    """The touches, answers or steps behind a number."""
    title = dict(zip(COUNTED, _labels(), strict=True))[what]
    given = {"what": what, "person": keys.get("person", ""), "week": keys.get("week", "")}
    columns = (
        Column(_("Day"), "day"), Column(_("Person")), Column(_("Group")), Column(_("What")),
        Column(_("Days late"), "number"),
    )  # fmt: skip
    found = (
        (row["day"], row["name"], _group(row), _detail(row), row["late_days"] or None)
        for row in asked(ROWS, scope.values | given)
    )
    return Table(title, columns, found, WHICH_DAYS)


def _group(row: dict[str, Any]) -> Cell:
    if row["partnership_id"] is None:
        return Link(row["group_name"], reverse("group-detail", args=[row["group_id"]]))
    return Link(row["group_name"], reverse("partnership-detail", args=[row["partnership_id"]]))


def _detail(row: dict[str, Any]) -> str:
    kinds = FollowUpKind if row["what"] == "steps" else TouchChannel
    return str(dict(kinds.choices).get(row["detail"], row["detail"]))


REPORT = Report(
    code="team-activity",
    title=gettext_lazy("Team activity"),
    about=gettext_lazy(
        "By person and week: touches, answers, steps done and how many of them late. Staff see "
        "their own work, others that of all."
    ),
    filters=("period", "study"),
    document=document,
    rows=rows,
)
