"""The signed link under a mail that stops mails of its sort; it works without signing in."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "advocacy.unsubscribe"


class BadToken(Exception):
    """The link was cut off or made up."""


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Who wants no more of what: the id of an account (`digest`, `urgent`) or of another record."""

    what: str
    who: UUID


def make(*, what: str, who: UUID) -> str:
    """A token for a URL; the same for the same wish, good for as long as the secret key is."""
    return signing.Signer(salt=SALT).sign(f"{what}:{who.hex}")


def read(token: str) -> Unsubscribe:
    """What a token asks for; raises BadToken."""
    try:
        what, _sep, who = signing.Signer(salt=SALT).unsign(token).partition(":")
        return Unsubscribe(what, UUID(hex=who))
    except (signing.BadSignature, ValueError) as error:
        raise BadToken from error


def url(*, what: str, who: UUID) -> str:
    """The address of the page, as it stands in the mail."""
    return settings.PUBLIC_URL + reverse("unsubscribe", args=[make(what=what, who=who)])


def headers(address: str) -> dict[str, str]:
    """The headers by which mail programs offer one click (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
