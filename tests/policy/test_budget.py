"""Budget: committed, offered and asked now, with contingency, within the line."""

from decimal import Decimal

import pytest

from advocacy.policy.facts import Act, Purpose
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Money
from advocacy.policy.verdict import Outcome
from tests.policy.cast import a_budget, an_ask, facts, judge, mends, usd

CODE = "budget"
EMPTY = {"committed": Decimal(0), "offered": Decimal(0)}
SMALL = a_budget(approved=Decimal(11_500), cap=Decimal(20_000), **EMPTY)


@pytest.mark.parametrize(
    ("fee", "outcome", "overridable"),
    [
        pytest.param(9_999, Outcome.ALLOW, True, id="below"),
        pytest.param(10_000, Outcome.ALLOW, True, id="at"),
        pytest.param("10000.01", Outcome.BLOCK, True, id="a cent above"),
        pytest.param(11_000, Outcome.BLOCK, True, id="ten percent above"),
        pytest.param("11000.01", Outcome.BLOCK, False, id="over ten percent above"),
    ],
)
@pytest.mark.parametrize("act", [Act.CONTACT, Act.AGREE_TERMS, Act.EXECUTE])
def test_it_adds_contingency_and_a_manager_may_answer_for_a_tenth(
    act: Act, fee: int | str, outcome: Outcome, overridable: bool
) -> None:
    finding = judge(CODE, facts(act, ask=an_ask(fee=usd(fee)), budget=SMALL))
    assert finding.outcome is outcome
    assert finding.overridable is overridable


def test_nobody_goes_above_the_cap_of_the_sponsor() -> None:
    capped = a_budget(approved=Decimal(11_500), cap=Decimal(11_600), **EMPTY)
    finding = judge(CODE, facts(ask=an_ask(fee=usd(10_500)), budget=capped))
    assert finding.outcome is Outcome.BLOCK
    assert not finding.overridable
    assert "The sponsor’s cap is USD 11,600." in str(finding.because)
    assert mends(finding)[0] == Mend.RAISE_BUDGET


def test_5000_left_and_4800_quoted_lack_the_contingency() -> None:
    line = a_budget(approved=Decimal(5_000), cap=Decimal(5_000), **EMPTY)
    finding = judge(CODE, facts(ask=an_ask(fee=usd(4_800)), budget=line))
    assert finding.outcome is Outcome.BLOCK
    assert str(finding.because) == (
        "USD 0 committed + USD 0 offered + USD 4,800 now + 15\N{NO-BREAK SPACE}% contingency "
        "= USD 5,520; USD 520 too much. The sponsor’s cap is USD 5,000."
    )


def test_what_is_committed_and_offered_counts_too() -> None:
    finding = judge(CODE, facts(ask=an_ask(fee=usd(1_000)), budget=a_budget()))
    assert str(finding.because) == (
        "USD 20,000 committed + USD 5,000 offered + USD 1,000 now + 15\N{NO-BREAK SPACE}% "
        "contingency = USD 29,900; USD 20,100 stay free."
    )
    assert finding.outcome is Outcome.ALLOW


@pytest.mark.parametrize("budget", [None, a_budget(currency="EUR")])
def test_it_does_not_know_without_a_line_in_that_currency(budget: object) -> None:
    finding = judge(CODE, facts(ask=an_ask(fee=usd(100)), budget=budget))
    assert finding.outcome is Outcome.UNKNOWN
    assert mends(finding)[0] == Mend.ADD_BUDGET


def test_it_does_not_know_without_an_ask() -> None:
    assert judge(CODE, facts(Act.AGREE_TERMS, None, ask=None)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("fee", [None, usd(0), Money(Decimal("0.00"), "EUR")])
def test_no_fee_needs_no_budget(fee: Money | None) -> None:
    assert judge(CODE, facts(ask=an_ask(fee=fee), budget=None)).outcome is Outcome.ALLOW


def test_a_touch_without_an_ask_names_no_fee() -> None:
    thanks = facts(purpose=Purpose.THANK_YOU, ask=an_ask(fee=usd(900_000)), budget=None)
    assert judge(CODE, thanks).outcome is Outcome.ALLOW
