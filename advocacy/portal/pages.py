"""What every page of the portal shares: whose window it is, what is found, how it is drawn."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)  # fmt: skip
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from advocacy import visits
from advocacy.access import requires
from advocacy.portal import reading
from advocacy.visits import Visit

View = Callable[..., HttpResponseBase]


def window(view: View) -> View:
    """A page of the portal: the viewer's own, or a manager's look at it, who cannot act there.

    The view is given the visit. All it shows depends on the visit and the address alone, so that
    a manager sees the same page, byte for byte.
    """

    @never_cache
    @requires(*visits.ROLES)
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        visit = visits.of_request(request)
        if visit is None:
            if kwargs or args:
                raise Http404
            return HttpResponseRedirect(reverse("sponsor-list"))
        if visit.acting is None and request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        with timezone.override(ZoneInfo(visit.zone)):
            response = view(request, *args, visit=visit, **kwargs)
        return framed(response) if visit.acting is None else response

    return opened


def framed(response: HttpResponseBase) -> HttpResponseBase:
    """Let our own page show this one in a frame; nobody else's may."""

    @csp_replace({"frame-ancestors": [SELF]})
    def given(_request: HttpRequest) -> HttpResponseBase:
        return response

    response["X-Frame-Options"] = "SAMEORIGIN"
    return given(HttpRequest())


def draw(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a page; a manager who only looks is told nothing that was meant for the own work."""
    shared = {"visit": visit, "told": () if visit.acting is None else None}
    return render(request, f"portal/{template}.html", shared | context, status=status)


def one(rows: list[Any]) -> Any:
    """The one row of a record, or a 404: not there and not shared are answered alike."""
    if not rows:
        raise Http404
    return rows[0]


def page_of(
    rows: "QuerySet[Any]", request: HttpRequest, field: str
) -> tuple[list[dict[str, Any]], UUID | None]:
    """One page of rows ordered by a field and the id, and the id after which the next one begins.

    `?after=` is the id of the last row seen; one that is not there begins anew.
    """
    name, down = field.removeprefix("-"), field.startswith("-")
    after = key_of(request.GET.get("after", ""))
    last = rows.filter(pk=after).first() if after else None
    if last is not None:
        way = "lt" if down else "gt"
        rows = rows.filter(
            Q(**{f"{name}__{way}": last[name]}) | Q(**{name: last[name], f"id__{way}": after})
        )
    ordered = rows.order_by(F(name).desc() if down else name, "-id" if down else "id")
    found = list(ordered[: reading.PAGE + 1])
    more = len(found) > reading.PAGE
    return found[: reading.PAGE], found[reading.PAGE - 1]["id"] if more else None


def key_of(text: str) -> UUID | None:
    """An id that stands in an address; None for what is none."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
