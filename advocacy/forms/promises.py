"""What a person says of a promise that was kept, and how the ledger is narrowed."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.forms.fields import PickField
from advocacy.forms.filters import FilterForm
from advocacy.models import Group, PromiseKind, Study, User


class DeliveredForm(ActionForm):
    """The benefit has reached the group."""

    action: ClassVar[str] = "record_delivery"
    submit = _("It is delivered")
    delivered_on = forms.DateField(label=_("Delivered on"))
    evidence = forms.CharField(
        label=_("How we know"), max_length=500,
        widget=forms.Textarea,
        help_text=_("Such as their thanks by mail, a link, or where the receipt is on file."),
    )  # fmt: skip

    def ready(self) -> None:
        """Most are noted on the day."""
        super().ready()
        self.initial.setdefault("delivered_on", timezone.localdate())


class NotDeliveredForm(ActionForm):
    """The benefit has not reached the group after all."""

    action: ClassVar[str] = "withdraw_delivery"
    submit = _("It is owed again")
    reason = forms.CharField(
        label=_("What was wrong"), max_length=500, widget=forms.Textarea,
        help_text=_("The timeline keeps it beside what was noted before."),
    )  # fmt: skip


class PromiseFilterForm(FilterForm):
    """By what it is, to whom, for which study, and who looks after it."""

    alike = frozenset({"kind"})
    show = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("All")), *PromiseKind.choices]
    )
    group = PickField(
        queryset=Group.objects.all(), suggest="group-names", label=_("Group"), required=False
    )
    study = forms.ModelChoiceField(Study.objects.all(), required=False, widget=forms.HiddenInput)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Who looks after it"), required=False, empty_label=_("All")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = User.objects.insiders()
