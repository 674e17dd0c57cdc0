"""Groups: the list, writing one down, mending it, merging two."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.groups import GroupEditForm, GroupFilterForm, GroupForm, MergeForm
from advocacy.matching.groups import Match, possible_duplicates
from advocacy.matching.names import searchable
from advocacy.models import Event, Group, Role
from advocacy.views.group_page import about, group_of, moves
from advocacy.views.keyset import Page, keyset, searched
from advocacy.views.names import suggestions
from advocacy.views.pages import act, form_page, found, signed_in
from advocacy.views.standings import lines
from advocacy.workflow.step import Done

MERGERS = (Role.MANAGER, Role.ADMIN)


@requires(*INSIDERS)
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups, found by a few letters and narrowed by what they are and how they stand."""
    form = GroupFilterForm(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    page, close = chosen(request, asked)
    context = {
        "filters": form,
        "page": page,
        "close": close,
        "lines": lines(page.rows),
        "narrowed": bool(asked),
    }
    return render(request, "advocacy/groups/list.html", context)


def chosen(request: HttpRequest, asked: dict[str, Any]) -> tuple[Page, bool]:
    """The page of groups that the filters leave, and whether their names only come close."""
    groups: Any = Group.objects.standing()
    narrow = {
        "kind": "of_kind", "condition": "caring_for", "country": "in_country",
        "region": "in_region", "stance": "of_stance",
    }  # fmt: skip
    for name, method in narrow.items():
        if name in asked:
            groups = getattr(groups, method)(asked[name])
    if "stopped" in asked:
        groups = groups.stopped(timezone.localdate())
    if "mine" in asked:
        groups = groups.worked_on_by(signed_in(request))
    groups, needle = groups.listed(), searchable(asked.get("q", ""))
    if needle:
        return searched(groups, request, needle)
    return keyset(groups, request, order=("sort_name", "id")), False


@requires(*INSIDERS)
def group_names(request: HttpRequest) -> HttpResponse:
    """Suggestions while somebody types the name of a group."""
    return suggestions(request, Group.objects.standing())


@requires(*INSIDERS)
def group_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything about one group on one page."""
    group = group_of(pk)
    if group.merged_into_id is not None:
        return redirect("group-detail", group.merged_into_id)
    return render(request, "advocacy/groups/detail.html", about(group, user=signed_in(request)))


@requires(*INSIDERS)
def group_timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that ever happened with one group, and with those it has absorbed."""
    group = found(Group.objects.all(), pk)
    events = Event.objects.of_group(group.pk).for_page()
    context = {
        "group": group,
        "page": keyset(events, request, order=("-at", "-id")),
        "crumbs": crumbs(group),
    }
    return render(request, "advocacy/groups/timeline.html", context)


@requires(*INSIDERS)
def group_create(request: HttpRequest) -> HttpResponse:
    """Write a group down, unless it is on file already."""
    form = GroupForm(request.POST or None, initial={"name": request.GET.get("name", "")})
    context = {"title": _("Add a group"), "crumbs": crumbs(), "back": reverse("group-list")}
    return unless_known(request, form, subject=None, context=context)


@requires(*INSIDERS)
def group_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mend the record of a group."""
    group = found(Group.objects.standing(), pk)
    form = GroupEditForm(request.POST or None, instance=group)
    context = {"title": _("Edit the group"), "crumbs": crumbs(group), "back": page_of(group)}
    return unless_known(request, form, subject=group, context=context)


def unless_known(
    request: HttpRequest, form: GroupForm, *, subject: Group | None, context: dict[str, Any]
) -> HttpResponse:
    """Take the form, but show first the groups that may be the same and were not looked at yet."""
    template = "advocacy/groups/form.html"
    if request.method == "POST" and form.is_valid():
        matches = same_as(form, subject)
        seen = set(request.POST.get("looked_at", "").split(","))
        if any(str(match.group.pk) not in seen for match in matches):
            shown = {**context, "form": form, "matches": matches}
            return render(request, template, shown, status=409)
    return form_page(
        request, form, subject=subject, template=template, context=context,
        to=lambda done: reverse("group-detail", args=[done.result.pk]), said=said_of(subject),
    )  # fmt: skip


def said_of(subject: Group | None) -> Any:
    """The message after a group was written down or mended."""

    def said(done: Done) -> str:
        text = _("{name} is mended.") if subject else _("{name} is on file.")
        return text.format(name=done.result.name)

    return said


def same_as(form: GroupForm, subject: Group | None) -> list[Match]:
    """Groups that may be the same; for a group on file only if what tells it apart changed."""
    telling = ("name", "country", "region", "city", "registry_number", "website")
    if subject is not None and not set(telling) & set(form.changed_data):
        return []
    values = {name: form.cleaned_data[name] for name in telling}
    return possible_duplicates(**values, exclude=subject.pk if subject else None)


@requires(*MERGERS)
def group_merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose the record that is the same group, see what would move, then merge."""
    group = found(Group.objects.standing(), pk)
    form = MergeForm(request.POST if request.method == "POST" else request.GET or None)
    context = {"title": _("Merge into this group"), "crumbs": crumbs(group), "group": group,
               "back": page_of(group)}  # fmt: skip
    if not form.is_bound or not form.is_valid():
        status = 422 if form.is_bound else 200
        shown = {**context, "form": form}
        return render(request, "advocacy/groups/merge.html", shown, status=status)
    other = form.cleaned_data["other"]
    if request.POST.get("confirmed") == str(other.pk):
        return act(
            request, "merge_groups", subject=group, data={"other": other}, to=page_of(group),
            said=_("{name} is merged into this group.").format(name=other.name),
            back=reverse("group-merge", args=[group.pk]),
        )  # fmt: skip
    shown = {
        **context, "form": form, "other": other, "moves": moves(other),
        "both_open": other.partnerships.also_open_with(group).select_related("study"),
    }  # fmt: skip
    return render(request, "advocacy/groups/merge.html", shown)


def page_of(group: Group, part: str = "") -> str:
    """The address of a group's page, or of a part of it."""
    address = reverse("group-detail", args=[group.pk])
    return f"{address}#{part}" if part else address


def crumbs(group: Group | None = None) -> list[dict[str, Any]]:
    """The way to a group's page."""
    way = [{"label": _("Groups"), "url": reverse("group-list")}]
    return [*way, {"label": group.name, "url": page_of(group)}] if group else way
