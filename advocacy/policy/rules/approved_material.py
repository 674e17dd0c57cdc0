"""Patients see what the ethics committee has seen, and nothing else."""

from datetime import date

from advocacy.policy.facts import Approval, Placement
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
from advocacy.policy.text import Text, ngettext
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import combined
from advocacy.policy.words import MEDIA, word

CODE = "approved-material"
IRB_HOLD = "irb_hold"
NEEDED = _("a live approval of this very text, language, country and channel")
APPROVE = Remedy(Mend.APPROVE_MATERIAL, _("Have this version approved and attach the approval"))


@rule(
    CODE,
    title=_("Approved material"),
    principle=Principle.LEAD_TIME,
    why=_(
        "What patients read is approved word for word, for one language, country and channel. A "
        "changed word or a new channel is a new text; plan the weeks its approval takes."
    ),
    acts=(Act.PLACE, Act.GO_LIVE),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Match each placement with an approval that lives on its day, and say what differs."""
    own = facts.partnership
    if own is not None and own.side_state == IRB_HOLD:
        return block(
            CODE,
            _("The ethics committee holds the material of this partnership."),
            threshold=NEEDED,
            remedy=Remedy(Mend.APPROVE_MATERIAL, _("Wait until the committee lets go")),
            overridable=False,
        )
    if not facts.placements:
        return unknown(
            CODE,
            _("No placement is planned, so there is nothing to approve yet."),
            threshold=NEEDED,
            remedy=Remedy(Mend.ADD_PLACEMENT, _("Plan a placement")),
            overridable=False,
        )
    refusing = [f for p in facts.placements if (f := _judge(facts, p))]
    if refusing:
        return combined(refusing)
    because = ngettext(
        "{count} placement has a live approval.",
        "{count} placements have a live approval each.",
        len(facts.placements),
    )
    evidence = tuple(_evidence(placement) for placement in facts.placements)
    return allow(CODE, because, evidence=evidence, threshold=NEEDED)


def _judge(facts: Facts, placement: Placement) -> Finding | None:
    """None where the placement is approved, else a refusal that says what differs."""
    runs_on = max(facts.today, placement.planned_on)
    differs = _differs(placement, today=facts.today, runs_on=runs_on)
    if differs is None:
        return None
    return block(
        CODE,
        _("{material}: {differs}.", material=_name(placement), differs=differs),
        evidence=(_evidence(placement),),
        threshold=NEEDED,
        remedy=APPROVE,
        overridable=False,
    )


def _differs(placement: Placement, *, today: date, runs_on: date) -> Text | None:
    """What keeps the nearest approval from fitting; each step leaves fewer approvals."""
    if not placement.approvals:
        return _("no approval is on file")
    left = [a for a in placement.approvals if a.file_hash == placement.file_hash]
    if not left:
        return _("the text changed since approval")
    for part in ("language", "country"):
        fitting = [a for a in left if getattr(a, part) == getattr(placement, part)]
        if not fitting:
            return _(
                "approved for {approved}, not for {planned}",
                approved=getattr(left[0], part),
                planned=getattr(placement, part),
            )
        left = fitting
    fitting = [a for a in left if a.channel == placement.channel]
    if not fitting:
        return _(
            "approved for {approved}, not for {planned}",
            approved=word(MEDIA, left[0].channel),
            planned=word(MEDIA, placement.channel),
        )
    return _not_live(fitting, today=today, runs_on=runs_on)


def _not_live(approvals: list[Approval], *, today: date, runs_on: date) -> Text | None:
    standing = [a for a in approvals if not a.withdrawn]
    if not standing:
        return _("{body} withdrew the approval", body=approvals[-1].body)
    given = [a for a in standing if a.approved_on <= today]
    if not given:
        return _(
            "the approval is dated {approved}, which is still to come",
            approved=standing[0].approved_on,
        )
    last = max(given, key=lambda approval: approval.expires_on)
    if last.expires_on <= today:
        return _("the approval expired on {expires}", expires=last.expires_on)
    if last.expires_on <= runs_on:
        return _(
            "the approval expires on {expires}, before the placement of {planned}",
            expires=last.expires_on,
            planned=runs_on,
        )
    return None


def _name(placement: Placement) -> Text:
    return _(
        "{material}, version {version}", material=placement.material, version=placement.version
    )


def _evidence(placement: Placement) -> Evidence:
    return Evidence("placement", placement.id, _name(placement))
