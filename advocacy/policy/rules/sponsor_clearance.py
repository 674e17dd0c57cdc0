"""Honour what the sponsor and the group already have with each other."""

from datetime import date
from functools import lru_cache

from advocacy.policy.facts import Clearance, ClearanceAnswer, Study, Tie
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
from advocacy.policy.text import Text, Value, joined, ngettext
from advocacy.policy.text import gettext as _
from advocacy.policy.words import TIES, word

CODE = "sponsor-clearance"
ASKING = frozenset({Act.CONSIDER, Act.CONTACT})
UNTIED = _("No relationship is on file; most groups have one, so the sponsor is asked.")
ADD_CONTACT = Remedy(
    Mend.ADD_SPONSOR_CONTACT, _("Add a contact at the sponsor, so that you can ask")
)


@rule(
    CODE,
    title=_("Sponsor clearance"),
    principle=Principle.HONOUR_RELATIONSHIPS,
    why=_(
        "A sponsor often knows the group already, through a grant, an event or an adviser. Ask "
        "first, so that the new request fits what the two share."
    ),
    acts=(Act.CONSIDER, Act.CONTACT, Act.REPLY, Act.AGREE_TERMS, Act.EXECUTE, Act.GO_LIVE),
    override_role="compliance",
    limits=("clearance_days", "clearance_chase_business_days"),
    reads=("clearance",),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Want a dated, named and fresh answer before a contact; silence never is one.

    A hold or a do-not-contact does not age: only the sponsor lifts it, and until then it refuses
    what comes later too.
    """
    clearance = facts.clearance
    if clearance and clearance.answer in _FINAL:
        return _FINAL[clearance.answer](facts, clearance)
    if facts.intent.act not in ASKING:
        return allow(CODE, _("The sponsor has put no hold on this group."))
    if clearance is None or clearance.answer is None:
        return _silent(facts, limits, facts.clearance_pending or clearance)
    if clearance.answered_on is None or not clearance.answered_by:
        return _nameless(facts, clearance)
    if (stale := _stale(facts, limits, clearance.answered_on)) is not None:
        return _reopened(facts, limits, clearance, stale)
    return _answered(facts, limits, clearance, clearance.answered_on)


def _silent(facts: Facts, limits: Limits, asked: Clearance | None) -> Finding:
    if asked is None:
        return _unasked(facts.study, facts.ties, limits)
    passed, text = _waiting(facts, limits, asked)
    return block(
        CODE,
        joined((_ties(facts.ties), text)),
        evidence=(*_tie_evidence(facts.ties), _evidence(asked)),
        threshold=_threshold(limits),
        remedy=_chase(asked, passed, limits),
    )


@lru_cache(maxsize=1024)
def _unasked(study: Study, ties: tuple[Tie, ...], limits: Limits) -> Finding:
    return unknown(
        CODE,
        joined((_ties(ties), _("{sponsor} has not been asked.", sponsor=study.sponsor))),
        evidence=_tie_evidence(ties),
        threshold=_threshold(limits),
        remedy=_ask(study),
    )


def _waiting(facts: Facts, limits: Limits, asked: Clearance) -> tuple[int, Text]:
    passed = facts.group.calendar.business_days_since(asked.asked_on, facts.today)
    return passed, ngettext(
        "Asked on {asked} of {name}, {count} of {days} business days has passed, no answer.",
        "Asked on {asked} of {name}, {count} of {days} business days have passed, no answer.",
        passed,
        asked=asked.asked_on,
        name=asked.asked_of or facts.study.sponsor,
        days=limits.clearance_chase_business_days,
    )


def _chase(asked: Clearance, passed: int, limits: Limits) -> Remedy:
    name = asked.asked_of or _("the sponsor")
    if passed >= limits.clearance_chase_business_days:
        return Remedy(Mend.CHASE_SPONSOR, _("Call {name}; a mail was not enough", name=name))
    return Remedy(Mend.CHASE_SPONSOR, _("Remind {name}", name=name))


def _nameless(facts: Facts, clearance: Clearance) -> Finding:
    return unknown(
        CODE,
        _(
            "The answer on file does not say who at {sponsor} gave it, or when.",
            sponsor=facts.study.sponsor,
        ),
        evidence=(*_tie_evidence(facts.ties), _evidence(clearance)),
        remedy=Remedy(Mend.SPONSOR_ANSWER, _("Complete the answer with its name and date")),
    )


def _stale(facts: Facts, limits: Limits, answered_on: date) -> Text | None:
    changed = facts.study.family_changed_on
    if changed and changed > answered_on:
        return _(
            "The sponsor family changed on {changed}, after the answer of {answered}.",
            changed=changed,
            answered=answered_on,
        )
    age = (facts.today - answered_on).days
    if age >= limits.clearance_days:
        return _(
            "The answer of {answered} is {age} days old and holds for {days}.",
            answered=answered_on,
            age=age,
            days=limits.clearance_days,
        )
    return None


def _reopened(facts: Facts, limits: Limits, clearance: Clearance, stale: Text) -> Finding:
    parts, remedy = [_ties(facts.ties), stale], _ask(facts.study)
    if pending := facts.clearance_pending:
        passed, text = _waiting(facts, limits, pending)
        parts.append(text)
        remedy = _chase(pending, passed, limits)
    return block(
        CODE,
        joined(tuple(parts)),
        evidence=(*_tie_evidence(facts.ties), _evidence(clearance)),
        threshold=_threshold(limits),
        remedy=remedy,
    )


def _answered(facts: Facts, limits: Limits, clearance: Clearance, answered_on: date) -> Finding:
    left = limits.clearance_days - (facts.today - answered_on).days
    until = ngettext(
        "The answer holds for {count} more day.", "The answer holds for {count} more days.", left
    )
    who: dict[str, Value] = {"name": clearance.answered_by, "answered": answered_on}
    evidence = (*_tie_evidence(facts.ties), _evidence(clearance))
    threshold = _threshold(limits)
    if clearance.answer is ClearanceAnswer.NONE_KNOWN:
        said = _("{name} answered on {answered}: nothing stands against it.", **who)
        return allow(CODE, joined((said, until)), evidence=evidence, threshold=threshold)
    if clearance.answer is ClearanceAnswer.COORDINATE:
        said = _("{name} answered on {answered}: coordinate with us.", **who)
        agree = Remedy(
            Mend.SPONSOR_ANSWER,
            _("Agree the plan with {name} first", name=clearance.answered_by),
        )
        return warn(
            CODE,
            joined((_ties(facts.ties), said, until)),
            evidence=evidence,
            threshold=threshold,
            remedy=agree,
        )
    return block(
        CODE,
        joined((_ties(facts.ties), _("{name} answered on {answered}: the sponsor leads.", **who))),
        evidence=evidence,
        threshold=threshold,
        remedy=Remedy(
            Mend.SPONSOR_INTRODUCTION,
            _("Let {name} introduce you to the group", name=clearance.answered_by),
        ),
        overridable=False,
    )


def _hold(facts: Facts, clearance: Clearance) -> Finding:
    return block(
        CODE,
        joined((_ties(facts.ties), _said(clearance, _("hold")))),
        evidence=(*_tie_evidence(facts.ties), _evidence(clearance)),
        remedy=Remedy(
            Mend.SPONSOR_ANSWER,
            _("Only the sponsor lifts a hold; record its new answer when it comes"),
        ),
        overridable=False,
    )


def _do_not_contact(facts: Facts, clearance: Clearance) -> Finding:
    return block(
        CODE,
        joined((_ties(facts.ties), _said(clearance, _("do not contact")))),
        evidence=(*_tie_evidence(facts.ties), _evidence(clearance)),
        remedy=Remedy(Mend.OTHER_GROUP, _("Choose another group for this study")),
        overridable=False,
        never=True,
    )


def _said(clearance: Clearance, answer: Text) -> Text:
    if clearance.answered_on is None or not clearance.answered_by:
        return _("The sponsor answered: {answer}.", answer=answer)
    return _(
        "{name} answered on {answered}: {answer}.",
        name=clearance.answered_by,
        answered=clearance.answered_on,
        answer=answer,
    )


_FINAL = {ClearanceAnswer.HOLD: _hold, ClearanceAnswer.DO_NOT_CONTACT: _do_not_contact}


def _ask(study: Study) -> Remedy:
    if not study.contacts:
        return ADD_CONTACT
    contact = study.contacts[0]
    if contact.role:
        return Remedy(
            Mend.ASK_SPONSOR,
            _(
                "Ask {name}, {role}, at {sponsor}",
                name=contact.name,
                role=contact.role,
                sponsor=study.sponsor,
            ),
        )
    return Remedy(
        Mend.ASK_SPONSOR,
        _("Ask {name} at {sponsor}", name=contact.name, sponsor=study.sponsor),
    )


@lru_cache(maxsize=8)
def _threshold(limits: Limits) -> Text:
    return _("a dated answer under {days} days old", days=limits.clearance_days)


def _ties(ties: tuple[Tie, ...]) -> Text:
    if not ties:
        return UNTIED
    return ngettext(
        "The sponsor family has {count} relationship with this group family: {first}.",
        "The sponsor family has {count} relationships with this group family, among them {first}.",
        len(ties),
        first=_tie(ties[0]),
    )


def _tie(tie: Tie) -> Text:
    words: dict[str, Value] = {
        "kind": word(TIES, tie.kind),
        "path": " › ".join(tie.path) or tie.sponsor,
        "group": tie.group,
    }
    if tie.since is None:
        return _("{kind}, {path} with {group}", **words)
    return _("{kind}, {path} with {group}, since {since}", since=tie.since, **words)


def _tie_evidence(ties: tuple[Tie, ...]) -> tuple[Evidence, ...]:
    return tuple(Evidence("tie", tie.id, _tie(tie)) for tie in ties)


def _evidence(clearance: Clearance) -> Evidence:
    asked = _(
        "clearance asked on {asked} of {name}", asked=clearance.asked_on, name=clearance.asked_of
    )
    return Evidence("clearance", clearance.id, asked)
