"""The ledger's side of mails to groups: the rules are asked again, and the touch learns its end."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.matching.emails import normalise
from advocacy.messages import outreach
from advocacy.messages.kinds import Kind, Letter, register
from advocacy.models import Message, MessageState, Touch, TouchState
from advocacy.templatetags.ui import words
from advocacy.workflow.errors import WorkflowError
from advocacy.workflow.perform import Preview, perform, preview

ENDS = {
    MessageState.SENT: "deliver_mail",
    MessageState.FAILED: "fail_mail",
    MessageState.CANCELLED: "fail_mail",
    MessageState.UNKNOWN: "doubt_mail",
}


def touch_of(message: Message) -> Touch:
    """What the mail is about, with all that its letter shows."""
    rows = Touch.objects.select_related(
        "by", "person", "group", "ask", "partnership__study__sponsor"
    )
    return rows.get(pk=message.subject)


def unwanted(message: Message, at: datetime) -> str:
    """Why it does not go out after all: given back, another address, or a rule that refuses now."""
    touch = touch_of(message)
    if touch.state != TouchState.RESERVED:
        return _("The touch was given back.")
    person = touch.person
    if person is None or normalise(person.email) != message.recipient or person.needs_fixing:
        return _("The address was changed meanwhile.")
    if Touch.objects.unread().filter(partnership=touch.partnership).exists():
        return _("The group has written to us; that is to be read first.")
    words_now = {"summary": message.payload["body"]}
    return _against(preview("send_mail", actor=touch.by, subject=touch, data=words_now, at=at))


def _against(found: Preview) -> str:
    """In a sentence, what stands against it; blank when nothing does."""
    if found.clear:
        return ""
    if found.decision is not None and found.decision.refusing:
        return " ".join(words(finding.because) for finding in found.decision.refusing)
    return words(found.refused.text) if found.refused else ""


def write(message: Message, at: datetime) -> Letter:
    """The words as they were previewed."""
    said = message.payload
    return outreach.letter(touch_of(message), subject=said["subject"], body=said["body"])


def settle(message: Message) -> None:
    """Tell the touch what became of its mail; doing it again changes nothing."""
    touch = Touch.objects.get(pk=message.subject)
    if touch.state != TouchState.RESERVED:
        return
    data = {"mail": message, "occurred_at": message.over_at}
    action = ENDS[MessageState(message.state)]
    try:
        perform(action, actor=None, subject=touch, data=data)
    except WorkflowError:
        if action != "deliver_mail":
            raise
        # It did go out; what was forbidden in the same moment cannot unsay it.
        perform(action, actor=None, subject=touch, data={**data, "late": True})


OUTREACH = register(Kind(outreach.CODE, gettext_lazy("Mail to a group"), unwanted, write, settle))
