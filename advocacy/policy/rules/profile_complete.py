"""Know the group before the first word to it."""

from functools import lru_cache

from advocacy.policy.calendars import add_months
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
from advocacy.policy.text import Text, joined, ngettext
from advocacy.policy.text import gettext as _

CODE = "profile-complete"
WHY_MISSING = _("The note why this group is missing.")
WHY_THERE = _("The note why this group is there.")
COMPLETE = Remedy(Mend.COMPLETE_PROFILE, _("Record a profile fact"))
SAY_WHY = Remedy(Mend.WHY_THIS_GROUP, _("Note why this group"))


@rule(
    CODE,
    title=_("Profile complete"),
    principle=Principle.CUSTOM_APPROACH,
    why=_(
        "A letter that could go to any group convinces none. Find out what this one does, "
        "whom it reaches and how it likes to be asked before you write the first word."
    ),
    acts=(Act.CONSIDER, Act.CONTACT),
    override_role="manager",
    limits=("profile_facts", "profile_fact_months"),
    reads=("profile",),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Count the kinds of profile facts that are sourced and fresh, and want the reason noted.

    A candidate is told what is missing and not refused for it; after the first touch the rule
    has done its work.
    """
    if facts.partnership and facts.partnership.first_touch_done:
        return allow(CODE, _("The first touch is made; the profile was due before it."))
    fresh = _fresh_kinds(facts, limits)
    if facts.intent.act is Act.CONSIDER:
        return _candidate(fresh, limits)
    enough, threshold = fresh >= limits.profile_facts, _needed(limits)
    why = bool(facts.partnership and facts.partnership.why_this_group.strip())
    because = joined((_count(fresh, limits), WHY_THERE if why else WHY_MISSING))
    if enough and why:
        return allow(CODE, because, threshold=threshold)
    mends = [*([] if enough else [COMPLETE]), *([] if why else [SAY_WHY])]
    return block(CODE, because, threshold=threshold, remedy=mends[0], also=tuple(mends[1:]))


@lru_cache(maxsize=64)
def _candidate(fresh: int, limits: Limits) -> Finding:
    because, threshold = _count(fresh, limits), _needed(limits)
    if fresh >= limits.profile_facts:
        return allow(CODE, because, threshold=threshold)
    return warn(CODE, because, threshold=threshold, remedy=COMPLETE)


def _fresh_kinds(facts: Facts, limits: Limits) -> int:
    if not facts.group.profile:
        return 0
    oldest = add_months(facts.today, -limits.profile_fact_months)
    return len({f.kind for f in facts.group.profile if f.source and f.as_of > oldest})


@lru_cache(maxsize=64)
def _count(fresh: int, limits: Limits) -> Text:
    return ngettext(
        "{count} of {needed} profile facts has a source and a date under {months} months old.",
        "{count} of {needed} profile facts have a source and a date under {months} months old.",
        fresh,
        needed=limits.profile_facts,
        months=limits.profile_fact_months,
    )


@lru_cache(maxsize=8)
def _needed(limits: Limits) -> Text:
    return ngettext(
        "at least {count} dated fact, and a note why this group",
        "at least {count} dated facts, and a note why this group",
        limits.profile_facts,
    )
