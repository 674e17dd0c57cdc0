"""What the board is narrowed by, and cut into lanes by."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.partnerships import PartnershipFilterForm
from advocacy.models import Partnership
from advocacy.models.board import COLUMNS


class BoardFilterForm(PartnershipFilterForm):
    """The filters of the list of partnerships, without the stage: that is what columns are for."""

    alike = frozenset({"q", "side", "lanes"})
    listed = frozenset({"study", "sponsor", "owner"})
    lanes = forms.ChoiceField(
        label=_("Lanes"), required=False,
        choices=[("", _("None")), ("study", _("By study")), ("sponsor", _("By sponsor")),
                 ("owner", _("By owner"))],
    )  # fmt: skip
    at = forms.ChoiceField(
        required=False, widget=forms.HiddenInput, choices=[(s.value, s.label) for s in COLUMNS]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["stage"]
        self.order_fields(["q", "study", "sponsor", "owner", "side", "lanes"])
        for name, label, rows in zip(
            ("study", "sponsor"), (_("Study"), _("Sponsor")), running(), strict=True
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.label, field.widget = label, forms.Select()
            field.widget.choices = [("", _("All")), *rows]

    def offer_chosen(self) -> None:
        """Offer also what was asked for where it has nothing on the board."""
        for name in ("study", "sponsor"):
            chosen, widget = self.cleaned_data.get(name), self.fields[name].widget
            assert isinstance(widget, forms.Select)
            if chosen and all(str(chosen.pk) != value for value, _label in widget.choices):
                widget.choices = [*widget.choices, (str(chosen.pk), str(chosen))]


def running() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The studies and sponsors that have a partnership on the board, in one query."""
    rows = Partnership.objects.open().order_by().values_list(
        "study_id", "study__nct_number", "study__protocol_id", "study__title",
        "study__sponsor_id", "study__sponsor__name",
    ).distinct()  # fmt: skip
    studies, sponsors = {}, {}
    for study, nct, protocol, title, sponsor, name in rows:
        studies[str(study)] = f"{nct or protocol} {title}"[:80]
        sponsors[str(sponsor)] = name
    return sorted_by_name(studies), sorted_by_name(sponsors)


def sorted_by_name(names: dict[str, str]) -> list[tuple[str, str]]:
    """Choices in the order of their names."""
    return sorted(names.items(), key=lambda pair: pair[1].casefold())
