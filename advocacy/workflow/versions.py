"""Which version of a record somebody had before them: a digest of each field that a form carries.

A form sends the version it was opened on as `data["opened"]`; under the lock it is compared with
the record as it is then. So two people who edit one record at once lose nothing.
"""

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, cast

from django.db.models import Model, QuerySet

from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import Stale
from advocacy.workflow.step import Step

LENGTH = 16
KEY = "opened"


def plain(value: Any) -> str:
    """One text for one value, whether it comes from the database or from a form."""
    if value is None:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, QuerySet):
        value = list(value)
    if isinstance(value, list | tuple):
        parts = [plain(one) for one in value]
        records = bool(value) and isinstance(value[0], Model)
        return "\x1f".join(sorted(parts) if records else parts)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value).replace("\r\n", "\n").strip()


def digest(value: Any) -> str:
    """A short digest by which two values can be told apart."""
    return hashlib.sha256(plain(value).encode()).hexdigest()[:LENGTH]


def value_of(record: Model, name: str) -> Any:
    """The present value of a field, of a many-to-many field as a list of records."""
    field = cast("Any", record._meta.get_field(name))
    if field.many_to_many:
        return list(getattr(record, name).all())
    return getattr(record, field.attname)


def version_of(record: Model, names: Iterable[str]) -> dict[str, str]:
    """The digest of each of these fields that the record has."""
    known = {field.name for field in record._meta.get_fields()}
    return {name: digest(value_of(record, name)) for name in names if name in known}


def moved(record: Model, *, opened: Mapping[str, str], data: Mapping[str, Any]) -> list[str]:
    """The fields that somebody else set to something else than what is to be saved now."""
    present = version_of(record, [name for name in opened if name in data])
    return [name for name, now in present.items() if now not in {opened[name], digest(data[name])}]


def check(step: Step, record: Any = None) -> None:
    """Refuse to write over what somebody else saved since the form was opened.

    The record is the action's subject, or the part of it that is changed.
    """
    opened, record = step.data.get(KEY), record or step.subject
    if not opened or not isinstance(record, Model):
        return
    fields = moved(record, opened=opened, data=step.data)
    if fields:
        raise Stale(
            _("Somebody changed this while you had it open. Choose what is to stay, then save."),
            tuple(fields),
        )
