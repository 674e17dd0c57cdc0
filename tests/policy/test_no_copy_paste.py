"""No copy and paste: warn when an ask reads like one to another group."""

from decimal import Decimal

import pytest

from advocacy.policy.facts import Purpose, SimilarAsk
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Evidence, Outcome
from tests.policy.cast import an_ask, facts, judge, mends, pk

CODE = "no-copy-paste"


@pytest.mark.parametrize(
    ("share", "outcome"),
    [("0.84", Outcome.ALLOW), ("0.85", Outcome.WARN), ("0.99", Outcome.WARN)],
)
def test_it_warns_from_85_percent(share: str, outcome: Outcome) -> None:
    similar = SimilarAsk(pk("other ask"), "Southern Lights", Decimal(share))
    finding = judge(CODE, facts(ask=an_ask(similar=similar)))
    assert finding.outcome is outcome
    assert finding.evidence == (Evidence("ask", pk("other ask"), "Southern Lights"),)
    assert not finding.refuses


def test_it_says_what_to_do_and_how_alike_the_two_are() -> None:
    similar = SimilarAsk(pk("other ask"), "Southern Lights", Decimal("0.91"))
    finding = judge(CODE, facts(ask=an_ask(similar=similar)))
    assert str(finding.because) == (
        "91\N{NO-BREAK SPACE}% of the words are those of the ask to Southern Lights."
    )
    assert mends(finding)[0] == Mend.REWRITE_ASK


def test_it_has_nothing_to_compare_where_no_ask_is_carried() -> None:
    similar = SimilarAsk(pk("other ask"), "Southern Lights", Decimal(1))
    thanks = facts(purpose=Purpose.THANK_YOU, ask=an_ask(similar=similar))
    assert judge(CODE, thanks).outcome is Outcome.ALLOW
    assert judge(CODE, facts(ask=None)).outcome is Outcome.ALLOW
    assert judge(CODE, facts()).outcome is Outcome.ALLOW
