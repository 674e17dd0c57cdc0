"""Asks: written, weighed while one types, laid side by side."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.access import INSIDERS, requires
from advocacy.forms.asks import AskForm, CompareForm
from advocacy.models import Ask, LimitVersion, Partnership
from advocacy.policy.burden import burden
from advocacy.policy.limits import Limits
from advocacy.policy.text import percent
from advocacy.views.acts import around, partnership_of, show_act
from advocacy.views.record import AskCard, ask_card, level_word
from advocacy.workflow.step import Done

SCALES = ("up", "down")
TITLES = {"up": gettext_lazy("Scale the ask up"), "down": gettext_lazy("Scale the ask down")}


@requires(*INSIDERS)
def ask_write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The next version of the ask, with its words and burden as they stand."""
    partnership = partnership_of(pk)
    limits = LimitVersion.objects.in_force()
    scale = request.GET.get("scale", "")
    form = AskForm(
        request.POST or None, partnership=partnership,
        initial={"scale": scale} if scale in SCALES else {},
    )  # fmt: skip
    form.count_words(limits)
    return show_act(
        request, partnership, form, said=lambda done: written(request, done),
        template="advocacy/asks/write.html",
        context={**weight(form, limits), **({"title": TITLES[scale]} if scale in SCALES else {})},
    )  # fmt: skip


def weight(form: AskForm, limits: Limits) -> dict[str, Any]:
    """How heavy the ask is as it stands in the form, and the limits that counter.js needs."""
    group, ask = form.partnership.group, form.weighed()
    said = burden(ask=ask, staff_size=group.staff_size, limits=limits)
    shares = {
        "words": limits.ask_words,
        "activities": 1 + limits.optional_activities,
        "attachments": max(limits.attachments, 1),
    }
    small = group.staff_size is None or group.staff_size <= limits.small_staff
    if small:
        shares["hours"] = float(limits.small_group_hours)  # type: ignore[assignment]  # for JSON
    return {
        "words": ask.words, "limits": limits, "burden": said, "small": small,
        "burden_word": level_word(said.level),
        "burden_limits": json.dumps(shares),
    }  # fmt: skip


def written(request: HttpRequest, done: Done) -> str:
    """Which version it is; a text that another group has seen is said so at once."""
    ask: Ask = done.result
    if ask.similar_to and ask.similar_share:
        limits = LimitVersion.objects.in_force()
        if ask.similar_share >= limits.copy_paste_share:
            text = _("{share} of this text is what {group} got. Rewrite it for this group.")
            name = ask.similar_to.partnership.group
            messages.warning(request, text.format(share=percent(ask.similar_share), group=name))
    return _("Version {n} is saved.").format(n=ask.version)


@requires(*INSIDERS)
def ask_compare(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two versions side by side, and what changed between them word by word."""
    partnership = partnership_of(pk)
    asks = {ask.version: ask for ask in partnership.asks.select_related("goal", "written_by")}
    if not asks:
        raise Http404
    form = CompareForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    new = asks.get(asked.get("new") or 0) or asks[max(asks)]
    before = [number for number in asks if number < new.version]
    old = asks.get(asked.get("old") or 0) or (asks[max(before)] if before else new)
    context = {
        **around(partnership),
        "asks": list(asks.values()),
        "cards": [weighed(partnership, ask) for ask in dict.fromkeys((old, new))],
        "old": old,
        "new": new,
    }
    return render(request, "advocacy/asks/compare.html", context)


def weighed(partnership: Partnership, ask: Ask) -> AskCard:
    """A version with its names and weight."""
    limits = LimitVersion.objects.in_force()
    return ask_card(ask, staff_size=partnership.group.staff_size, limits=limits)


@requires(*INSIDERS)
def ask_likeness(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The newest version beside the text of another group that it resembles."""
    partnership = partnership_of(pk)
    ask = partnership.asks.select_related("similar_to__partnership__group").first()
    if ask is None or ask.similar_to is None:
        raise Http404
    context = {
        **around(partnership),
        "ask": ask,
        "other": ask.similar_to,
        "share": percent(ask.similar_share or 0),  # type: ignore[arg-type]  # 0 is a share
    }
    return render(request, "advocacy/asks/likeness.html", context)
