"""The period and the scope of the numbers; what is wrong in an address narrows nothing."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import now
from advocacy.models.scope import Scope

USUAL = "90"
FIRST_DAY = date(2000, 1, 1)
PERIODS = (
    ("30", _("Last 30 days")), (USUAL, _("Last 90 days")), ("365", _("Last 12 months")),
    ("all", _("Everything")), ("custom", _("From day to day")),
)  # fmt: skip
NAMES = ("period", "since", "until", "study", "sponsor", "person")


class ScopeForm(forms.Form):
    """From when to when, and of which study, sponsor or person."""

    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=PERIODS,
    )
    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("To"), required=False)
    study = forms.UUIDField(label=_("Study"), required=False)
    sponsor = forms.UUIDField(label=_("Sponsor"), required=False)
    person = forms.UUIDField(label=_("Person"), required=False)

    def clean(self) -> dict[str, Any]:
        """Days in their order."""
        asked: dict[str, Any] = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:
            self.add_error("until", _("The last day comes before the first. Turn them round."))
        return asked

    @property
    def chosen(self) -> Mapping[str, Any]:
        """What was asked for and can be read."""
        self.is_valid()
        return self.cleaned_data

    @property
    def scope(self) -> Scope:
        """What the numbers count."""
        asked = self.chosen
        since, until = days_of(asked)
        return Scope(
            since=since, until=until, study=asked.get("study"), sponsor=asked.get("sponsor"),
            person=asked.get("person"),
        )  # fmt: skip

    @property
    def shown(self) -> dict[str, str]:
        """What the fields hold."""
        asked = self.chosen
        scope = self.scope
        told = {name: str(asked.get(name) or "") for name in NAMES}
        return told | {
            "period": told["period"] or USUAL, "since": scope.since.isoformat(),
            "until": scope.last.isoformat(),
        }  # fmt: skip

    @property
    def query(self) -> dict[str, str]:
        """What an address must say to mean the same, also tomorrow."""
        asked = self.shown
        return {n: v for n, v in asked.items() if v} | {"period": "custom"}


def days_of(asked: Mapping[str, Any]) -> tuple[date, date]:
    """The first day, and the day after the last."""
    tomorrow = now().date() + timedelta(days=1)
    period = asked.get("period") or USUAL
    if period == "custom":
        since = asked.get("since") or tomorrow - timedelta(days=int(USUAL))
        last = asked.get("until") or max(since, tomorrow - timedelta(days=1))
        return since, last + timedelta(days=1)
    if period == "all":
        return FIRST_DAY, tomorrow
    return tomorrow - timedelta(days=int(period)), tomorrow
