"""Two sums held of one budget line at the same moment, past the workflow: the cap holds."""

import threading
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from advocacy.models import BudgetHold, BudgetLine, HoldState
from advocacy.policy.limits import Limits
from advocacy.workflow import guards
from tests import factories
from tests.races.ring import ROUNDS, SECONDS, Job, Ring, refusals, rules_of, winners

SUM = Decimal(40_000)  # of a cap of 60,000
SOURCE = "SELECT pg_get_functiondef('budget_hold_within_cap'::regproc)"


def a_moment() -> None:
    """Let the other one come as far as it can."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.05)")


def holding(line: BudgetLine, *, before_commit: Callable[[], object] = a_moment) -> Job:
    """One transaction that holds its sum, and waits before it commits."""
    own = factories.PartnershipFactory(study=line.study)

    def hold() -> BudgetHold:
        try:
            with transaction.atomic():
                row = BudgetHold.objects.create(
                    line=line, partnership=own, state=HoldState.COMMITTED, amount=SUM
                )
                before_commit()
                return row
        except IntegrityError as error:
            raise guards.explain(error, facts=None, limits=Limits()) from error

    return hold


def held(line: BudgetLine) -> Decimal:
    return sum((hold.amount for hold in line.holds.all()), Decimal(0))


def test_of_two_sums_at_once_one_is_held(ring: Ring) -> None:
    for _round in range(ROUNDS):
        line = factories.BudgetLineFactory()
        results = ring.race(holding(line), holding(line))
        assert len(winners(results)) == 1
        assert rules_of(refusals(results)[0]) == {"budget"}
        assert held(line) == SUM


@pytest.fixture
def _without_the_lock_of_the_line(owner_cursor: Any) -> Iterator[None]:
    owner_cursor.execute(SOURCE)
    written = owner_cursor.fetchone()[0]
    assert "FOR NO KEY UPDATE" in written
    owner_cursor.execute(written.replace("FOR NO KEY UPDATE", ""))
    yield
    owner_cursor.execute(written)


@pytest.mark.usefixtures("_without_the_lock_of_the_line")
def test_without_its_lock_the_trigger_sees_neither_of_two_at_once(ring: Ring) -> None:
    line, both = factories.BudgetLineFactory(), threading.Barrier(2)
    jobs = [holding(line, before_commit=lambda: both.wait(SECONDS)) for _n in range(2)]
    assert len(winners(ring.race(*jobs))) == 2
    assert held(line) == 2 * SUM
