"""What a person fills in about money and paper: quotes, agreements, transfers, report-backs."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm, ActionModelForm
from advocacy.forms.fields import PickField
from advocacy.forms.partnerships import PartnershipForm, text
from advocacy.forms.uploads import UploadField
from advocacy.models import Agreement, Currency, FmvBasis, Partnership, Sponsor, TransferKind

MOST_COMPARABLES = 20


def sum_of(label: Any, **options: Any) -> forms.DecimalField:
    """An amount of money, never below zero."""
    return forms.DecimalField(label=label, min_value=0, max_digits=14, decimal_places=2, **options)


class QuoteForm(PartnershipForm):
    action = "add_quote"
    title = _("Add a quote")
    lead = _("What the group would charge, and why that is fair.")
    submit = _("Add the quote")
    amount = sum_of(_("Amount"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    basis = forms.ChoiceField(
        label=_("Why it is fair"), choices=FmvBasis.choices, widget=forms.RadioSelect
    )
    fair_value = sum_of(
        _("Fair market value"), required=False,
        help_text=_("With a rate card it is the amount itself, unless you give another."),
    )  # fmt: skip
    comparables = text(
        _("Comparables"), limit=2000, rows=2, required=False,
        help_text=_("One a line, with amount and source. Without a rate card, two are needed."),
    )  # fmt: skip
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    quoted_on = forms.DateField(label=_("Quoted on"))

    def prepare(self) -> None:
        self.initial.setdefault("quoted_on", timezone.localdate())

    def clean(self) -> dict[str, Any]:
        """A basis needs the value that the fee is measured by; a rate card says the fee itself."""
        cleaned = super().clean() or {}
        if cleaned.get("basis") == FmvBasis.RATE_CARD and cleaned.get("fair_value") is None:
            cleaned["fair_value"] = cleaned.get("amount")
        return cleaned

    def clean_comparables(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["comparables"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_COMPARABLES:
            raise forms.ValidationError(
                _("Give at most %(most)s comparables."), params={"most": MOST_COMPARABLES}
            )
        return found


class AgreementForm(ActionModelForm):
    """The agreement's fields and both signatures; what is missing may follow later."""

    action = "draft_agreement"
    title = _("Draft the agreement")
    lead = _("Fill in what is settled; the rest can follow. It counts once both have signed.")
    submit = _("Save the agreement")
    file = UploadField(label=_("Signed document"), required=False)

    class Meta:
        model = Agreement
        fields = (
            "purpose", "activity", "acknowledgement", "amount", "currency", "in_kind",
            "starts_on", "ends_on", "group_signatory", "group_signed_on", "sponsor_signatory",
            "sponsor_signed_on", "file", "exclusivity", "sole_funder", "pay_per_referral",
        )  # fmt: skip

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        self.partnership = partnership
        super().__init__(*args, **kwargs)
        for name in ("purpose", "activity"):
            self.fields[name].widget.attrs["rows"] = 2

    @property
    def values(self) -> dict[str, Any]:
        """All fields; the file only where a new one was attached."""
        values = dict(self.cleaned_data)
        if "file" not in self.changed_data:
            del values["file"]
        return values


class EditAgreementForm(AgreementForm):
    action = "edit_agreement"
    title = _("Complete the agreement")


class ExecuteForm(PartnershipForm):
    action = "execute"
    ruled = True
    title = _("Execute the agreement")
    lead = _("Both have signed, every field is there, the signed document is attached.")
    submit = _("It is executed")


class TransferForm(PartnershipForm):
    action = "record_transfer"
    ruled = True
    title = _("Record a transfer of value")
    lead = _("What the group was given, in money or in kind; it is disclosed each year.")
    submit = _("Record it")
    kind = forms.ChoiceField(
        label=_("Kind"), choices=TransferKind.choices, widget=forms.RadioSelect
    )
    amount = sum_of(_("Amount or value"))
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    category = forms.CharField(
        label=_("Category"), max_length=80, help_text=_("For example: fee for service, travel.")
    )
    description = forms.CharField(label=_("What for"), max_length=500)
    given_on = forms.DateField(label=_("Given on"))
    paid_by = PickField(
        queryset=Sponsor.objects.all(), label=_("Paid through an agency"), required=False
    )

    def prepare(self) -> None:
        self.initial.setdefault("kind", TransferKind.MONEY)
        self.initial.setdefault("given_on", timezone.localdate())


class ReportBackForm(ActionForm):
    action = "send_report_back"
    title = _("The report-back is sent")
    submit = _("It is sent")
    sent_on = forms.DateField(label=_("Sent on"))

    def ready(self) -> None:
        """Most are noted on the day they go out."""
        super().ready()
        self.initial.setdefault("sent_on", timezone.localdate())
