"""What happened stays as it was written: events and row history, against the app role."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from advocacy.models import Event, History
from tests.hard_rules.ways import refusal_of
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db

TABLES: tuple[type[Event | History], ...] = (Event, History)
COLUMN = {Event: "kind", History: "reason"}
each_table = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)


def world_with_a_past() -> World:
    world = clear_world()
    world.do("edit_partnership", why_this_group="They run the caregiver line.")
    return world


def ran(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def rights_of(table: Any) -> dict[str, str]:
    """Each statement that would rewrite the past, in plain SQL."""
    name, column = table._meta.db_table, COLUMN[table]
    return {
        "UPDATE": f"UPDATE {name} SET {column} = 'x'",
        "DELETE": f"DELETE FROM {name}",
        "TRUNCATE": f"TRUNCATE {name}",
        "TRUNCATE, and what refers to it": f"TRUNCATE {name} CASCADE",
        "MERGE": f"MERGE INTO {name} t USING {name} s ON t.id = s.id WHEN MATCHED THEN DELETE",
        "upsert": f"INSERT INTO {name} SELECT * FROM {name} ON CONFLICT (id) DO UPDATE"
        f" SET {column} = 'x'",
    }


def by_orm(table: Any) -> dict[str, Callable[[], object]]:
    """The same as Django would write it."""
    row, column = table.objects.latest("id"), COLUMN[table]
    setattr(row, column, "x")
    return {
        "save": row.save,
        "update": lambda: table.objects.update(**{column: "x"}),
        "bulk_update": lambda: table.objects.bulk_update([row], [column]),
        "delete": row.delete,
        "delete all": lambda: table.objects.all().delete(),
    }


@each_table
def test_nothing_of_the_past_is_changed_or_removed(table: Any) -> None:
    world_with_a_past()
    before = list(table.objects.order_by("id").values())
    for sql in rights_of(table).values():
        refusal_of(partial(ran, sql))
    for write in by_orm(table).values():
        refusal_of(write)
    assert list(table.objects.order_by("id").values()) == before


@each_table
@pytest.mark.parametrize("setting", [
    "SET session_replication_role = replica", "SET ROLE pagcrm_owner", "SET row_security = off",
    "SET pagcrm.actor = 'nobody'", "SET search_path = pg_temp, public",
])  # fmt: skip
def test_no_setting_opens_the_past(table: Any, setting: str) -> None:
    world_with_a_past()
    with suppress(DatabaseError), transaction.atomic():
        ran(setting)
    for sql in rights_of(table).values():
        refusal_of(partial(ran, sql))


@pytest.mark.parametrize("sql", [
    "INSERT INTO advocacy_history (at) VALUES (now())",
    "COPY advocacy_history FROM STDIN",
    "SELECT setval('advocacy_history_id_seq', 1)",
    "SELECT setval('advocacy_event_id_seq', 1)",
])  # fmt: skip
def test_nobody_makes_up_history(sql: str) -> None:
    world_with_a_past()
    refusal_of(lambda: ran(sql))


@pytest.mark.parametrize("sql", [
    "ALTER TABLE advocacy_touch DISABLE TRIGGER ALL",
    "DROP TRIGGER touch_hard_rules ON advocacy_touch",
    "ALTER FUNCTION touch_hard_rules() RENAME TO harmless",
    "CREATE OR REPLACE FUNCTION refuse(rule text, words text) RETURNS void LANGUAGE sql AS ''",
    "ALTER TABLE advocacy_override DROP CONSTRAINT override_not_by_oneself",
    "DELETE FROM advocacy_touch", "DELETE FROM advocacy_breach", "DELETE FROM advocacy_optout",
    "DELETE FROM advocacy_stop", "DELETE FROM advocacy_override", "DELETE FROM advocacy_agreement",
    "DELETE FROM advocacy_approval", "DELETE FROM advocacy_placement",
    "DELETE FROM advocacy_transfer", "DELETE FROM advocacy_partnership",
    "TRUNCATE advocacy_stop", "TRUNCATE advocacy_optout",
])  # fmt: skip
def test_neither_rules_nor_what_they_rest_on_are_removed(sql: str) -> None:
    clear_world()
    refusal_of(lambda: ran(sql))


def test_every_change_of_a_row_is_kept_with_its_actor() -> None:
    world = world_with_a_past()
    row = History.objects.filter(row_id=world.partnership.pk).latest("id")
    assert row.actor == str(world.staff.pk)
    assert row.old is not None
    assert row.new is not None
    assert row.old["why_this_group"] != row.new["why_this_group"]


def test_events_name_their_limits_and_actor() -> None:
    world = clear_world()
    world.contact_now()
    event = Event.objects.get(kind="contact")
    assert (event.actor, event.limits_version) == (world.staff, 1)
    assert event.decision
    assert event.decision["clear"]
