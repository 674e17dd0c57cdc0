"""What a sponsor takes along as a file: where its partnerships stand, placements, budget."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from advocacy import visits
from advocacy.models import Stage
from advocacy.policy.text import Money
from advocacy.portal import reading, words
from advocacy.portal.connection import as_sponsor
from advocacy.portal.pages import one, window
from advocacy.reports.files import answer
from advocacy.reports.tables import Column, Document, Link, Table
from advocacy.templatetags.portal import (
    channel_word,
    country_word,
    language_word,
    placement_word,
)  # fmt: skip
from advocacy.visits import Visit

FORMATS = ("pdf", "xlsx")
MOST = 5000


@window
def study_report(request: HttpRequest, pk: UUID, *, visit: Visit) -> HttpResponse:
    """One study as it is shared now, as PDF or XLSX; nothing if the sharing ended meanwhile."""
    if request.GET.get("format") not in FORMATS:
        raise Http404
    found = read(visit, pk)
    row = one(found["study"])
    number = row["nct_number"] or row["protocol_id"]
    tables = tables_of(found, row)
    document = Document(
        title=row["title"], subtitle=f"{visit.sponsor.name} · {number}", tables=tables,
        notes=[_("As shared with {sponsor}.").format(sponsor=visit.sponsor.name)],
    )  # fmt: skip
    response = answer(request, tables, f"{number} partnerships", document=document)
    if not visits.holds(request) or read(visit, pk)["study"] != found["study"]:
        raise Http404
    return response


def read(visit: Visit, study: UUID) -> dict[str, list[Any]]:
    """All rows of the report, in one look."""
    sponsors = list(visit.sponsors)
    with as_sponsor(sponsors):
        found = reading.about_study(sponsors=sponsors, study=study)
        found["partnerships"] = list(reading.partnerships(sponsors, study)[:MOST])
        rows = reading.placements(sponsors).filter(study=study)
        found["placements"] = list(rows[:MOST])
    return found


def tables_of(found: dict[str, list[Any]], study: dict[str, Any]) -> list[Table]:
    """Only what the level shows has a table."""
    tables = [standing(found)]
    if reading.named(study["level"]):
        tables.append(partnerships(found))
    if "placements" in study["shows"]:
        tables.append(placements(found))
    if "budget" in study["shows"]:
        tables.append(budgets(found))
    return tables


def standing(found: dict[str, list[Any]]) -> Table:
    """How many partnerships are in each stage."""
    n = {row["stage"]: row["n"] for row in found["counts"]}
    rows = [(str(stage.label), n.get(stage, 0)) for stage in Stage]
    columns = (Column(_("Stage")), Column(_("Partnerships"), "number"))
    return Table(_("Where partnerships stand"), columns, rows, drawn=True)


def partnerships(found: dict[str, list[Any]]) -> Table:
    """Each group with its stage and what comes next."""
    columns = (
        Column(_("Group")), Column(_("Country")), Column(_("Stage")), Column(_("Since"), "day"),
        Column(_("Note")), Column(_("Next")), Column(_("On"), "day"),
    )  # fmt: skip
    rows = []
    for row in found["partnerships"]:
        name, on, _late = next(iter(words.milestones(row)), ("", None, False))
        rows.append((
            row["group_name"], country_word(row["group_country"]), str(Stage(row["stage"]).label),
            row["stage_since"], words.standing(row), name, on,
        ))  # fmt: skip
    return Table(_("Partnerships"), columns, rows)


def placements(found: dict[str, list[Any]]) -> Table:
    """Each placement with the link to it."""
    columns = (
        Column(_("Group")), Column(_("Material")), Column(_("Channel")), Column(_("Language")),
        Column(_("Country")), Column(_("Planned"), "day"), Column(_("Live since"), "day"),
        Column(_("State")), Column(_("People reached"), "number"), Column(_("Link"), "link"),
    )  # fmt: skip
    rows = [
        (
            row["partnership__group_name"], f"{row['material']} v{row['version']}",
            channel_word(row["channel"]), language_word(row["language"]),
            country_word(row["country"]), row["planned_on"], row["went_live_on"],
            placement_word(row["state"]), row["reached"],
            Link(row["proof_url"], row["proof_url"]) if row["proof_url"] else "",
        )
        for row in found["placements"]
    ]  # fmt: skip
    return Table(_("Placements"), columns, rows)


def budgets(found: dict[str, list[Any]]) -> Table:
    """Each currency with what is approved, agreed, offered and paid."""
    names = (
        ("approved", _("Approved")), ("cap", _("Never above")), ("committed", _("Agreed")),
        ("offered", _("Offered")), ("paid", _("Paid")),
    )  # fmt: skip
    columns = tuple(Column(label, "money") for _name, label in names)
    rows = [
        tuple(Money(row[name], row["currency"]) for name, _label in names)
        for row in found["budgets"]
    ]
    return Table(_("Budget"), columns, rows)
