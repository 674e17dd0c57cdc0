"""What is known of a group: facts, goals, channels, busy periods; each is added on a page."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.groups import BusyPeriodForm, ChannelForm, FactForm, GoalForm
from advocacy.models import FactKind, Group
from advocacy.views.groups import crumbs, page_of
from advocacy.views.pages import form_page, found


@requires(*INSIDERS)
def fact_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a fact with its source and date; ?kind= says which."""
    asked = request.GET.get("kind", "")
    kind = asked if asked in FactKind.values else ""
    return add(request, pk, partial(FactForm, kind=kind), title=_("Record a fact"), part="profile",
               said=_("The fact is on file."))  # fmt: skip


@requires(*INSIDERS)
def goal_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a goal in the group's own words."""
    return add(request, pk, GoalForm, title=_("Record a goal"), part="goals",
               said=_("The goal is on file."))  # fmt: skip


@requires(*INSIDERS)
def channel_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a channel with its reach."""
    return add(request, pk, ChannelForm, title=_("Record a channel"), part="channels",
               said=_("The channel is on file."))  # fmt: skip


@requires(*INSIDERS)
def busy_period_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record a time of the year in which the group is busy."""
    return add(request, pk, BusyPeriodForm, title=_("Record a busy period"), part="busy",
               said=_("The busy period is on file. No ask goes out in it."))  # fmt: skip


def add(
    request: HttpRequest,
    pk: UUID,
    form: Callable[..., Any],
    *,
    title: str,
    part: str,
    said: str,
) -> HttpResponse:
    """Add one thing to a group and lead back to that part of its page."""
    group = found(Group.objects.standing(), pk)
    values = {"as_of": timezone.localdate()}
    return form_page(
        request, form(request.POST or None, initial=values), subject=group,
        to=page_of(group, part), said=said,
        context={"title": title, "lead": group.name, "crumbs": crumbs(group)},
    )  # fmt: skip
