"""What a person fills in about who of a sponsor looks in, and what such a person fills in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.models import Sponsor, User


class InviteForm(ActionForm):
    action = "invite_viewer"
    submit = _("Send the invitation")
    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("Work e-mail"), max_length=254)
    with_subsidiaries = forms.BooleanField(
        required=False, label=_("Also sees the studies of its subsidiaries"),
        help_text=_("Where they are shared. Parent and sister companies stay out."),
    )  # fmt: skip


class TermsForm(ActionForm):
    action = "set_viewer_terms"
    submit = _("Save")
    viewers_need_mfa = forms.BooleanField(
        required=False, label=_("They need a second step at sign-in"),
        help_text=_("An app or a passkey. Who has none sets it up before anything else opens."),
    )  # fmt: skip
    viewers_sign_in_with = forms.ChoiceField(
        required=False, label=_("They sign in with"),
        help_text=_("With the sponsor’s own account, passwords of ours open nothing any more."),
    )  # fmt: skip

    def __init__(self, data: Any, *, sponsor: Sponsor) -> None:
        super().__init__(data, initial={
            "viewers_need_mfa": sponsor.viewers_need_mfa,
            "viewers_sign_in_with": sponsor.viewers_sign_in_with,
        })  # fmt: skip
        chosen = self.fields["viewers_sign_in_with"]
        assert isinstance(chosen, forms.ChoiceField)
        known = [
            (row["provider_id"], row["name"])
            for row in settings.OPENID_PROVIDERS if row["serves"] == "sponsors"
        ]  # fmt: skip
        chosen.choices = [("", _("A password, or a passkey")), *known]


class EndForm(ActionForm):
    action = "end_viewer_access"
    submit = _("End the access")
    danger = True
    reason = forms.CharField(
        required=False, label=_("Why"), max_length=200, help_text=_("For our own record.")
    )


class PasswordForm(ActionForm):
    """The first password of somebody who was invited; only its hash goes on."""

    action = "accept_invitation"
    submit = _("Set the password")
    password = forms.CharField(
        label=_("Password"), max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same once more"), max_length=128, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, data: Any, *, user: User) -> None:
        self.user = user
        super().__init__(data)
        self.fields["password"].help_text = " ".join(map(str, password_validators_help_texts()))

    def clean(self) -> dict[str, Any]:
        """Refuse a weak one, and two that differ."""
        found = super().clean() or {}
        password = found.get("password")
        if password and found.get("again") and password != found["again"]:
            self.add_error("again", _("The two differ. Type the same twice."))
        if password:
            try:
                validate_password(password, self.user)
            except ValidationError as error:
                self.add_error("password", error)
        return found

    @property
    def values(self) -> dict[str, Any]:
        """The hash alone."""
        return {"password_hash": make_password(self.cleaned_data["password"])}
