"""What a person fills in about a sponsor, its family, its people and its ties."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionModelForm
from advocacy.forms.fields import ListField, PickField
from advocacy.forms.filters import FilterForm
from advocacy.forms.uploads import UploadField
from advocacy.models import (
    Agreement,
    Group,
    ParentEdge,
    Relationship,
    Sponsor,
    SponsorContact,
    SponsorKind,
)  # fmt: skip


class SponsorFilterForm(FilterForm):
    """Which sponsors the list shows."""

    alike = frozenset({"q", "kind"})
    q = forms.CharField(
        label=_("Name"), required=False, max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("Every kind")), *SponsorKind.choices]
    )


class SponsorForm(ActionModelForm):
    """A sponsor, or an agency that acts for one."""

    action: ClassVar[str] = "create_sponsor"
    aliases = ListField(
        item_length=240, label=_("Other names"), required=False,
        help_text=_("Former names and short forms, one a line."),
    )  # fmt: skip

    class Meta:
        model = Sponsor
        fields = ["name", "aliases", "kind", "ticker"]
        help_texts = {"ticker": _("Its short name at the stock exchange, if it has one.")}
        error_messages = {
            "name": {"unique": _("This sponsor is on file already. Find it in the list.")}
        }


class SponsorEditForm(SponsorForm):
    """The same with the reason, which the timeline keeps."""

    action: ClassVar[str] = "edit_sponsor"
    reason = forms.CharField(label=_("Why it changes"), max_length=300, required=False)


class ContactForm(ActionModelForm):
    """A person who can answer for the sponsor's ties."""

    action: ClassVar[str] = "add_sponsor_contact"

    class Meta:
        model = SponsorContact
        fields = ["name", "position", "email"]


class ParentForm(ActionModelForm):
    """To whom a sponsor belongs, from a day on."""

    action: ClassVar[str] = "record_parent"
    parent = PickField(
        queryset=Sponsor.objects.all(), suggest="sponsor-names", label=_("Belongs to"),
        help_text=_("The company that owns it. Clearances from before that day are asked anew."),
    )  # fmt: skip

    class Meta:
        model = ParentEdge
        fields = ["parent", "since", "until", "source"]
        help_texts = {
            "since": _("Leave it empty if nobody knows."),
            "until": _("The first day on which it no longer belonged to it; empty while it does."),
        }


class RelationshipForm(ActionModelForm):
    """A tie between a sponsor and a group; the side that is known already is left out."""

    action: ClassVar[str] = "record_relationship"

    class Meta:
        model = Relationship
        fields = [
            "kind", "starts_on", "ends_on", "owner", "amount", "currency", "confidential",
            "source", "note",
        ]  # fmt: skip
        help_texts = {
            "amount": _("Leave it empty if it is not known."),
            "confidential": _("Then only managers, compliance and administrators see the amount."),
            "source": _("A disclosure, a registry, the sponsor’s own word: where to look it up."),
        }


class TieOfSponsorForm(RelationshipForm):
    """Seen from the sponsor: which group?"""

    group = PickField(
        queryset=Group.objects.standing(), suggest="group-names", label=_("Advocacy group")
    )
    field_order = ("group",)

    def __init__(self, *args: Any, sponsor: Sponsor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = SponsorContact.objects.present().of(sponsor.pk)  # type: ignore[attr-defined]  # a model choice


class TieOfGroupForm(RelationshipForm):
    """Seen from the group: which sponsor? Who looks after it is added at the sponsor."""

    sponsor = PickField(
        queryset=Sponsor.objects.running_studies(), suggest="sponsor-names", label=_("Sponsor")
    )
    field_order = ("sponsor",)

    class Meta(RelationshipForm.Meta):
        fields = [name for name in RelationshipForm.Meta.fields if name != "owner"]


class MasterAgreementForm(ActionModelForm):
    """A contract that holds for every campaign with one sponsor."""

    action: ClassVar[str] = "record_master_agreement"
    sponsor = PickField(
        queryset=Sponsor.objects.running_studies(), suggest="sponsor-names", label=_("Sponsor")
    )
    file = UploadField(label=_("Signed document"))
    field_order = ("sponsor",)
    needed: ClassVar[tuple[str, ...]] = (
        "purpose", "activity", "acknowledgement", "starts_on", "ends_on", "group_signatory",
        "group_signed_on", "sponsor_signatory", "sponsor_signed_on",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.needed:
            self.fields[name].required = True

    class Meta:
        model = Agreement
        fields = [
            "purpose", "activity", "acknowledgement", "amount", "currency", "in_kind",
            "starts_on", "ends_on", "group_signatory", "group_signed_on", "sponsor_signatory",
            "sponsor_signed_on", "file", "exclusivity", "sole_funder", "pay_per_referral",
        ]  # fmt: skip
        help_texts = {
            "amount": _("Give an amount, or the support in kind below."),
            "exclusivity": _("Nobody can sign a term like this one or the next two."),
        }
