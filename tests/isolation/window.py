"""What the window holds, beside what it should hold by its views."""

from typing import Any

from django.db import connection

from advocacy.models.window import WINDOW


def differences() -> list[tuple[str, str, Any]]:
    """Rows that are in a table and not in its view ("too much"), or the other way round."""
    found = []
    with connection.cursor() as cursor:
        for model in WINDOW:
            table = model._meta.db_table
            columns = ", ".join(f'"{field.column}"' for field in model._meta.fields)
            kept, due = f"SELECT {columns} FROM {table}", f"SELECT {columns} FROM {table}_now"
            for said, query in (
                ("too much", f"{kept} EXCEPT {due}"),
                ("missing", f"{due} EXCEPT {kept}"),
            ):
                cursor.execute(query)
                found += [(said, table, row) for row in cursor.fetchall()]
    return found


def size() -> int:
    """How many rows all sponsors together can see."""
    return sum(model.objects.count() for model in WINDOW)
