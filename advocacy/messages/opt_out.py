"""The signed link under a mail to a group, by which whoever has it wants no more; no account."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from advocacy.messages import unsubscribe

SALT = "advocacy.opt_out"


def make(touch: UUID) -> str:
    """A token for a URL; the same for the same mail, good for as long as the secret key is."""
    return signing.Signer(salt=SALT).sign(touch.hex)


def read(token: str) -> UUID:
    """The touch that the link belongs to; raises unsubscribe.BadToken."""
    try:
        return UUID(hex=signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise unsubscribe.BadToken from error


def url(touch: UUID) -> str:
    """The address of the page, as it stands in the mail."""
    return settings.PUBLIC_URL + reverse("opt-out", args=[make(touch)])
