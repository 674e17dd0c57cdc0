"""Log what happened: never refused; what broke a rule becomes a breach."""

from datetime import date, timedelta

from advocacy.models import (
    Ask,
    Breach,
    Direction,
    ExitReason,
    FollowUp,
    FollowUpKind,
    NotificationKind,
    OptOut,
    Override,
    Person,
    Purpose,
    ReplyOutcome,
    Role,
    SideState,
    Stage,
    Stance,
    StanceKind,
    StopReason,
    Touch,
    TouchChannel,
    TouchState,
    WayIn,
)  # fmt: skip
from advocacy.policy.facts import Facts
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import closing, contact, recount, stops
from advocacy.workflow.errors import InvalidData
from advocacy.workflow.gather.contact import without
from advocacy.workflow.notices import tell, tell_roles
from advocacy.workflow.step import Step

#: What an answer means for the partnership: the stop that follows and the reason it ends with.
ENDINGS = {
    ReplyOutcome.HESITANT: (StopReason.HESITANT, ExitReason.HESITANT),
    ReplyOutcome.DECLINED: (StopReason.DECLINED, ExitReason.DECLINED_STUDY),
    ReplyOutcome.POLICY_NO: (StopReason.POLICY_NO, ExitReason.NO_INDUSTRY),
    ReplyOutcome.OPT_OUT: (StopReason.OPT_OUT, ExitReason.OPT_OUT),
}
BOUNCES = {
    ReplyOutcome.BOUNCE_HARD: TouchState.BOUNCED_HARD,
    ReplyOutcome.BOUNCE_SOFT: TouchState.BOUNCED_SOFT,
}
WELCOMES = (ReplyOutcome.INTERESTED, ReplyOutcome.QUESTION, ReplyOutcome.INVITATION)


def log_touch(step: Step) -> None:
    """Save a touch that took place, and what follows from it."""
    _check(step)
    _give_back(step)
    touch = step.result = step.touch = _touch(step)
    bounced = bounced_mail(step, touch)
    changed = recount.classify([*step.said, touch], new=touch)
    touch.save(force_insert=True)
    if touch.direction == Direction.IN:
        inbound(step, touch, bounced)
    else:
        _outbound(step, touch)
    recount.flag(step, touch, changed)
    step.told.update(
        direction=touch.direction, channel=touch.channel, purpose=touch.purpose,
        outcome=touch.outcome, state=touch.state, summary=touch.summary[:500],
        occurred_at=touch.occurred_at.isoformat(), attempt=touch.is_attempt,
        breaches=[b.rule for b in step.breaches],
        person=touch.person.name if touch.person else "",
    )  # fmt: skip
    _tell(step, touch)


def _tell(step: Step, touch: Touch) -> None:
    """An answer is told to the owner, where no stop is told already; breaches to managers."""
    own = step.partnership
    if own is not None and touch.is_genuine and touch.outcome not in ENDINGS:
        tell(step, own.owner, NotificationKind.REPLY, outcome=touch.outcome)
    if step.breaches:
        rules = [b.rule for b in step.breaches]
        tell_roles(
            step, (Role.MANAGER,), NotificationKind.BREACH, rules=rules,
            breach=str(step.breaches[0].id),
        )  # fmt: skip


def _check(step: Step) -> None:
    data = step.data
    if data["occurred_at"] > step.at:
        raise InvalidData({"occurred_at": _("This lies in the future. Log it once it took place.")})
    person = data.get("person")
    if person is not None and step.group is not None and person.group_id != step.group.id:
        raise InvalidData({"person": _("This person belongs to another group. Choose again.")})
    unread = "mail" in data
    if data["direction"] == Direction.IN and not (data.get("outcome") or unread):
        raise InvalidData({"outcome": _("Say what the answer was.")})
    if data.get("outcome") == ReplyOutcome.OUT_OF_OFFICE and not data.get("return_on"):
        raise InvalidData({"return_on": _("Say on which day they are back.")})


def without_unsent(step: Step, facts: Facts) -> Facts:
    """A reservation that is logged instead is no touch of its own."""
    unsent: Touch | None = step.data.get("instead_of")
    return facts if unsent is None else without(facts, unsent)


def _give_back(step: Step) -> None:
    """What was reserved and is logged instead was not sent twice."""
    unsent: Touch | None = step.data.get("instead_of")
    if unsent is not None:
        own = Touch.objects.reserved().filter(pk=unsent.pk, by=step.who)
        own.update(state=TouchState.RELEASED)
        step.thread = [t for t in step.said if t.id != unsent.id]


def purpose_of(step: Step) -> str:
    """What it was for; where nobody said so, the ask, or outside of any study a first question."""
    usual = Purpose.EXPLORATORY if step.partnership is None else Purpose.ASK
    return step.data.get("purpose") or usual


def _touch(step: Step) -> Touch:
    data, inbound = step.data, step.data["direction"] == Direction.IN
    outcome = ReplyOutcome(data["outcome"]) if inbound and data.get("outcome") else ""
    purpose = "" if inbound else purpose_of(step)
    ask = step.facts.ask if step.facts and purpose in contact.WITH_ASK else None
    return Touch(
        ask_id=ask.id if ask else None,
        group=step.group,
        partnership=step.partnership,
        person=data.get("person"),
        by=step.actor or data["by"],
        direction=data["direction"],
        channel=data["channel"],
        purpose=purpose,
        outcome=outcome,
        state=data.get("state") or TouchState.DELIVERED,
        way_in=WayIn.LOGGED,
        occurred_at=data["occurred_at"],
        summary=data.get("summary", ""),
        is_genuine=inbound and (not outcome or ReplyOutcome(outcome).is_genuine),
    )


# --- outbound ------------------------------------------------------------------------------------
def _outbound(step: Step, touch: Touch) -> None:
    """An attempt that took place counts; where the rules refuse it, it is a breach."""
    if touch.state == TouchState.BOUNCED_HARD:
        fix_contact(step, touch.person)
    if touch.is_attempt or touch.purpose in (Purpose.THANK_YOU, Purpose.ANSWER, Purpose.REPLY):
        _breaches(step, touch)
    if touch.state == TouchState.DELIVERED:
        contact.offered(step, touch)
    own = step.partnership
    if own and touch.is_attempt and Stage(own.stage).position < Stage.OUTREACH.position:
        step.to_stage = Stage.OUTREACH


def _breaches(step: Step, touch: Touch) -> None:
    """What the rules refuse is a breach; what an exception covers uses the exception up."""
    if step.decision is None:
        return
    used = [f.overridden_by for f in step.decision.findings if f.overridden_by]
    if used:
        Override.objects.filter(pk__in=used).update(used_at=touch.occurred_at)
    rows = [
        Breach(
            touch=touch, partnership=step.partnership, group=touch.group,
            rule=finding.rule, finding=finding.as_json(), created_at=step.at,
        )
        for finding in step.decision.refusing
    ]  # fmt: skip
    step.breaches.extend(Breach.objects.bulk_create(rows))


# --- inbound -------------------------------------------------------------------------------------
def inbound(step: Step, touch: Touch, bounced: Touch | None) -> None:
    """What follows from an answer; nothing while nobody has said what it is."""
    if not touch.outcome:
        return
    outcome = ReplyOutcome(touch.outcome)
    if outcome is ReplyOutcome.BOUNCE_HARD:
        fix_contact(step, touch.person or (bounced.person if bounced else None))
    elif outcome is ReplyOutcome.OUT_OF_OFFICE:
        _out_of_office(step, step.data["return_on"])
    elif outcome in ENDINGS:
        _ends(step, touch, outcome)
    elif outcome in WELCOMES:
        _welcome(step)


def bounced_mail(step: Step, touch: Touch) -> Touch | None:
    """The last mail before a bounce did not arrive: it is no attempt."""
    if touch.outcome not in BOUNCES:
        return None
    since = touch.occurred_at - timedelta(days=step.limits.bounce_days)
    mails = [
        t for t in step.said
        if t.direction == Direction.OUT and t.channel == TouchChannel.MAIL
        and t.state == TouchState.DELIVERED and since <= t.occurred_at <= touch.occurred_at
    ]  # fmt: skip
    if touch.person_id is not None:
        mails = [t for t in mails if t.person_id == touch.person_id] or [
            t for t in mails if t.person_id is None
        ]
    elif len({t.person_id for t in mails} - {None}) > 1:
        raise InvalidData({"person": _("Several people were written to. Say whose mail it was.")})
    if not mails:
        return None
    sent = mails[-1]
    sent.state, sent.is_attempt = BOUNCES[ReplyOutcome(touch.outcome)], False
    sent.save(update_fields=["state", "is_attempt"])
    _not_seen(sent)
    return sent


def _not_seen(touch: Touch) -> None:
    """The ask in a mail that came back was not sent, unless it went out another time too."""
    same = Touch.objects.filter(ask=touch.ask_id, state=TouchState.DELIVERED)
    if touch.ask_id is not None and not same.exists():
        Ask.objects.filter(pk=touch.ask_id).update(sent_at=None)


def fix_contact(step: Step, person: Person | None) -> None:
    """The address does not work: note it, and let somebody find another."""
    if person is not None:
        person.needs_fixing = True
        person.save(update_fields=["needs_fixing"])
    if step.partnership is None:
        return
    due = step.calendar.add_business_days(step.today, 2)
    FollowUp.objects.get_or_create(
        partnership=step.partnership, kind=FollowUpKind.FIX_CONTACT, state="open",
        note=person.name if person else "",
        defaults={
            "group": step.for_group, "owner": step.partnership.owner, "due_on": due,
            "due_at": step.calendar.at(due, 9),
        },
    )  # fmt: skip


def _out_of_office(step: Step, back_on: date) -> None:
    """The clock moves to the return and two business days; nothing advances, nothing closes."""
    own = step.partnership
    if own is None or own.stage == Stage.CLOSED:
        return
    days = step.limits.out_of_office_business_days
    back = step.calendar.add_business_days(back_on, days)
    own.not_before = max(back, own.not_before or back)
    own.side_state = own.side_state or SideState.PAUSED
    own.save(update_fields=["not_before", "side_state"])
    step.told["not_before"] = own.not_before.isoformat()


def _ends(step: Step, touch: Touch, outcome: ReplyOutcome) -> None:
    reason, exit_reason = ENDINGS[outcome]
    if outcome is ReplyOutcome.DECLINED and step.data.get("decline_kind"):
        exit_reason = ExitReason(step.data["decline_kind"])
    trials = step.data.get("policy_kind") == StanceKind.NO_TRIALS
    if outcome is ReplyOutcome.POLICY_NO and trials:
        exit_reason = ExitReason.NO_TRIALS
    on = step.calendar.local(touch.occurred_at).date()
    stops.set_stops(step, reason=reason, touch=touch, on=on)
    if outcome is ReplyOutcome.POLICY_NO:
        _record_no(step, touch, StanceKind.NO_TRIALS if trials else StanceKind.NO_INDUSTRY, on)
    if outcome is ReplyOutcome.OPT_OUT:
        _record_opt_out(touch, on)
    if outcome in (ReplyOutcome.POLICY_NO, ReplyOutcome.OPT_OUT):
        closing.close_for_policy(step, group=touch.group, exit_reason=exit_reason)
    own = step.partnership
    if own is not None and own.stage != Stage.CLOSED:
        closing.end(step, exit_reason)
        step.told["exit_reason"] = exit_reason.value


def _record_no(step: Step, touch: Touch, kind: StanceKind, on: date) -> None:
    Stance.objects.create(
        group=touch.group, kind=kind, source=_said_by(touch), as_of=on
    )  # fmt: skip


def _record_opt_out(touch: Touch, on: date) -> None:
    OptOut.objects.get_or_create(
        group=touch.group, person=None, email_key="", lifted_on=None,
        defaults={"words": touch.summary[:2000], "source": _said_by(touch), "said_on": on},
    )  # fmt: skip


def _said_by(touch: Touch) -> str:
    name = touch.person.name if touch.person else touch.group.name
    return f"{name}, {touch.get_channel_display()}"[:300]


def _welcome(step: Step) -> None:
    own = step.partnership
    if own is None or own.stage == Stage.CLOSED:
        return
    if own.side_state == SideState.PAUSED:
        own.side_state, own.not_before = SideState.NONE, None
        own.save(update_fields=["side_state", "not_before"])
    if Stage(own.stage).position < Stage.CONVERSATION.position:
        step.to_stage = Stage.CONVERSATION
