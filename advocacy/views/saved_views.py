"""Filters under a name: keep one, share it, rename it, delete it."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocacy.access import INSIDERS, requires
from advocacy.forms.saved_views import SavedViewForm
from advocacy.models.workspace import ListPage, SavedView
from advocacy.views.pages import found, gone, list_before, posted, signed_in

LISTS = {
    ListPage.GROUPS: "group-list",
    ListPage.STUDIES: "study-list",
    ListPage.PARTNERSHIPS: "partnership-list",
    ListPage.BOARD: "board",
}


@requires(*INSIDERS)
def saved_view_list(request: HttpRequest, page: str) -> HttpResponse:
    """One's own filters of a list to rename and delete, and those that colleagues share."""
    if page not in ListPage.values:
        raise Http404
    user, leads = signed_in(request), back(request, page)
    form = SavedViewForm(posted(request), owner=user, page=page)
    if request.method == "POST" and form.is_valid():
        kept = SavedView.objects.keep(owner=user, page=page, **form.cleaned_data)
        messages.success(request, _("“{name}” is kept.").format(name=kept.name))
        address = leads.split("?", maxsplit=1)[0]
        return gone(request, f"{address}?{kept.query}")
    rows = SavedView.objects.visible_to(user).of_page(page)
    context = around(page, leads) | {
        "form": form, "rows": rows, "address": leads.split("?", maxsplit=1)[0],
        "me": user,
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "advocacy/saved_views/list.html", context, status=status)


@requires(*INSIDERS)
def saved_view_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Rename one's own filter, or share it."""
    user = signed_in(request)
    row = found(SavedView.objects.owned_by(user), pk)
    form = SavedViewForm(posted(request), owner=user, page=row.page, instance=row)
    leads = back(request, row.page)
    if request.method == "POST" and form.is_valid():
        row.rename(name=form.cleaned_data["name"], shared=form.cleaned_data["shared"])
        messages.success(request, _("Saved."))
        return gone(request, listed(row.page, leads))
    context = around(row.page, listed(row.page, leads)) | {
        "form": form, "title": _("Rename the filter"),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "advocacy/form_page.html", context, status=status)


@require_POST
@requires(*INSIDERS)
def saved_view_delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete one's own filter; the records it shows are not touched."""
    row = found(SavedView.objects.owned_by(signed_in(request)), pk)
    row.delete()
    messages.success(request, _("“{name}” is deleted.").format(name=row.name))
    return gone(request, listed(row.page, back(request, row.page)))


def back(request: HttpRequest, page: str) -> str:
    """The list that the person came from."""
    return list_before(request, reverse(LISTS.get(ListPage(page), "study-list")))


def listed(page: str, leads: str) -> str:
    """The address of the page that lists the filters."""
    return f"{reverse('saved-view-list', args=[page])}?{urlencode({'next': leads})}"


def around(page: str, leads: str) -> dict[str, Any]:
    """What the pages share."""
    label = ListPage(page).label
    return {"back": leads, "page_name": page, "crumbs": [{"label": label, "url": leads}]}
