"""PostgreSQL's own catalogue says what the portal's role may do, whatever the code believes."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from tests import databases
from tests.isolation.catalogue import ABSENT, COLUMNS, DECLARED, OFFENCES, THINGS


@pytest.fixture
def admin_cursor(django_db_setup: None) -> Iterator[Any]:
    """A superuser's cursor whose work is always taken back."""
    connection = databases.admin(settings.DATABASES["default"]["NAME"])
    connection.autocommit = False
    with databases.cursor_of(connection) as cursor:
        yield cursor
        connection.rollback()


def asked(cursor: Any, query: str) -> list[Any]:
    cursor.execute(query)
    return [row[0] if len(row) == 1 else row for row in cursor.fetchall()]


@pytest.mark.parametrize("name", ABSENT)
def test_what_must_not_be_there_is_not_there(admin_cursor: Any, proof: Any, name: str) -> None:
    proof(f"catalogue: {name}", tried=sum(asked(admin_cursor, THINGS)),
          leaks=asked(admin_cursor, ABSENT[name]))  # fmt: skip


@pytest.mark.parametrize("name", ABSENT)
def test_an_offence_would_be_found(admin_cursor: Any, name: str) -> None:
    admin_cursor.execute(OFFENCES[name])
    assert asked(admin_cursor, ABSENT[name]) != []


def test_the_portal_reads_the_declared_columns_and_no_others(admin_cursor: Any, proof: Any) -> None:
    readable = set(asked(admin_cursor, COLUMNS))
    assert readable >= DECLARED, "a declared column cannot be read"
    proof("catalogue: columns the portal reads beyond the declared ones", tried=len(readable),
          leaks=sorted(readable - DECLARED))  # fmt: skip


def test_one_column_more_would_be_found(admin_cursor: Any) -> None:
    admin_cursor.execute("GRANT SELECT (origin) ON advocacy_windowstudy TO pagcrm_portal")
    assert set(asked(admin_cursor, COLUMNS)) - DECLARED == {("advocacy_windowstudy", "origin")}
