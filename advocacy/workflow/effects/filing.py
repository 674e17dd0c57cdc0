"""Mails that came in: filed as a touch once, read by a person, or put away."""

from advocacy.models import (
    Direction,
    InboundMail,
    InboundState,
    ReplyOutcome,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import log, recount
from advocacy.workflow.errors import InvalidData, StageRefused
from advocacy.workflow.step import Step

OPEN = (InboundState.RECEIVED, InboundState.TRIAGE)


def file_mail(step: Step) -> None:
    """The mail is a touch of this partnership, and of no other; what it says is not guessed."""
    mail = _open(step.data["mail"])
    log.log_touch(step)
    mail.state, mail.touch, mail.partnership = InboundState.FILED, step.touch, step.partnership
    mail.save(update_fields=["state", "touch", "partnership"])
    step.told |= {"title": mail.subject, "mail": str(mail.pk)}


def dismiss_mail(step: Step) -> None:
    """It belongs to nothing here."""
    mail = _open(step.subject)
    note = str(step.data.get("note") or "").strip()
    if not note:
        raise InvalidData({"note": _("Say in a few words why.")})
    mail.state, mail.reason = InboundState.DISMISSED, note[:300]
    mail.save(update_fields=["state", "reason"])
    step.result = mail
    step.told.update(note=note[:300])


def read_reply(step: Step) -> None:
    """A person has read what came in and says what it is; all follows as if logged now."""
    touch = next((t for t in step.said if t.id == step.subject.id), None)
    if touch is None or touch.direction != Direction.IN or touch.outcome:
        raise StageRefused(_("Somebody has read this reply already. Look at the timeline."))
    outcome = str(step.data.get("outcome") or "")
    if outcome not in ReplyOutcome.values:
        raise InvalidData({"outcome": _("Say what the answer was.")})
    if outcome == ReplyOutcome.OUT_OF_OFFICE and not step.data.get("return_on"):
        raise InvalidData({"return_on": _("Say on which day they are back.")})
    touch.outcome, touch.is_genuine = outcome, ReplyOutcome(outcome).is_genuine
    touch.save(update_fields=["outcome", "is_genuine"])
    step.result = step.touch = touch
    bounced = log.bounced_mail(step, touch)
    changed = recount.classify(step.said, new=touch)
    log.inbound(step, touch, bounced)
    recount.flag(step, touch, changed)
    step.told.update(outcome=outcome, channel=touch.channel, direction=touch.direction)


def _open(mail: InboundMail) -> InboundMail:
    """The mail under a lock of its own, while nobody has done anything with it."""
    found = InboundMail.objects.select_for_update().filter(pk=mail.pk).first()
    if found is None or found.state not in OPEN:
        raise StageRefused(_("This mail was filed or put away already. Look at the list again."))
    return found
