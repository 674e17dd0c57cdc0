"""Money and paper: quotes, the agreement and its file, transfers, report-backs."""

from pathlib import PurePath
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.contracts import (
    AgreementForm,
    EditAgreementForm,
    ExecuteForm,
    QuoteForm,
    ReportBackForm,
    TransferForm,
)  # fmt: skip
from advocacy.forms.uploads import TYPES
from advocacy.models import Agreement, Partnership, ReportBack
from advocacy.views.acts import act_view, around, detail_url, partnership_of
from advocacy.views.pages import form_page, found

STEPS = {
    "quote": act_view(QuoteForm, said=_("The quote is on file."), anchor="quotes"),
    "execute": act_view(ExecuteForm, said=_("Executed. Next: the approved material.")),
    "transfer": act_view(
        TransferForm, said=_("Recorded for this year’s disclosure."), anchor="transfers"
    ),
}


@requires(*INSIDERS)
def agreement_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Draft the agreement, or complete the draft that is there."""
    partnership = partnership_of(pk)
    draft = partnership.agreements.filter(executed_on__isnull=True).first()
    form_class = EditAgreementForm if draft else AgreementForm
    form = form_class(
        request.POST or None, request.FILES or None, partnership=partnership,
        instance=draft, initial={} if draft else proposed(partnership),
    )  # fmt: skip
    return form_page(
        request, form, subject=draft or partnership, to=detail_url(partnership, anchor="agreement"),
        said=_("The agreement is saved."),
        template="advocacy/contracts/agreement.html",
        context={**around(partnership), "title": form.title, "lead": form.lead, "draft": draft},
    )  # fmt: skip


def proposed(partnership: Partnership) -> dict[str, object]:
    """First values of a draft, from the ask that was agreed."""
    ask = partnership.asks.first()
    if ask is None:
        return {}
    return {
        "amount": ask.fee, "currency": ask.fee_currency, "in_kind": ask.benefit[:500],
        "exclusivity": ask.exclusivity, "sole_funder": ask.sole_funder,
        "pay_per_referral": ask.pay_per_referral,
    }  # fmt: skip


@requires(*INSIDERS)
def agreement_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand out the signed document, always to be saved and never shown by the browser."""
    agreement = found(Agreement.objects.all(), pk)
    stored = agreement.file.name
    if not stored or not agreement.file.storage.exists(stored):
        raise Http404
    kind = PurePath(stored).suffix.removeprefix(".").lower()
    response = FileResponse(
        agreement.file.open("rb"), as_attachment=True, filename=f"agreement.{kind}",
        content_type=TYPES.get(kind, "application/octet-stream"),
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@requires(*INSIDERS)
def report_back_sent(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that the group was told what we promised to tell it."""
    owed = found(ReportBack.objects.select_related("partnership"), pk)
    partnership = partnership_of(owed.partnership_id)
    return form_page(
        request, ReportBackForm(request.POST or None), subject=owed,
        to=detail_url(partnership, anchor="report-back"),
        said=__("Noted. The group has what it was promised."),
        context={**around(partnership), "title": ReportBackForm.title, "lead": owed.promised},
    )  # fmt: skip
