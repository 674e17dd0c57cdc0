"""Nothing runs, and nothing is paid, on a handshake."""

from datetime import date

from advocacy.policy.facts import Agreement
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
from advocacy.policy.text import Text, joined, ngettext
from advocacy.policy.text import gettext as _
from advocacy.policy.words import AGREEMENT_FIELDS, word

CODE = "executed-agreement"
NEEDED = _("an agreement signed by both, in force, with every required field")
SIGN = Remedy(Mend.SIGN_AGREEMENT, _("Have both sides sign, and attach the signed file"))
COMPLETE = Remedy(Mend.COMPLETE_AGREEMENT, _("Complete the agreement"))
RENEW = Remedy(Mend.RENEW_AGREEMENT, _("Renew the agreement"))


@rule(
    CODE,
    title=_("Executed agreement"),
    principle=Principle.LEAD_TIME,
    why=_(
        "A written agreement protects the group as much as the sponsor. A friendly yes on the "
        "phone is a good sign and no contract; give the signatures the time they take."
    ),
    acts=(Act.EXECUTE, Act.PLACE, Act.GO_LIVE, Act.PAY),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Want every required field to execute; signatures and a running term for what comes after."""
    agreement = facts.agreement
    if agreement is None or agreement.id is None:
        because = _pending(agreement, ()) if agreement else _("There is no agreement.")
        return _refused(because, (), SIGN)
    evidence = (Evidence("agreement", agreement.id, _("agreement")),)
    if agreement.missing:
        return _refused(_pending(agreement, agreement.missing), evidence, COMPLETE)
    executing = facts.intent.act is Act.EXECUTE
    if not executing and (agreement.executed_on is None or agreement.executed_on > facts.today):
        return _refused(_pending(agreement, ()), evidence, SIGN)
    if agreement.ends_on is None:
        return _refused(_pending(agreement, ("ends_on",)), evidence, COMPLETE)
    if executing:
        return allow(CODE, _("Every required field is there."), evidence=evidence, threshold=NEEDED)
    return _term(facts, agreement, evidence)


def _term(facts: Facts, agreement: Agreement, evidence: tuple[Evidence, ...]) -> Finding:
    days = _days(facts)
    if agreement.starts_on and min(days) < agreement.starts_on:
        because = _(
            "The agreement begins on {starts}; {day} is before it.",
            starts=agreement.starts_on,
            day=min(days),
        )
        return _refused(because, evidence, Remedy(Mend.WAIT, _("Plan it inside the agreement")))
    if agreement.ends_on and max(days) > agreement.ends_on:
        because = _(
            "The agreement ends on {ends}; {day} is after it.",
            ends=agreement.ends_on,
            day=max(days),
        )
        return _refused(because, evidence, RENEW)
    because = _(
        "Executed on {executed}, in force until {ends}.",
        executed=agreement.executed_on or facts.today,
        ends=agreement.ends_on or facts.today,
    )
    return allow(CODE, because, evidence=evidence, threshold=NEEDED)


def _days(facts: Facts) -> list[date]:
    """The days that must lie inside the term: today, and when the placements run."""
    if facts.intent.act is Act.PAY:
        return [facts.today]
    runs = [max(facts.today, placement.planned_on) for placement in facts.placements]
    return runs if runs and facts.intent.act is Act.PLACE else [facts.today, *runs]


def _pending(agreement: Agreement, missing: tuple[str, ...]) -> Text:
    parts: list[Text] = []
    if agreement.executed_on is None and agreement.verbal_yes_on:
        parts.append(
            _("The yes of {day} was verbal: pending written.", day=agreement.verbal_yes_on)
        )
    elif agreement.executed_on is None and not missing:
        parts.append(_("The agreement is not signed by both sides."))
    if missing:
        names = tuple(_("{field}", field=word(AGREEMENT_FIELDS, code)) for code in missing)
        parts.append(
            ngettext(
                "{count} required field is missing: {names}.",
                "{count} required fields are missing: {names}.",
                len(missing),
                names=joined(names, separator=", "),
            )
        )
    if not parts:
        parts.append(_("The agreement is executed on a later day."))
    return joined(tuple(parts))


def _refused(because: Text, evidence: tuple[Evidence, ...], remedy: Remedy) -> Finding:
    return block(
        CODE, because, evidence=evidence, threshold=NEEDED, remedy=remedy, overridable=False
    )
