"""Operations: what waits in the ledger of mails, and what needs an administrator."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.access import requires
from advocacy.forms.operations import WORDS, DecideMessageForm, open_decisions
from advocacy.messages.kinds import KINDS
from advocacy.models import Message, MessageState, Role
from advocacy.models.base import now
from advocacy.views.keyset import keyset
from advocacy.views.pages import form_page, found, posted

ORDER = ("-due_at", "-id")
TONES = {
    MessageState.SENT: "ok",
    MessageState.FAILED: "no",
    MessageState.UNKNOWN: "warn",
    MessageState.CANCELLED: "",
}


@requires(Role.ADMIN)
def operations(request: HttpRequest) -> HttpResponse:
    """Mails by what has become of them, with the numbers that tell whether all is well."""
    shown = request.GET.get("show", "")
    lists = {
        "": Message.objects.queued(),
        "unknown": Message.objects.unknown(),
        "failed": Message.objects.failed(),
        "over": Message.objects.over(),
    }
    rows = lists.get(shown, lists[""])
    page = keyset(rows.for_page(), request, order=ORDER)
    context = {
        "page": page,
        "items": [(row, label(row), tone(row)) for row in page.rows],
        "health": Message.objects.health(now()),
        "tabs": tabs(shown if shown in lists else ""),
    }  # fmt: skip
    return render(request, "advocacy/operations/list.html", context)


def tabs(shown: str) -> list[dict[str, Any]]:
    """What waits comes first."""
    url = reverse("operations")
    words = {
        "": _("Waiting"),
        "unknown": _("Not known"),
        "failed": _("Failed"),
        "over": _("Sent or not needed"),
    }
    return [
        {"label": word, "url": f"{url}?show={key}" if key else url, "current": key == shown}
        for key, word in words.items()
    ]


def label(row: Message) -> Any:
    """The sort of mail, in words."""
    kind = KINDS.get(row.kind)
    return kind.label if kind else row.kind


def tone(row: Message) -> str:
    """The colour of its state."""
    return TONES.get(MessageState(row.state), "info")


@requires(Role.ADMIN)
def operations_message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One mail: what became of it, and what can be decided."""
    message = found(Message.objects.for_page(), pk)
    form = DecideMessageForm(posted(request), message=message)
    return form_page(
        request,
        form,
        subject=message,
        action=form.chosen if form.chosen in WORDS else "",
        to=reverse("operations-message", args=[pk]),
        said=_("Noted. The next sweep acts on it."),
        template="advocacy/operations/message.html",
        context={
            "message": message,
            "label": label(message),
            "tone": tone(message),
            "decidable": bool(open_decisions(message)),
            "back": reverse("operations"),
            "crumbs": [{"label": _("Operations"), "url": reverse("operations")}],
        },
    )
