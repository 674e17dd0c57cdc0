"""Facts of money: the study's budget, the quote, what the sponsor family already pays."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import Sum

from advocacy.models import Ask, BudgetHold, BudgetLine, HoldState, Quote, Transfer
from advocacy.policy import facts
from advocacy.policy.text import Money
from advocacy.workflow.gather.batch import Batch, Pair, grouped


def budgets(batch: Batch) -> dict[str, tuple[BudgetLine, list[tuple[UUID, str, Decimal]]]]:
    """The study's lines by currency, each with what partnerships hold of it."""
    lines = list(BudgetLine.objects.filter(study=batch.study))
    holds = grouped(
        (line, (partnership, state, amount))
        for line, partnership, state, amount in BudgetHold.objects.filter(
            line__study=batch.study
        ).values_list("line_id", "partnership_id", "state", "amount")
    )
    return {line.currency: (line, holds.get(line.id, [])) for line in lines}


def budget_of(
    pair: Pair,
    ask: Ask | None,
    lines: dict[str, tuple[BudgetLine, list[tuple[UUID, str, Decimal]]]],
) -> facts.Budget | None:
    """The line in the ask's currency, without this partnership's own share."""
    found = lines.get(ask.fee_currency if ask else "USD")
    if found is None:
        return None
    line, holds = found
    own = pair.partnership.id if pair.partnership else None
    others = [(state, amount) for partnership, state, amount in holds if partnership != own]
    offered = sum((a for state, a in others if state == HoldState.OFFERED), Decimal(0))
    committed = sum((a for state, a in others if state != HoldState.OFFERED), Decimal(0))
    return facts.Budget(line.id, line.currency, line.approved, line.cap, committed, offered)


def quotes(batch: Batch) -> dict[UUID, facts.Quote]:
    """The newest quote of each partnership."""
    rows = (
        Quote.objects.filter(partnership__in=batch.partnership_ids)
        .order_by("partnership_id", "-quoted_on", "-id")
        .distinct("partnership_id")
    )
    return {
        row.partnership_id: facts.Quote(
            id=row.id,
            basis=row.basis,
            comparables=len(row.comparables),
            fair_value=None if row.fair_value is None else Money(row.fair_value, row.currency),
        )
        for row in rows
    }


def paid(batch: Batch, *, sponsors: set[UUID]) -> dict[tuple[UUID, str], Decimal]:
    """What the sponsor family gave each group in 12 months, by currency."""
    rows = (
        Transfer.objects.filter(
            group__in=batch.group_ids,
            sponsor__in=sponsors,
            given_on__gt=batch.today - timedelta(days=365),
        )
        .values("group_id", "currency")
        .annotate(total=Sum("amount"))
        .order_by()
    )
    return {(row["group_id"], row["currency"]): row["total"] for row in rows}
