"""The seal on a mail that a mail server hands over by HTTP: fresh, and made with our secret."""

import hashlib
import hmac
import time

from django.conf import settings

FRESH_SECONDS = 300


def seal(raw: bytes, *, at: int, secret: str) -> str:
    """HMAC-SHA256 of moment and mail, in hex."""
    return hmac.new(secret.encode(), f"{at}.".encode() + raw, hashlib.sha256).hexdigest()


def is_ours(raw: bytes, *, stamp: str, signature: str) -> bool:
    """Whether somebody who has the secret has just sent exactly this."""
    secret = settings.INBOUND_WEBHOOK_SECRET
    if not secret or not stamp.isascii() or not stamp.isdecimal() or len(stamp) > 12:
        return False
    fresh = abs(time.time() - int(stamp)) <= FRESH_SECONDS
    wanted = seal(raw, at=int(stamp), secret=secret)
    return hmac.compare_digest(wanted.encode(), signature.encode()) and fresh
