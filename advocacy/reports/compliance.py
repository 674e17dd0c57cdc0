"""How the policy was kept, month by month and rule by rule."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.models import OverrideState
from advocacy.reports.registry import DECIDERS, WHICH_DAYS, Keys, Report, Scope, asked
from advocacy.reports.tables import Cell, Column, Document, Figure, Link, Table
from advocacy.templatetags.timeline import rule_title

#: Refused attempts, overrides by when they were asked, breaches by when they were logged.
CASES = """
SELECT 'refused' AS what, e.id, e.at AS moment, e.partnership_id, e.group_id, e.study_id,
    e.actor_id AS who,
    ARRAY(SELECT f ->> 'rule' FROM jsonb_array_elements(e.decision -> 'findings') f
        WHERE f ->> 'outcome' IN ('block', 'unknown') AND f ->> 'overridden_by' IS NULL) AS rules,
    '' AS state, NULL::timestamptz AS seen
FROM advocacy_event e WHERE e.kind = 'refused' AND e.decision IS NOT NULL
UNION ALL
SELECT 'overrides', o.id, o.asked_at, o.partnership_id, p.group_id, p.study_id, o.asked_by_id,
    ARRAY[o.rule], o.state, o.decided_at
FROM advocacy_override o JOIN advocacy_partnership p ON p.id = o.partnership_id
UNION ALL
SELECT 'breaches', b.id, b.created_at, b.partnership_id, b.group_id, p.study_id, t.by_id,
    ARRAY[b.rule], CASE WHEN b.seen_at IS NULL THEN 'unseen' ELSE 'seen' END, b.seen_at
FROM advocacy_breach b JOIN advocacy_touch t ON t.id = b.touch_id
LEFT JOIN advocacy_partnership p ON p.id = b.partnership_id
"""
CHOSEN = f"""
WITH found AS (
    SELECT c.*, date_trunc('month', c.moment AT TIME ZONE 'UTC')::date AS month
    FROM ({CASES}) c LEFT JOIN advocacy_study s ON s.id = c.study_id
    WHERE c.moment >= %(starts)s::date::timestamp AT TIME ZONE 'UTC'
        AND c.moment < %(until)s::date::timestamp AT TIME ZONE 'UTC'
        AND (%(study)s::uuid IS NULL OR c.study_id = %(study)s::uuid)
        AND (%(sponsor)s::uuid IS NULL OR s.sponsor_id = %(sponsor)s::uuid)
)
"""  # noqa: S608  # our own text
COUNTS = """
    count(*) FILTER (WHERE what = 'refused') AS refused,
    count(*) FILTER (WHERE what = 'overrides') AS overrides,
    count(*) FILTER (WHERE what = 'overrides' AND state = 'granted') AS granted,
    count(*) FILTER (WHERE what = 'overrides' AND state = 'denied') AS denied,
    count(*) FILTER (WHERE what = 'breaches') AS breaches,
    count(*) FILTER (WHERE what = 'breaches' AND state = 'unseen') AS unseen,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM seen - moment) / 3600)
        FILTER (WHERE what = 'breaches' AND seen IS NOT NULL) AS hours
"""
BY_MONTH = f"{CHOSEN} SELECT month AS key, {COUNTS} FROM found GROUP BY 1 ORDER BY 1 DESC"  # noqa: S608
BY_RULE = (
    f"{CHOSEN} SELECT rule AS key, {COUNTS} FROM found CROSS JOIN unnest(rules) rule "  # noqa: S608
    "GROUP BY 1 ORDER BY refused DESC, breaches DESC, 1"
)
TOTALS = f"{CHOSEN} SELECT {COUNTS} FROM found"  # noqa: S608
ROWS = f"""
{CHOSEN}
SELECT f.*, g.name AS group_name, s.title AS study_title, u.name AS who_name
FROM found f LEFT JOIN advocacy_group g ON g.id = f.group_id
LEFT JOIN advocacy_study s ON s.id = f.study_id LEFT JOIN advocacy_user u ON u.id = f.who
WHERE f.what = %(what)s AND (%(state)s = '' OR f.state = %(state)s)
    AND (%(month)s = '' OR f.month::text = %(month)s)
    AND (%(rule)s = '' OR %(rule)s = ANY(f.rules))
ORDER BY f.moment DESC, f.id
"""  # noqa: S608  # our own text

#: The columns of both tables: name, the rows they lead to, and the state of those.
COLUMNS = (
    ("refused", "refused", ""), ("overrides", "overrides", ""), ("granted", "overrides", "granted"),
    ("denied", "overrides", "denied"), ("breaches", "breaches", ""),
    ("unseen", "breaches", "unseen"),
)  # fmt: skip


def _labels() -> dict[str, str]:
    return {
        "refused": _("Refused"), "overrides": _("Overrides asked"), "granted": _("granted"),
        "denied": _("denied"), "breaches": _("Breaches"), "unseen": _("not looked at"),
    }  # fmt: skip


def document(scope: Scope) -> Document:
    """Months, then rules."""
    labels, totals = _labels(), asked(TOTALS, scope.values)[0]
    figures = [
        Figure(labels["refused"], scope.link(totals["refused"], "refused")),
        Figure(labels["overrides"], scope.link(totals["overrides"], "overrides"),
               note=_("{n} granted, {m} denied").format(n=totals["granted"], m=totals["denied"])),
        Figure(labels["breaches"], scope.link(totals["breaches"], "breaches"),
               note=_("{n} not looked at").format(n=totals["unseen"])),
        Figure(_("Hours until a breach is seen"), _hours(totals), note=_("half are seen sooner")),
    ]  # fmt: skip
    months = [
        _line(_month(row["key"]), "month", row, scope) for row in asked(BY_MONTH, scope.values)
    ]
    by_rule = asked(BY_RULE, scope.values)
    rules = [_line(rule_title(row["key"]), "rule", row, scope) for row in by_rule]
    note = _("An attempt that several rules refused is counted with each of them.")
    return Document(
        REPORT.title,
        [
            Table(_("By month"), _columns(Column(_("Month"))), months),
            Table(_("By rule"), _columns(Column(_("Rule"))), rules, note),
        ],
        facts=scope.facts(),
        figures=figures,
        notes=(WHICH_DAYS,),
    )


def _month(day: date) -> str:
    return date_format(day, "F Y")


def _columns(first: Column) -> list[Column]:
    counted = (Column(label, "number") for label in _labels().values())
    return [first, *counted, Column(_("Hours until seen"), "number")]


def _line(name: Cell, key: str, row: dict[str, Any], scope: Scope) -> list[Cell]:
    counts = (
        scope.link(row[column], what, state=state, **{key: row["key"]})
        for column, what, state in COLUMNS
    )
    return [name, *counts, _hours(row)]


def _hours(row: dict[str, Any]) -> float | None:
    return None if row["hours"] is None else round(row["hours"], 1)


def rows(scope: Scope, what: str, keys: Keys) -> Table:
    """The refusals, overrides or breaches behind a number."""
    title = {name: _labels()[name] for name in ("refused", "overrides", "breaches")}[what]
    given = {name: keys.get(name, "") for name in ("state", "month", "rule")} | {"what": what}
    columns = (
        Column(_("When"), "day"), Column(_("Group")), Column(_("Study")), Column(_("By")),
        Column(_("Rules")), Column(_("State")), Column(_("Decided or seen"), "day"),
    )  # fmt: skip
    found = (
        (row["moment"], _record(row), row["study_title"], row["who_name"],
         ", ".join(rule_title(rule) for rule in row["rules"]), _state(row), row["seen"])
        for row in asked(ROWS, scope.values | given)
    )  # fmt: skip
    return Table(title, columns, found, WHICH_DAYS)


def _record(row: dict[str, Any]) -> Cell:
    name = row["group_name"] or ""
    if row["what"] in PAGES:
        return Link(name, reverse(PAGES[row["what"]], args=[row["id"]]))
    if row["partnership_id"]:
        return Link(name, reverse("partnership-detail", args=[row["partnership_id"]]))
    return Link(name, reverse("group-detail", args=[row["group_id"]])) if row["group_id"] else name


PAGES = {"overrides": "override-detail", "breaches": "breach-detail"}


def _state(row: dict[str, Any]) -> str:
    if row["what"] == "overrides":
        return str(OverrideState(row["state"]).label)
    return {"unseen": _("not looked at"), "seen": _("dealt with")}.get(row["state"], "")


REPORT = Report(
    code="policy-compliance",
    title=gettext_lazy("Policy compliance"),
    about=gettext_lazy(
        "By month and by rule: what was refused, which overrides were asked for and how they were "
        "decided, what took place in breach and how fast it was seen."
    ),
    filters=("period", "study", "sponsor"),
    document=document,
    rows=rows,
    roles=DECIDERS,
    days=365,
)
