"""Fair fee: a basis, near the fair value, and not too much of the group's revenue."""

from decimal import Decimal
from typing import Any

import pytest

from advocacy.policy.facts import Act, Purpose, Quote
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Money
from advocacy.policy.verdict import Finding, Outcome
from tests.policy.cast import a_group, a_quote, an_ask, facts, judge, mends, usd

CODE = "fair-fee"


def fee(amount: int | str, act: Act = Act.CONTACT, **changes: Any) -> Finding:
    """The finding on a fee beside a rate card of 1,000 and a revenue of 100,000."""
    return judge(
        CODE, facts(act, **{"ask": an_ask(fee=usd(amount)), "quote": a_quote(), **changes})
    )


@pytest.mark.parametrize(
    ("amount", "outcome"),
    [
        ("749.99", Outcome.BLOCK),
        (750, Outcome.ALLOW),
        (1_000, Outcome.ALLOW),
        (1_250, Outcome.ALLOW),
        ("1250.01", Outcome.BLOCK),
    ],
)
@pytest.mark.parametrize("act", [Act.CONTACT, Act.AGREE_TERMS, Act.EXECUTE, Act.PAY])
def test_a_fee_stays_within_a_quarter_of_the_fair_value(
    act: Act, amount: int | str, outcome: Outcome
) -> None:
    finding = fee(amount, act)
    assert finding.outcome is outcome
    if outcome is Outcome.BLOCK:
        assert finding.can_be_overridden
        assert finding.override_role == "compliance"


@pytest.mark.parametrize(
    ("quote", "outcome"),
    [
        (None, Outcome.UNKNOWN),
        (a_quote(fair_value=None), Outcome.UNKNOWN),
        (a_quote(fair_value=Money(Decimal(1_000), "EUR")), Outcome.UNKNOWN),
        (a_quote(basis="none"), Outcome.BLOCK),
        (a_quote(basis="comparables", comparables=1), Outcome.BLOCK),
        (a_quote(basis="comparables", comparables=2), Outcome.ALLOW),
        (a_quote(basis="rate_card"), Outcome.ALLOW),
        (a_quote(fair_value=usd(0)), Outcome.BLOCK),
    ],
)
def test_a_fee_has_a_basis(quote: Quote | None, outcome: Outcome) -> None:
    assert fee(1_000, quote=quote).outcome is outcome


def test_it_says_how_many_comparables_are_missing() -> None:
    finding = fee(1_000, quote=a_quote(basis="comparables", comparables=1))
    assert str(finding.because) == ("1 comparable of 2 stands behind USD 1,000, and no rate card.")
    assert mends(finding)[0] == Mend.ADD_QUOTE


@pytest.mark.parametrize(
    ("paid", "outcome"),
    [
        (8_999, Outcome.ALLOW),
        (9_000, Outcome.WARN),
        (23_999, Outcome.WARN),
        (24_000, Outcome.BLOCK),
    ],
)
def test_the_sponsor_family_pays_a_small_part_of_the_revenue(paid: int, outcome: Outcome) -> None:
    finding = fee(1_000, paid_by_family=usd(paid))
    assert finding.outcome is outcome
    assert finding.override_role == ("compliance" if outcome is Outcome.BLOCK else "")


def test_it_shows_the_share() -> None:
    assert str(fee(1_000, paid_by_family=usd(9_000)).because) == (
        "USD 9,000 paid by the sponsor family in 12 months + USD 1,000 now = "
        "10\N{NO-BREAK SPACE}% of the group’s revenue of USD 100,000."
    )


@pytest.mark.parametrize("revenue", [None, usd(0), Money(Decimal(100_000), "EUR")])
def test_it_does_not_know_without_the_revenue_in_that_currency(revenue: Money | None) -> None:
    finding = fee(1_000, group=a_group(revenue=revenue))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding)[0] == Mend.RECORD_REVENUE


def test_two_things_wrong_are_both_told() -> None:
    finding = fee(2_000, group=a_group(revenue=None))
    assert finding.outcome is Outcome.BLOCK
    assert "100\N{NO-BREAK SPACE}% off the fair value" in str(finding.because)
    assert "revenue is not known" in str(finding.because)
    assert mends(finding) == [Mend.CHANGE_FEE, Mend.RECORD_REVENUE]


def test_no_fee_needs_no_basis() -> None:
    assert judge(CODE, facts(Act.PAY, None)).outcome is Outcome.ALLOW
    assert judge(CODE, facts(Act.PAY, None, ask=None)).outcome is Outcome.UNKNOWN
    thanks = facts(purpose=Purpose.THANK_YOU, ask=an_ask(fee=usd(9)))
    assert judge(CODE, thanks).outcome is Outcome.ALLOW
