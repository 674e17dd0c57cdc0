"""What a person fills in to ask for an exception, and to decide one."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.models import OverrideReason

GRANT, DENY = "grant", "deny"


class AskOverrideForm(ActionForm):
    """Why one rule should be excepted, once."""

    action: ClassVar[str] = "ask_override"
    submit = _("Ask for the override")
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[("", _("Choose one")), *OverrideReason.choices]
    )
    note = forms.CharField(
        label=_("What the one who decides should know"), max_length=2000, widget=forms.Textarea,
        help_text=_("The note is kept, and read by managers and compliance."),
    )  # fmt: skip


class DecideOverrideForm(ActionForm):
    """Grant for some days, or deny; either with a note."""

    action: ClassVar[str] = "decide_override"
    submit = _("Decide")
    decision = forms.ChoiceField(
        label=_("Decision"), widget=forms.RadioSelect,
        choices=[(GRANT, _("Grant it, for this one action")), (DENY, _("Deny it"))],
    )  # fmt: skip
    days = forms.IntegerField(label=_("Days it stays valid, if granted"))
    note = forms.CharField(
        label=_("Why"), max_length=2000, widget=forms.Textarea,
        help_text=_("The person who asked reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, most_days: int, **kwargs: Any) -> None:
        self.most_days = most_days
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Say how long an exception may last at most."""
        super().ready()
        self.fields["days"].required = self.data.get("decision") != DENY
        self.fields["days"].help_text = _("From 1 to {most}.").format(most=self.most_days)
        self.initial.setdefault("days", self.most_days)

    def clean_days(self) -> int:
        """Keep to the longest time that the limits allow."""
        days = self.cleaned_data.get("days")
        if self.data.get("decision") == DENY:
            return 0
        if days is None or not 1 <= days <= self.most_days:
            raise forms.ValidationError(
                _("Give a number of days from 1 to %(most)s."), params={"most": self.most_days}
            )
        return int(days)

    @property
    def values(self) -> dict[str, Any]:
        """Granted or not, in one word."""
        given = super().values
        granted = given.pop("decision") == GRANT
        days = given.pop("days")
        return {**given, "granted": granted, **({"days": days} if granted else {})}
