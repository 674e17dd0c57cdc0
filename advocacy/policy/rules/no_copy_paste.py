"""Write to this group, not to all groups."""

from advocacy.policy.registry import (
    Act,
    Evidence,
    Facts,
    Finding,
    Limits,
    Principle,
    Remedy,
    allow,
    rule,
    warn,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import gettext as _
from advocacy.policy.text import percent

CODE = "no-copy-paste"


@rule(
    CODE,
    title=_("No copy and paste"),
    principle=Principle.CUSTOM_APPROACH,
    why=_(
        "Groups know each other and compare what they receive. A request that says why it came "
        "to this group is read; a form letter is put aside."
    ),
    acts=(Act.CONTACT,),
    limits=("copy_paste_share",),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Warn when the words of the ask are nearly those of an ask to another group."""
    if not facts.carries_ask or facts.ask is None:
        return allow(CODE, _("This touch carries no ask to compare."))
    similar = facts.ask.similar
    if similar is None:
        return allow(CODE, _("No ask to another group reads like this one."))
    threshold = _("warns from {share}", share=percent(limits.copy_paste_share))
    because = _(
        "{share} of the words are those of the ask to {group}.",
        share=percent(similar.share),
        group=similar.group,
    )
    evidence = (Evidence("ask", similar.id, similar.group),)
    if similar.share < limits.copy_paste_share:
        return allow(CODE, because, evidence=evidence, threshold=threshold)
    return warn(
        CODE,
        because,
        evidence=evidence,
        threshold=threshold,
        remedy=Remedy(Mend.REWRITE_ASK, _("Compare the two and rewrite yours")),
    )
