"""Never means never."""

from advocacy.policy.facts import OptOut
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
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _

CODE = "opt-out"
NEEDED = _("nobody who opted out")
NONE = allow(CODE, _("0 opt-outs stand against it."), threshold=NEEDED)
INVITED = Remedy(
    Mend.RECORD_INVITATION, _("Only an explicit invitation by the group lifts it; record it here")
)
OTHER_PERSON = Remedy(Mend.OTHER_PERSON, _("Write to somebody else at the group"))


@rule(
    CODE,
    title=_("Opt-out"),
    principle=Principle.DONT_PUSH,
    why=_(
        "Whoever says never is not asked again: not by another colleague, not for another study "
        "and not through a new address. Only the one who said it can take it back."
    ),
    acts=(Act.CONSIDER, Act.CONTACT, Act.THANK, Act.ANSWER, Act.REPLY),
    reads=("opt_outs",),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Refuse everything to a group that opted out, and to a person who did where she is meant."""
    if not facts.group.opt_outs:
        return NONE
    of_group = [o for o in facts.group.opt_outs if o.person is None]
    if of_group:
        first = min(of_group, key=lambda opt_out: opt_out.said_on)
        return block(
            CODE,
            _group(facts, first),
            evidence=tuple(Evidence("opt_out", o.id, _group(facts, o)) for o in of_group),
            threshold=NEEDED,
            remedy=INVITED,
            overridable=False,
            never=True,
        )
    person = facts.intent.person
    mine = [o for o in facts.group.opt_outs if person is not None and o.person == person]
    if mine:
        because = _person(facts, mine[0])
        return block(
            CODE,
            because,
            evidence=(Evidence("opt_out", mine[0].id, because),),
            threshold=NEEDED,
            remedy=OTHER_PERSON,
            overridable=False,
        )
    return NONE


def _person(facts: Facts, opt_out: OptOut) -> Text:
    name = opt_out.person_name or _("This person")
    if opt_out.group and opt_out.group != facts.group.name:
        return _(
            "{name} opted out on {said} at {group}, with the same e-mail address.",
            name=name,
            said=opt_out.said_on,
            group=opt_out.group,
        )
    return _("{name} opted out on {said}.", name=name, said=opt_out.said_on)


def _group(facts: Facts, opt_out: OptOut) -> Text:
    if opt_out.group and opt_out.group != facts.group.name:
        return _(
            "{group}, to which it belongs, opted out on {said}.",
            group=opt_out.group,
            said=opt_out.said_on,
        )
    return _("The group opted out on {said}.", said=opt_out.said_on)
