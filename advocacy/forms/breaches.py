"""What a person notes when a breach was looked at."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from advocacy.forms.base import ActionForm


class SeeBreachForm(ActionForm):
    """What was done about it."""

    action: ClassVar[str] = "see_breach"
    submit = _("Mark as seen")
    note = forms.CharField(
        label=_("What was done about it"), max_length=2000, widget=forms.Textarea,
        help_text=_("For example: talked with the colleague; apologised to the group."),
    )  # fmt: skip
    whole_touch = forms.BooleanField(required=False, initial=True)

    def __init__(self, *args: Any, others: int, **kwargs: Any) -> None:
        self.others = others
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Offer to note the same for what else this touch broke."""
        super().ready()
        if self.others:
            self.fields["whole_touch"].label = ngettext(
                "The same for the other rule that this touch broke",
                "The same for the {n} other rules that this touch broke",
                self.others,
            ).format(n=self.others)
        else:
            del self.fields["whole_touch"]

    @property
    def values(self) -> dict[str, Any]:
        """The note alone is kept."""
        return {"note": self.cleaned_data["note"]}
