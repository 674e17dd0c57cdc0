"""Codes of the second step are short: wrong ones count for the account, wherever one guesses."""

from typing import TYPE_CHECKING

from allauth.mfa.base import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from advocacy.models import User

MOST, WITHIN_SECONDS = 10, 15 * 60


class Counted:
    """Refuses every code, the right one too, once too many were wrong in a quarter of an hour."""

    user: "User"

    def clean_code(self) -> str:
        """Count before looking, so that many at one moment are counted, too."""
        key = f"second-step:{self.user.pk}"
        cache.add(key, 0, WITHIN_SECONDS)
        try:
            tried = cache.incr(key)
        except ValueError:  # the time ran out in between
            tried = 1
        if tried > MOST:
            raise ValidationError(
                _("Too many codes were wrong. Wait a quarter of an hour, then try again.")
            )
        code: str = super().clean_code()  # type: ignore[misc]  # of the form beside it
        cache.delete(key)
        return code


class AuthenticateForm(Counted, forms.AuthenticateForm):
    """The code after the password."""


class ReauthenticateForm(Counted, forms.ReauthenticateForm):
    """The code before something that matters."""
