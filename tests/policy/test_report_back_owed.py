"""Report-back owed: keep the last promise before the next ask."""

import pytest

from advocacy.policy.facts import Act, OverdueReportBack, Purpose
from advocacy.policy.remedies import Mend
from advocacy.policy.verdict import Evidence, Outcome
from tests.policy.cast import TODAY, a_group, days, facts, judge, mends, pk

CODE = "report-back-owed"


def a_report(*, due: int) -> OverdueReportBack:
    return OverdueReportBack(pk(f"report {due}"), "Study One", TODAY + days(due))


@pytest.mark.parametrize(
    ("due", "outcome"),
    [(1, Outcome.ALLOW), (0, Outcome.ALLOW), (-1, Outcome.BLOCK), (-40, Outcome.BLOCK)],
)
@pytest.mark.parametrize("act", [Act.CONSIDER, Act.CONTACT])
def test_it_refuses_from_the_day_after_the_due_date(act: Act, due: int, outcome: Outcome) -> None:
    group = a_group(overdue_report_backs=(a_report(due=due),))
    assert judge(CODE, facts(act, group=group)).outcome is outcome


def test_it_names_the_oldest_and_links_all() -> None:
    group = a_group(overdue_report_backs=(a_report(due=-3), a_report(due=-9)))
    finding = judge(CODE, facts(group=group))
    assert str(finding.because) == (
        "2 report-backs to this group are overdue, the oldest on Study One, "
        "due Mon 9 Nov 2026, 9 days ago."
    )
    assert finding.evidence == (
        Evidence("report_back", pk("report -3"), "Study One"),
        Evidence("report_back", pk("report -9"), "Study One"),
    )
    assert mends(finding)[0] == Mend.SEND_REPORT_BACK
    assert finding.override_role == "manager"


@pytest.mark.parametrize(
    ("purpose", "outcome"),
    [
        (Purpose.ASK, Outcome.BLOCK),
        (Purpose.REMINDER, Outcome.BLOCK),
        (Purpose.EXPLORATORY, Outcome.BLOCK),
        (Purpose.THANK_YOU, Outcome.ALLOW),
    ],
)
def test_it_holds_back_everything_but_thanks(purpose: Purpose, outcome: Outcome) -> None:
    group = a_group(overdue_report_backs=(a_report(due=-1),))
    assert judge(CODE, facts(purpose=purpose, group=group)).outcome is outcome
