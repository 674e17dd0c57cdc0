"""The database itself keeps two pairs of eyes on the limits, and what was in force as it was."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from advocacy.models import DecisionFacts, LimitVersion, Replay
from advocacy.models.base import now
from advocacy.workflow import guards
from tests.factories import UserFactory
from tests.hard_rules.ways import by_copy, by_raw_sql, by_save, refusal_of
from tests.limits import draft, put_in_force, replay_of

pytestmark = pytest.mark.django_db


def refused(row: LimitVersion | Replay, **values: Any) -> str:
    """The name under which the database refuses a change, by the ORM and in plain SQL."""
    rows = type(row)._default_manager.filter(pk=row.pk)
    by_orm = refusal_of(lambda: rows.update(**values))
    fields: list[Any] = [row._meta.get_field(name) for name in values]
    marks = ", ".join(f'"{field.column}" = %s' for field in fields)
    plain = [getattr(value, "pk", value) for value in values.values()]
    given = [
        field.get_db_prep_save(value, connection=connection)
        for field, value in zip(fields, plain, strict=True)
    ]

    def in_sql() -> None:
        with connection.cursor() as cursor:
            table = row._meta.db_table
            cursor.execute(f'UPDATE "{table}" SET {marks} WHERE id = %s', [*given, row.pk])

    assert name_of(by_orm) == name_of(refusal_of(in_sql))
    return name_of(by_orm)


def name_of(error: DatabaseError) -> str:
    name = guards.constraint_of(error)  # type: ignore[arg-type]  # an IntegrityError inside
    assert name in guards.OTHERS
    return name


def activation(**changes: Any) -> dict[str, Any]:
    by = UserFactory(manager=True)
    return {"is_active": True, "active_from": now(), "activated_by": by} | changes


@pytest.fixture
def ready() -> LimitVersion:
    """A replayed draft; nothing is in force at this moment."""
    version = draft({"ask_words": 150})
    replay_of(version, state="done", finished_at=now())
    LimitVersion.objects.active().update(is_active=False, active_until=now())
    return version


@pytest.mark.parametrize("way", [by_save, by_raw_sql, by_copy])
def test_no_version_begins_in_force(way: Any) -> None:
    maker, second = UserFactory(manager=True), UserFactory(manager=True)
    row = LimitVersion(
        number=9, values={}, reason="x", made_by=maker, activated_by=second, is_active=True,
        active_from=now(),
    )  # fmt: skip
    assert name_of(refusal_of(lambda: way(row, {}))) == "hard_limits_drafted"


def test_nobody_activates_what_they_drafted(ready: LimitVersion) -> None:
    assert refused(ready, **activation(activated_by=ready.made_by)) == "limits_not_by_oneself"
    assert refused(ready, **activation(activated_by=None)) == "limits_not_by_oneself"
    assert refused(ready, activated_by=ready.made_by) == "limits_not_by_oneself"


def test_nobody_signs_another_as_its_maker_first(ready: LimitVersion) -> None:
    assert refused(ready, made_by=UserFactory(manager=True)) == "hard_limits_stay"
    assert refused(ready, made_by=None) == "hard_limits_stay"


def test_what_was_not_replayed_is_not_put_in_force(ready: LimitVersion) -> None:
    LimitVersion.objects.filter(pk=ready.pk).update(values={"ask_words": 140})
    assert refused(ready, **activation()) == "hard_limits_replayed"


def test_values_are_not_slipped_in_with_the_activation(ready: LimitVersion) -> None:
    assert refused(ready, **activation(values={"ask_words": 140})) == "hard_limits_stay"


@pytest.mark.parametrize("former", [True, False])
def test_a_version_that_was_in_force_does_not_change(former: bool) -> None:
    version = put_in_force({"ask_words": 150})
    if former:
        put_in_force({"ask_words": 140})
        version.refresh_from_db()
    tried: list[dict[str, Any]] = [
        {"values": {"ask_words": 100}}, {"reason": "Another"}, {"number": 40},
        {"made_by": UserFactory()}, {"activated_by": UserFactory()}, {"active_from": now()},
        {"discarded_at": now()},
    ]  # fmt: skip
    for values in tried:
        assert refused(version, **values) == "hard_limits_stay"
    if former:
        assert refused(version, is_active=True) == "hard_limits_stay"
        assert refused(version, active_until=now()) == "hard_limits_stay"


def test_a_replay_that_ended_does_not_change(ready: LimitVersion) -> None:
    replay = ready.replays.get()
    tried: list[dict[str, Any]] = [{"state": "running"}, {"refused_anew": 0}, {"values": {}}]
    for values in tried:
        assert refused(replay, **values) == "hard_replay_stays"


def test_a_replay_runs_on_the_values_it_says() -> None:
    replay = replay_of(draft({"ask_words": 150}))
    tried: list[dict[str, Any]] = [{"values": {"ask_words": 140}}, {"against": 0}]
    for values in tried:
        assert refused(replay, **values) == "hard_replay_stays"


@pytest.mark.parametrize("table", ["limitversion", "replay", "decisionfacts", "turneddecision"])
def test_the_application_deletes_none_of_it(table: str) -> None:
    error = refusal_of(lambda: _run(f"DELETE FROM advocacy_{table}"))
    assert "permission denied" in str(error)


@pytest.mark.parametrize("table", ["decisionfacts", "turneddecision"])
def test_the_application_changes_nothing_of_what_was_kept(table: str) -> None:
    error = refusal_of(lambda: _run(f"UPDATE advocacy_{table} SET event_id = event_id"))
    assert "permission denied" in str(error)
    assert not DecisionFacts.objects.exists()


def _run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
