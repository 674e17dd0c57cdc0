"""Two people edited one record: what the page says to the second of them."""

import copy
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any, cast

from django.db.models import Model
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext as _

from advocacy.models import Event, History, User
from advocacy.templatetags.ui import day
from advocacy.workflow.effects.changes import named, shown
from advocacy.workflow.versions import KEY, digest, value_of

UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field in two versions; `mine_first` where the person here had changed it too."""

    name: str
    label: str
    mine: str
    theirs: str
    mine_first: bool
    change: "Change"


@dataclass(frozen=True, slots=True)
class Change:
    """Who set a field last, and when; blank where nobody knows."""

    who: str = ""
    at: datetime | None = None


def conflicts(form: Any, names: tuple[str, ...]) -> list[Conflict]:
    """Both versions of these fields; the form goes on from the newer one."""
    old = form.watched()
    record = type(old)._default_manager.get(pk=old.pk)
    form.reopen(record)
    opened = form.cleaned_data[KEY]
    return [
        Conflict(
            name=name, label=str(form.fields[name].label),
            mine=in_words(record, name, form.cleaned_data[name]),
            theirs=in_words(record, name, value_of(record, name)),
            mine_first=digest(form.cleaned_data[name]) != opened[name],
            change=last_change(record, name),
        )
        for name in names
    ]  # fmt: skip


def in_words(record: Model, name: str, value: Any) -> str:
    """A value of a field as a person reads it."""
    field = cast("Any", record._meta.get_field(name))
    if field.many_to_many:
        return named(value) or _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if hasattr(value, "isoformat"):
        return day(value)
    held = copy.copy(record)
    setattr(held, field.attname if not isinstance(value, Model) else name, value)
    if isinstance(getattr(held, name), FieldFile):
        return PurePath(shown(held, name)).name or _("nothing")
    return shown(held, name) or _("nothing")


def last_change(record: Model, name: str) -> Change:
    """Find it in the row history, or for records at the other side in the events."""
    field = cast("Any", record._meta.get_field(name))
    if field.many_to_many:
        event = Event.objects.that_changed(record, name).select_related("actor").first()
        return Change(str(event.actor or ""), event.at) if event else Change()
    row = History.objects.of_record(record).that_changed(field.column).first()
    if row is None:
        return Change()
    person = User.objects.filter(pk=row.actor).first() if len(row.actor) == UUID_LENGTH else None
    return Change(str(person or ""), row.at)
