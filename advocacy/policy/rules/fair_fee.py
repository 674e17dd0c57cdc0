"""Pay what the work is worth, and never so much that it buys the group."""

from decimal import Decimal

from advocacy.policy.facts import Quote
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
    warn,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Money, Text, ngettext, percent
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import combined

CODE = "fair-fee"
COMPARABLES = 2
ADD_BASIS = Remedy(Mend.ADD_QUOTE, _("Add the rate card, or a second comparable"))
CHANGE = Remedy(Mend.CHANGE_FEE, _("Change the fee"))
REVENUE = Remedy(Mend.RECORD_REVENUE, _("Record the group’s yearly revenue with its source"))


@rule(
    CODE,
    title=_("Fair fee"),
    principle=Principle.BUDGET,
    why=_(
        "A fee must be what the work is worth on the market, neither a gift nor a bargain. A "
        "group that lives on one sponsor is no longer heard as independent."
    ),
    acts=(Act.CONTACT, Act.AGREE_TERMS, Act.EXECUTE, Act.PAY),
    override_role="compliance",
    limits=("fee_deviation_share", "revenue_warn_share", "revenue_compliance_share"),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Want a basis for the fee, and weigh the sponsor family's share of the group's revenue."""
    if facts.intent.act is Act.CONTACT and not facts.carries_ask:
        return allow(CODE, _("This touch names no fee."))
    if facts.ask is None:
        return unknown(
            CODE,
            _("There is no ask yet, so nothing says what it pays."),
            remedy=Remedy(Mend.WRITE_ASK, _("Write the ask")),
        )
    fee = facts.ask.fee
    if fee is None or fee.amount == 0:
        return allow(CODE, _("The ask offers no fee."))
    return combined((_basis(facts.quote, fee, limits), _share(facts, fee, limits)))


def _basis(quote: Quote | None, fee: Money, limits: Limits) -> Finding:
    if quote is None or quote.fair_value is None:
        return unknown(CODE, _("Nothing says why {fee} is fair.", fee=fee), remedy=ADD_BASIS)
    evidence = (Evidence("quote", quote.id, _("basis of the fee")),)
    if quote.basis != "rate_card" and not (
        quote.basis == "comparables" and quote.comparables >= COMPARABLES
    ):
        because = ngettext(
            "{count} comparable of {needed} stands behind {fee}, and no rate card.",
            "{count} comparables of {needed} stand behind {fee}, and no rate card.",
            quote.comparables,
            needed=COMPARABLES,
            fee=fee,
        )
        return block(CODE, because, evidence=evidence, threshold=_BASIS, remedy=ADD_BASIS)
    if quote.fair_value.currency != fee.currency:
        return unknown(
            CODE,
            _(
                "The fee is {fee} and its basis {fair}: two currencies.",
                fee=fee,
                fair=quote.fair_value,
            ),
            evidence=evidence,
            remedy=ADD_BASIS,
        )
    return _deviation(fee, quote.fair_value, evidence, limits)


_BASIS = _("a rate card, or at least {needed} comparables", needed=COMPARABLES)


def _deviation(fee: Money, fair: Money, evidence: tuple[Evidence, ...], limits: Limits) -> Finding:
    threshold = _("at most {share} off the fair value", share=percent(limits.fee_deviation_share))
    if fair.amount == 0:
        return block(
            CODE,
            _("The fee is {fee} and its basis says the work is worth nothing.", fee=fee),
            evidence=evidence,
            threshold=threshold,
            remedy=CHANGE,
        )
    share = abs(fee.amount - fair.amount) / fair.amount
    because = _(
        "The fee of {fee} is {share} off the fair value of {fair}.",
        fee=fee,
        share=percent(share),
        fair=fair,
    )
    if share > limits.fee_deviation_share:
        return block(CODE, because, evidence=evidence, threshold=threshold, remedy=CHANGE)
    return allow(CODE, because, evidence=evidence, threshold=threshold)


def _share(facts: Facts, fee: Money, limits: Limits) -> Finding:
    revenue, paid = facts.group.revenue, facts.paid_by_family or Money(Decimal(0), fee.currency)
    if revenue is None or revenue.amount <= 0:
        return unknown(
            CODE,
            _("The group’s revenue is not known, so neither is the sponsor’s share of it."),
            remedy=REVENUE,
        )
    if not revenue.currency == paid.currency == fee.currency:
        return unknown(
            CODE,
            _(
                "Fee, payments and revenue are in different currencies ({fee}, {paid}, {revenue}).",
                fee=fee,
                paid=paid,
                revenue=revenue,
            ),
            remedy=REVENUE,
        )
    share = (paid.amount + fee.amount) / revenue.amount
    because = _(
        "{paid} paid by the sponsor family in 12 months + {fee} now = {share} of the group’s "
        "revenue of {revenue}.",
        paid=paid,
        fee=fee,
        share=percent(share),
        revenue=revenue,
    )
    threshold = _share_threshold(limits)
    if share >= limits.revenue_compliance_share:
        return block(CODE, because, threshold=threshold, remedy=CHANGE)
    if share >= limits.revenue_warn_share:
        return warn(CODE, because, threshold=threshold)
    return allow(CODE, because, threshold=threshold)


def _share_threshold(limits: Limits) -> Text:
    return _(
        "from {warn} of the revenue a warning, from {stop} compliance decides",
        warn=percent(limits.revenue_warn_share),
        stop=percent(limits.revenue_compliance_share),
    )
