"""What a person fills in about how a group stands to trials, and who said never."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionModelForm
from advocacy.models import Group, OptOut, Stance

WHOLE_GROUP = "group"


class StanceForm(ActionModelForm):
    """What the group said about trials."""

    action: ClassVar[str] = "record_stance"

    class Meta:
        model = Stance
        fields = ["kind", "source", "as_of"]
        help_texts = {
            "kind": _(
                "“No trials” and “No industry” end every open ask and stop contact for good."
            ),
        }


class OptOutForm(ActionModelForm):
    """Who said never, when and in which words."""

    action: ClassVar[str] = "record_opt_out"
    submit: ClassVar[Any] = _("Record the opt-out")
    danger: ClassVar[bool] = True
    person = forms.ChoiceField(
        label=_("Who said it"), widget=forms.RadioSelect,
        help_text=_("A person’s opt-out goes with her; the group’s stays with the group."),
    )  # fmt: skip
    field_order = ("person",)

    def __init__(self, *args: Any, group: Group, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in group.people.all()}
        named = [(key, str(person)) for key, person in self.people.items()]
        self.fields["person"].choices = [(WHOLE_GROUP, _("The whole group")), *named]  # type: ignore[attr-defined]  # declared above

    class Meta:
        model = OptOut
        fields = ["words", "source", "said_on"]

    @property
    def values(self) -> dict[str, Any]:
        """The person, or nobody for the whole group."""
        return {**super().values, "person": self.people.get(self.cleaned_data["person"])}


class LiftOptOutForm(ActionModelForm):
    """The group's own invitation, which alone ends an opt-out."""

    action: ClassVar[str] = "lift_opt_out"
    submit: ClassVar[Any] = _("Record the invitation")
    invitation = forms.CharField(
        label=_("The invitation, in their words"), max_length=2000, widget=forms.Textarea
    )
    lifted_on = forms.DateField(label=_("Invited again on"))

    class Meta:
        model = OptOut
        fields = ["invitation", "lifted_on"]
