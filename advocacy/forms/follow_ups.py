"""What a person fills in about a next step."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.models import User


class SnoozeForm(ActionForm):
    """Another day for a next step."""

    action: ClassVar[str] = "snooze_follow_up"
    submit = _("Snooze")
    due_on = forms.DateField(label=_("Show it again on"))

    def clean_due_on(self) -> date:
        """A day that is still to come."""
        day: date = self.cleaned_data["due_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Give a day after today."))
        return day


class ReassignForm(ActionForm):
    """Another person for a next step."""

    action: ClassVar[str] = "reassign_follow_up"
    submit = _("Hand over")
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), empty_label=None)

    def ready(self) -> None:
        """Offer all of our own people."""
        super().ready()
        chosen = self.fields["owner"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = User.objects.insiders()


class CompleteForm(ActionForm):
    """A word on what came of it, where there is one."""

    action: ClassVar[str] = "complete_follow_up"
    submit = _("Done")
    note = forms.CharField(label=_("What came of it"), max_length=500, required=False)


class HandOverForm(ActionForm):
    """Who takes over all that a person has open."""

    action: ClassVar[str] = "hand_over"
    submit = _("Hand over everything")
    danger = True
    to = forms.ModelChoiceField(
        User.objects.none(), label=_("Who takes over"), empty_label=_("Choose")
    )
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, leaver: User, **kwargs: Any) -> None:
        self.leaver = leaver
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Offer everybody else of our own."""
        super().ready()
        chosen = self.fields["to"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = User.objects.insiders().exclude(pk=self.leaver.pk)


class FollowUpFilterForm(forms.Form):
    """Whose next steps are shown, and which of them."""

    whose = forms.ChoiceField(
        required=False,
        choices=[("", _("Mine")), ("all", _("The team’s")), ("unowned", _("Nobody’s"))],
    )
    owner = forms.ModelChoiceField(User.objects.none(), required=False)
    when = forms.ChoiceField(
        required=False,
        choices=[
            ("", _("All")), ("overdue", _("Overdue")), ("today", _("Today")),
            ("coming", _("Coming")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["owner"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = User.objects.at_work()
