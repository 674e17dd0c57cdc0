"""Clear to contact: reserving, sending and giving back a touch."""

from datetime import timedelta
from uuid import UUID

from advocacy.messages.outreach import CODE as MAIL
from advocacy.models import (
    Ask,
    BudgetHold,
    Direction,
    HoldState,
    Message,
    Purpose,
    SideState,
    Stage,
    Touch,
    TouchChannel,
    TouchState,
    WayIn,
)  # fmt: skip
from advocacy.policy.facts import Act, Facts, Intent
from advocacy.policy.facts import Purpose as PolicyPurpose
from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import InvalidData, NotAllowed, StageRefused
from advocacy.workflow.gather.contact import without
from advocacy.workflow.locks import lock_budget
from advocacy.workflow.step import MANAGERS, Step

ATTEMPT_CHANNELS = (
    TouchChannel.MAIL, TouchChannel.VOICEMAIL, TouchChannel.MESSAGE, TouchChannel.WEB_FORM,
    TouchChannel.PHONE, TouchChannel.LETTER, TouchChannel.MEETING,
)  # fmt: skip
WITH_ASK = (Purpose.ASK, Purpose.REMINDER)


def intent(step: Step) -> Intent:
    """An attempt as the person describes it."""
    person = step.data.get("person")
    return Intent(
        act=Act.CONTACT,
        purpose=PolicyPurpose(step.data.get("purpose") or Purpose.ASK),
        channel=step.data.get("channel", ""),
        person=person.id if person else None,
        words=len(str(step.data.get("summary", "")).split()),
    )


def intent_of_reserved(step: Step) -> Intent:
    """The reserved attempt, judged again at the moment it goes out."""
    touch: Touch = step.subject
    return Intent(
        act=Act.CONTACT,
        purpose=PolicyPurpose(touch.purpose),
        channel=touch.channel,
        person=touch.person_id,
        words=len(str(step.data.get("summary", "")).split()),
    )


def without_reserved(step: Step, facts: Facts) -> Facts:
    """The reserved touch itself is no earlier attempt."""
    return without(facts, step.subject)


def thank(step: Step) -> Intent:
    return Intent(Act.THANK, PolicyPurpose.THANK_YOU, person=_person_id(step))


def answer(step: Step) -> Intent:
    return Intent(Act.ANSWER, PolicyPurpose.ANSWER, person=_person_id(step))


def reply(step: Step) -> Intent:
    return Intent(Act.REPLY, PolicyPurpose.REPLY, person=_person_id(step))


def _person_id(step: Step) -> UUID | None:
    person = step.data.get("person")
    return person.id if person else None


def reserve_touch(step: Step) -> None:
    """Hold the attempt for one person while she writes; colleagues are refused meanwhile."""
    until = step.at + timedelta(minutes=step.limits.reservation_minutes)
    nothing_unread(step)
    if any(row.is_overdue(step.at) for row in step.said):  # the sweep may not have come by yet
        over = Touch.objects.overdue_reservations(step.at).filter(partnership=step.of)
        over.update(state=TouchState.EXPIRED)
    touch = _new(step, purpose=step.data["purpose"], state=TouchState.RESERVED, attempt=True)
    touch.reserved_until = until
    touch.save(force_insert=True)
    step.told.update(channel=touch.channel, purpose=touch.purpose, until=until.isoformat())


def send_touch(step: Step) -> None:
    """The reserved touch goes out, by the person who reserved it."""
    touch: Touch = step.subject
    check_reserved(step, touch)
    touch.state, touch.occurred_at = TouchState.DELIVERED, step.at
    touch.summary = step.data.get("summary", "")
    touch.save(update_fields=["state", "occurred_at", "summary"])
    step.result = step.touch = touch
    sent(step, touch)


def release_touch(step: Step) -> None:
    """Nothing was sent; the next person may write."""
    touch: Touch = step.subject
    if touch.state != TouchState.RESERVED:
        raise StageRefused(_("This touch is not reserved any more. Look at the timeline."))
    if touch.by_id != step.who.id and step.who.role not in MANAGERS:
        raise NotAllowed(
            _("{name} is writing to this group. Only they, or a manager, give it back.",
              name=touch.by.name)
        )  # fmt: skip
    if Message.objects.about(MAIL, touch.pk).handed_over().exists():
        raise StageRefused(_("The mail may be out already. Wait until that is known."))
    touch.state = TouchState.RELEASED
    touch.save(update_fields=["state"])
    step.result = touch
    step.told.update(channel=touch.channel)


def expire_reservation(step: Step) -> None:
    """A reservation that ran out frees the group for colleagues."""
    touch: Touch = step.subject
    if touch.state == TouchState.RESERVED:
        touch.state = TouchState.EXPIRED
        touch.save(update_fields=["state"])
    step.result = touch
    step.told.update(channel=touch.channel)


def nothing_unread(step: Step) -> None:
    """Nobody writes past a reply that waits to be read."""
    if any(t.is_genuine and not t.outcome for t in step.said):
        raise StageRefused(_("A reply of the group waits to be read. Read it first."))


def check_reserved(step: Step, touch: Touch) -> None:
    """Only what is reserved, by the same person, and not on its way already, can be sent."""
    if touch.state != TouchState.RESERVED:
        raise StageRefused(_("This reservation is over. Reserve again, the rules run anew."))
    if touch.reserved_until is not None and touch.reserved_until <= step.at:
        raise StageRefused(_("The reservation ran out. Reserve again, the rules run anew."))
    nothing_unread(step)
    if touch.mail_under_way:
        raise StageRefused(_("This mail is on its way already. Look at the timeline."))
    if touch.ask_id and step.facts and step.facts.ask and touch.ask_id != step.facts.ask.id:
        raise StageRefused(_("The ask was written anew meanwhile. Reserve again and send that."))
    if step.actor is not None and touch.by_id != step.actor.id:
        raise NotAllowed(
            _("{name} reserved this touch. Only the same person sends it.", name=touch.by.name)
        )


def contact(step: Step) -> None:
    """An attempt at once: the rules allowed it a moment ago, under the lock."""
    nothing_unread(step)
    touch = _new(step, purpose=step.data["purpose"], state=TouchState.DELIVERED, attempt=True)
    touch.save(force_insert=True)
    sent(step, touch)


def send_thank_you(step: Step) -> None:
    """The one thank-you, with no ask in it."""
    _quiet(step, Purpose.THANK_YOU)


def send_answer(step: Step) -> None:
    """The one answer to a hesitant group's question."""
    _quiet(step, Purpose.ANSWER)


def send_reply(step: Step) -> None:
    """A reply in a live conversation."""
    _quiet(step, Purpose.REPLY)


def _quiet(step: Step, purpose: Purpose) -> None:
    touch = _new(step, purpose=purpose, state=TouchState.DELIVERED, attempt=False)
    if purpose == Purpose.REPLY and step.data.get("with_ask") and step.facts and step.facts.ask:
        touch.ask_id = step.facts.ask.id
    touch.save(force_insert=True)
    offered(step, touch)
    step.told.update(channel=touch.channel, purpose=purpose.value, summary=touch.summary[:500])


def _new(step: Step, *, purpose: str, state: TouchState, attempt: bool) -> Touch:
    if step.partnership is None or step.actor is None or step.group is None:
        raise InvalidData({"partnership": _("Choose the partnership that this belongs to.")})
    person = step.data.get("person")
    if person is not None and person.group_id != step.group.id:
        raise InvalidData({"person": _("This person belongs to another group. Choose again.")})
    channel = step.data["channel"]
    touch = Touch(
        group=step.group,
        partnership=step.partnership,
        person=person,
        by=step.actor,
        direction=Direction.OUT,
        channel=channel,
        purpose=purpose,
        state=state,
        way_in=WayIn.CLEARED,
        occurred_at=step.at,
        summary=step.data.get("summary", ""),
        is_attempt=attempt,
        counts_for_spacing=attempt,
    )
    if purpose in WITH_ASK and step.facts is not None and step.facts.ask is not None:
        touch.ask_id = step.facts.ask.id
    step.result = step.touch = touch
    return touch


def sent(step: Step, touch: Touch) -> None:
    """After an attempt: the stage, the ask's date, the fee offered, a pause that is over."""
    own = step.of
    step.told.update(
        channel=touch.channel,
        purpose=touch.purpose,
        summary=touch.summary[:500],
        person=touch.person.name if touch.person else "",
    )
    if Stage(own.stage).position < Stage.OUTREACH.position:
        step.to_stage = Stage.OUTREACH
    if own.side_state == SideState.PAUSED:
        own.side_state, own.not_before = SideState.NONE, None
        own.save(update_fields=["side_state", "not_before"])
    offered(step, touch)


def offered(step: Step, touch: Touch) -> None:
    """The ask that went with a touch is sent; from the first time on its fee is held."""
    if touch.ask_id is None:
        return
    first = Ask.objects.filter(pk=touch.ask_id, sent_at__isnull=True)
    if first.update(sent_at=touch.occurred_at):
        hold(step, HoldState.OFFERED)


def hold(step: Step, state: HoldState) -> None:
    """Hold the ask's fee of the study's budget line, as the rules have seen both."""
    ask, budget = (step.facts.ask, step.facts.budget) if step.facts else (None, None)
    if ask is None or ask.fee is None or budget is None:
        return
    lock_budget(step.of.study)  # a log comes without
    BudgetHold.objects.update_or_create(
        partnership=step.of,
        defaults={"line_id": budget.line, "state": state, "amount": ask.fee.amount},
    )
