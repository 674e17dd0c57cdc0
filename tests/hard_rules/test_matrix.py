"""Whatever nobody may except × whatever way there is to write it, as the app role: refused.

Not in the matrix is what no row can break: one sponsor's data before another's eyes is a matter
of the portal role, which may read nothing (tests/test_roles.py); the past is in test_past.py.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import DatabaseError, connection, transaction

from advocacy.policy.limits import Limits
from advocacy.policy.registry import RULES
from advocacy.workflow import guards
from advocacy.workflow.errors import PolicyBlocked, StageRefused
from tests.hard_rules import contracts, money, touches
from tests.hard_rules.ways import (
    Case,
    Forbidden,
    Way,
    by_raw_sql,
    by_raw_update,
    refusal_of,
)
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db

CASES = touches.CASES | contracts.CASES | money.CASES
each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES)

#: What somebody might try first; whether the server allows it is no matter.
SETTINGS = (
    "SET session_replication_role = replica", "SET ROLE pagcrm_owner", "RESET ROLE",
    "SET row_security = off", "SET search_path = pg_temp, public", "SET CONSTRAINTS ALL DEFERRED",
    "SET pagcrm.actor = 'nobody'", "SET pagcrm.force = 'on'", "SET pagcrm.skip_rules = 'on'",
    "CREATE TEMPORARY TABLE advocacy_stop (LIKE public.advocacy_stop)",
    "CREATE OR REPLACE FUNCTION refuse(text, text) RETURNS void LANGUAGE sql AS 'SELECT'",
)  # fmt: skip


def met(found: Forbidden, way: Way) -> DatabaseError:
    """What the database says to one way of writing the row."""
    return refusal_of(lambda: way(found.again(), found.harmless))


def name_of(refused: DatabaseError) -> str:
    return guards.constraint_of(refused)  # type: ignore[arg-type] # IntegrityError inside


@each_case
def test_no_way_of_writing_gets_past_it_and_a_person_reads_the_words_of_the_rule(
    case: Case,
) -> None:
    found = case.lay(clear_world())
    refused = {way: met(found, way) for way in case.ways}
    said = {way.__name__: name_of(refused[way]) for way in case.ways}
    assert said == {way.__name__: case.name_for(way) for way in case.ways}
    assert_words(case, refused[case.ways[0]])


def assert_words(case: Case, refused: DatabaseError) -> None:
    told = guards.explain(refused, facts=None, limits=Limits())  # type: ignore[arg-type] # as above
    if not case.rule:
        assert isinstance(told, StageRefused)
        assert told.text in guards.OTHERS.values()
        return
    assert isinstance(told, PolicyBlocked)
    (finding,) = told.decision.refusing
    assert (finding.rule, finding.can_be_overridden) == (case.rule, False)
    assert str(RULES[case.rule].title) in str(finding.because)


@each_case
def test_no_setting_of_the_session_switches_it_off(case: Case) -> None:
    found = case.lay(clear_world())
    way = by_raw_sql if by_raw_sql in case.ways else by_raw_update
    for setting in SETTINGS:
        with undone():
            tried(setting)
            refused = met(found, way)
        assert name_of(refused) == case.name_for(way), setting


def test_every_rule_without_an_override_and_every_name_is_in_the_matrix() -> None:
    never = {code for code, rule in RULES.items() if not rule.override_role}
    warns = {"no-copy-paste"}  # it refuses nothing
    assert {case.rule for case in CASES.values() if case.rule} >= never - warns
    assert {case.named for case in CASES.values()} >= set(guards.HARD_RULES)


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever happened inside, settings of the session among it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tried(setting: str) -> None:
    """Run a statement that the server may refuse."""
    with suppress(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(setting)
