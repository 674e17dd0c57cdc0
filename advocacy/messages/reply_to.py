"""The address to which a group answers: one for each partnership, which nobody can make up."""

import base64
import hashlib
import hmac
import re
from uuid import UUID

from django.conf import settings

SIGNED = 10
TOKEN = re.compile(r"\+([a-z2-7]{26})([a-z2-7]{10})@", re.IGNORECASE)


def address(partnership: UUID) -> str:
    """The partnership's own address at ours, blank where none is set up.

    Letters and figures only, the same in small and capital, 37 characters behind the plus.
    """
    name, _at, host = settings.REPLY_ADDRESS.rpartition("@")
    return f"{name}+{_plain(partnership.bytes)}{_sign(partnership)}@{host}" if name else ""


def read(text: str) -> UUID | None:
    """The partnership of the first address in a text that we gave; None where none is ours."""
    for key, signature in TOKEN.findall(text):
        known = UUID(bytes=base64.b32decode(key.upper() + "======"))
        if hmac.compare_digest(_sign(known), signature.lower()):
            return known
    return None


def _plain(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()


def _sign(partnership: UUID) -> str:
    # The key that never changes: groups answer old mails, too.
    key = hashlib.sha256(b"pagcrm.reply_to:" + settings.SUPPRESSION_KEY.encode()).digest()
    return _plain(hmac.new(key, partnership.bytes, hashlib.sha256).digest())[:SIGNED]
