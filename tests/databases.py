"""The test database: migrated once by the owner, copied for each process, used by the app role."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections

from pagcrm import embedded, places

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("advocacy/migrations/*.py", "deploy/*.sql", "requirements.txt", "tests/databases.py")
# Filled by Django itself after migrating; no test changes them.
UNTOUCHED = ("django_migrations", "django_content_type", "auth_permission")
#: One round trip; tables without rows, nearly all of them, are passed over.
EMPTY = """
CREATE OR REPLACE FUNCTION pg_temp.empty(untouched text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE one text; filled boolean; columns text;
BEGIN
    -- Neither foreign keys nor our own triggers speak while the rows are laid anew.
    SET LOCAL session_replication_role = replica;
    FOR one IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> ALL(untouched)
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%%I)', one) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM public.%%I', one);
        END IF;
        IF to_regclass(format('seed.%%I', one)) IS NOT NULL THEN
            SELECT string_agg(quote_ident(column_name), ', ') INTO columns
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = one AND is_generated = 'NEVER';
            EXECUTE format('INSERT INTO public.%%1$I (%%2$s) OVERRIDING SYSTEM VALUE '
                           'SELECT %%2$s FROM seed.%%1$I', one, columns);
        END IF;
    END LOOP;
END $$;
SELECT pg_temp.empty(%s);
"""


def fingerprint() -> str:
    """Give a name that changes with whatever the schema is made from."""
    found = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            found.update(path.read_bytes())
    return found.hexdigest()[:16]


def admin(name: str) -> Any:
    """Connect to a database of the embedded server as its superuser."""
    folder = embedded.home()
    return embedded.admin_connection(places.find(folder), name, password())


def password() -> str:
    """Give the superuser's password."""
    return embedded.passwords(embedded.home())["admin"]


def point_to(name: str) -> None:
    """Let all three aliases use this database from now on."""
    for alias in connections:
        connections[alias].close()
        settings.DATABASES[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def make_template(name: str) -> None:
    """Migrate an empty database as the owner, and keep what the migrations filled in."""
    draft = f"{name}_{os.getpid()}"
    embedded.make_database(places.find(embedded.home()), password(), draft)
    point_to(draft)
    call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()
    with cursor_of(admin(draft)) as cursor:
        cursor.execute("CREATE SCHEMA seed")
        for table in tables(cursor):
            cursor.execute(f'SELECT EXISTS (SELECT FROM public."{table}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE TABLE seed."{table}" AS TABLE public."{table}"')
    with cursor_of(admin("postgres")) as cursor:
        drop_older_templates(cursor)
        cursor.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


def drop_older_templates(cursor: Any) -> None:
    """Remove templates whose schema is no longer the present one."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^template_pagcrm_[0-9a-f]+$'")
    for (old,) in cursor.fetchall():
        cursor.execute(f'DROP DATABASE IF EXISTS "{old}" WITH (FORCE)')


def drop_left_behind(cursor: Any) -> None:
    """Remove databases of test processes that were killed before they could."""
    cursor.execute("SELECT datname FROM pg_database WHERE datname ~ '^test_pagcrm_[0-9]+$'")
    for (left,) in cursor.fetchall():
        if not alive(int(left.rpartition("_")[2])):
            cursor.execute(f'DROP DATABASE IF EXISTS "{left}" WITH (FORCE)')


def alive(pid: int) -> bool:
    """Tell whether a process of this number runs."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def tables(cursor: Any) -> list[str]:
    """Give the tables that tests may leave rows in."""
    cursor.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)",
        [list(UNTOUCHED)],
    )
    return [name for (name,) in cursor.fetchall()]


@contextmanager
def cursor_of(connection: Any) -> Iterator[Any]:
    """Give a cursor and close the connection afterwards."""
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


@contextmanager
def test_database() -> Iterator[str]:
    """Make this process's database, and drop it at the end."""
    if os.environ.get("DATABASE_URL"):
        raise RuntimeError("The tests make databases of their own: unset DATABASE_URL.")
    embedded.ensure_running()
    template = f"template_pagcrm_{fingerprint()}"
    name = f"test_pagcrm_{os.getpid()}"
    with embedded.locked(embedded.home()), cursor_of(admin("postgres")) as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [template])
        if not cursor.fetchone()[0]:
            make_template(template)
        drop_left_behind(cursor)
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    with cursor_of(admin(name)) as cursor:
        cursor.execute(embedded.script("database.sql", {}))
    point_to(name)
    try:
        yield name
    finally:
        for connection in connections.all():
            connection.close()
        with cursor_of(admin("postgres")) as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty(name: str) -> None:
    """Take out what a test has committed, and put back what the migrations had filled in."""
    with cursor_of(admin(name)) as cursor:
        cursor.execute(EMPTY, [list(UNTOUCHED)])
