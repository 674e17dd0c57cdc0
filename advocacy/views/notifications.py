"""What one was told: a list with what is new, each leading to its record."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from advocacy.access import INSIDERS, requires
from advocacy.models import (
    ClearanceAnswer,
    ExitReason,
    FollowUpKind,
    MessageState,
    Notification,
    ReplyOutcome,
    StopReason,
)  # fmt: skip
from advocacy.models.notification import NotificationKind as Kind
from advocacy.templatetags.timeline import rule_title
from advocacy.views.keyset import keyset
from advocacy.views.pages import found, gone, signed_in


@dataclass(frozen=True, slots=True)
class News:
    """One line of the list."""

    row: Notification
    text: str
    about: str
    icon: str


@requires(*INSIDERS)
def notification_list(request: HttpRequest) -> HttpResponse:
    """What one was told, the newest first; all, or what is new."""
    rows = Notification.objects.addressed_to(signed_in(request)).for_page()
    unread = request.GET.get("show") == "unread"
    page = keyset(rows.unread() if unread else rows, request, order=("-created_at", "-id"))
    url = reverse("notification-list")
    tabs = [
        {"label": _("All"), "url": url, "current": not unread},
        {"label": _("Unread"), "url": f"{url}?show=unread", "current": unread},
    ]
    context = {"page": page, "news": [news_of(row) for row in page.rows], "tabs": tabs}
    return render(request, "advocacy/notifications/list.html", context)


@require_POST
@requires(*INSIDERS)
def notification_open(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mark one as read and lead to what it tells of."""
    mine = Notification.objects.addressed_to(signed_in(request))
    row = found(mine, pk)
    mine.filter(pk=pk).mark_read(timezone.now())
    return gone(request, address_of(row))


@require_POST
@requires(*INSIDERS)
def notifications_read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read, or the one that is named."""
    mine = Notification.objects.addressed_to(signed_in(request))
    key = request.POST.get("one", "")
    if key:
        mine = mine.filter(pk__in=ids(key))
    n = mine.mark_read(timezone.now())
    said = ngettext("{n} is marked as read.", "{n} are marked as read.", n)
    messages.success(request, said.format(n=n))
    return gone(request, reverse("notification-list"))


def ids(text: str) -> list[UUID]:
    """The id that a button sent; none for what is no id."""
    try:
        return [UUID(text)]
    except ValueError:
        return []


def address_of(row: Notification) -> str:
    """The page on which one goes on."""
    override = row.data.get("override")
    if row.kind == Kind.OVERRIDE_ASKED and override:
        return reverse("override-detail", args=[override])
    if row.kind == Kind.BREACH and row.data.get("breach"):
        return reverse("breach-detail", args=[row.data["breach"]])
    if row.partnership_id:
        return reverse("partnership-detail", args=[row.partnership_id])
    if row.data.get("study"):
        return reverse("study-detail", args=[row.data["study"]])
    if row.data.get("sponsor"):
        return reverse("sponsor-detail", args=[row.data["sponsor"]])
    return reverse("my-day")


ICONS = {
    Kind.OVERRIDE_ASKED: "scale", Kind.OVERRIDE_GRANTED: "circle-check",
    Kind.OVERRIDE_DENIED: "circle-x", Kind.HANDED_OVER: "user-round-pen", Kind.STOPPED: "ban",
    Kind.REPLY: "reply", Kind.BREACH: "flag",
    Kind.MAIL: "mail-x", Kind.SPONSOR: "building-2",
}  # fmt: skip


def news_of(row: Notification) -> News:
    """A line in words."""
    own = row.partnership
    about = ""
    if own is not None:
        about = f"{own.group} · {own.study.nct_number or own.study.protocol_id}"
    return News(row, sentence(row), about, ICONS[Kind(row.kind)])


def sentence(row: Notification) -> str:
    """What happened, in one sentence."""
    told = row.data
    by = told.get("by") or _("The clock")
    words: dict[str, str] = {
        Kind.OVERRIDE_ASKED: _("{by} asks for an override: {rule}."),
        Kind.OVERRIDE_GRANTED: _("{by} granted your override: {rule}."),
        Kind.OVERRIDE_DENIED: _("{by} did not grant your override: {rule}."),
        Kind.STOPPED: _("{by} logged what stops this: {why}."),
        Kind.REPLY: _("{by} filed an answer: {outcome}."),
        Kind.BREACH: _("{by} logged a touch that broke: {rules}."),
        Kind.HANDED_OVER: handed(told),
        Kind.MAIL: mail(told),
        Kind.SPONSOR: sponsor_did(told),
    }
    if row.kind == Kind.REPLY and not told.get("outcome"):
        words[Kind.REPLY] = _("A reply came by mail. Read it and say what it is.")
    if row.kind == Kind.STOPPED and not told.get("by"):
        words[Kind.STOPPED] = _("It stopped by itself: {why}.")
    return words[row.kind].format(
        by=by, rule=rule_title(told.get("rule", "")), why=reason(told.get("reason", "")),
        outcome=label(ReplyOutcome, told.get("outcome", "")),
        rules=", ".join(rule_title(code) for code in told.get("rules", ())),
        name=told.get("of", ""), n=told.get("partnerships", 0), steps=told.get("steps", 0),
        step=label(FollowUpKind, told.get("follow_up", "")), group=told.get("group", ""),
        answer=label(ClearanceAnswer, told.get("answer", "")), amount=told.get("amount", ""),
    )  # fmt: skip


def handed(told: dict[str, Any]) -> str:
    """A step, all work of a colleague, or one partnership."""
    if "follow_up" in told:
        return _("{by} handed you a next step: {step}.")
    if "partnerships" in told:
        return _("{by} handed you the work of {name}: {n} partnerships, {steps} next steps.")
    return _("{by} handed you a partnership.")


def mail(told: dict[str, Any]) -> str:
    """A mail that did not go out, or perhaps did; the server's own words stand below."""
    if told.get("state") == MessageState.UNKNOWN:
        return _("Nobody knows whether a mail went out. An administrator finds out and decides.")
    return _("A mail did not go out; the group is free again.")


def sponsor_did(told: dict[str, Any]) -> str:
    """An answer, a relationship, or more budget; by a person of the sponsor."""
    if "answer" in told:
        return _("{by} answered for the sponsor: {answer}.")
    if "amount" in told:
        return _("{by} raised the approved budget to {amount}.")
    if told.get("unknown"):
        return _("{by} declared a relationship with “{group}”, which is not on file. Record it.")
    return _("{by} declared a relationship with {group}.")


def reason(code: str) -> str:
    """Why it stopped: the reason of a stop, or of an end."""
    return label(StopReason, code) if code in StopReason.values else label(ExitReason, code)


def label(choices: Any, code: str) -> str:
    """The word for a code; a code of the past stays as it is."""
    return str(choices(code).label) if code in choices.values else code
