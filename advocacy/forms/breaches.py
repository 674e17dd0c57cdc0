"""What a person notes when a breach was looked at."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm


class SeeBreachForm(ActionForm):
    """What was done about it."""

    action: ClassVar[str] = "see_breach"
    submit = _("Mark as seen")
    note = forms.CharField(
        label=_("What was done about it"), max_length=2000, widget=forms.Textarea,
        help_text=_("For example: talked with the colleague; apologised to the group."),
    )  # fmt: skip
