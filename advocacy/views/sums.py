"""The sums of budget lines: what is spoken for, what it is likely to become, what it bought."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.models import BudgetLine, Placement, Study, Touch, Transfer
from advocacy.policy.limits import Limits
from advocacy.policy.text import Money
from advocacy.reports.tables import Column, Table
from advocacy.templatetags.ui import words
from advocacy.workflow.forecast import Expected

CENT = Decimal("0.01")
NOTHING = Decimal(0)


@dataclass(slots=True)
class Sums:
    """One line, or all lines of one currency; amounts are never added across currencies."""

    currency: str
    share: Decimal
    approved: Decimal = NOTHING
    cap: Decimal = NOTHING
    offered: Decimal = NOTHING
    committed: Decimal = NOTHING
    paid: Decimal = NOTHING
    expected: Decimal = NOTHING
    line: Any = None
    uncounted: int = 0  # open partnerships whose price does not count
    lines: int = 0

    @property
    def contingency(self) -> Decimal:
        """The share for what is forgotten, of what is held."""
        return ((self.committed + self.offered) * self.share).quantize(CENT)

    @property
    def free(self) -> Decimal:
        """What the rule would still let be offered before contingency of it; below zero, over."""
        return self.approved - self.committed - self.offered - self.contingency

    @property
    def above_cap(self) -> Decimal:
        """How much more is held than the sponsor's last word, where that was lowered since."""
        return max(self.committed + self.offered - self.cap, NOTHING)

    @property
    def forecast(self) -> Decimal:
        """Committed, offered and what willing groups are expected to cost."""
        return self.committed + self.offered + self.expected

    @property
    def forecast_free(self) -> Decimal:
        """What stays of the approval once the forecast and its contingency are taken off."""
        return self.approved - (self.forecast * (1 + self.share)).quantize(CENT)

    @property
    def forecast_short(self) -> Decimal:
        """How much is missing, where something is."""
        return max(-self.forecast_free, NOTHING)

    @property
    def links(self) -> dict[str, str]:
        """Where the rows behind the meter's sums are, on the page of the study."""
        url = reverse("study-money", args=[self.line.study_id])
        return {
            code: f"{url}?show={code}&currency={self.currency}#rows"
            for code in ("committed", "offered")
        }

    def add(self, line: Any) -> None:
        """Take one more line in."""
        self.lines += 1
        self.approved += line.approved
        self.cap += line.cap
        self.offered += line.offered
        self.committed += line.committed
        self.paid += line.paid


def sums_of(
    lines: Iterable[BudgetLine], limits: Limits, open_ones: Iterable[Expected] = ()
) -> list[Sums]:
    """Each line with its sums, in the order given."""
    counted: dict[Any, Decimal] = defaultdict(Decimal)
    left_out: dict[Any, int] = defaultdict(int)
    for one in open_ones:
        key = (one.own.study_id, one.currency)
        counted[key] += one.counted
        left_out[key] += not one.willing
    made = []
    for line in lines:
        sums = Sums(line.currency, limits.contingency_share, line=line)
        sums.add(line)
        key = (line.study_id, line.currency)
        sums.expected, sums.uncounted = counted[key], left_out[key]
        made.append(sums)
    return made


def totals_of(lines: Iterable[BudgetLine], limits: Limits) -> list[Sums]:
    """All lines by currency."""
    found: dict[str, Sums] = {}
    for line in lines:
        sums = found.setdefault(line.currency, Sums(line.currency, limits.contingency_share))
        sums.add(line)
    return [found[code] for code in sorted(found)]


@dataclass(slots=True)
class Cost:
    """What was paid in one currency, and what it bought in the partnerships that were paid."""

    currency: str
    paid: Decimal = NOTHING
    partnerships: int = 0
    reached: int = 0
    responses: int = 0
    in_kind: Decimal = field(default=NOTHING)

    @property
    def per_reached(self) -> Decimal | None:
        """None where nobody is known to be reached."""
        return (self.paid / self.reached).quantize(CENT) if self.reached else None

    @property
    def per_response(self) -> Decimal | None:
        """None where no person has answered."""
        return (self.paid / self.responses).quantize(CENT) if self.responses else None


def costs_of(study: Study) -> list[Cost]:
    """By currency, over the partnerships that were paid in it."""
    rows = Transfer.objects.of_study(study)
    reached = dict(
        Placement.objects.filter(partnership__study=study).order_by()
        .values_list("partnership_id").annotate(n=Sum("reached"))
    )  # fmt: skip
    responses = Touch.objects.genuine_by_partnership(study)
    found: dict[str, Cost] = {}
    for currency, partnership, total in rows.in_money().totals():
        cost = found.setdefault(currency, Cost(currency))
        cost.paid += total
        cost.partnerships += 1
        cost.reached += reached.get(partnership) or 0
        cost.responses += responses.get(partnership, 0)
    for currency, _partnership, total in rows.given_in_kind().totals():
        found.setdefault(currency, Cost(currency)).in_kind += total
    return [found[code] for code in sorted(found)]


def money_tables(
    lines: list[Sums], study: Study | None = None, open_ones: Iterable[Expected] = ()
) -> list[Table]:
    """The lines as a file, for one study with its costs and what is expected."""
    tables = [lines_table(lines)]
    if study is not None:
        tables += [costs_table(study), expected_table(open_ones)]
    return tables


def lines_table(lines: list[Sums]) -> Table:
    """One row a line."""
    labels = (_("Approved"), _("Never above"), _("Offered"), _("Committed"), _("Paid"),
              _("Contingency"), _("Forecast"), _("Free"))  # fmt: skip
    return Table(
        title=_("Budget lines"),
        columns=[
            Column(_("Study")), Column(_("Sponsor")), Column(_("Approved on"), "day"),
            *(Column(label, "money") for label in labels),
        ],
        rows=[
            [
                str(one.line.study), str(one.line.study.sponsor), one.line.approved_on,
                *(Money(amount, one.currency) for amount in (
                    one.approved, one.cap, one.offered, one.committed, one.paid,
                    one.contingency, one.forecast, one.free)),
            ]
            for one in lines
        ],
    )  # fmt: skip


def costs_table(study: Study) -> Table:
    """What was paid and what it bought."""
    return Table(
        title=_("What it cost"),
        columns=[
            Column(_("Paid"), "money"), Column(_("Partnerships paid"), "number"),
            Column(_("People reached"), "number"), Column(_("Cost a person reached"), "money"),
            Column(_("Genuine responses"), "number"), Column(_("Cost a response"), "money"),
        ],
        rows=[
            [
                Money(c.paid, c.currency), c.partnerships, c.reached,
                None if c.per_reached is None else Money(c.per_reached, c.currency),
                c.responses,
                None if c.per_response is None else Money(c.per_response, c.currency),
            ]
            for c in costs_of(study)
        ],
    )  # fmt: skip


def expected_table(open_ones: Iterable[Expected]) -> Table:
    """Open partnerships that hold nothing yet, and whether they count."""
    return Table(
        title=_("Expected"),
        columns=[
            Column(_("Group")), Column(_("Stage")), Column(_("Price"), "money"),
            Column(_("Counted"), "money"), Column(_("Why")),
        ],
        rows=[
            [
                one.own.group.name, one.own.get_stage_display(), Money(one.price, one.currency),
                Money(one.counted, one.currency), words(one.because),
            ]
            for one in open_ones
        ],
    )  # fmt: skip
