"""Ties between sponsors and groups, written down from either side."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.access import INSIDERS, requires
from advocacy.forms.sponsors import MasterAgreementForm, TieOfGroupForm, TieOfSponsorForm
from advocacy.models import Group, Sponsor
from advocacy.views import groups, sponsors
from advocacy.views.pages import form_page, found

SAID = gettext_lazy("The relationship is on file. Clearances take it into account from now on.")


@requires(*INSIDERS)
def tie_of_sponsor(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a sponsor's relationship with a group."""
    sponsor = found(Sponsor.objects.all(), pk)
    form = TieOfSponsorForm(request.POST or None, sponsor=sponsor)
    return sponsors.change(
        request, sponsor, form, title=_("Record a relationship"), said=SAID, part="ties"
    )


@requires(*INSIDERS)
def tie_of_group(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a group's relationship with a sponsor."""
    group = found(Group.objects.standing(), pk)
    form = TieOfGroupForm(request.POST or None)
    sponsor = form.cleaned_data.get("sponsor") if form.is_valid() else None
    context = {"title": _("Record a sponsor relationship"), "lead": group.name,
               "crumbs": groups.crumbs(group)}  # fmt: skip
    return form_page(
        request, form, subject=sponsor, data={"group": group}, to=groups.page_of(group, "ties"),
        said=SAID, context=context,
    )  # fmt: skip


@requires(*INSIDERS)
def master_agreement_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a signed agreement that holds for every campaign with a sponsor."""
    group = found(Group.objects.standing(), pk)
    form = MasterAgreementForm(request.POST or None, request.FILES or None)
    context = {
        "title": _("Record a master agreement"),
        "lead": _("It shortens the contract phase of every campaign with this sponsor."),
        "crumbs": groups.crumbs(group),
    }
    return form_page(
        request, form, subject=group, to=groups.page_of(group, "agreements"),
        said=_("The master agreement is on file."), context=context,
    )  # fmt: skip
