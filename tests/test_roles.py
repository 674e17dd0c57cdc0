"""What the database lets each of its roles do, whatever the code says."""

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege

TABLE = "grants_probe"


@pytest.fixture
def probe(owner_cursor: Any) -> Iterator[str]:
    """Give a table and a function as a migration would make them."""
    owner_cursor.execute(f"CREATE TABLE {TABLE} (id bigserial PRIMARY KEY, word text)")
    owner_cursor.execute(f"INSERT INTO {TABLE} (word) VALUES ('kept')")
    owner_cursor.execute("CREATE FUNCTION probe_function() RETURNS int LANGUAGE sql RETURN 1")
    yield TABLE
    owner_cursor.execute(f"DROP TABLE {TABLE}; DROP FUNCTION probe_function()")


def test_the_app_reads_and_writes_rows(probe: str, app_cursor: Any) -> None:
    app_cursor.execute(f"INSERT INTO {probe} (word) VALUES ('new') RETURNING id")
    app_cursor.execute(f"UPDATE {probe} SET word = 'changed' WHERE word = 'new'")
    app_cursor.execute(f"DELETE FROM {probe} WHERE word = 'changed'")
    app_cursor.execute(f"SELECT word FROM {probe}")
    assert app_cursor.fetchall() == [("kept",)]


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE {table}",
        "DROP TABLE {table}",
        "ALTER TABLE {table} ADD COLUMN more text",
        "ALTER TABLE {table} DISABLE TRIGGER ALL",
        "CREATE TABLE another (id int)",
        "CREATE TABLE another (id bigint REFERENCES {table})",
        "CREATE TEMPORARY TABLE another (id int)",
        "CREATE TRIGGER sly BEFORE UPDATE ON {table} EXECUTE FUNCTION tsvector_update_trigger()",
        "CREATE SCHEMA mine",
        "CREATE EXTENSION hstore",
        "SET ROLE pagcrm_owner",
        "SET session_replication_role = replica",
        "CREATE ROLE another",
    ],
)
def test_the_app_cannot_change_the_schema(probe: str, app_cursor: Any, statement: str) -> None:
    with pytest.raises((InsufficientPrivilege, psycopg2.errors.WrongObjectType)):
        app_cursor.execute(statement.format(table=probe))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM {table}",
        "SELECT * FROM advocacy_user",
        "SELECT * FROM django_session",
        "SELECT probe_function()",
        "SELECT nextval('{table}_id_seq')",
        "CREATE TABLE another (id int)",
    ],
)
def test_the_portal_gets_nothing_by_default(probe: str, portal_cursor: Any, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        portal_cursor.execute(statement.format(table=probe))


@pytest.mark.django_db
def test_the_tests_run_as_the_app_role() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("pagcrm_app",)


@pytest.mark.parametrize("role", ["pagcrm_owner", "pagcrm_app", "pagcrm_portal"])
def test_no_role_passes_over_row_security(owner_cursor: Any, role: str) -> None:
    owner_cursor.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [role]
    )
    assert owner_cursor.fetchone() == (False, False, False)


def test_the_extensions_are_there(owner_cursor: Any) -> None:
    owner_cursor.execute("SELECT extname FROM pg_extension")
    found = {name for (name,) in owner_cursor.fetchall()}
    assert {"pg_trgm", "btree_gist", "unaccent", "citext"} <= found
