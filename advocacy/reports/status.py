"""How a study stands with its groups: for the team, and to be handed to the sponsor.

It names what belongs to this study and its own sponsor, and nothing else: no note, no other study,
no reason that lies outside of this partnership.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.models import ChannelKind, ExitReason, HoldState, PlacementState, Stage
from advocacy.models.countries import COUNTRIES
from advocacy.models.study import Study
from advocacy.policy.text import Money
from advocacy.reports.registry import Keys, Report, Scope, asked
from advocacy.reports.tables import Cell, Column, Document, Figure, Link, Table
from advocacy.reports.words import written

GROUPS = """
SELECT p.id, g.name AS group_name, g.country, p.stage, p.exit_reason,
    (p.stage_since AT TIME ZONE 'UTC')::date AS stage_since,
    said.first, said.last, COALESCE(said.attempts, 0) AS attempts,
    COALESCE(said.answers, 0) AS answers,
    EXISTS (SELECT FROM advocacy_agreement a WHERE a.partnership_id = p.id
            AND a.kind = 'campaign' AND a.executed_on IS NOT NULL) AS executed
FROM advocacy_partnership p JOIN advocacy_group g ON g.id = p.group_id
LEFT JOIN LATERAL (
    SELECT (min(t.occurred_at) FILTER (WHERE t.direction = 'out')
            AT TIME ZONE 'UTC')::date AS first,
        (max(t.occurred_at) AT TIME ZONE 'UTC')::date AS last,
        count(*) FILTER (WHERE t.is_attempt) AS attempts,
        count(*) FILTER (WHERE t.is_genuine) AS answers
    FROM advocacy_touch t WHERE t.partnership_id = p.id AND t.state = 'delivered'
) said ON true
WHERE p.study_id = %(study)s
ORDER BY g.sort_name, p.id
"""
MONEY = """
SELECT l.currency, l.approved,
    COALESCE(sum(h.amount) FILTER (WHERE h.state = 'offered'), 0) AS offered,
    COALESCE(sum(h.amount) FILTER (WHERE h.state <> 'offered'), 0) AS committed,
    COALESCE(sum(h.amount) FILTER (WHERE h.state = 'paid'), 0) AS paid
FROM advocacy_budgetline l LEFT JOIN advocacy_budgethold h ON h.line_id = l.id
WHERE l.study_id = %(study)s GROUP BY l.id ORDER BY l.currency
"""
HOLDS = """
SELECT g.name AS group_name, h.partnership_id, h.state, h.amount, l.currency
FROM advocacy_budgethold h JOIN advocacy_budgetline l ON l.id = h.line_id
JOIN advocacy_partnership p ON p.id = h.partnership_id JOIN advocacy_group g ON g.id = p.group_id
WHERE l.study_id = %(study)s ORDER BY g.sort_name, h.id
"""
PLACEMENTS = """
SELECT g.name AS group_name, pl.partnership_id, m.title, pl.channel, pl.country, pl.state,
    pl.planned_on, pl.went_live_on, pl.reached
FROM advocacy_placement pl JOIN advocacy_partnership p ON p.id = pl.partnership_id
JOIN advocacy_group g ON g.id = p.group_id JOIN advocacy_material m ON m.id = pl.material_id
WHERE p.study_id = %(study)s ORDER BY pl.planned_on, pl.id
"""

Row = dict[str, Any]
#: What a number of groups counts, by the name in its link.
COUNTED: dict[str, Callable[[Row], bool]] = {
    "all": lambda _row: True,
    "open": lambda row: row["stage"] != Stage.CLOSED,
    "approached": lambda row: row["attempts"] > 0,
    "answered": lambda row: row["attempts"] > 0 and row["answers"] > 0,
    "executed": lambda row: row["executed"],
}


def document(scope: Scope) -> Document:
    """The whole report; without a study it only asks for one."""
    if scope.study is None:
        return Document(REPORT.title, (), notes=(_("Choose a study."),))
    groups = asked(GROUPS, scope.values)
    placements = asked(PLACEMENTS, scope.values)
    return Document(
        REPORT.title,
        [_stages(groups, scope), _groups(groups), _placements(placements), _money(scope)],
        subtitle=f"{scope.study.protocol_id} · {scope.study.title}",
        facts=_facts(scope.study),
        figures=_figures(groups, placements, scope),
        notes=_notes(groups),
    )


def _facts(study: Study) -> list[tuple[str, str]]:
    told = [(_("Sponsor"), str(study.sponsor)), (_("Protocol"), study.protocol_id)]
    if study.nct_number and study.nct_number != study.protocol_id:
        told.append(("NCT", study.nct_number))
    if study.launch_on:
        told.append((_("Launch"), written(study.launch_on, "day")))
    return [*told, (_("As at"), written(timezone.localdate(), "day"))]


def _notes(groups: Sequence[Row]) -> list[str]:
    """What a reader outside of the team cannot know."""
    told = [_("Days are counted in UTC.")]
    if any(row["exit_reason"] in SAID_ELSEWHERE for row in groups):
        told.insert(0, _("Groups that are not contactable now are left in peace."))
    return told


def _figures(groups: Sequence[Row], placements: Sequence[Row], scope: Scope) -> list[Figure]:
    counts = {name: sum(map(fits, groups)) for name, fits in COUNTED.items()}
    share = _("{share} of those approached").format(
        share=written(counts["answered"] / (counts["approached"] or 1), "share")
    )
    live = [row for row in placements if row["went_live_on"]]
    reached = sum(row["reached"] or 0 for row in placements)
    return [
        Figure(_("Groups approached"),
               scope.link(counts["approached"], "groups", which="approached"),
               note=_("of {n} chosen").format(n=counts["all"])),
        Figure(_("Answered"), scope.link(counts["answered"], "groups", which="answered"),
               note=share if counts["approached"] else ""),
        Figure(_("Agreements signed"), scope.link(counts["executed"], "groups", which="executed")),
        Figure(_("Placements that ran"), scope.link(len(live), "placements", which="live"),
               note=_("{n} people reached").format(n=written(reached, "number"))
               if reached else ""),
    ]  # fmt: skip


def _stages(groups: Sequence[Row], scope: Scope) -> Table:
    found = Counter(row["stage"] for row in groups)
    rows = [
        (str(stage.label), scope.link(found[stage.value], "groups", stage=stage.value))
        for stage in Stage
        if found[stage.value]
    ]
    columns = (Column(_("Stage")), Column(_("Groups"), "number"))
    return Table(_("Where the groups stand"), columns, rows, drawn=True)


def _groups(groups: Sequence[Row]) -> Table:
    columns = (
        Column(_("Group")), Column(_("Country")), Column(_("Stage")), Column(_("Since"), "day"),
        Column(_("First contact"), "day"), Column(_("Last contact"), "day"),
        Column(_("Answers"), "number"),
    )  # fmt: skip
    rows = [
        (_partner(row), _country(row), _stage(row), row["stage_since"],
         row["first"], row["last"], row["answers"])
        for row in groups
    ]  # fmt: skip
    return Table(_("Groups"), columns, rows)


def _partner(row: Row, *, key: str = "id") -> Cell:
    url = reverse("partnership-detail", args=[row[key]])
    return Link(row["group_name"], url)


#: What a group may have said elsewhere, to another sponsor: here it only is out of reach.
SAID_ELSEWHERE = (ExitReason.OPT_OUT, ExitReason.NO_INDUSTRY, ExitReason.NO_TRIALS)


def _stage(row: Row) -> str:
    label = str(Stage(row["stage"]).label)
    if row["stage"] != Stage.CLOSED or not row["exit_reason"]:
        return label
    if row["exit_reason"] in SAID_ELSEWHERE:
        return _("{closed}: not contactable now").format(closed=label)
    return f"{label}: {ExitReason(row['exit_reason']).label}"


def _placements(placements: Sequence[Row]) -> Table:
    columns = (
        Column(_("Group")), Column(_("Material")), Column(_("Channel")), Column(_("Country")),
        Column(_("State")), Column(_("Planned"), "day"), Column(_("Live"), "day"),
        Column(_("Reached"), "number"),
    )  # fmt: skip
    rows = [
        (_partner(row, key="partnership_id"), row["title"], _channel(row["channel"]),
         _country(row), str(PlacementState(row["state"]).label), row["planned_on"],
         row["went_live_on"], row["reached"])
        for row in placements
    ]  # fmt: skip
    return Table(_("Placements"), columns, rows)


def _channel(code: str) -> str:
    return str(ChannelKind(code).label) if code in ChannelKind.values else code


def _country(row: Row) -> str:
    return str(COUNTRIES.get(row["country"], row["country"]))


#: What a sum of the budget adds up, by the name in its link; what was paid is committed, too.
HELD: dict[str, Callable[[str], bool]] = {
    "offered": lambda state: state == HoldState.OFFERED,
    "committed": lambda state: state != HoldState.OFFERED,
    "paid": lambda state: state == HoldState.PAID,
}


def _money(scope: Scope) -> Table:
    columns = (
        Column(_("Currency")), Column(_("Approved"), "money"), Column(_("Offered"), "money"),
        Column(_("Committed"), "money"), Column(_("Of that paid"), "money"),
    )  # fmt: skip
    rows = [
        (row["currency"], Money(row["approved"], row["currency"]), *(
            scope.link(Money(row[state], row["currency"]), "holds", state=state,
                       currency=row["currency"])
            for state in HELD
        ))
        for row in asked(MONEY, scope.values)
    ]  # fmt: skip
    return Table(_("Budget"), columns, rows)


def rows(scope: Scope, what: str, keys: Keys) -> Table:
    """Groups, placements or budget holds behind a number."""
    if what == "groups":
        fits, stage = COUNTED[keys.get("which", "all")], keys.get("stage")
        found = [r for r in asked(GROUPS, scope.values) if fits(r)]
        return _groups([r for r in found if stage in (None, r["stage"])])
    if what == "placements":
        live = keys.get("which") == "live"
        found = asked(PLACEMENTS, scope.values)
        return _placements([r for r in found if r["went_live_on"] or not live])
    if what == "holds":
        return _holds(scope, keys)
    raise KeyError(what)


def _holds(scope: Scope, keys: Keys) -> Table:
    fits = HELD[keys.get("state", "committed")]
    columns = (Column(_("Group")), Column(_("State")), Column(_("Amount"), "money"))
    found = [
        (_partner(row, key="partnership_id"), str(HoldState(row["state"]).label),
         Money(row["amount"], row["currency"]))
        for row in asked(HOLDS, scope.values)
        if fits(row["state"])
        and keys.get("currency") in (None, row["currency"])
    ]  # fmt: skip
    return Table(_("Held of the budget"), columns, found)


REPORT = Report(
    code="study-status",
    title=gettext_lazy("Status of outreach"),
    about=gettext_lazy(
        "How a study stands with its groups. The PDF is made to be handed to the sponsor: it has "
        "no internal notes and nothing of other sponsors."
    ),
    filters=("study",),
    document=document,
    rows=rows,
)
