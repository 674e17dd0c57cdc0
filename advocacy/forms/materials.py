"""What a person fills in about patient-facing material and its approvals."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm, ActionModelForm
from advocacy.forms.countries import by_name
from advocacy.forms.uploads import UploadField
from advocacy.models import Approval, ChannelKind, Material


class MaterialForm(ActionModelForm):
    """A text, or a file, as participants will see it."""

    action: ClassVar[str] = "add_material"
    submit = _("Add the material")
    file = UploadField(label=_("File"), required=False)

    class Meta:
        model = Material
        fields = ["title", "language", "words", "file"]
        help_texts = {
            "title": _("The same title and language again makes the next version."),
            "language": _("Two letters, such as en or pt-BR."),
            "words": _("The exact words, where it is a text. One changed word is a new version."),
        }

    def ready(self) -> None:
        """Leave the words room."""
        super().ready()
        self.fields["words"].widget.attrs["rows"] = 8

    def clean(self) -> dict[str, Any]:
        """Want the words or a file."""
        given = super().clean() or self.cleaned_data
        if not given.get("words") and not given.get("file") and "file" not in self.errors:
            self.add_error("words", _("Type the words, or attach the file."))
        return given


class ApprovalForm(ActionModelForm):
    """An ethics committee’s approval of one exact version, for one country and channel."""

    action: ClassVar[str] = "approve_material"
    submit = _("Record the approval")
    country = forms.ChoiceField(label=_("Country"))
    channel = forms.ChoiceField(label=_("Channel"), choices=ChannelKind.choices)

    class Meta:
        model = Approval
        fields = ["body", "country", "channel", "approved_on", "expires_on"]
        labels = {"body": _("Approved by (IRB or ethics committee)")}

    def __init__(self, *args: Any, material: Material, **kwargs: Any) -> None:
        self.material = material
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Offer the study’s countries first."""
        super().ready()
        wanted = set(self.material.study.countries)
        named = by_name()
        ours = [pair for pair in named if pair[0] in wanted]
        rest = [pair for pair in named if pair[0] not in wanted]
        choices: list[Any] = [(_("In this study"), ours)] if ours else []
        self.fields["country"].choices = [*choices, (_("Others"), rest)]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def values(self) -> dict[str, Any]:
        """An approval is of the material's own language."""
        return {**super().values, "language": self.material.language}


class WithdrawApprovalForm(ActionForm):
    """When and why a committee took its approval back."""

    action: ClassVar[str] = "withdraw_approval"
    submit = _("Record it")
    danger = True
    withdrawn_on = forms.DateField(label=_("Withdrawn on"))
    reason = forms.CharField(label=_("Why"), max_length=300)
