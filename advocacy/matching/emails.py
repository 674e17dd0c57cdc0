"""Addresses as keyed hashes, so that an opt-out is known again when the address is erased."""

import hashlib
import hmac

from django.conf import settings


def normalise(address: str) -> str:
    """An address as it is compared: without case and blanks."""
    return address.strip().lower()


def email_key(address: str) -> str:
    """HMAC-SHA256 of an address under the key for opt-outs, in hex; empty for no address."""
    if not normalise(address):
        return ""
    key = hashlib.sha256(b"pagcrm.email_key:" + settings.SUPPRESSION_KEY.encode()).digest()
    return hmac.new(key, normalise(address).encode(), hashlib.sha256).hexdigest()


def same_address(one: str, other: str) -> bool:
    """Whether mail to both reaches the same box."""
    return bool(normalise(one)) and normalise(one) == normalise(other)
