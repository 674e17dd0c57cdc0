"""Do not take for granted that a group wants to speak about trials."""

from functools import lru_cache

from advocacy.policy.calendars import add_months
from advocacy.policy.facts import Purpose, Stance, StanceKind
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
from advocacy.policy.text import Text, Value
from advocacy.policy.text import gettext as _

CODE = "willingness"
STANCES: dict[StanceKind, Text] = {
    StanceKind.OPEN: _("is open to trials"),
    StanceKind.CASE_BY_CASE: _("decides case by case"),
    StanceKind.NO_TRIALS: _("promotes no trials"),
    StanceKind.NO_INDUSTRY: _("works with no industry"),
}
REFUSALS = frozenset({StanceKind.NO_TRIALS, StanceKind.NO_INDUSTRY})
NEVER_ASKED = _("Nobody has asked this group how it stands to trials.")
ASK = Remedy(Mend.ASK_STANCE, _("Ask first how the group stands to trials, with no ask in it"))
OTHER = Remedy(Mend.OTHER_GROUP, _("Choose another group for this study"))


@rule(
    CODE,
    title=_("Willingness"),
    principle=Principle.DONT_ASSUME,
    why=_(
        "Some groups promote trials, some look at each, some never do. Ask before you plan with "
        "a group; until it has said so, its audience is not yours to count."
    ),
    acts=(Act.CONSIDER, Act.CONTACT, Act.AGREE_TERMS),
    override_role="manager",
    limits=("stance_months",),
    reads=("stance",),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Want a stance that is known and fresh; a no does not age and has no exception."""
    stance = facts.group.stance
    if stance is None or stance.kind is StanceKind.UNKNOWN:
        return _ask_first(facts, limits, NEVER_ASKED)
    said = _said(facts, stance)
    evidence = (Evidence("stance", stance.id, said),)
    if stance.kind in REFUSALS:
        return block(
            CODE,
            said,
            evidence=evidence,
            threshold=_threshold(limits),
            remedy=OTHER,
            overridable=False,
            never=True,
        )
    if add_months(stance.as_of, limits.stance_months) <= facts.today:
        because = _(
            "{said} A stance holds for {months} months.", said=said, months=limits.stance_months
        )
        return _ask_first(facts, limits, because, evidence)
    return allow(CODE, said, evidence=evidence, threshold=_threshold(limits))


@lru_cache(maxsize=8)
def _unasked_candidate(limits: Limits) -> Finding:
    return _warned(NEVER_ASKED, (), limits)


def _warned(because: Text, evidence: tuple[Evidence, ...], limits: Limits) -> Finding:
    return warn(
        CODE,
        _("{reason} Ask first; its audience counts 0 in any forecast.", reason=because),
        evidence=evidence,
        threshold=_threshold(limits),
        remedy=ASK,
    )


def _ask_first(
    facts: Facts, limits: Limits, because: Text, evidence: tuple[Evidence, ...] = ()
) -> Finding:
    if facts.intent.act is Act.CONSIDER:
        return _warned(because, evidence, limits) if evidence else _unasked_candidate(limits)
    threshold = _threshold(limits)
    if facts.intent.act is Act.CONTACT and facts.intent.purpose is Purpose.EXPLORATORY:
        return allow(
            CODE,
            _("{reason} This touch asks just that.", reason=because),
            evidence=evidence,
            threshold=threshold,
        )
    return unknown(CODE, because, evidence=evidence, threshold=threshold, remedy=ASK)


def _said(facts: Facts, stance: Stance) -> Text:
    values: dict[str, Value] = {
        "stance": STANCES[stance.kind],
        "said": stance.as_of,
        "source": stance.source or _("no source"),
    }
    if stance.group and stance.group != facts.group.name:
        return _(
            "{group}, to which it belongs, {stance}: said on {said} ({source}).",
            group=stance.group,
            **values,
        )
    return _("The group {stance}: said on {said} ({source}).", **values)


@lru_cache(maxsize=8)
def _threshold(limits: Limits) -> Text:
    return _("a stance said within {months} months", months=limits.stance_months)
