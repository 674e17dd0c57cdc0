"""The mail that invites a person of a sponsor to look in."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.messages import links
from advocacy.messages.kinds import Kind, Letter, register
from advocacy.models import Message, OneTimeLink

CODE = "invitation"
FOLDER = "emails/invitation"


def unwanted(message: Message, at: datetime) -> str:
    """Why it is not sent any more: the link is of no use, or the person has no access."""
    link = OneTimeLink.objects.open(at).filter(pk=message.subject).first()
    if link is None:
        return _("The link was used, withdrawn or is too old.")
    if message.user is None or not message.user.is_active:
        return _("The person has no access any more.")
    return ""


def write(message: Message, at: datetime) -> Letter:
    """The invitation with its link."""
    link = OneTimeLink.objects.for_page().select_related("made_by").get(pk=message.subject)
    assert link.user is not None
    context = {
        "user": link.user, "sponsor": link.user.sponsor, "by": link.made_by,
        "url": links.url(link), "until": link.expires_at,
    }  # fmt: skip
    return Letter(
        subject=render_to_string(f"{FOLDER}/subject.txt", context),
        text=render_to_string(f"{FOLDER}/body.txt", context),
        html=render_to_string(f"{FOLDER}/body.html", context),
        reply_to=(link.made_by.email,),
    )


INVITATION = register(Kind(CODE, gettext_lazy("Invitation of a viewer"), unwanted, write))
