"""Ways around row-level security, tried with the portal's own password."""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from django.conf import settings
from django.db import connections

from advocacy.models import WindowPartnership, WindowStudy
from advocacy.models.sight import NAME, SETTING, as_sponsor, seen_by
from advocacy.models.window import WINDOW
from tests import factories
from tests.isolation.rivals import Side, build, hits
from tests.isolation.statements import STATEMENTS

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
TABLES = [model._meta.db_table for model in WINDOW]
READ = "SELECT id, sponsor_id FROM {table}"
NAMES = "SELECT group_name FROM advocacy_windowpartnership"


@pytest.fixture
def rivals() -> tuple[Side, Side]:
    group = factories.GroupFactory()
    return build("alpha", group), build("bravo", group)


@pytest.fixture
def portal(rivals: tuple[Side, Side]) -> Iterator[Any]:
    """A connection with the portal's password, as somebody who stole it would open one."""
    known = settings.DATABASES["portal"]
    connection = psycopg2.connect(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"],
        port=known["PORT"],
    )  # fmt: skip
    yield connection
    connection.close()


def rows_of(connection: Any, *statements: Any) -> list[Any]:
    """What a transaction of these statements gives; an error gives its words, which count too."""
    found: list[Any] = []
    with connection.cursor() as cursor:
        try:
            for statement in statements:
                cursor.execute(*([statement] if isinstance(statement, str) else statement))
                if cursor.description:
                    found = cursor.fetchall()
        except psycopg2.Error as error:
            found = [(str(error),)]
        finally:
            with contextlib.suppress(psycopg2.Error):
                connection.rollback()
    return found


def foreign(found: list[Any], side: Side) -> list[Any]:
    """What of it is the other sponsor's: its ids, its sponsor's id, its canaries."""
    known = {str(side.sponsor.pk), str(side.share.pk)}
    return [
        row
        for row in found
        if hits(str(row), whose=side.whose) or known & {str(value) for value in row}
    ]


def named(value: str) -> tuple[str, list[str]]:
    return ("SELECT set_config(%s, %s, true)", [SETTING, value])


def test_the_right_name_opens_its_own_rows(portal: Any, rivals: tuple[Side, Side]) -> None:
    own, other = rivals
    found = rows_of(portal, (NAME, [SETTING, str(own.sponsor.pk)]), NAMES)
    assert {h for row in found for h in hits(row[0], whose="alpha")}
    assert foreign(found, other) == []
    # What the attempts below look for is found where it may be.
    assert foreign(rows_of(portal, (NAME, [SETTING, str(other.sponsor.pk)]), NAMES), other)


#: What may stand in the setting instead of one's own name, given the other sponsor's id.
WRONG: dict[str, Callable[[str], str]] = {
    "nothing": lambda other: "", "a blank": lambda other: " ", "a bar": lambda other: "|",
    "the id without its moment": lambda other: other,
    "an earlier moment": lambda other: f"1700000000.000000|{other}",
    "an empty moment": lambda other: f"|{other}",
    "a list as PostgreSQL writes it": lambda other: f"{{{other}}}",
    "everything": lambda other: "%", "a condition": lambda other: f"{other}' OR true --",
    "a line more": lambda other: f"{uuid4()}\n{other}", "null": lambda other: "NULL",
    "much": lambda other: ",".join([other] * 5_000),
}  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG)
def test_a_setting_that_is_not_right_opens_nothing(
    portal: Any, rivals: tuple[Side, Side], proof: Any, wrong: str
) -> None:
    other = rivals[1]
    value = WRONG[wrong](str(other.sponsor.pk))
    moments = ["", "x", "||", f"|{uuid4()}|", f"|{other.sponsor.pk},x", f"|x,{other.sponsor.pk}"]
    found = [row for t in TABLES for row in rows_of(portal, named(value), READ.format(table=t))]
    for more in moments:
        begin = (
            "SELECT set_config(%s, extract(epoch FROM transaction_timestamp())::text || %s, true)"
        )
        found += rows_of(portal, (begin, [SETTING, more]), NAMES)
    proof("bypass: a setting that is not right", tried=len(TABLES) + len(moments), leaks=found)


def test_without_a_setting_there_is_nothing(portal: Any, proof: Any) -> None:
    found = [row for table in TABLES for row in rows_of(portal, READ.format(table=table))]
    proof("bypass: no setting", tried=len(TABLES), leaks=found)


def test_no_statement_gives_a_row_of_the_other(
    portal: Any, rivals: tuple[Side, Side], proof: Any
) -> None:
    own, other = rivals
    theirs = WindowPartnership.objects.shared_with([other.sponsor.pk]).first()
    values = {"id": theirs.pk, "other": other.sponsor.pk, "share": other.share.pk}
    leaks = []
    for statement in STATEMENTS:
        text = statement.format(**values) if "{" in statement else statement
        attempts = [text] if text.startswith("SET ") else []
        for begin in ([], [(NAME, [SETTING, str(own.sponsor.pk)])]):
            found = rows_of(portal, *begin, text, *([NAMES] if attempts else []))
            leaks += [(text, row) for row in of_the_other(found, other)]
    proof("bypass: statements", tried=2 * len(STATEMENTS), leaks=leaks)


def of_the_other(found: list[Any], other: Side) -> list[Any]:
    """An error repeats what was asked; only canaries count in it."""
    return [row for row in found if hits(str(row), whose=other.whose)]


def test_a_name_of_an_earlier_transaction_opens_nothing(
    portal: Any, rivals: tuple[Side, Side], proof: Any
) -> None:
    other = rivals[1]
    left_behind = NAME.replace("true)", "false)")
    with portal.cursor() as cursor:
        cursor.execute(left_behind, [SETTING, str(other.sponsor.pk)])
        cursor.execute(NAMES)
        assert cursor.fetchall()  # the transaction that named it sees its rows
    portal.commit()
    found = [row for table in TABLES for row in rows_of(portal, READ.format(table=table))]
    proof("bypass: a name left in the session", tried=len(TABLES), leaks=found)


def test_a_plan_of_the_other_is_asked_anew(
    portal: Any, rivals: tuple[Side, Side], proof: Any
) -> None:
    own, other = rivals
    leaks: list[Any] = []
    with portal.cursor() as cursor:
        cursor.execute(NAME, [SETTING, str(other.sponsor.pk)])
        cursor.execute(f"PREPARE names AS {NAMES}")
        for _often_enough_for_a_generic_plan in range(8):
            cursor.execute("EXECUTE names")
            assert cursor.fetchall()
        portal.commit()
        for sponsor in (own.sponsor.pk, uuid4()):
            cursor.execute(NAME, [SETTING, str(sponsor)])
            cursor.execute("EXECUTE names")
            leaks += foreign(cursor.fetchall(), other)
            portal.commit()
    proof("bypass: a prepared plan", tried=2, leaks=leaks)


def test_after_an_error_the_connection_remembers_nobody(
    rivals: tuple[Side, Side], proof: Any
) -> None:
    own, other = rivals
    leaks: list[Any] = []
    for _turn in range(5):
        with contextlib.suppress(ZeroDivisionError), as_sponsor([other.sponsor.pk]):
            assert seen_by(WindowStudy).get().sponsor_id == other.sponsor.pk
            raise ZeroDivisionError
        with contextlib.suppress(Exception), as_sponsor([other.sponsor.pk]):
            connections["portal"].cursor().execute("SELECT 1/0")
        leaks += list(seen_by(WindowStudy).values_list("id"))
        with as_sponsor([own.sponsor.pk]):
            leaks += [s for s in seen_by(WindowStudy) if s.sponsor_id != own.sponsor.pk]
    proof("bypass: reuse after an error", tried=20, leaks=leaks)


def test_one_sponsor_is_never_read_for_inside_another(rivals: tuple[Side, Side]) -> None:
    own, other = rivals
    with as_sponsor([own.sponsor.pk]), pytest.raises(RuntimeError), as_sponsor([other.sponsor.pk]):
        pass


def test_the_models_own_query_reads_nothing_else(rivals: tuple[Side, Side], proof: Any) -> None:
    own, other = rivals
    leaks: list[Any] = []
    with as_sponsor([own.sponsor.pk]):
        for model in WINDOW:
            rows = list(seen_by(model))
            assert rows, model
            leaks += [row for row in rows if row.sponsor_id != own.sponsor.pk]
            leaks += list(seen_by(model).filter(sponsor_id=other.sponsor.pk))
    proof("row-level security without a filter of the ORM", tried=2 * len(WINDOW), leaks=leaks)


def test_rows_are_filtered_though_the_policy_is_all_that_filters(
    rivals: tuple[Side, Side], owner_cursor: Any
) -> None:
    own, other = rivals
    open_to_all = (
        "CREATE POLICY hole ON advocacy_windowstudy FOR SELECT TO pagcrm_portal USING (true)"
    )
    owner_cursor.execute(open_to_all)
    try:
        with as_sponsor([own.sponsor.pk]):
            seen = {row.sponsor_id for row in seen_by(WindowStudy)}
    finally:
        owner_cursor.execute("DROP POLICY hole ON advocacy_windowstudy")
    assert other.sponsor.pk in seen  # so the proofs above would have seen a hole


def test_nothing_else_in_the_portal_opens_a_connection(settings: Any) -> None:
    from pathlib import Path

    folder = Path(settings.BASE_DIR) / "advocacy" / "portal"
    words = ("cursor(", ".raw(", "RawSQL", ".extra(", "connections", "using=", ".using(")
    found = [
        f"{path.name}: {word}"
        for path in folder.rglob("*.py") if path.name != "connection.py"
        for word in words if word in path.read_text()
    ]  # fmt: skip
    assert found == []
