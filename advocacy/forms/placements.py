"""What a person fills in from approved material to the live placement."""

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.forms.partnerships import PartnershipForm, text
from advocacy.models import ChannelKind, Material
from advocacy.models.countries import COUNTRIES

LANGUAGE_PATTERN = r"[a-z]{2}(-[A-Z]{2})?"


class ReadyMaterialsForm(PartnershipForm):
    action = "ready_materials"
    title = _("The materials are ready")
    lead = _("What patients will read is approved for its language, country and channel.")
    submit = _("They are ready")


class PlacementForm(PartnershipForm):
    action = "schedule_placement"
    title = _("Schedule a placement")
    submit = _("Schedule it")
    material = forms.ModelChoiceField(
        Material.objects.none(), label=_("Material"), empty_label=_("Choose one")
    )
    channel = forms.ChoiceField(label=_("Where it runs"), choices=ChannelKind.choices)
    language = forms.RegexField(
        LANGUAGE_PATTERN, label=_("Language"), max_length=5, help_text=_("As en or pt-BR."),
        error_messages={"invalid": _("Give a language code, such as en or pt-BR.")},
    )  # fmt: skip
    country = forms.ChoiceField(label=_("Country"))
    planned_on = forms.DateField(label=_("Planned for"))

    def prepare(self) -> None:
        group, study = self.partnership.group, self.partnership.study
        self.choices_of("material", study.materials.all())
        country = self.fields["country"]
        assert isinstance(country, forms.ChoiceField)
        codes = dict.fromkeys([group.country, *study.countries, *group.countries])
        country.choices = [(code, COUNTRIES.get(code, code)) for code in codes]
        newest = study.materials.order_by("-created_at").first()
        self.initial.setdefault("material", newest and newest.pk)
        self.initial.setdefault("language", newest.language if newest else "en")


class GoLiveForm(PartnershipForm):
    action = "go_live"
    ruled = True
    title = _("Go live")
    submit = _("It is live")
    proof_url = forms.URLField(
        label=_("Link to the proof"), max_length=200, assume_scheme="https",
        help_text=_("Where the placement can be seen: the page, the post, the issue."),
    )  # fmt: skip
    logo_permission_source = forms.CharField(
        label=_("Where the permission to use the logo is on file"), max_length=300, required=False,
        help_text=_("Only where the placement shows the group’s logo."),
    )  # fmt: skip

    promised = text(
        _("What we promised to tell the group"), limit=500, rows=2, required=False,
        help_text=_("The report-back is due from now on."),
    )  # fmt: skip

    def prepare(self) -> None:
        self.start_with("logo_permission_source")
        self.initial.setdefault("promised", _("The figures of the campaign, with thanks."))


class SuspendPlacementForm(ActionForm):
    action = "suspend_placement"
    title = _("Suspend the placement")
    lead = _("It does not go live, or is taken down. The proof of what ran stays.")
    submit = _("Suspend it")
    danger = True
    reason = forms.CharField(label=_("Why"), max_length=300)


class ResumePlacementForm(ActionForm):
    action = "resume_placement"
    title = _("Plan the placement again")
    lead = _("All rules are asked anew, as for a new placement.")
    submit = _("Plan it")
    planned_on = forms.DateField(label=_("Planned for"))
