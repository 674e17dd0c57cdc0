"""Know what the study can pay before a figure is named."""

from decimal import Decimal

from advocacy.policy.facts import Budget
from advocacy.policy.registry import (
    Act,
    Evidence,
    Facts,
    Finding,
    Limits,
    Principle,
    Remedy,
    allow,
    block,
    rule,
    unknown,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Money, Text, Value, percent
from advocacy.policy.text import gettext as _

CODE = "budget"
LESS = Remedy(Mend.CHANGE_FEE, _("Offer less, or something smaller"))
ADD = Remedy(Mend.ADD_BUDGET, _("Enter the study’s advocacy budget"))


@rule(
    CODE,
    title=_("Budget"),
    principle=Principle.BUDGET,
    why=_(
        "A fee that is taken back costs more trust than one that was never named. Name only "
        "what the study can pay, with room for what is forgotten."
    ),
    acts=(Act.CONTACT, Act.AGREE_TERMS, Act.EXECUTE),
    override_role="manager",
    limits=("contingency_share", "budget_override_share"),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Hold what is committed, offered and asked now, with contingency, against the line."""
    if facts.intent.act is Act.CONTACT and not facts.carries_ask:
        return allow(CODE, _("This touch names no fee."))
    if facts.ask is None:
        return unknown(
            CODE,
            _("There is no ask yet, so nothing says what it costs."),
            remedy=Remedy(Mend.WRITE_ASK, _("Write the ask")),
        )
    fee = facts.ask.fee
    if fee is None or fee.amount == 0:
        return allow(CODE, _("The ask offers no fee."))
    budget = facts.budget
    if budget is None:
        return unknown(CODE, _("The study has no budget line for {fee}.", fee=fee), remedy=ADD)
    if budget.currency != fee.currency:
        return unknown(
            CODE,
            _(
                "The fee is {fee} and the budget line is in {currency}.",
                fee=fee,
                currency=budget.currency,
            ),
            evidence=_evidence(budget),
            remedy=ADD,
        )
    return _weigh(budget, fee, limits)


def _weigh(budget: Budget, fee: Money, limits: Limits) -> Finding:
    bare = budget.committed + budget.offered + fee.amount
    needed = bare * (1 + limits.contingency_share)
    because = _sum(budget, fee, needed, limits)
    threshold = _("{approved} approved", approved=_money(budget, budget.approved))
    evidence = _evidence(budget)
    if needed <= budget.approved:
        return allow(CODE, because, evidence=evidence, threshold=threshold)
    bearable = needed <= budget.approved * (1 + limits.budget_override_share)
    capped = needed > budget.cap
    if capped:
        because = _(
            "{sum} The sponsor’s cap is {cap}.", sum=because, cap=_money(budget, budget.cap)
        )
    return block(
        CODE,
        because,
        evidence=evidence,
        threshold=threshold,
        remedy=Remedy(
            Mend.RAISE_BUDGET,
            _("Ask the sponsor to raise the budget line in {currency}", currency=budget.currency),
        ),
        also=(LESS,),
        overridable=bearable and not capped,
    )


def _sum(budget: Budget, fee: Money, needed: Decimal, limits: Limits) -> Text:
    values: dict[str, Value] = {
        "committed": _money(budget, budget.committed),
        "offered": _money(budget, budget.offered),
        "fee": fee,
        "contingency": percent(limits.contingency_share),
        "needed": _money(budget, needed),
        "rest": _money(budget, abs(budget.approved - needed)),
    }
    if needed <= budget.approved:
        return _(
            "{committed} committed + {offered} offered + {fee} now + {contingency} contingency "
            "= {needed}; {rest} stay free.",
            **values,
        )
    return _(
        "{committed} committed + {offered} offered + {fee} now + {contingency} contingency "
        "= {needed}; {rest} too much.",
        **values,
    )


def _money(budget: Budget, amount: Decimal) -> Money:
    return Money(amount.quantize(Decimal("0.01")), budget.currency)


def _evidence(budget: Budget) -> tuple[Evidence, ...]:
    return (Evidence("budget_line", budget.line, _("advocacy budget of the study")),)
