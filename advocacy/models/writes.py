"""Rows written in one round trip, whose SQL is put together once for each model."""

from collections.abc import Collection
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model


class Writes:
    """Inserts and updates that go out together, in the order in which they came.

    They take part in the transaction that is open when `flush` is called; what the database has
    against one of them is raised there.
    """

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._values: list[Any] = []

    def insert(self, row: Model) -> None:
        """A new row, with all its fields."""
        sql, fields = _insertion(type(row))
        self._statements.append(sql)
        self._values += [_stored(field, field.pre_save(row, add=True)) for field in fields]
        row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 # as saving it does

    def update(self, model: type[Model], keys: Collection[UUID | str], **values: Any) -> None:
        """These fields, by the names of their columns' attributes, in the rows with these keys."""
        sql, fields = _change(model, tuple(values))
        self._statements.append(sql)
        given = zip(fields, values.values(), strict=True)
        self._values += [_stored(field, value) for field, value in given]
        self._values.append([str(key) for key in keys])

    def flush(self) -> None:
        """Send all that was given since the last time."""
        if not self._statements:
            return
        sql, values = ";\n".join(self._statements), self._values
        self._statements, self._values = [], []
        with connection.cursor() as cursor:
            cursor.execute(sql, values)


def _stored(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection=connection)


def _mark(field: Any) -> str:
    """How the value stands in the SQL: an array names its type."""
    named = getattr(field, "get_placeholder", None)
    return str(named(None, None, connection)) if named else "%s"


def _quoted(name: str | None) -> str:
    return connection.ops.quote_name(str(name))


@cache
def _insertion(model: type[Model]) -> tuple[str, list[Any]]:
    fields = [f for f in model._meta.local_concrete_fields if not f.generated]
    columns = ", ".join(_quoted(f.column) for f in fields)
    marks = ", ".join(_mark(f) for f in fields)
    table = _quoted(model._meta.db_table)
    return f"INSERT INTO {table} ({columns}) VALUES ({marks})", fields  # noqa: S608 # names


@cache
def _change(model: type[Model], names: tuple[str, ...]) -> tuple[str, list[Any]]:
    by_name = {f.attname: f for f in model._meta.local_concrete_fields}
    fields = [by_name[name] for name in names]
    changes = ", ".join(f"{_quoted(f.column)} = {_mark(f)}" for f in fields)
    table = _quoted(model._meta.db_table)
    return f"UPDATE {table} SET {changes} WHERE id = ANY(%s::uuid[])", fields  # noqa: S608 # names
