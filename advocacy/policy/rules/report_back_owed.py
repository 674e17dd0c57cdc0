"""Tell the group how the last campaign went before asking for the next."""

from functools import lru_cache

from advocacy.policy.facts import Purpose
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
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Text, ngettext
from advocacy.policy.text import gettext as _

CODE = "report-back-owed"
NONE_OWED = _("0 report-backs are overdue.")
NOT_ASKING = _("A thank-you asks for nothing, so it does not wait for the report-back.")


@rule(
    CODE,
    title=_("Report-back owed"),
    principle=Principle.MUTUAL_BENEFIT,
    why=_(
        "You promised to tell the group what its help achieved. Whoever asks again before "
        "keeping the last promise is not believed."
    ),
    acts=(Act.CONSIDER, Act.CONTACT),
    override_role="manager",
    limits=("report_back_days",),
    reads=("report_backs",),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Refuse the next ask to a group while a report-back to it is past its date."""
    if not facts.group.overdue_report_backs:
        return _none_owed(limits)
    if facts.intent.purpose is Purpose.THANK_YOU:
        return allow(CODE, NOT_ASKING)
    overdue = [r for r in facts.group.overdue_report_backs if r.due_on < facts.today]
    if not overdue:
        return _none_owed(limits)
    oldest = min(overdue, key=lambda report: report.due_on)
    because = ngettext(
        "{count} report-back to this group is overdue: on {study}, due {due}, {days} days ago.",
        "{count} report-backs to this group are overdue, the oldest on {study}, due {due}, "
        "{days} days ago.",
        len(overdue),
        study=oldest.study,
        due=oldest.due_on,
        days=(facts.today - oldest.due_on).days,
    )
    return block(
        CODE,
        because,
        evidence=tuple(Evidence("report_back", r.id, r.study) for r in overdue),
        threshold=_threshold(limits),
        remedy=Remedy(Mend.SEND_REPORT_BACK, _("Send the report-back")),
    )


@lru_cache(maxsize=8)
def _none_owed(limits: Limits) -> Finding:
    return allow(CODE, NONE_OWED, threshold=_threshold(limits))


def _threshold(limits: Limits) -> Text:
    return _("due {days} days after a campaign", days=limits.report_back_days)
