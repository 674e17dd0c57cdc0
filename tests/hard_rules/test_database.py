"""The rules that nobody may except hold against whatever writes, as the app role."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from advocacy.matching.emails import email_key
from advocacy.models import (
    Agreement,
    Event,
    History,
    OptOut,
    Override,
    Partnership,
    Placement,
    Stage,
    Stop,
    Touch,
)  # fmt: skip
from advocacy.models.base import now, uuid7
from advocacy.workflow import guards
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def attempt(world: World, **values: Any) -> Touch:
    return Touch(
        **{
            "group": world.group, "partnership": world.partnership, "by": world.staff,
            "direction": "out", "channel": "mail", "purpose": "ask", "state": "delivered",
            "way_in": "cleared", "occurred_at": now(), "is_attempt": True,
        } | values
    )  # fmt: skip


def by_save(row: Touch) -> None:
    row.save(force_insert=True)


def by_bulk_create(row: Touch) -> None:
    Touch.objects.bulk_create([row])


def by_update(row: Touch) -> None:
    """A harmless row is written first and then turned into the forbidden one."""
    wanted = {f.attname: getattr(row, f.attname) for f in Touch._meta.fields if f.name != "id"}
    row.state, row.is_attempt, row.purpose = "released", False, "reply"
    row.way_in = "logged"
    row.save(force_insert=True)
    Touch.objects.filter(pk=row.pk).update(**wanted)


def columns_of(row: Any) -> dict[str, Any]:
    return {f.column: getattr(row, f.attname) for f in row._meta.fields}


def by_raw_sql(row: Touch) -> None:
    values = columns_of(row)
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO advocacy_touch ({names}) VALUES ({marks})",  # own columns
            list(values.values()),
        )


def by_copy(row: Touch) -> None:
    values = columns_of(row)
    names = ", ".join(f'"{name}"' for name in values)
    line = "\t".join(r"\N" if v is None else str(v) for v in values.values()) + "\n"
    with connection.wrap_database_errors, connection.cursor() as cursor:
        cursor.copy_expert(f"COPY advocacy_touch ({names}) FROM STDIN", io.StringIO(line))


WAYS = [by_save, by_bulk_create, by_update, by_raw_sql, by_copy]
each_way = pytest.mark.parametrize("write", WAYS, ids=lambda f: f.__name__)


def refused_by(write: Callable[..., Any], *given: Any) -> str:
    """The name under which the database refuses; fails if it does not."""
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        write(*given)
    return guards.constraint_of(refused.value)  # type: ignore[arg-type] # IntegrityError inside


@each_way
def test_no_fourth_attempt(write: Callable[[Touch], None]) -> None:
    world = clear_world()
    for _n in range(3):
        attempt(world).save(force_insert=True)
    assert refused_by(write, attempt(world)) == "hard_attempt_limit"


@each_way
def test_nothing_goes_out_to_a_group_that_opted_out(write: Callable[[Touch], None]) -> None:
    world = clear_world()
    OptOut.objects.create(group=world.group, source="mail", said_on=world.today)
    row = attempt(world, purpose="thank_you", is_attempt=False)
    assert refused_by(write, row) == "hard_opt_out"


@each_way
@pytest.mark.parametrize("erased", [False, True])
def test_nothing_goes_out_to_the_address_of_one_who_opted_out(
    write: Callable[[Touch], None], erased: bool
) -> None:
    world = clear_world()
    key = email_key("robin@example.org")
    other = factories.PersonFactory(email="Robin@example.org", email_key=key)
    person = factories.PersonFactory(group=world.group, email="robin@example.org", email_key=key)
    OptOut.objects.create(person=other, email_key=key, source="mail", said_on=world.today)
    if erased:
        other.delete()
    assert refused_by(write, attempt(world, person=person)) == "hard_opt_out"


@each_way
def test_nothing_goes_out_against_a_policy(write: Callable[[Touch], None]) -> None:
    world = clear_world()
    Stop.objects.create(
        group=world.group, scope="group_family", reason="policy_no", starts_on=world.today
    )
    assert refused_by(write, attempt(world)) == "hard_policy_no"


@pytest.mark.parametrize(
    "setting",
    ["session_replication_role = replica", "pagcrm.actor = 'nobody'", "row_security = off"],
)
def test_no_setting_of_the_session_switches_a_rule_off(setting: str) -> None:
    world = clear_world()
    OptOut.objects.create(group=world.group, source="mail", said_on=world.today)

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL {setting}")
        attempt(world).save(force_insert=True)

    with pytest.raises(DatabaseError), transaction.atomic():
        write()


@pytest.mark.parametrize("sql", [
    "ALTER TABLE advocacy_touch DISABLE TRIGGER ALL",
    "DROP TRIGGER touch_hard_rules ON advocacy_touch",
    "ALTER FUNCTION touch_hard_rules() RENAME TO harmless",
    "ALTER TABLE advocacy_override DROP CONSTRAINT override_not_by_oneself",
    "DELETE FROM advocacy_breach", "DELETE FROM advocacy_optout", "DELETE FROM advocacy_stop",
    "UPDATE advocacy_event SET kind = 'x'", "DELETE FROM advocacy_event",
    "TRUNCATE advocacy_event", "UPDATE advocacy_history SET reason = 'x'",
    "DELETE FROM advocacy_history", "TRUNCATE advocacy_history",
    "INSERT INTO advocacy_history (at) VALUES (now())",
])  # fmt: skip
def test_the_app_role_can_neither_remove_a_rule_nor_rewrite_the_past(sql: str) -> None:
    clear_world()

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    refused_by(write)


def test_a_logged_attempt_beyond_the_limit_must_be_a_breach() -> None:
    world = clear_world()
    for _n in range(3):
        attempt(world).save(force_insert=True)

    def write() -> None:
        attempt(world, way_in="logged").save(force_insert=True)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    assert refused_by(write) == "hard_breach_recorded"


def test_one_thank_you() -> None:
    world = clear_world()
    attempt(world, purpose="thank_you", is_attempt=False).save(force_insert=True)
    row = attempt(world, purpose="thank_you", is_attempt=False)
    assert refused_by(by_save, row) == "touch_one_thank_you"


@pytest.mark.parametrize("stage", [Stage.EXECUTED, Stage.MATERIALS, Stage.SCHEDULED, Stage.LIVE])
def test_no_stage_from_executed_on_without_an_executed_agreement(stage: str) -> None:
    world = clear_world()
    rows = Partnership.objects.filter(pk=world.partnership.pk)
    assert refused_by(lambda: rows.update(stage=stage)) == "hard_executed_agreement"


def test_no_live_stage_without_a_live_placement() -> None:
    world = clear_world()
    world.to_executed()
    rows = Partnership.objects.filter(pk=world.partnership.pk)
    assert refused_by(lambda: rows.update(stage=Stage.LIVE)) == "hard_approved_material"


@pytest.mark.parametrize("change", [
    {"channel": "print"}, {"language": "es"}, {"country": "CA"}, {"file_hash": "0" * 64},
])  # fmt: skip
def test_no_placement_of_anything_but_the_exact_material(change: dict[str, str]) -> None:
    world = clear_world()
    world.to_scheduled()
    rows = Placement.objects.filter(partnership=world.partnership)

    def write() -> None:
        rows.update(state="live", went_live_on=world.today, **change)

    assert refused_by(write) == "hard_approved_material"


def test_one_changed_word_is_a_new_version() -> None:
    world = clear_world()
    material = world.material()
    rows = type(material).objects.filter(pk=material.pk)
    assert refused_by(lambda: rows.update(words="Join our study!")) == "hard_approved_material"


@pytest.mark.parametrize("term", ["exclusivity", "sole_funder", "pay_per_referral"])
def test_nobody_executes_a_dependent_term(term: str) -> None:
    world = clear_world()
    world.to_terms()
    world.do("draft_agreement", **world.agreement(**{term: True}))
    rows = Agreement.objects.filter(partnership=world.partnership)
    assert (
        refused_by(lambda: rows.update(executed_on=world.today))
        == "agreement_executed_is_independent"
    )


def test_an_executed_agreement_is_not_edited() -> None:
    world = clear_world()
    world.to_executed()
    rows = Agreement.objects.filter(partnership=world.partnership)
    assert refused_by(lambda: rows.update(amount=1)) == "hard_executed_agreement"


def test_nobody_approves_an_override_of_their_own() -> None:
    world = clear_world()
    row = Override(
        partnership=world.partnership, rule="lead-time", act="contact", role="manager",
        reason="other", note="x", asked_by=world.manager, decided_by=world.manager,
        decided_at=now(), state="granted", expires_at=now() + timedelta(days=1),
    )  # fmt: skip
    assert refused_by(row.save) == "override_not_by_oneself"


def test_no_override_for_a_rule_that_has_none_nor_beyond_14_days() -> None:
    world = clear_world()
    common: dict[str, Any] = {
        "partnership": world.partnership, "act": "contact", "role": "manager", "reason": "other",
        "note": "x", "asked_by": world.staff,
    }  # fmt: skip
    hard = Override(id=uuid7(), rule="attempt-limit", **common)
    assert refused_by(hard.save) == "override_of_a_rule_that_allows_it"
    long = Override(
        id=uuid7(), rule="lead-time", state="granted", decided_by=world.manager,
        decided_at=now(), expires_at=now() + timedelta(days=15), **common,
    )  # fmt: skip
    assert refused_by(long.save) == "override_at_most_14_days"


def test_every_change_of_a_row_is_kept_with_its_actor() -> None:
    world = clear_world()
    world.do("edit_partnership", why_this_group="They run the caregiver line.")
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
