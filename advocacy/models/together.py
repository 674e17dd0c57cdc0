"""Several queries in one round trip, whose SQL Django writes once and not each time."""

import json
from collections.abc import Callable, Hashable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import wraps
from itertools import count
from typing import Any
from uuid import UUID

from django.db import connections, models
from django.db.models import QuerySet
from django.db.models.query import get_related_populators

from advocacy.models.plans import fetch_one

Found = dict[str, list[Any]]
#: What stands in the SQL for a value that comes later; no record has such a value.
MARKS: dict[type, Callable[[int], Any]] = {
    list: lambda n: [UUID(int=(0xFACADE << 96) + n)],
    UUID: lambda n: UUID(int=(0xFACADE << 96) + n),
    date: lambda n: date(9000 + n, 1, 1),
    datetime: lambda n: datetime(9000 + n, 1, 1, tzinfo=UTC),
}
KINDS = {list: "uuid[]", UUID: "uuid", date: "date", datetime: "timestamptz"}
#: How a value that JSON cannot hold comes back from it.
READERS: tuple[tuple[type[models.Field], Callable[[Any], Any]], ...] = (
    (models.UUIDField, UUID),
    (models.DateTimeField, datetime.fromisoformat),
    (models.DateField, date.fromisoformat),
    (models.DecimalField, Decimal),
)


def together(build: Callable[..., dict[str, QuerySet[Any]]]) -> Callable[..., Found]:
    """Turn a function that builds queries by name into one that gives their rows by name.

    UUIDs, lists of them (see OneOf), days and moments may differ from call to call. Each other
    argument is part of the SQL, so it must be one of a few: a role, the name of a list. The rows
    are objects, or dictionaries where a query asks for `.values()`; prefetches are not followed.
    """
    known: dict[Hashable, Statement] = {}

    @wraps(build)
    def found(**given: Any) -> Found:
        numbers = count()
        later = {name: type(value) for name, value in given.items() if type(value) in MARKS}
        marked = given | {name: MARKS[kind](next(numbers)) for name, kind in later.items()}
        key = tuple((name, later.get(name, value)) for name, value in given.items())
        if key not in known:
            known[key] = Statement(build(**marked), [marked[name] for name in later])
        return known[key].ask([given[name] for name in later])

    return found


class Statement:
    """One SELECT with a column of JSON for each query, planned once."""

    def __init__(self, queries: dict[str, QuerySet[Any]], marks: list[Any]) -> None:
        self.readers = {name: Reader(query) for name, query in queries.items()}
        self.using = next(iter(queries.values())).db
        self.kinds = {f"v{n}": KINDS[type(mark)] for n, mark in enumerate(marks)}
        columns = ", ".join(f"({self._sql(one, marks)})" for one in self.readers.values())
        self.sql = f"SELECT {columns}"
        if lost := [name for name in self.kinds if f"%({name})s" not in columns]:
            raise ValueError(f"{lost}: compute with what is given before it is given, or drop it.")

    def _sql(self, reader: "Reader", marks: list[Any]) -> str:
        """The SQL of one query: later values under their names, all others written out."""
        with connections[self.using].cursor() as cursor:

            def written(param: Any) -> str:
                if type(param) in KINDS and param in marks:
                    return f"%(v{marks.index(param)})s"
                return str(cursor.mogrify("%s", [param]).decode()).replace("%", "%%")

            parts = [written(param) for param in reader.params]
        return reader.sql.replace("%%", "%%%%") % tuple(parts)

    def ask(self, values: list[Any]) -> Found:
        """The rows of each query with the values of this time."""
        given = {name: values[int(name[1:])] for name in self.kinds}
        row = fetch_one(self.sql, given, self.kinds, using=self.using)
        return {
            name: [reader.read(list(one.values())) for one in json.loads(told or "[]")]
            for (name, reader), told in zip(self.readers.items(), row, strict=True)
        }


class Reader:
    """The SQL of one query, and how its rows become what Django would have made of them."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self.using = queryset.db
        compiler = queryset.query.get_compiler(self.using)
        inner, self.params = compiler.as_sql()
        self.select, klass = compiler.select, compiler.klass_info
        fields = [_output(column) for column, _sql, _alias in self.select]
        self.casts = [(n, cast) for n, f in enumerate(fields) if (cast := _cast(f))]
        names = [f"c{n}" for n in range(len(fields))]
        # As text, for a number of JSON would lose its places.
        exact = [
            f"{name}::text AS {name}" if isinstance(field, models.DecimalField) else name
            for name, field in zip(names, fields, strict=True)
        ]
        rows = f"SELECT {', '.join(exact)} FROM ({inner}) AS q({', '.join(names)})"  # noqa: S608
        self.sql = f"SELECT json_agg(r)::text FROM ({rows}) AS r"  # noqa: S608 # Django's, and names
        self.names = list(queryset.query.selected or ())  # of .values()
        if not self.names:
            start, end = klass["select_fields"][0], klass["select_fields"][-1] + 1
            self.model, self.span = klass["model"], slice(start, end)
            self.attributes = [c[0].target.attname for c in self.select[self.span]]
            self.populators = get_related_populators(klass, self.select, self.using)  # type: ignore[call-arg]  # of Django 6
            self.annotations = compiler.annotation_col_map or {}

    def read(self, row: list[Any]) -> Any:
        """One row as an object, or as a dictionary."""
        for place, cast in self.casts:
            if row[place] is not None:
                row[place] = cast(row[place])
        if self.names:
            return dict(zip(self.names, row, strict=True))
        made = self.model.from_db(self.using, self.attributes, row[self.span])
        for populator in self.populators:
            populator.populate(row, made)
        for name, place in self.annotations.items():
            setattr(made, name, row[place])
        return made


def _output(column: Any) -> models.Field:
    """The field whose values a column holds; that of the other side for a foreign key."""
    field: models.Field = column.output_field
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _cast(field: models.Field) -> Callable[[Any], Any] | None:
    if hasattr(field, "base_field"):
        inner = _cast(field.base_field)
        return (lambda values: [inner(v) for v in values]) if inner else None
    for kind, cast in READERS:
        if isinstance(field, kind):
            return cast
    return None
