"""A reserved touch that the product sends: handed to the ledger, and what became of it there."""

from datetime import timedelta

from advocacy.matching.emails import normalise
from advocacy.messages.ledger import enqueue
from advocacy.messages.outreach import CODE
from advocacy.models import (
    Message,
    MessageState,
    NotificationKind,
    Override,
    Role,
    Touch,
    TouchChannel,
    TouchState,
    WayIn,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import contact, log
from advocacy.workflow.errors import InvalidData, StageRefused
from advocacy.workflow.notices import tell, tell_roles
from advocacy.workflow.step import Step

#: The group is kept free until the ledger knows; long enough for a person to find out.
KEPT_FREE = timedelta(days=60)
SUBJECT_LENGTH = 200
#: How a server says that this very recipient is not there, at the first or the second place.
NOBODY_THERE = ("550", "551", "553", "5.1.")


def send_mail(step: Step) -> None:
    """The words are fixed and written into the ledger; the rules agreed, and are asked again."""
    touch: Touch = step.subject
    contact.check_reserved(step, touch)
    to = _address(touch)
    subject, body = (str(step.data.get(name) or "").strip() for name in ("subject", "body"))
    if not subject or "\n" in subject or len(subject) > SUBJECT_LENGTH:
        raise InvalidData({"subject": _("Give one line that says what the mail is about.")})
    if not body:
        raise InvalidData({"body": _("Write the words first.")})
    touch.summary, touch.reserved_until = body, step.at + KEPT_FREE
    touch.save(update_fields=["summary", "reserved_until"])
    findings = step.decision.findings if step.decision else ()
    used = [str(f.overridden_by) for f in findings if f.overridden_by]
    payload = {"subject": subject, "body": body, "overrides": used}
    enqueue(CODE, subject=touch.pk, occurrence="1", to=to, due_at=step.at, payload=payload)
    step.result = step.touch = touch
    step.told.update(
        channel=touch.channel, purpose=touch.purpose, title=subject,
        name=touch.person.name if touch.person else "",
    )  # fmt: skip


def _address(touch: Touch) -> str:
    """Where it goes: one person at the group, whose address works as far as we know."""
    person = touch.person
    if touch.channel != TouchChannel.MAIL:
        raise StageRefused(_("This touch is no e-mail. Send it your own way and note it here."))
    if person is None or not person.email:
        raise StageRefused(_("Nobody with an e-mail address is chosen. Choose a person first."))
    if person.needs_fixing or person.left_on is not None:
        raise StageRefused(
            _("The address of {name} does not work any more. Mend it first, or choose another.",
              name=person.name)
        )  # fmt: skip
    return normalise(person.email)


def deliver_mail(step: Step) -> None:
    """The mail server took it: from now on it is an attempt like any other."""
    touch, message = _waiting(step)
    touch.state, touch.occurred_at = TouchState.DELIVERED, step.data["occurred_at"]
    touch.way_in = WayIn.LOGGED if step.data.get("late") else WayIn.CLEARED
    touch.save(update_fields=["state", "occurred_at", "way_in"])
    used = Override.objects.filter(pk__in=message.payload.get("overrides", []))
    used.filter(used_at__isnull=True).update(used_at=touch.occurred_at)
    contact.sent(step, touch)


def fail_mail(step: Step) -> None:
    """It did not go out: the group is free again, and the writer is told why."""
    touch, message = _waiting(step)
    nobody = message.state == MessageState.FAILED and message.reason.startswith(NOBODY_THERE)
    touch.state = TouchState.BOUNCED_HARD if nobody else TouchState.RELEASED
    touch.is_attempt = touch.is_attempt and not nobody
    touch.save(update_fields=["state", "is_attempt"])
    if nobody:
        log.fix_contact(step, touch.person)
    step.told.update(channel=touch.channel, purpose=touch.purpose, note=message.reason)
    _tell(step, touch, message)


def doubt_mail(step: Step) -> None:
    """Nobody knows whether it went out: it is kept from going twice until a person has decided."""
    touch, message = _waiting(step)
    step.told.update(channel=touch.channel, purpose=touch.purpose, note=message.reason)
    _tell(step, touch, message)
    tell_roles(step, (Role.ADMIN,), NotificationKind.MAIL, state=message.state)


def _tell(step: Step, touch: Touch, message: Message) -> None:
    tell(step, touch.by, NotificationKind.MAIL, state=message.state, note=message.reason)


def _waiting(step: Step) -> tuple[Touch, Message]:
    """The touch while nothing else has become of it."""
    touch: Touch = step.subject
    if touch.state != TouchState.RESERVED:
        raise StageRefused(_("This touch is not reserved any more. Look at the timeline."))
    step.result = step.touch = touch
    return touch, step.data["mail"]
