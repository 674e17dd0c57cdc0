"""One page for each action on a partnership: form, rules before the click, refusal, way back."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.partnerships import PartnershipForm
from advocacy.models import Partnership
from advocacy.models.together import together
from advocacy.views.pages import form_page, signed_in
from advocacy.views.remedies import remedy_links
from advocacy.workflow.errors import StageRefused
from advocacy.workflow.perform import preview

TEMPLATE = "advocacy/form_page.html"
View = Callable[..., HttpResponseBase]


@together
def of_id(*, partnership: UUID) -> dict[str, Any]:
    """The one partnership with this id, or none."""
    return {"rows": Partnership.objects.for_page().filter(pk=partnership)}


def partnership_of(pk: UUID | None) -> Partnership:
    """The partnership with all that its pages show, or a 404."""
    for row in of_id(partnership=pk)["rows"] if pk else ():
        own: Partnership = row
        return own
    raise Http404


def detail_url(partnership: Partnership, *, anchor: str = "") -> str:
    """The record page."""
    url = reverse("partnership-detail", args=[partnership.pk])
    return f"{url}#{anchor}" if anchor else url


def around(partnership: Partnership, *, asked: bool | None = None) -> dict[str, Any]:
    """What every page about one partnership shows beside its own; `asked` as in `remedy_links`."""
    return {
        "partnership": partnership,
        "zone": partnership.group.time_zone,
        "back": detail_url(partnership),
        "remedy_links": remedy_links(partnership, asked=asked),
        "crumbs": [
            {"label": _("Partnerships"), "url": reverse("partnership-list")},
            {"label": str(partnership.group), "url": detail_url(partnership)},
        ],
    }


def against_now(
    request: HttpRequest, form: PartnershipForm, partnership: Partnership
) -> dict[str, Any]:
    """What stands against it before anything is sent: the rules, or the stage itself.

    What the stage still lacks is not told here, for the form itself may ask for it.
    """
    if request.method != "GET" or not form.ruled:
        return {}
    data = form.first_look()
    found = preview(form.action, actor=signed_in(request), subject=partnership, data=data)
    said = found.decision
    if isinstance(found.refused, StageRefused) and not found.missing:
        return {"refusal": found.refused.text}
    return {"decision": said} if said and (not said.clear or said.warning) else {}


def show_act(
    request: HttpRequest,
    partnership: Partnership,
    form: PartnershipForm,
    *,
    said: Any,
    to: Any = None,
    template: str = TEMPLATE,
    context: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Show the form of one action, or take it and lead back to the record."""

    def shown() -> dict[str, Any]:
        return {
            **around(partnership),
            "title": form.title, "lead": form.lead,
            **against_now(request, form, partnership),
            **(context or {}),
        }  # fmt: skip

    return form_page(
        request, form, subject=partnership, to=to or detail_url(partnership), said=said,
        template=template, context=shown,
    )  # fmt: skip


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form is bound to: nothing until it is sent, even where it has no fields."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def act_view(
    form_class: type[PartnershipForm],
    *,
    said: Any,
    anchor: str = "",
    roles: tuple[str, ...] = INSIDERS,
) -> View:
    """The page of an action that needs no more than its form."""

    @requires(*roles)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        partnership = partnership_of(pk)
        form = form_class(*sent(request), partnership=partnership)
        to = detail_url(partnership, anchor=anchor)
        return show_act(request, partnership, form, said=said, to=to)

    return view


def routes(views: Mapping[str, View]) -> list[URLPattern]:
    """The routes of actions: /partnerships/<id>/<slug>/, named partnership-<slug>."""
    return [
        path(f"partnerships/<uuid:pk>/{slug}/", view, name=f"partnership-{slug}")
        for slug, view in views.items()
    ]
