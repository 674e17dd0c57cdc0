"""A partner stays free to say what it thinks."""

from advocacy.policy.facts import Terms
from advocacy.policy.registry import (
    Act,
    Facts,
    Finding,
    Limits,
    Principle,
    Remedy,
    allow,
    block,
    rule,
    warn,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Text, joined
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import combined

CODE = "independence"
CHANGE = Remedy(Mend.CHANGE_TERM, _("Change the term"))
PERMISSION = Remedy(Mend.RECORD_LOGO_PERMISSION, _("Attach the group’s written permission"))
NEEDED = _("no exclusivity, no sole funder, no pay per referral, the logo only with permission")


@rule(
    CODE,
    title=_("Independence"),
    principle=Principle.HONOUR_RELATIONSHIPS,
    why=_(
        "A group is worth listening to because nobody owns it. No term may tie it to one "
        "sponsor, pay it by the head, or use its name without its word."
    ),
    acts=(Act.CONTACT, Act.AGREE_TERMS, Act.EXECUTE, Act.GO_LIVE),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Refuse terms that tie the group; want the logo permission before anything goes live."""
    if facts.intent.act is Act.CONTACT and not facts.carries_ask:
        return allow(CODE, _("This touch carries no terms."))
    findings = [_tied(facts.terms), _logo(facts.terms, facts.intent.act)]
    told = [finding for finding in findings if finding]
    if told:
        return combined(told)
    return allow(CODE, _("0 terms tie the group."), threshold=NEEDED)


def _tied(terms: Terms) -> Finding | None:
    named: tuple[tuple[bool, Text], ...] = (
        (terms.exclusivity, _("Exclusivity would forbid the group other partners.")),
        (terms.sole_funder, _("A sole-funder term would make the group depend on one sponsor.")),
        (terms.pay_per_referral, _("The fee is tied to referrals or enrolment.")),
    )
    tied = tuple(text for there, text in named if there)
    if not tied:
        return None
    return block(CODE, joined(tied), threshold=NEEDED, remedy=CHANGE, overridable=False)


def _logo(terms: Terms, act: Act) -> Finding | None:
    if not terms.uses_logo or terms.logo_permission:
        return None
    because = _("The group’s logo is used and its written permission is not on file.")
    if act is Act.GO_LIVE:
        return block(CODE, because, threshold=NEEDED, remedy=PERMISSION, overridable=False)
    if act is Act.EXECUTE:
        return warn(CODE, because, threshold=NEEDED, remedy=PERMISSION)
    return None
