"""What a report is narrowed by; it is sent with GET and changes nothing."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import plain_messages, sensible_year
from advocacy.models import Sponsor, Study

FIRST_YEAR = 2000


class ReportForm(forms.Form):
    """The filters that one report has, and no others."""

    study = forms.ModelChoiceField(
        Study.objects.with_partnerships(), label=_("Study"), required=False
    )
    starts = forms.DateField(
        label=_("From"), required=False, validators=[sensible_year],
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    ends = forms.DateField(
        label=_("To"), required=False, validators=[sensible_year],
        widget=forms.DateInput(attrs={"type": "date"}),
    )  # fmt: skip
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    sponsor = forms.ModelChoiceField(Sponsor.objects.all(), label=_("Sponsor"), required=False)

    def __init__(
        self, *args: Any, filters: tuple[str, ...], days: int, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.days = today, days
        own = {"period": ("starts", "ends")}
        kept = [name for asked in filters for name in own.get(asked, (asked,))]
        self.order_fields(kept)
        for name in set(self.fields) - set(kept):
            del self.fields[name]
        for field in self.fields.values():
            plain_messages(field)
        self._offer()

    def _offer(self) -> None:
        """What may be chosen, and what is chosen where nobody chose."""
        if "year" in self.fields:
            years = [(n, str(n)) for n in range(self.today.year, FIRST_YEAR, -1)]
            self.fields["year"].choices = years  # type: ignore[attr-defined]  # of a choice field
            self.initial["year"] = self.today.year
        if "starts" in self.fields:
            self.initial["starts"] = self.today - timedelta(days=self.days)
            self.initial["ends"] = self.today
        if "study" in self.fields:
            every = _("Choose a study") if len(self.fields) == 1 else _("All studies")
            self.fields["study"].empty_label = every  # type: ignore[attr-defined]
        if "sponsor" in self.fields:
            self.fields["sponsor"].empty_label = _("All sponsors")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period begins before it ends."""
        given = super().clean() or {}
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and starts > ends:
            self.add_error("starts", _("This is after the last day. Choose an earlier one."))
        return given

    def chosen(self) -> dict[str, Any]:
        """Study, sponsor, first and last day; what is wrong or missing is as usual."""
        given = self.cleaned_data if self.is_valid() else {}
        starts = given.get("starts") or self.initial.get("starts", self.today)
        ends = given.get("ends") or self.initial.get("ends", self.today)
        if "year" in self.fields:
            year = given.get("year") or self.today.year
            starts, ends = date(year, 1, 1), date(year, 12, 31)
        return {
            "study": given.get("study"), "sponsor": given.get("sponsor"),
            "starts": min(starts, ends), "ends": ends,
        }  # fmt: skip
