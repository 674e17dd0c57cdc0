"""Queries of every page: Django writes their SQL once, not each time somebody looks."""

from collections.abc import Callable, Hashable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import QuerySet

Row = dict[str, Any]
#: What stands in the SQL for a value that comes later; no record has such a value.
MARKS: dict[type, Callable[[int], Any]] = {
    UUID: lambda n: UUID(int=(0xFACADE << 96) + n),
    date: lambda n: date(9000 + n, 1, 1),
}


class Prepared:
    """The SQL of one query, and which of its parameters come later."""

    def __init__(self, query: Any, marks: dict[Any, str], using: str) -> None:
        self.compiler, self.using = query.get_compiler(using), using
        self.sql, self.params = self.compiler.as_sql()
        self.later = [marks.get(p) if isinstance(p, Hashable) else None for p in self.params]
        self.names = list(query.selected)
        expressions = [column for column, _sql, _alias in self.compiler.select]
        self.converters = self.compiler.get_converters(expressions)

    def rows(self, given: dict[str, Any]) -> list[Row]:
        """Ask the database with the values of this time."""
        params = [
            given[name] if name else param
            for name, param in zip(self.later, self.params, strict=True)
        ]
        with connections[self.using].cursor() as cursor:  # that of this thread
            cursor.execute(self.sql, params)
            found = cursor.fetchall()
        if self.converters:
            found = self.compiler.apply_converters(found, self.converters)
        return [dict(zip(self.names, row, strict=True)) for row in found]


def prepared(build: Callable[..., QuerySet[Any]]) -> Callable[..., list[Row]]:
    """Turn a function that builds a query of `.values()` into one that gives its rows.

    UUIDs and dates may differ from call to call. Each other argument is part of the SQL, so it
    must be one of a few: a role, the name of a list.
    """
    known: dict[Hashable, Prepared] = {}

    @wraps(build)
    def rows(**given: Any) -> list[Row]:
        later = [name for name, value in given.items() if type(value) in MARKS]
        key = tuple((name, None if name in later else value) for name, value in given.items())
        if key not in known:
            marks = {MARKS[type(given[name])](n): name for n, name in enumerate(later)}
            queryset = build(**{**given, **{name: mark for mark, name in marks.items()}})
            known[key] = Prepared(queryset.query, marks, queryset.db)
        return known[key].rows(given)

    return rows
