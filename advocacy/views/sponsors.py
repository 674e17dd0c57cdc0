"""Sponsors: the list, one sponsor with its family, and what a person changes about it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.sponsors import (
    ContactForm,
    ParentForm,
    SponsorEditForm,
    SponsorFilterForm,
    SponsorForm,
)  # fmt: skip
from advocacy.matching.names import searchable
from advocacy.models import Sponsor
from advocacy.views.keyset import keyset, searched
from advocacy.views.names import suggestions
from advocacy.views.pages import form_page, found, signed_in
from advocacy.views.sponsor_page import about, parents_of
from advocacy.workflow.step import Done


@requires(*INSIDERS)
def sponsor_list(request: HttpRequest) -> HttpResponse:
    """All sponsors and agencies, found by a few letters."""
    form = SponsorFilterForm(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    sponsors = Sponsor.objects.counted()
    if "kind" in asked:
        sponsors = sponsors.of_kind(asked["kind"])
    needle, close = searchable(asked.get("q", "")), False
    if needle:
        page, close = searched(sponsors, request, needle)
    else:
        page = keyset(sponsors, request, order=("sort_name", "id"))
    context = {
        "filters": form, "page": page, "close": close, "narrowed": bool(asked),
        "parents": parents_of(page.rows),
    }  # fmt: skip
    return render(request, "advocacy/sponsors/list.html", context)


@requires(*INSIDERS)
def sponsor_names(request: HttpRequest) -> HttpResponse:
    """Suggestions while somebody types the name of a sponsor."""
    return suggestions(request, Sponsor.objects.all())


@requires(*INSIDERS)
def sponsor_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One sponsor: family, people, ties to groups, studies, what happened."""
    sponsor = found(Sponsor.objects.all(), pk)
    return render(request, "advocacy/sponsors/detail.html", about(sponsor, user=signed_in(request)))


@requires(*INSIDERS)
def sponsor_timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that ever happened with one sponsor."""
    sponsor = found(Sponsor.objects.all(), pk)
    page = keyset(sponsor.events.for_page(), request, order=("-at", "-id"))
    context = {"sponsor": sponsor, "page": page, "crumbs": crumbs(sponsor)}
    return render(request, "advocacy/sponsors/timeline.html", context)


@requires(*INSIDERS)
def sponsor_create(request: HttpRequest) -> HttpResponse:
    """Write a sponsor or an agency down."""
    return form_page(
        request, SponsorForm(request.POST or None), subject=None, to=page_of_done,
        said=_("The sponsor is on file."),
        context={"title": _("Add a sponsor"), "crumbs": crumbs(), "back": reverse("sponsor-list")},
    )  # fmt: skip


@requires(*INSIDERS)
def sponsor_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mend the record of a sponsor; a former name stays among its other names."""
    sponsor = found(Sponsor.objects.all(), pk)
    form = SponsorEditForm(request.POST or None, instance=sponsor)
    return change(request, sponsor, form, title=_("Edit the sponsor"), said=_("It is mended."))


@requires(*INSIDERS)
def contact_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a person who can answer for the sponsor's ties."""
    sponsor = found(Sponsor.objects.all(), pk)
    return change(
        request, sponsor, ContactForm(request.POST or None), title=_("Add a contact"),
        said=_("The contact is on file."), part="contacts",
    )  # fmt: skip


@requires(*INSIDERS)
def parent_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record to whom a sponsor belongs, from a day on."""
    sponsor = found(Sponsor.objects.all(), pk)
    return change(
        request, sponsor, ParentForm(request.POST or None), title=_("Record a parent company"),
        said=_("The family is on file. Clearances from before that day are asked anew."),
        part="family",
    )  # fmt: skip


def change(
    request: HttpRequest, sponsor: Sponsor, form: Any, *, title: str, said: Any, part: str = ""
) -> HttpResponse:
    """Take one form about a sponsor and lead back to that part of its page."""
    return form_page(
        request, form, subject=sponsor, to=page_of(sponsor, part), said=said,
        context={"title": title, "lead": sponsor.name, "crumbs": crumbs(sponsor)},
    )  # fmt: skip


def page_of(sponsor: Sponsor, part: str = "") -> str:
    """The address of a sponsor's page, or of a part of it."""
    address = reverse("sponsor-detail", args=[sponsor.pk])
    return f"{address}#{part}" if part else address


def page_of_done(done: Done) -> str:
    """The page of the sponsor that was just written down."""
    return page_of(done.result)


def crumbs(sponsor: Sponsor | None = None) -> list[dict[str, Any]]:
    """The way to a sponsor's page."""
    way = [{"label": _("Sponsors"), "url": reverse("sponsor-list")}]
    return [*way, {"label": sponsor.name, "url": page_of(sponsor)}] if sponsor else way
