"""The signed addresses of links that work once; what a link may still do its row decides."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from advocacy.messages.unsubscribe import BadToken
from advocacy.models import OneTimeLink

SALT = "advocacy.one_time_link"
INVITATION, QUESTION = "invitation", "clearance-question"


def make(link: UUID) -> str:
    """A token for an address; without the secret key nobody can make one."""
    return signing.Signer(salt=SALT).sign(link.hex)


def read(token: str) -> UUID:
    """The link that a token stands for; raises BadToken."""
    try:
        return UUID(hex=signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error


def url(link: OneTimeLink) -> str:
    """The address of the page, as it stands in the mail."""
    route = INVITATION if link.user_id else QUESTION
    return settings.PUBLIC_URL + reverse(route, args=[make(link.pk)])
