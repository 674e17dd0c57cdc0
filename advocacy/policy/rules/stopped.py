"""A stop means stop."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from advocacy.policy.facts import Stop, StopReason, StopScope
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

CODE = "stopped"
REASONS: dict[StopReason, Text] = {
    StopReason.NO_RESPONSE: _("no response"),
    StopReason.HESITANT: _("the group hesitated"),
    StopReason.DECLINED: _("the group declined"),
    StopReason.POLICY_NO: _("the group’s policy says no"),
    StopReason.OPT_OUT: _("the group opted out"),
}
FOR_GOOD = frozenset({StopReason.POLICY_NO, StopReason.OPT_OUT})
NEEDED = _("no touch while a stop runs, but what is owed")
NO_STOP = allow(CODE, _("0 stops run."), threshold=NEEDED)
THANK_OWED = _("One thank-you is owed, with no ask in it.")
QUESTION_OPEN = _("The group asked a question; one answer is allowed, with no ask in it.")
NOT_OWED = _("No thank-you is owed for this ask.")
NOT_ASKED = _("The group has asked no question that is still open.")
REOPENED = _("The group wrote again in this thread, so you may reply in it.")
UNHEARD = _("Nobody of the group has answered in this thread, so this would be an attempt.")
ENDED = _("The group’s last word here was no yes, so a reply would be an attempt.")
OTHER = Remedy(Mend.OTHER_GROUP, _("Choose another group for this study"))


@rule(
    CODE,
    title=_("Stopped"),
    principle=Principle.DONT_PUSH,
    why=_(
        "A group that said no, hesitated or kept silent has a right to be left in peace for a "
        "while. A pause that is kept is what makes a later yes possible."
    ),
    acts=(Act.CONSIDER, Act.CONTACT, Act.THANK, Act.ANSWER, Act.REPLY),
    limits=(
        "quiet_no_response_days",
        "quiet_no_response_sponsor_days",
        "quiet_hesitant_days",
        "quiet_hesitant_sponsor_days",
        "quiet_declined_days",
        "quiet_declined_sponsor_days",
        "silence_business_days",
        "thank_you_business_days",
    ),
    reads=("stops",),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Refuse while a stop runs, but the thank-you owed, the answer owed and an invited reply."""
    stops = [s for s in facts.stops if s.until is None or s.until > facts.today]
    match facts.intent.act:
        case Act.THANK:
            return _owed(
                facts,
                limits,
                stops,
                owed=[s for s in stops if s.thank_you_owed],
                granted=THANK_OWED,
                refused=NOT_OWED,
            )
        case Act.ANSWER:
            return _owed(
                facts,
                limits,
                stops,
                owed=[s for s in stops if s.question_open],
                granted=QUESTION_OPEN,
                refused=NOT_ASKED,
            )
        case Act.REPLY:
            return _reply(facts, limits, stops)
    if stops:
        return _refused(facts, limits, stops)
    if facts.intent.act is Act.CONTACT and facts.partnership and facts.partnership.closed:
        return block(
            CODE,
            _("This partnership is closed."),
            evidence=(Evidence("partnership", facts.partnership.id, _("closed")),),
            remedy=Remedy(Mend.NEW_PARTNERSHIP, _("Start a new partnership")),
            overridable=False,
        )
    return NO_STOP


def _owed(
    facts: Facts,
    limits: Limits,
    stops: list[Stop],
    *,
    owed: list[Stop],
    granted: Text,
    refused: Text,
) -> Finding:
    owed = [stop for stop in owed if stop.scope is StopScope.ASK]
    if owed and not any(stop.reason in FOR_GOOD for stop in stops):
        return allow(CODE, granted, evidence=_evidence(owed), threshold=NEEDED)
    if stops:
        return _refused(facts, limits, stops, first=refused)
    return block(CODE, refused, overridable=False)


def _reply(facts: Facts, limits: Limits, stops: list[Stop]) -> Finding:
    binding = [stop for stop in stops if not stop.reopened]
    if binding:
        return _refused(facts, limits, binding)
    if stops:
        return allow(CODE, REOPENED, evidence=_evidence(stops), threshold=NEEDED)
    heard = [touch for touch in facts.touches if touch.genuine]
    if not heard and not (facts.partnership and facts.partnership.in_conversation):
        return block(CODE, UNHEARD, overridable=False)
    if heard and heard[-1].ends:
        return block(CODE, ENDED, overridable=False)
    return NO_STOP


def _refused(
    facts: Facts, limits: Limits, stops: Sequence[Stop], *, first: Text | None = None
) -> Finding:
    hardest = max(stops, key=lambda s: (s.until is None, s.until or s.starts_on))
    count = ngettext(
        "{count} stop runs: {hardest}.",
        "{count} stops run, the longest: {hardest}.",
        len(stops),
        hardest=_stop(hardest),
    )
    clears_at = _clears_at(facts, limits, stops)
    return block(
        CODE,
        _("{first} {count}", first=first, count=count) if first else count,
        evidence=_evidence(stops),
        threshold=NEEDED,
        remedy=OTHER if clears_at is None else _wait(facts, clears_at),
        also=tuple(_instead(facts.intent.act, stops)),
        clears_at=clears_at,
        overridable=False,
        never=any(stop.reason in FOR_GOOD for stop in stops),
    )


def _instead(act: Act, stops: Sequence[Stop]) -> Iterator[Remedy]:
    """What may still go out where a contact is refused."""
    if act is not Act.CONTACT or any(stop.reason in FOR_GOOD for stop in stops):
        return
    own = [stop for stop in stops if stop.scope is StopScope.ASK]
    if any(stop.thank_you_owed for stop in own):
        yield Remedy(Mend.THANK, _("Send the thank-you that is owed"))
    if any(stop.question_open for stop in own):
        yield Remedy(Mend.ANSWER, _("Answer the group’s question"))
    if all(stop.reopened for stop in stops):
        yield Remedy(Mend.REPLY, _("Reply in the thread in which the group wrote"))


def _clears_at(facts: Facts, limits: Limits, stops: Sequence[Stop]) -> datetime | None:
    untils = [stop.until for stop in stops if stop.until is not None]
    if len(untils) < len(stops):
        return None
    return facts.group.calendar.opening(max(untils), opens=limits.opens_hour)


def _wait(facts: Facts, clears_at: datetime) -> Remedy:
    return Remedy(
        Mend.WAIT,
        _(
            "Leave the group in peace until {clears} in {place}",
            clears=clears_at,
            place=facts.group.calendar.place,
        ),
    )


def _stop(stop: Stop) -> Text:
    scope, reason = _scope(stop), REASONS[stop.reason]
    if stop.until is None:
        return _(
            "{scope}, since {starts}, for good ({reason})",
            scope=scope,
            starts=stop.starts_on,
            reason=reason,
        )
    return _(
        "{scope}, from {starts} until {until} ({reason})",
        scope=scope,
        starts=stop.starts_on,
        until=stop.until,
        reason=reason,
    )


def _scope(stop: Stop) -> Text:
    match stop.scope:
        case StopScope.ASK:
            return _("this ask")
        case StopScope.GROUP_FAMILY:
            return _("every study with {group}", group=stop.group or _("this group"))
        case StopScope.SPONSOR_FAMILY:
            return _(
                "every study of {sponsor} with {group}",
                sponsor=stop.sponsor or _("this sponsor"),
                group=stop.group or _("this group"),
            )


def _evidence(stops: Sequence[Stop]) -> tuple[Evidence, ...]:
    return tuple(Evidence("stop", stop.id, _stop(stop)) for stop in stops)
