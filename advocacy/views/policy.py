"""The policy studio: limits are drafted, replayed over the past, and put in force by another."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocacy.access import DECIDERS, requires
from advocacy.forms.limits import ActivateForm, LimitsForm, amount
from advocacy.models import LimitVersion, Replay, Turn
from advocacy.policy.again import FOR_WHAT_COMES, changed
from advocacy.policy.limits import Limits, described
from advocacy.policy.registry import RULES
from advocacy.policy.text import Text
from advocacy.policy.titles import LIMIT_TITLES
from advocacy.views.keyset import keyset
from advocacy.views.pages import act, form_page, found, posted, signed_in
from advocacy.views.turned import turned_lines


@dataclass(frozen=True, slots=True)
class Change:
    """One limit that differs: what it was, what it is to be, and the rules that read it."""

    name: str
    title: Text
    before: str
    after: str
    default: str
    why: Text
    rules: tuple[Text, ...]
    for_what_comes: bool


def changes(before: Limits, after: Limits) -> Iterator[Change]:
    """The limits in which two versions differ, in reading order."""
    names = changed(before, after)
    for name, default, meta in described():
        if name in names:
            yield Change(
                name,
                LIMIT_TITLES[name],
                amount(getattr(before, name), meta),
                amount(getattr(after, name), meta),
                amount(default, meta),
                meta["why"],
                tuple(rule.title for rule in RULES.values() if name in rule.limits),
                name in FOR_WHAT_COMES,
            )


def crumbs() -> list[dict[str, str]]:
    return [{"label": _("Policy"), "url": reverse("policy-list")}]


@requires(*DECIDERS)
def policy_list(request: HttpRequest) -> HttpResponse:
    """What is in force, what is drafted, and every version that ever was."""
    versions = list(LimitVersion.objects.for_page().prefetch_related("replays")[:200])
    active = next((v for v in versions if v.is_active), None)
    context = {
        "active": active,
        "in_force": list(changes(Limits(), active.limits)) if active else [],
        "drafts": [(v, latest(v)) for v in versions if v.is_draft],
        "former": [v for v in versions if v.active_from and not v.is_active],
        "discarded": [v for v in versions if v.discarded_at],
    }
    return render(request, "advocacy/policy/list.html", context)


def latest(version: LimitVersion) -> Replay | None:
    """The newest replay of exactly the values that the version has now."""
    fitting = (r for r in version.replays.all() if r.values == version.values)
    return next(fitting, None)


@requires(*DECIDERS)
def policy_new(request: HttpRequest) -> HttpResponse:
    """A new draft, from what is in force or from an earlier version."""
    key = request.GET.get("from", "")
    base = LimitVersion.objects.by_text(key)
    present = LimitVersion.objects.in_force()
    form = LimitsForm(posted(request), limits=base.limits if base else present, present=present)
    return form_page(
        request,
        form,
        subject=None,
        to=lambda done: reverse("policy-detail", args=[done.result.pk]),
        said=_("Drafted. Replay it over the past to see what it would change."),
        template="advocacy/policy/form.html",
        context={
            "title": _("Draft new limits"), "crumbs": crumbs(), "base": base,
            "back": reverse("policy-list"),
        },
    )  # fmt: skip


@requires(*DECIDERS)
def policy_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a draft; only whoever made it."""
    version = found(LimitVersion.objects.for_page(), pk)
    if version.made_by_id != signed_in(request).pk or not version.is_draft:
        return redirect(f"{reverse('policy-new')}?from={pk}")
    form = LimitsForm(
        posted(request), limits=version.limits, present=LimitVersion.objects.in_force(),
        initial={"reason": version.reason},
    )  # fmt: skip
    url = reverse("policy-detail", args=[pk])
    return form_page(
        request,
        form,
        subject=version,
        action="edit_limits",
        to=url,
        said=_("Saved. Replay it again, since other values need a replay of their own."),
        template="advocacy/policy/form.html",
        context={
            "title": _("Change draft {n}").format(n=version.number), "crumbs": crumbs(),
            "back": url, "version": version,
        },
    )  # fmt: skip


@requires(*DECIDERS)
def policy_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One version: what differs, who and why, its replay, and what can be done with it."""
    version = found(LimitVersion.objects.for_page(), pk)
    return render(request, "advocacy/policy/detail.html", about(version, request))


def about(version: LimitVersion, request: HttpRequest) -> dict[str, Any]:
    """What the page of a version and the one that asks before activation both show."""
    before = LimitVersion.objects.before(version)
    replay = version.replays.newest_first().filter(values=version.values).first()
    mine = version.made_by_id == signed_in(request).pk
    ready = replay is not None and replay.state == "done" and before is not None
    fresh = replay is not None and before is not None and replay.against == before.number
    listed = list(changes(before.limits if before else Limits(), version.limits))
    return {
        "version": version,
        "title": _("Limits, version {n}").format(n=version.number),
        "crumbs": crumbs(),
        "before": before,
        "changes": listed,
        "later": [change for change in listed if change.for_what_comes],
        "replay": replay,
        "stale": replay is not None and not fresh,
        "mine": mine,
        "may_activate": version.is_draft and not mine and ready and fresh,
    }


@requires(*DECIDERS)
def policy_activate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a draft in force, by somebody who did not make it."""
    version = found(LimitVersion.objects.for_page(), pk)
    url = reverse("policy-detail", args=[pk])
    return form_page(
        request,
        ActivateForm(posted(request)),
        subject=version,
        to=url,
        said=_("In force from now on. Past decisions keep the version they were made under."),
        template="advocacy/policy/activate.html",
        context=lambda: about(version, request) | {"title": _("Put in force"), "back": url},
    )  # fmt: skip


@requires(*DECIDERS)
@require_POST
def policy_discard(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a draft up."""
    version = found(LimitVersion.objects.all(), pk)
    return act(
        request, "discard_limits", subject=version, to=reverse("policy-list"),
        said=_("Discarded. It can still be read, and drafted anew from."),
    )  # fmt: skip


@requires(*DECIDERS)
@require_POST
def policy_replay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Have a draft judged over the past."""
    version = found(LimitVersion.objects.all(), pk)
    url = reverse("policy-detail", args=[pk]) + "#replay"
    return act(
        request, "replay_limits", subject=version, to=url, said=_("The replay has begun."),
        back=url, undoable=False,
    )  # fmt: skip


@requires(*DECIDERS)
@require_POST
def policy_replay_cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop a replay that is under way."""
    replay = found(Replay.objects.all(), pk)
    url = reverse("policy-detail", args=[replay.version_id]) + "#replay"
    return act(
        request, "cancel_replay", subject=replay, to=url, said=_("Cancelled."), back=url,
        undoable=False,
    )  # fmt: skip


@requires(*DECIDERS)
def policy_turned(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The past decisions that would fall otherwise under a draft, with both findings."""
    replay = found(Replay.objects.select_related("version__made_by", "asked_by"), pk)
    asked = request.GET.get("show", "")
    turn = Turn(asked) if asked in Turn else Turn.REFUSED
    rows = replay.turned.turned(turn).for_page()
    page = keyset(rows, request, order=("-event_id",))
    context = {
        "replay": replay,
        "version": replay.version,
        "turn": turn,
        "title": _("Replay of version {n}").format(n=replay.version.number),
        "crumbs": [
            *crumbs(),
            {"label": _("Version {n}").format(n=replay.version.number),
             "url": reverse("policy-detail", args=[replay.version_id])},
        ],
        "page": page,
        "lines": turned_lines(page.rows, replay),
        "tabs": turn_tabs(replay, turn),
    }  # fmt: skip
    return render(request, "advocacy/policy/turned.html", context)


def turn_tabs(replay: Replay, chosen: Turn) -> list[dict[str, Any]]:
    """Each way to turn, with how many did."""
    url = reverse("policy-turned", args=[replay.pk])
    counts = {
        Turn.REFUSED: replay.refused_anew, Turn.PASSING: replay.passing_anew,
        Turn.NOT_REBUILT: replay.not_rebuilt,
    }  # fmt: skip
    return [
        {"label": turn.label, "url": f"{url}?show={turn.value}", "current": turn is chosen,
         "count": str(n)}
        for turn, n in counts.items()
        if n or turn is not Turn.NOT_REBUILT
    ]  # fmt: skip


routes: list[URLPattern] = [
    path("policy/", policy_list, name="policy-list"),
    path("policy/new/", policy_new, name="policy-new"),
    path("policy/<uuid:pk>/", policy_detail, name="policy-detail"),
    path("policy/<uuid:pk>/edit/", policy_edit, name="policy-edit"),
    path("policy/<uuid:pk>/discard/", policy_discard, name="policy-discard"),
    path("policy/<uuid:pk>/replay/", policy_replay, name="policy-replay"),
    path("policy/<uuid:pk>/activate/", policy_activate, name="policy-activate"),
    path("replays/<uuid:pk>/", policy_turned, name="policy-turned"),
    path("replays/<uuid:pk>/cancel/", policy_replay_cancel, name="policy-replay-cancel"),
]
