"""There must be something in it for the group."""

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
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import gettext as _
from advocacy.policy.text import ngettext

CODE = "mutual-benefit"
NEEDED = _("at least one benefit tied to a goal the group stated")
STATE = Remedy(Mend.STATE_BENEFIT, _("Tie a benefit to one of the group’s goals"))


@rule(
    CODE,
    title=_("Mutual benefit"),
    principle=Principle.MUTUAL_BENEFIT,
    why=_(
        "A group gives its time and the trust of its members. Offer something that serves a "
        "goal it has stated itself; a fee alone pays for the work and serves nobody’s cause."
    ),
    acts=(Act.CONTACT, Act.AGREE_TERMS),
    override_role="manager",
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Want one benefit in the ask that is tied to the group's own words."""
    if facts.intent.act is Act.CONTACT and not facts.carries_ask:
        return allow(CODE, _("This touch carries no ask."))
    ask = facts.ask
    if ask is None:
        return unknown(
            CODE,
            _("There is no ask yet, so nothing says what the group gains."),
            threshold=NEEDED,
            remedy=Remedy(Mend.WRITE_ASK, _("Write the ask")),
        )
    tied = [benefit for benefit in ask.benefits if benefit.goal.strip()]
    if tied:
        because = ngettext(
            "{count} benefit is tied to a goal the group stated.",
            "{count} benefits are tied to goals the group stated.",
            len(tied),
        )
        evidence = tuple(Evidence("goal", b.goal_id, b.goal) for b in tied)
        return allow(CODE, because, evidence=evidence, threshold=NEEDED)
    if ask.benefits:
        because = ngettext(
            "{count} benefit is named, but it is not tied to a goal the group stated.",
            "{count} benefits are named, but none is tied to a goal the group stated.",
            len(ask.benefits),
        )
    elif ask.fee:
        because = _(
            "The ask offers {fee} and nothing else; a fee alone is not enough.", fee=ask.fee
        )
    else:
        because = _("The ask names no benefit for the group.")
    return block(CODE, because, threshold=NEEDED, remedy=STATE)
