"""What a person fills in about a study, its budget and which groups to see."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django import forms
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm, ActionModelForm, FigureInput
from advocacy.forms.countries import CountryField
from advocacy.forms.fields import CodesField, NamedChoiceField, PickField
from advocacy.forms.filters import FilterForm
from advocacy.forms.versions import VersionField
from advocacy.models import (
    BudgetHold,
    BudgetLine,
    Condition,
    GroupKind,
    Sponsor,
    SponsorContact,
    Study,
    StudyStatus,
    User,
)  # fmt: skip
from advocacy.models.countries import COUNTRIES
from advocacy.policy.registry import RULES, Act
from advocacy.templatetags.ui import words
from advocacy.workflow.versions import KEY, digest, version_of


class StudyForm(ActionModelForm):
    """A study as outreach must know it."""

    action: ClassVar[str] = "create_study"
    sponsor = PickField(
        queryset=Sponsor.objects.running_studies(), suggest="sponsor-names", label=_("Sponsor"),
        help_text=_("The company that runs the study, never the agency that acts for it."),
    )  # fmt: skip
    acting_agency = PickField(
        queryset=Sponsor.objects.agencies(), suggest="sponsor-names", required=False,
        label=_("Agency that acts for the sponsor"),
    )  # fmt: skip
    conditions = forms.ModelMultipleChoiceField(
        Condition.objects.all(), label=_("Conditions"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("They decide which groups fit."),
    )  # fmt: skip
    countries = CodesField(
        known=COUNTRIES, upper=True, item_length=2, label=_("Countries"), required=False,
        help_text=_("Codes of two letters with commas between them, such as US, DE"),
    )  # fmt: skip

    class Meta:
        model = Study
        fields = [
            "title", "protocol_id", "nct_number", "sponsor", "acting_agency", "conditions",
            "countries", "phase", "enrolment", "status", "launch_on", "enrolment_ends_on", "source",
        ]  # fmt: skip
        help_texts = {
            "nct_number": _("NCT and eight digits, as on ClinicalTrials.gov."),
            "launch_on": _("The day on which the groups’ members should hear of it."),
        }

    @property
    def values(self) -> dict[str, Any]:
        """Conditions as a list, and an empty number as none."""
        return {**super().values, "conditions": list(self.cleaned_data["conditions"])}


class StudyEditForm(StudyForm):
    """The same with the reason, which the timeline keeps."""

    action: ClassVar[str] = "edit_study"
    reason = forms.CharField(
        label=_("Why it changes"), max_length=500, required=False,
        help_text=_("The timeline shows it. A launch moves only with a reason."),
    )  # fmt: skip


#: So many holds are named before a cap goes below them; the study's page has all.
MOST_HELD = 20
FIGURE = FigureInput()


class BudgetForm(ActionModelForm):
    """What the sponsor approved in one currency, and what it will never go above."""

    action: ClassVar[str] = "set_budget"
    below_held = forms.BooleanField(
        label=_("The sponsor wants this cap, though more is held"), required=False
    )
    held: Sequence[BudgetHold] = ()
    held_sum, held_currency, held_more = Decimal(0), "", False

    class Meta:
        model = BudgetLine
        fields = ["currency", "approved", "cap", "approved_by", "approved_on"]
        labels = {
            "approved": _("Approved for advocacy"), "cap": _("Never above"),
            "approved_by": _("Approved by"),
        }  # fmt: skip
        help_texts = {
            "cap": _("The sponsor’s last word; no override goes beyond it."),
            "approved_by": _("A contact at the sponsor."),
        }

    def __init__(self, *args: Any, study: Study, **kwargs: Any) -> None:
        self.study = study
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Offer the people of this study's sponsor alone."""
        chosen = self.fields["approved_by"]
        chosen.required = True
        super().ready()
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = SponsorContact.objects.present().of(self.study.sponsor_id)
        if self.record is None:
            self.fields[KEY] = VersionField(initial=self.unseen())
        self.tell_held()

    def tell_held(self) -> None:
        """Ask to confirm, and name what is held, where the cap that is sent lies below it."""
        line = self.line() if self.is_bound else None
        cap = FIGURE.value_from_datadict(self.data, {}, "cap") if line else ""
        held = line.held() if line else Decimal(0)
        try:
            below = line is not None and Decimal(cap or "NaN") < min(held, line.cap)
        except InvalidOperation:
            below = False
        if not below or line is None:
            del self.fields["below_held"]
            return
        rows = line.holds.select_related("partnership__group").order_by("-amount", "id")
        self.held = list(rows[:MOST_HELD])
        self.held_sum, self.held_currency = held, line.currency
        self.held_more = rows.count() > MOST_HELD

    def line(self) -> BudgetLine | None:
        """The line of the currency that was sent."""
        lines = {line.currency: line for line in self.study.budget_lines.all()}
        return lines.get(str(self.data.get("currency", "")))

    def unseen(self) -> dict[str, str]:
        """The version of the line that is there before anybody adds or changes one."""
        names = self._meta.fields or ()
        currency = self.get_initial_for_field(self.fields["currency"], "currency")
        line = self.study.budget_lines.filter(currency=currency).first()
        return version_of(line, names) if line else dict.fromkeys(names, digest(None))

    def watched(self) -> Model | None:
        """The line that is changed, which may be one that the person has not seen."""
        return self.record


class StartForm(ActionForm):
    """Why this group: the first thing that is kept of a partnership."""

    action: ClassVar[str] = "start_partnership"
    submit = _("Start the partnership")
    why_this_group = forms.CharField(
        label=_("Why this group"), max_length=1000,
        widget=forms.Textarea, help_text=_(
            "Two or three sentences: what makes this group, and not just any, right for this study?"
        ),
    )  # fmt: skip
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Who looks after it"), empty_label=None
    )

    def ready(self) -> None:
        """Offer all of our own people."""
        super().ready()
        chosen = self.fields["owner"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = User.objects.insiders()


class StudyFilterForm(FilterForm):
    """What the list of studies can be narrowed to."""

    alike = frozenset({"q", "status", "country"})
    listed = frozenset({"condition"})
    q = forms.CharField(label=_("Find"), required=False, max_length=200)
    sponsor = PickField(
        queryset=Sponsor.objects.all(), suggest="sponsor-names", label=_("Sponsor"), required=False
    )
    condition = NamedChoiceField(
        Condition.objects.all(), label=_("Condition"), required=False, empty_label=_("Any")
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    country = CountryField(label=_("Country"), required=False, blank=_("Any"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        statuses = [("", _("All but closed")), ("all", _("All")), *StudyStatus.choices]
        self.fields["status"].choices = statuses  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["q"].widget = forms.TextInput(attrs={"type": "search"})


STANDINGS = (
    ("", _("All")), ("clear", _("Clear")), ("not_yet", _("Not yet")), ("never", _("Never")),
)  # fmt: skip
SORTS = (
    ("standing", _("Standing")), ("earliest", _("Earliest date")), ("reach", _("Reach")),
    ("name", _("Name")),
)  # fmt: skip


class CandidateFilterForm(FilterForm):
    """How the candidates of a study are narrowed and sorted."""

    alike = frozenset({"standing", "kind", "reason", "sort"})
    listed = frozenset({"region"})
    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=STANDINGS)
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All")), *GroupKind.choices]
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    reason = forms.ChoiceField(label=_("Held up by"), required=False)
    sort = forms.ChoiceField(label=_("Sort by"), required=False, choices=SORTS)

    def __init__(self, *args: Any, regions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rules = [(r.code, words(r.title)) for r in RULES.values() if Act.CONSIDER in r.acts]
        self.fields["region"].choices = [("", _("All")), *((r, r) for r in regions)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["reason"].choices = [("", _("Any")), *rules]  # type: ignore[attr-defined]  # a ChoiceField
