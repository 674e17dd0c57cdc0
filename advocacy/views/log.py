"""Log a touch: from any page, in three inputs or fewer, and never refused."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.happenings import BOUNCES, INBOUND, OUTBOUND
from advocacy.forms.touches import FindForm, LogTouchForm
from advocacy.matching.names import searchable
from advocacy.models import (
    Direction,
    FollowUpKind,
    Group,
    Partnership,
    Purpose,
    Stage,
    StopScope,
    Touch,
    TouchChannel,
)  # fmt: skip
from advocacy.models.search import nearest
from advocacy.policy.registry import RULES
from advocacy.templatetags.ui import day, words
from advocacy.views.pages import form_page, signed_in
from advocacy.views.record import clock
from advocacy.views.situation import situation_of
from advocacy.workflow.step import Done

LOG = "advocacy/touches/log.html"
MOST_FOUND = 12
MOST_RECENT = 8


@requires(*INSIDERS)
def touch_log(request: HttpRequest) -> HttpResponse:
    """What happened with this group? Without a group in the address: which group?"""
    group, partnership = asked_about(request)
    if group is None:
        return choose_group(request)
    unsent = reserved_for(request, partnership)
    filling = "prefill" in request.POST
    form = LogTouchForm(
        None if filling else request.POST or None, group=group, partnership=partnership,
        now=timezone.now(), initial=known_of(unsent, request.POST.get("summary", "")),
    )  # fmt: skip
    subject: Partnership | Group = partnership or group
    context = {
        "title": _("Log a touch"), "group": group, "partnership": partnership,
        "zone": group.time_zone, "there_now": clock(form.now, group.time_zone),
        "outbound": OUTBOUND, "inbound": INBOUND, "bounces": BOUNCES, "unsent": unsent,
    }  # fmt: skip
    if filling:
        return render(request, LOG, {"form": form, "back": page_of(subject), **context})
    if request.method == "POST" and form.is_valid():
        subject = form.subject
    return form_page(
        request,
        form,
        subject=subject,
        to=page_of(subject),
        said=what_followed,
        data={**likely_purpose(form, subject), "instead_of": unsent},
        template=LOG,
        context=context,
    )


def reserved_for(request: HttpRequest, partnership: Partnership | None) -> Touch | None:
    """The touch of this very person that was to be sent, and is logged instead."""
    if partnership is None or "touch" not in request.GET:
        return None
    touch: Touch = row_of(Touch.objects.unsent().filter(partnership=partnership),
                          request.GET["touch"])  # fmt: skip
    return touch if touch.by_id == signed_in(request).pk else None


def known_of(unsent: Touch | None, summary: str) -> dict[str, Any]:
    """What the form begins with where a touch was written already."""
    if unsent is None:
        return {}
    how = [code for code, item in OUTBOUND.items() if item.channel == unsent.channel]
    return {
        "happened": how[-1] if unsent.channel != TouchChannel.PHONE and how else "",
        "person": unsent.person_id, "purpose": unsent.purpose, "summary": summary,
    }  # fmt: skip


def asked_about(request: HttpRequest) -> tuple[Group | None, Partnership | None]:
    """The group and partnership that the address names; what is not there is a 404."""
    if key := request.GET.get("partnership"):
        partnership = row_of(Partnership.objects.for_page(), key)
        return partnership.group, partnership
    if key := request.GET.get("group"):
        return row_of(Group.objects.standing(), key), None
    return None, None


def row_of(rows: Any, key: str) -> Any:
    """One row by the id in an address."""
    try:
        found = rows.filter(pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found


def page_of(subject: Partnership | Group) -> str:
    """Where one goes on after logging."""
    name = "partnership-detail" if isinstance(subject, Partnership) else "group-detail"
    return reverse(name, args=[subject.pk])


def choose_group(request: HttpRequest) -> HttpResponse:
    """Search by name; before anything is typed, what the person works on."""
    form = FindForm(request.GET)
    wanted = form.cleaned_data.get("q", "") if form.is_valid() else ""
    groups: list[Group] = []
    if wanted:
        named = Group.objects.standing().prefetch_related("partnerships__study")
        groups = nearest(named, searchable(wanted), most=MOST_FOUND)
    mine = Partnership.objects.open().owned_by(signed_in(request)).for_page()
    context = {
        "form": form,
        "wanted": wanted,
        "found": [(group, open_of(group)) for group in groups],
        "recent": [] if wanted else mine.order_by("-stage_since", "-id")[:MOST_RECENT],
    }
    return render(request, "advocacy/touches/choose.html", context)


def open_of(group: Group) -> list[Partnership]:
    """The partnerships of a group that are under way, from what was read with it."""
    return [p for p in group.partnerships.all() if p.stage != Stage.CLOSED]


def likely_purpose(form: LogTouchForm, subject: Partnership | Group) -> dict[str, Any]:
    """What our own touch was for, where nobody said so: what fits the partnership's state."""
    if not form.is_bound or not form.is_valid() or not isinstance(subject, Partnership):
        return {}
    values = form.values
    if values["direction"] != Direction.OUT or values.get("purpose"):
        return {}
    situation = situation_of(subject)
    known = situation.facts.partnership
    if known and known.in_conversation:
        return {"purpose": Purpose.REPLY}
    intended = situation.fitting.purpose or situation.purpose
    return {"purpose": Purpose(intended.value)}


def what_followed(done: Done) -> str:
    """Everything that came of it by itself, in plain sentences."""
    told = done.event.data
    lines = [_("Logged.")]
    if told.get("attempt"):
        lines.append(_("It counts as an attempt."))
    if done.event.to_stage:
        lines.append(_("Now: {stage}.").format(stage=Stage(done.event.to_stage).label))
    lines += [stop_line(stop) for stop in told.get("stops", ())]
    if until := told.get("not_before"):
        lines.append(_("No contact before {day}.").format(day=day(date.fromisoformat(until))))
    lines += owed_lines(done)
    if done.breaches:
        rules = ", ".join(words(RULES[b.rule].title) for b in done.breaches if b.rule in RULES)
        lines.append(_("Against: {rules}.").format(rules=rules))
    return " ".join(lines)


def stop_line(stop: dict[str, Any]) -> str:
    """One stop that was set, and until when."""
    scope = StopScope(stop["scope"]).label
    if stop["until"] is None:
        return _("Stopped for good: {scope}.").format(scope=scope)
    until = day(date.fromisoformat(stop["until"]))
    return _("Stopped until {day}: {scope}.").format(day=until, scope=scope)


OWED = (FollowUpKind.THANK_YOU, FollowUpKind.ANSWER_QUESTION, FollowUpKind.FIX_CONTACT)


def owed_lines(done: Done) -> list[str]:
    """What is due now because of it."""
    own = done.event.partnership
    if own is None:
        return []
    owed = [step for step in own.follow_ups.open() if step.kind in OWED]
    pattern = _("Due {day}: {what}.")
    return [pattern.format(day=day(s.due_on), what=s.get_kind_display()) for s in owed]
