"""What a person fills in about a group and what is known of it."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm, ActionModelForm, is_language
from advocacy.forms.countries import CountryField
from advocacy.forms.fields import CodesField, ListField, NamedChoiceField, PickField
from advocacy.forms.filters import FilterForm
from advocacy.models import (
    BusyPeriod,
    Channel,
    Condition,
    Currency,
    FactKind,
    Goal,
    Group,
    GroupKind,
    ProfileFact,
    StanceKind,
)  # fmt: skip
from advocacy.models.countries import COUNTRIES

MONTHS = [
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
    _("August"), _("September"), _("October"), _("November"), _("December"),
]  # fmt: skip


FIGURES: dict[str, tuple[str, ...]] = {
    FactKind.SIZE: ("staff_size",),
    FactKind.REVENUE: ("revenue", "revenue_currency", "revenue_year"),
}


def time_zone_choices() -> list[tuple[str, Any]]:
    """The zones of real places, by continent and city."""
    places = sorted(name for name in available_timezones() if "/" in name and name[:3] != "Etc")
    return [("", _("Choose")), *((name, name.replace("_", " ")) for name in places), ("UTC", "UTC")]


def month_choices() -> list[tuple[Any, Any]]:
    """The months by name."""
    return [("", _("Choose")), *enumerate(MONTHS, start=1)]


class GroupFilterForm(FilterForm):
    """Which groups the list shows."""

    alike = frozenset({"q", "kind", "country", "region", "stance", "stopped", "mine"})
    listed = frozenset({"condition"})
    q = forms.CharField(
        label=_("Name"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Every kind")), *GroupKind.choices]
    )
    condition = NamedChoiceField(
        Condition.objects.all(), label=_("Condition"), required=False, to_field_name="code",
        empty_label=_("Every condition"),
    )  # fmt: skip
    country = CountryField(label=_("Country"), required=False, blank=_("Every country"))
    region = forms.CharField(label=_("State or region"), required=False, max_length=10)
    stance = forms.ChoiceField(
        label=_("Stance"), required=False, choices=[("", _("Every stance")), *StanceKind.choices]
    )
    stopped = forms.BooleanField(label=_("With a stop"), required=False)
    mine = forms.BooleanField(label=_("I work with"), required=False)


class GroupForm(ActionModelForm):
    """A group as it is written down."""

    action: ClassVar[str] = "create_group"
    narrow: ClassVar[frozenset[str]] = frozenset({
        "kind", "parent", "website", "registry_number", "region", "city", "country", "time_zone",
        "countries", "languages", "staff_size", "revenue", "revenue_currency", "revenue_year",
    })  # fmt: skip
    aliases = ListField(
        item_length=240, label=_("Other names"), required=False,
        help_text=_("Former names and short forms, one a line."),
    )  # fmt: skip
    parent = PickField(
        queryset=Group.objects.standing(), suggest="group-names", label=_("Belongs to"),
        required=False, help_text=_("The umbrella or national group that it is a chapter of."),
    )  # fmt: skip
    conditions = forms.ModelMultipleChoiceField(
        Condition.objects.all(), label=_("Conditions"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Studies find the group by them."),
    )  # fmt: skip
    country = CountryField(label=_("Country"), blank=_("Choose"))
    countries = CodesField(
        known=COUNTRIES, upper=True, item_length=2, label=_("Countries it serves"), required=False,
        help_text=_("Codes of two letters with commas between them, such as US, CA."),
    )  # fmt: skip
    languages = CodesField(
        known=is_language, item_length=5, label=_("Languages"), required=False,
        example="en, pt-BR", help_text=_("Codes with commas between them, such as en, es."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)

    class Meta:
        model = Group
        fields = [
            "name", "aliases", "kind", "parent", "conditions", "country", "region", "city",
            "time_zone", "countries", "languages", "website", "registry_number", "staff_size",
            "revenue", "revenue_currency", "revenue_year", "source",
        ]  # fmt: skip
        help_texts = {"region": _("Its short form, such as NY.")}
        error_messages = {
            "registry_number": {
                "unique": _("Another group has this number. Find it by the number, or correct it.")
            }
        }

    def part_identity(self) -> list[forms.BoundField]:
        """The fields of what the group is."""
        return self.part("name", "aliases", "kind", "parent", "conditions", "website",
                         "registry_number")  # fmt: skip

    def part_place(self) -> list[forms.BoundField]:
        """The fields of where it is."""
        return self.part("country", "region", "city", "time_zone", "countries", "languages")

    def part_size(self) -> list[forms.BoundField]:
        """The fields of its size, and where all this comes from."""
        return self.part("staff_size", "revenue", "revenue_currency", "revenue_year", "source",
                         "reason")  # fmt: skip

    def part(self, *names: str) -> list[forms.BoundField]:
        """Some of the fields, those that this form has."""
        return [self[name] for name in names if name in self.fields]

    @property
    def values(self) -> dict[str, Any]:
        """Conditions as a list, and an empty number as none."""
        return {**super().values, "conditions": list(self.cleaned_data["conditions"])}


class GroupEditForm(GroupForm):
    """The same with the reason, which the timeline keeps."""

    action: ClassVar[str] = "edit_group"
    reason = forms.CharField(
        label=_("Why it changes"), max_length=300, required=False,
        help_text=_("One line for the timeline, such as where you read it."),
    )  # fmt: skip


class FactForm(ActionModelForm):
    """One thing known of a group; figures of size and income also go to its record."""

    action: ClassVar[str] = "record_fact"
    staff_size = forms.IntegerField(
        label=_("Paid staff"), required=False, min_value=0, max_value=1_000_000,
        help_text=_("For “Size and staff”: the number, if it is known."),
    )  # fmt: skip
    revenue = forms.DecimalField(
        label=_("Yearly revenue"), required=False, min_value=0, max_digits=14, decimal_places=2,
        help_text=_("For “Income”: the sum, its currency and its year."),
    )  # fmt: skip
    revenue_currency = forms.ChoiceField(
        label=_("Currency"), required=False, choices=[("", "–"), *Currency.choices]
    )
    revenue_year = forms.IntegerField(
        label=_("Of the year"), required=False, min_value=1900, max_value=2100
    )

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind:
            self.fields["kind"].initial = kind
            for name in {*FIGURES[FactKind.SIZE], *FIGURES[FactKind.REVENUE]}:
                if name not in FIGURES.get(kind, ()):
                    del self.fields[name]

    class Meta:
        model = ProfileFact
        fields = ["kind", "value", "source", "as_of"]
        help_texts = {
            "value": _("In a sentence or two, as you would tell a colleague."),
            "source": _("Their website, a call, an annual report: where one can look it up."),
        }

    @property
    def values(self) -> dict[str, Any]:
        """Only the figures that go with the kind, and only those that were given."""
        figures = FIGURES.get(self.cleaned_data["kind"], ())
        kept = ("kind", "value", "source", "as_of", *figures)
        return {k: v for k, v in self.cleaned_data.items() if k in kept and v not in (None, "")}

    def clean(self) -> dict[str, Any]:
        """A sum of money needs its currency."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("revenue") is not None and not cleaned.get("revenue_currency"):
            self.add_error("revenue_currency", _("Choose the currency of the revenue."))
        return cleaned


class GoalForm(ActionModelForm):
    """A goal in the group's own words."""

    action: ClassVar[str] = "record_goal"

    class Meta:
        model = Goal
        fields = ["words", "source", "as_of"]
        help_texts = {"words": _("As they said or wrote it; a benefit of an ask is tied to it.")}


class ChannelForm(ActionModelForm):
    """A channel of the group with its reach."""

    action: ClassVar[str] = "record_channel"

    class Meta:
        model = Channel
        fields = ["kind", "name", "reach", "source", "as_of"]
        help_texts = {"reach": _("Readers, followers or guests; leave it empty if unknown.")}


class BusyPeriodForm(ActionModelForm):
    """A time of each year in which the group has no ear for us."""

    action: ClassVar[str] = "record_busy_period"
    starts_month = forms.TypedChoiceField(
        label=_("From month"), choices=month_choices, coerce=int, empty_value=None
    )
    ends_month = forms.TypedChoiceField(
        label=_("To month"), choices=month_choices, coerce=int, empty_value=None
    )
    starts_day = forms.IntegerField(label=_("From day"), min_value=1, max_value=31)
    ends_day = forms.IntegerField(label=_("To day"), min_value=1, max_value=31)

    class Meta:
        model = BusyPeriod
        fields = ["name", "starts_month", "starts_day", "ends_month", "ends_day"]
        help_texts = {"name": _("Such as: awareness month, yearly walk, board elections.")}


class MergeForm(ActionForm):
    """Which record is the same group, and the word that it shall be merged."""

    action: ClassVar[str] = "merge_groups"
    submit: ClassVar[Any] = _("Show what would move")
    other = PickField(
        queryset=Group.objects.standing(), suggest="group-names", label=_("The other record"),
        help_text=_("It goes; everything of it moves to the group that you came from."),
    )  # fmt: skip
