"""The launch of a study as the planner tries it, and as it is moved."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionModelForm, dress
from advocacy.models import Study

SHOWN = (
    ("", _("All")), ("late", _("Too late")), ("close", _("Close")), ("fits", _("In time")),
    ("done", _("All phases done")), ("gain", _("Gain time enough")), ("lose", _("Lose it")),
)  # fmt: skip


class TryForm(forms.Form):
    """A launch to look at, before anything is saved."""

    launch = forms.DateField(label=_("Launch"), required=False)
    show = forms.ChoiceField(choices=SHOWN, required=False, widget=forms.HiddenInput)
    start = forms.IntegerField(min_value=0, max_value=100_000, required=False,
                               widget=forms.HiddenInput)  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self.fields["launch"])


class LaunchForm(ActionModelForm):
    """Move the launch, and say why."""

    action: ClassVar[str] = "edit_study"
    submit = _("Move the launch")
    reason = forms.CharField(
        label=_("Why it moves"), max_length=500,
        help_text=_("The timeline shows it, and so does the history of the study."),
    )  # fmt: skip

    class Meta:
        model = Study
        fields = ["launch_on"]
        labels = {"launch_on": _("Launch")}

    def ready(self) -> None:
        """A launch is moved here, not taken away."""
        self.fields["launch_on"].required = True
        super().ready()

    def watched(self) -> Model | None:
        """Nobody moves the launch past a colleague who has just moved it."""
        return self.record
