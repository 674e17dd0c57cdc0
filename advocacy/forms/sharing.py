"""Forms by which a manager says what a sponsor sees."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm, ActionModelForm
from advocacy.models import Partnership, Share, ShareField, ShareLevel, Sponsor, Study, User
from advocacy.models.share import SHOWS


class ShareForm(ActionModelForm):
    """The level, what is kept back of it, and whom the sponsor may ask."""

    action: ClassVar[str] = "set_share"
    submit = _("Save what they see")
    level = forms.ChoiceField(
        label=_("What they see"), widget=forms.RadioSelect,
        choices=[
            (level.value, format_lazy("{}: {}", level.label, SHOWS[level])) for level in ShareLevel
        ],
    )  # fmt: skip
    hidden_fields = forms.MultipleChoiceField(  # type: ignore[assignment]  # a form makes a field of it
        label=_("Keep back even so"), choices=ShareField.choices, required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    class Meta:
        model = Share
        fields = ["level", "hidden_fields", "contact"]
        help_texts = {
            "contact": _("Name and address are shown to the sponsor; no other colleague.")
        }

    def ready(self) -> None:
        """Offer colleagues who can sign in."""
        chosen = self.fields["contact"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = User.objects.insiders()
        super().ready()

    def watched(self) -> Model | None:
        """The share as it is; two people may set it at once."""
        return self.record


class KeepBackForm(ActionForm):
    """Which partnership, and why, where it is kept back or shown again."""

    partnership = forms.ModelChoiceField(Partnership.objects.none())
    reason = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        self.study = study
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Only the study's own."""
        super().ready()
        chosen = self.fields["partnership"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = Partnership.objects.of_study(self.study).select_related("group")


class SponsorForm(forms.Form):
    """Which sponsor of the study's family."""

    sponsor = forms.ModelChoiceField(
        Sponsor.objects.none(), label=_("Sponsor"), empty_label=None,
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip

    def __init__(self, *args: Any, family: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["sponsor"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = family
