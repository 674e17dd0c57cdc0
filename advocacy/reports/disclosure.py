"""What sponsors gave to groups in a year, in money and in kind, as it is disclosed."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.models import TransferKind
from advocacy.models.countries import COUNTRIES
from advocacy.policy.text import Money
from advocacy.reports.registry import DECIDERS, Keys, Report, Scope, asked
from advocacy.reports.tables import Cell, Column, Document, Figure, Link, Table

TRANSFERS = """
SELECT t.id, t.kind, t.amount, t.currency, t.category, t.description, t.given_on,
    s.id AS sponsor_id, s.name AS sponsor_name, agency.name AS agency, g.id AS group_id,
    g.name AS group_name, g.country, t.partnership_id, st.protocol_id
FROM advocacy_transfer t JOIN advocacy_sponsor s ON s.id = t.sponsor_id
JOIN advocacy_group g ON g.id = t.group_id
LEFT JOIN advocacy_sponsor agency ON agency.id = t.paid_by_id
LEFT JOIN advocacy_partnership p ON p.id = t.partnership_id
LEFT JOIN advocacy_study st ON st.id = p.study_id
WHERE t.given_on >= %(starts)s AND t.given_on <= %(ends)s
    AND (%(sponsor)s::uuid IS NULL OR t.sponsor_id = %(sponsor)s::uuid)
ORDER BY s.name, t.currency, g.sort_name, t.given_on, t.id
"""
Row = dict[str, Any]
#: What a sum adds up, by the name in its link.
#: How a link names whose sum it is; `sponsor` is taken by the filter.
KEYS = {"sponsor": "of", "group": "group"}
PARTS = ("money", "in_kind", "agency", "all")


def fits(row: Row, part: str) -> bool:
    """Whether a transfer belongs to a part; what an agency paid is money or in kind as well."""
    return part == "all" or (bool(row["agency"]) if part == "agency" else row["kind"] == part)


def document(scope: Scope) -> Document:
    """Totals by currency, by sponsor entity, by group; then every transfer."""
    found = asked(TRANSFERS, scope.values)
    currencies = sorted({row["currency"] for row in found})
    figures = [
        Figure(_("Transfers of value in {currency}").format(currency=one),
               scope.link(Money(_sum(found, "all", one), one), "transfers", currency=one), "money",
               note=_("{n} transfers").format(n=sum(row["currency"] == one for row in found)))
        for one in currencies
    ]  # fmt: skip
    facts = [(_("Year"), str(scope.starts.year))]
    if scope.sponsor is not None:
        facts.insert(0, (_("Sponsor"), str(scope.sponsor)))
    return Document(
        REPORT.title,
        [
            _totals(found, scope, key="sponsor", title=_("By sponsor entity"), label=_("Sponsor")),
            _totals(found, scope, key="group", title=_("By group"), label=_("Group")),
            _lines(found),
        ],
        subtitle=_("Support of patient organisations, given in the year"),
        facts=facts,
        figures=figures,
        notes=(
            _("Currencies are never added up. What an agency paid on the sponsor’s behalf is the "
              "sponsor’s; it is part of the totals and shown once more on its own."),
        ),
    )  # fmt: skip


def _sum(found: list[Row], part: str, currency: str) -> Decimal:
    return sum(
        (row["amount"] for row in found if row["currency"] == currency and fits(row, part)),
        Decimal(0),
    )


def _totals(found: list[Row], scope: Scope, *, key: str, title: str, label: str) -> Table:
    """A line for each name and currency, with its parts."""
    columns = (
        Column(label), Column(_("In money"), "money"), Column(_("In kind"), "money"),
        Column(_("Through agencies"), "money"), Column(_("Total"), "money"),
    )  # fmt: skip
    by_key: dict[Any, list[Row]] = {}
    for row in found:
        by_key.setdefault(row[f"{key}_id"], []).append(row)
    lines = [
        (name, *(
            scope.link(Money(_sum(by_key[pk], part, currency), currency), "transfers", part=part,
                       currency=currency, **{KEYS[key]: pk})
            for part in PARTS
        ))
        for name, pk in sorted({(row[f"{key}_name"], row[f"{key}_id"]) for row in found})
        for currency in sorted({row["currency"] for row in by_key[pk]})
    ]  # fmt: skip
    return Table(title, columns, lines)


def _lines(found: list[Row], title: str = "") -> Table:
    columns = (
        Column(_("Sponsor")), Column(_("Group")), Column(_("Country")), Column(_("Category")),
        Column(_("Kind")), Column(_("Amount"), "money"), Column(_("Given"), "day"),
        Column(_("Paid through")), Column(_("What for")),
    )  # fmt: skip
    lines = [
        (row["sponsor_name"], _group(row), str(COUNTRIES.get(row["country"], row["country"])),
         row["category"],
         str(TransferKind(row["kind"]).label), Money(row["amount"], row["currency"]),
         row["given_on"], row["agency"] or "", row["description"])
        for row in found
    ]  # fmt: skip
    return Table(title or _("Every transfer"), columns, lines)


def _group(row: Row) -> Cell:
    if row["partnership_id"]:
        return Link(row["group_name"], reverse("partnership-detail", args=[row["partnership_id"]]))
    return Link(row["group_name"], reverse("group-detail", args=[row["group_id"]]))


def rows(scope: Scope, what: str, keys: Keys) -> Table:
    """The transfers that a sum adds up."""
    if what != "transfers":
        raise KeyError(what)
    part = keys.get("part", "all")
    if part not in PARTS:
        raise KeyError(part)
    found = [
        row
        for row in asked(TRANSFERS, scope.values)
        if fits(row, part)
        and keys.get("currency") in (None, row["currency"])
        and keys.get("of") in (None, str(row["sponsor_id"]))
        and keys.get("group") in (None, str(row["group_id"]))
    ]
    return _lines(found, _("Transfers of value"))


REPORT = Report(
    code="disclosure",
    title=gettext_lazy("Transfers of value"),
    about=gettext_lazy(
        "The yearly disclosure: what each sponsor entity gave to each group, in money and in kind, "
        "also through agencies. Its totals are those of the ledger."
    ),
    filters=("year", "sponsor"),
    document=document,
    rows=rows,
    roles=DECIDERS,
)
