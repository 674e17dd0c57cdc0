"""Several findings of one rule as one."""

from advocacy.policy.remedies import Mend
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import Evidence, Finding, Outcome, Remedy, combined
from tests.policy.cast import ANCHORAGE, TODAY, days, pk

WAIT = Remedy(Mend.WAIT, _("Wait"))
CHANGE = Remedy(Mend.CHANGE_FEE, _("Change"))
SOON, LATER = ANCHORAGE.at(TODAY, 9), ANCHORAGE.at(TODAY + days(5), 9)
FINE = Finding("r", Outcome.ALLOW, _("Fine."))
ODD = Finding("r", Outcome.WARN, _("Odd."))
MISSING = Finding("r", Outcome.UNKNOWN, _("Missing."), remedy=CHANGE, clears_at=SOON)
EARLY = Finding("r", Outcome.BLOCK, _("Early."), (Evidence("touch", pk("t"), "t"),), remedy=WAIT,
                clears_at=LATER)  # fmt: skip
FIRM = Finding("r", Outcome.BLOCK, _("Firm."), overridable=False, never=True)


def test_the_gravest_wins() -> None:
    assert combined((FINE, ODD)) == ODD
    assert combined((FINE, ODD, MISSING)) == MISSING
    assert combined((MISSING, EARLY)).outcome is Outcome.BLOCK


def test_what_is_fine_is_told_together() -> None:
    assert str(combined((FINE, FINE)).because) == "Fine. Fine."


def test_all_that_refuse_are_told_with_evidence_and_remedies() -> None:
    both = combined((FINE, MISSING, EARLY))
    assert str(both.because) == "Missing. Early."
    assert both.evidence == EARLY.evidence
    assert (both.remedy, both.also) == (WAIT, (CHANGE,))


def test_it_clears_when_the_last_part_clears() -> None:
    assert combined((MISSING, EARLY)).clears_at == LATER
    assert combined((EARLY, FIRM)).clears_at is None


def test_it_has_an_exception_only_where_every_part_has_one() -> None:
    assert combined((MISSING, EARLY)).overridable
    assert not combined((EARLY, FIRM)).overridable
    assert combined((EARLY, FIRM)).never
