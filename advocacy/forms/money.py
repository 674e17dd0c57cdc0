"""How the list of budgets is narrowed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.fields import PickField
from advocacy.forms.filters import FilterForm
from advocacy.models import Currency, Sponsor

SHOWN = (("", _("All lines")), ("over", _("More held than approved")))
STUDIES = (("", _("All but closed")), ("all", _("All")))


class BudgetFilterForm(FilterForm):
    """By sponsor, currency, and what is over."""

    alike = frozenset({"currency", "show", "studies"})
    sponsor = PickField(
        queryset=Sponsor.objects.all(), suggest="sponsor-names", label=_("Sponsor"), required=False
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWN)
    studies = forms.ChoiceField(label=_("Studies"), required=False, choices=STUDIES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["currency"].choices = [("", _("Any")), *Currency.choices]  # type: ignore[attr-defined]  # a ChoiceField
