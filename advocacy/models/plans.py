"""Statements that the database plans once for each connection, not each time they run."""

import hashlib
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connections

#: Names of the statements that each connection has planned already.
_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


def fetch_one(
    statement: str,
    values: Mapping[str, Any],
    kinds: Mapping[str, str],
    *,
    using: str = "default",
    planned: bool = True,
) -> tuple[str | None, ...]:
    """The one row of a statement that names its values as %(name)s; `kinds` are their SQL types.

    To plan a statement with many parts takes the database ten times as long as to answer it for
    one record. Behind a pooler, where connections change, it is planned each time.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        if planned and not connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
            marks = ", ".join(f"%({name})s::{kind}" for name, kind in kinds.items())
            run = f"EXECUTE {_plan(connection, statement, kinds)}"
            cursor.execute(f"{run}({marks})" if marks else run, values)
        else:
            cursor.execute(statement, values)
        found: tuple[str | None, ...] = cursor.fetchone()
    return found


def _plan(connection: Any, statement: str, kinds: Mapping[str, str]) -> str:
    """The name under which this connection keeps the plan."""
    name = f"plan_{hashlib.sha256(statement.encode()).hexdigest()[:16]}"
    names = _planned.get(connection.connection)
    with connection.connection.cursor() as cursor:
        if names is None:
            # All of them look records up by key: one plan is right for every value.
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            names = _planned.setdefault(connection.connection, set())
        if name not in names:
            numbered = statement % {key: f"${n}" for n, key in enumerate(kinds, start=1)}
            given = f"({', '.join(kinds.values())})" if kinds else ""
            cursor.execute(f"PREPARE {name}{given} AS {numbered}")
            names.add(name)
    return name
