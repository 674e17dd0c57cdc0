"""Next steps: whose they are, when they are due, done or put off in one click."""

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.follow_ups import CompleteForm, FollowUpFilterForm, ReassignForm, SnoozeForm
from advocacy.models import FollowUp
from advocacy.templatetags.ui import day
from advocacy.views import my_day
from advocacy.views.keyset import keyset
from advocacy.views.pages import form_page, found, posted, signed_in
from advocacy.views.step_lines import FIELDS, lines

SNOOZES = {"1": timedelta(days=1), "7": timedelta(days=7), "14": timedelta(days=14)}


@requires(*INSIDERS)
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """Open next steps of one person, of everybody or of nobody, the oldest first."""
    form, me = FollowUpFilterForm(request.GET), signed_in(request)
    asked = form.cleaned_data if form.is_valid() else {}
    owner, whose, when = asked.get("owner"), asked.get("whose", ""), asked.get("when", "")
    rows = my_day.chosen((owner or me).pk, whose="" if owner else whose)
    narrowed = my_day.narrowed(rows, when=when).values(*FIELDS)
    page = keyset(narrowed, request, order=("due_at", "id"))
    context = {
        "page": page,
        "lines": lines(page.rows, reader=me),
        "tabs": my_day.tabs("follow-up-list", whose=whose, when=when, other=owner is not None),
        "whens": whens(form, when),
        "owner": owner,
        "whose": whose,
    }
    return render(request, "advocacy/follow_ups/list.html", context)


def whens(form: FollowUpFilterForm, when: str) -> list[tuple[str, str, bool]]:
    """Code, label and whether it is chosen: all, overdue, today, coming."""
    field = form.fields["when"]
    assert isinstance(field, forms.ChoiceField)
    choices: Any = field.choices
    return [(code, str(label), code == when) for code, label in choices]


def came_from(request: HttpRequest) -> str:
    """The page of ours on which the button was pressed."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=False)
    return url if ours and url.startswith("/") else reverse("follow-up-list")


@requires(*INSIDERS)
def follow_up_done(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark a next step as done, in one click or with a word on what came of it."""
    follow_up = found(FollowUp.objects.for_page(), pk)
    form = CompleteForm(posted(request))
    return form_page(
        request,
        form,
        subject=follow_up,
        to=came_from(request),
        said=_("Done: {what}.").format(what=str(follow_up)),
        context={"title": _("Done"), "lead": lead(follow_up)},
    )


@requires(*INSIDERS)
def follow_up_snooze(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a next step off: by a day or a week in one click, or to a date."""
    follow_up = found(FollowUp.objects.for_page(), pk)
    form = SnoozeForm(snoozed(request, zone=follow_up.group.time_zone))
    return form_page(
        request,
        form,
        subject=follow_up,
        to=came_from(request),
        said=lambda done: _("Put off to {day}.").format(day=day(done.result.due_on)),
        template="advocacy/follow_ups/snooze.html",
        context={"title": _("Snooze"), "lead": lead(follow_up)},
    )


def lead(follow_up: FollowUp) -> str:
    """Which step, and with whom."""
    return f"{follow_up.get_kind_display()} · {follow_up.group}"


def snoozed(request: HttpRequest, *, zone: str) -> dict[str, Any] | None:
    """The date that a button or the form gave."""
    if request.method != "POST":
        return None
    by = SNOOZES.get(request.POST.get("days", ""))
    if by:
        there = timezone.localdate(timezone=ZoneInfo(zone))
        return {"due_on": max(timezone.localdate(), there) + by}
    return {"due_on": request.POST.get("due_on", "")}


@requires(*INSIDERS)
def follow_up_reassign(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Hand a next step to a colleague."""
    follow_up = found(FollowUp.objects.for_page(), pk)
    return form_page(
        request,
        ReassignForm(posted(request), initial={"owner": follow_up.owner_id}),
        subject=follow_up,
        to=came_from(request),
        said=lambda done: _("{name} does it now.").format(name=done.result.owner),
        context={"title": _("Hand over"), "lead": lead(follow_up)},
    )
