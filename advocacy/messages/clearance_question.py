"""The mail that asks a sponsor's advocacy lead, who has no account, for clearance."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.messages import links
from advocacy.messages.kinds import Kind, Letter, register
from advocacy.models import Message, OneTimeLink

CODE = "clearance_question"
FOLDER = "emails/clearance_question"


def unwanted(message: Message, at: datetime) -> str:
    """Why it is not sent any more: answered, withdrawn, too old, or the person has left."""
    link = OneTimeLink.objects.open(at).for_page().filter(pk=message.subject).first()
    if link is None or link.clearance is None or link.contact is None:
        return _("The link was used, withdrawn or is too old.")
    if link.clearance.answer:
        return _("The sponsor has answered meanwhile.")
    if link.contact.left_on is not None or link.contact.email != message.recipient:
        return _("This is not the person’s address any more.")
    return ""


def write(message: Message, at: datetime) -> Letter:
    """The question with its link."""
    link = OneTimeLink.objects.for_page().select_related("made_by").get(pk=message.subject)
    assert link.clearance is not None
    context = {
        "contact": link.contact, "clearance": link.clearance, "by": link.made_by,
        "study": link.clearance.study, "group": link.clearance.group, "url": links.url(link),
        "until": link.expires_at, "postal": settings.POSTAL_ADDRESS,
    }  # fmt: skip
    return Letter(
        subject=render_to_string(f"{FOLDER}/subject.txt", context),
        text=render_to_string(f"{FOLDER}/body.txt", context),
        html=render_to_string(f"{FOLDER}/body.html", context),
        reply_to=(link.made_by.email,),
    )


QUESTION = register(Kind(CODE, gettext_lazy("Question to a sponsor"), unwanted, write))
