"""Writes new values into a record and tells what was before."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django.db import models


def shown(record: models.Model, name: str) -> str:
    """The value of a field in words, empty where there is none."""
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def named(records: Iterable[models.Model]) -> str:
    """Records by name, with commas, in order."""
    return ", ".join(sorted(str(record) for record in records))


def change(record: models.Model, name: str, before: str, after: str) -> dict[str, str]:
    """One line of what changed."""
    field = cast("models.Field[Any, Any]", record._meta.get_field(name))
    return {"field": name, "label": str(field.verbose_name), "from": before, "to": after}


def apply(record: models.Model, values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Set the values, save those that differ, and give what changed."""
    changes = []
    for name, value in values.items():
        before, was = shown(record, name), getattr(record, name)
        setattr(record, name, value)
        if was != value:
            changes.append(change(record, name, before, shown(record, name)))
    if changes:
        record.save(update_fields=[line["field"] for line in changes])
    return changes


def link(
    record: models.Model, name: str, chosen: Iterable[models.Model] | None
) -> list[dict[str, str]]:
    """Set the records at the other side of a many-to-many field, and give what changed."""
    if chosen is None:
        return []
    manager = getattr(record, name)
    old, new = list(manager.all()), list(chosen)
    if {row.pk for row in old} == {row.pk for row in new}:
        return []
    manager.set(new)
    return [change(record, name, named(old), named(new))]


def told_of(record: models.Model, names: Iterable[str]) -> dict[str, str]:
    """The named values in words, without the empty ones."""
    found = {name: shown(record, name) for name in names}
    return {name: value for name, value in found.items() if value}
