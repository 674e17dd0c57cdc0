"""The signed link under a mail to a group, by which whoever has it wants no more; no account."""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

from advocacy.messages import unsubscribe

SALT = "advocacy.opt_out"


def _signer() -> signing.Signer:
    """By the key for opt-outs, which never changes: the link works as long as the mail is kept."""
    return signing.Signer(key=settings.SUPPRESSION_KEY, salt=SALT)


def make(touch: UUID) -> str:
    """A token for a URL; the same for the same mail."""
    return _signer().sign(touch.hex)


def read(token: str) -> UUID:
    """The touch that the link belongs to; raises unsubscribe.BadToken."""
    try:
        return UUID(hex=_signer().unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise unsubscribe.BadToken from error


def url(touch: UUID) -> str:
    """The address of the page, as it stands in the mail."""
    return settings.PUBLIC_URL + reverse("opt-out", args=[make(touch)])
