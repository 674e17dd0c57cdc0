"""The ways in which a row comes into the database, and what it is called when that is refused."""

import copy
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from advocacy.models.base import uuid7
from tests.workflow.world import World

#: Writes the row; the mapping holds what its columns say before an update forbids itself.
Way = Callable[[Any, Mapping[str, Any]], None]


def columns_of(row: Model) -> dict[str, Any]:
    """What the row's own columns are to hold, as the database is told."""
    fields = [field for field in row._meta.concrete_fields if not field.generated]
    return {
        str(f.column): f.get_db_prep_save(f.pre_save(row, add=False), connection=connection)
        for f in fields
    }


def by_save(row: Model, harmless: Mapping[str, Any]) -> None:
    row.save(force_insert=True)


def by_bulk_create(row: Any, harmless: Mapping[str, Any]) -> None:
    type(row).objects.bulk_create([row])


def by_update(row: Any, harmless: Mapping[str, Any]) -> None:
    """A harmless row is written first, unless it is there, and then turned into the forbidden."""
    forbidden = {name: getattr(row, name) for name in harmless}
    written(row, harmless)
    type(row).objects.filter(pk=row.pk).update(**forbidden)


def written(row: Model, values: Mapping[str, Any]) -> None:
    """Write the row with these values in place of its own, unless it is there already."""
    if not row._state.adding:
        return
    for name, value in values.items():
        setattr(row, name, value)
    row.save(force_insert=True)


def by_raw_sql(row: Model, harmless: Mapping[str, Any]) -> None:
    values = columns_of(row)
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{row._meta.db_table}" ({names}) VALUES ({marks})',
            list(values.values()),
        )


def by_raw_update(row: Any, harmless: Mapping[str, Any]) -> None:
    """As an update, in plain SQL."""
    forbidden = columns_of(row)
    columns = [row._meta.get_field(name).column for name in harmless]
    written(row, harmless)
    marks = ", ".join(f'"{column}" = %s' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{row._meta.db_table}" SET {marks} WHERE id = %s',
            [*(forbidden[column] for column in columns), row.pk],
        )


def by_copy(row: Model, harmless: Mapping[str, Any]) -> None:
    values = columns_of(row)
    names = ", ".join(f'"{name}"' for name in values)
    line = "\t".join(as_copied(value) for value in values.values()) + "\n"
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{row._meta.db_table}" ({names}) FROM STDIN', io.StringIO(line))


def as_copied(value: Any) -> str:
    """One value in the text format of COPY."""
    if value is None:
        return r"\N"
    value = getattr(value, "adapted", value)
    text = json.dumps(value) if isinstance(value, dict | list) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


WAYS: tuple[Way, ...] = (
    by_save, by_bulk_create, by_update, by_raw_sql, by_raw_update, by_copy,
)  # fmt: skip
#: For what only a change of a row that is there can break.
CHANGES: tuple[Way, ...] = (by_update, by_raw_update)


def like(row: Any, **changes: Any) -> Any:
    """Another row with the same values but these, and not written."""
    names = [field.attname for field in row._meta.concrete_fields if not field.generated]
    again = type(row)(**{name: getattr(row, name) for name in names if name != "id"})
    again.pk = uuid7()
    for name, value in changes.items():
        setattr(again, name, value)
    return again


def refusal_of(write: Callable[[], object]) -> DatabaseError:
    """What the database says, now or at the commit; fails if it lets it pass."""

    def write_and_commit() -> None:
        with transaction.atomic():
            write()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(DatabaseError) as refused:
        write_and_commit()
    return refused.value


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A row that must not be; `harmless` is what an update starts from.

    Where others refer to the row, it is there already in its harmless form.
    """

    row: Any
    harmless: dict[str, Any]

    def again(self) -> Any:
        """The row once more for another way of writing it."""
        return like(self.row) if self.row._state.adding else copy.copy(self.row)


@dataclass(frozen=True, slots=True)
class Case:
    """One way to break a rule: who lays it out, whose words a person reads, the refusal's name.

    `ways` are fewer where a new row cannot break the rule; `changed` is the name under which a
    change is refused where that is another one.
    """

    lay: Callable[[World], Forbidden]
    named: str
    rule: str = ""
    changed: str = ""
    ways: tuple[Way, ...] = WAYS

    def name_for(self, way: Way) -> str:
        return self.changed if self.changed and way in CHANGES else self.named
