"""Taking back what was just done, by the opposite action; nothing is deleted.

The button carries a signed note of action and record, good for ten minutes and for the one who
acted. The values from before are read from the row history, and only while nobody changed the
record since.
"""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib import messages
from django.core import signing
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocacy.access import INSIDERS, requires
from advocacy.models import History, User
from advocacy.views.pages import act, gone, list_before, signed_in
from advocacy.workflow.step import Done

SALT = "undo"
SECONDS = 600
Opposite = tuple[str, Model, dict[str, Any]]


def before(record: Any, *, action: str, actor: User) -> dict[str, Any]:
    """The row as it was before this person's action; empty where somebody changed it since."""
    row = History.objects.of_record(record).first()
    if row is None or row.actor != str(actor.pk) or row.reason.split(" ")[0] != action:
        return {}
    return dict(row.old or {})


def follow_up_done(record: Any, actor: User) -> Opposite | None:
    return "reopen_follow_up", record, {}


def follow_up_snoozed(record: Any, actor: User) -> Opposite | None:
    due = before(record, action="snooze_follow_up", actor=actor).get("due_on")
    return ("reopen_follow_up", record, {"due_on": date.fromisoformat(due)}) if due else None


def follow_up_reassigned(record: Any, actor: User) -> Opposite | None:
    return owner_again(record, actor, action="reassign_follow_up")


def partnership_edited(record: Any, actor: User) -> Opposite | None:
    return owner_again(record, actor, action="edit_partnership")


def owner_again(record: Any, actor: User, *, action: str) -> Opposite | None:
    """Back to the owner of before, if the owner is what changed."""
    key = before(record, action=action, actor=actor).get("owner_id")
    if not key or key == str(record.owner_id):
        return None
    return action, record, {"owner": User.objects.filter(pk=key).first()}


def released(record: Any, actor: User) -> Opposite | None:
    data = {"channel": record.channel, "person": record.person, "purpose": record.purpose}
    return "reserve_touch", record.partnership, data


def paused(record: Any, actor: User) -> Opposite | None:
    return "resume", record, {}


def resumed(record: Any, actor: User) -> Opposite | None:
    until = before(record, action="resume", actor=actor).get("not_before")
    day = date.fromisoformat(until) if until else None
    if day is None or day <= timezone.localdate():
        return None
    return "pause", record, {"until": day, "reason": _("Taken up by mistake.")}


OPPOSITES: dict[str, Callable[[Any, User], Opposite | None]] = {
    "complete_follow_up": follow_up_done,
    "snooze_follow_up": follow_up_snoozed,
    "reassign_follow_up": follow_up_reassigned,
    "edit_partnership": partnership_edited,
    "release_touch": released,
    "pause": paused,
    "resume": resumed,
}


def note_of(done: Done, *, actor: User) -> str:
    """The signed note for the button; blank where the action cannot be taken back."""
    kind, record = done.event.kind, done.result
    find = OPPOSITES.get(kind)
    if find is None or find(record, actor) is None:
        return ""
    return signing.dumps([kind, record._meta.model_name, str(record.pk), str(actor.pk)], salt=SALT)


@require_POST
@requires(*INSIDERS)
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what the note names, by its opposite."""
    back = list_before(request, "/")
    opposite = read(request.POST.get("note", ""), actor=signed_in(request))
    if opposite is None:
        messages.info(request, _("It is too late to take that back. Change it on the record."))
        return gone(request, back)
    action, subject, data = opposite
    return act(
        request, action, subject=subject, data=data, to=back, said=_("Taken back."),
        undoable=False,
    )  # fmt: skip


def read(note: str, *, actor: User) -> Opposite | None:
    """The opposite of what a note names; None for one that is old, not theirs or broken."""
    try:
        kind, model, key, who = signing.loads(note, salt=SALT, max_age=SECONDS)
    except (signing.BadSignature, TypeError, ValueError):
        return None
    if who != str(actor.pk):
        return None
    record = apps.get_model("advocacy", model)._default_manager.filter(pk=UUID(key)).first()
    return OPPOSITES[kind](record, actor) if record is not None else None
