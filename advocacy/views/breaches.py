"""Breaches: what took place against a rule and was logged honestly."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.access import DECIDERS, requires
from advocacy.forms.breaches import SeeBreachForm
from advocacy.models import Breach
from advocacy.templatetags.timeline import rule_title
from advocacy.views.findings import kept_finding
from advocacy.views.keyset import keyset
from advocacy.views.pages import form_page, found, posted, take


@requires(*DECIDERS)
def breach_list(request: HttpRequest) -> HttpResponse:
    """Breaches that nobody has looked at, and those that are dealt with."""
    seen = request.GET.get("show") == "seen"
    rows = Breach.objects.for_page()
    page = keyset(rows.seen() if seen else rows.unseen(), request, order=("-created_at", "-id"))
    context = {
        "page": page,
        "seen": seen,
        "tabs": tabs(seen=seen),
    }
    return render(request, "advocacy/breaches/list.html", context)


def tabs(*, seen: bool) -> list[dict[str, Any]]:
    """What nobody has looked at comes first."""
    url = reverse("breach-list")
    return [
        {"label": _("To look at"), "url": url, "current": not seen},
        {"label": _("Dealt with"), "url": f"{url}?show=seen", "current": seen},
    ]


@requires(*DECIDERS)
def breach_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One breach: the touch, what the rule says, and what was done about it."""
    breach = found(Breach.objects.for_page(), pk)
    others = list(breach.touch.breaches.exclude(pk=pk))
    unseen = [other for other in others if other.seen_at is None]
    form = SeeBreachForm(posted(request), others=len(unseen))
    response = form_page(
        request,
        form,
        subject=breach,
        to=reverse("breach-detail", args=[pk]),
        said=_("Noted."),
        template="advocacy/breaches/detail.html",
        context={
            "breach": breach,
            "others": others,
            "partnership": breach.partnership,
            "title": _("Breach: {rule}").format(rule=rule_title(breach.rule)),
            "finding": kept_finding(breach.finding, rule=breach.rule),
            "zone": breach.group.time_zone,
            "crumbs": [{"label": _("Breaches"), "url": reverse("breach-list")}],
        },
    )
    if response.status_code == HTTPStatus.SEE_OTHER and form.cleaned_data.get("whole_touch"):
        for other in unseen:
            take(request, "see_breach", other, form.values)
    return response
