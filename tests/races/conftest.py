"""What the races share."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection

from tests.races.ring import Ring, two_workers


@pytest.fixture
def ring(transactional_db: None) -> Iterator[Ring]:
    """Give two workers on a database that really commits.

    Only what the test lays out before each round is not waited for until it is on disk.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off")
    with two_workers() as found:
        yield found
    connection.close()


@pytest.fixture
def without_trigger(owner_cursor: Any) -> Iterator[Callable[[str, str], None]]:
    """Switch off a trigger as the owner, who alone can, until the test is over."""
    off: list[tuple[str, str]] = []

    def switch_off(table: str, trigger: str) -> None:
        owner_cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        off.append((table, trigger))

    yield switch_off
    for table, trigger in off:
        owner_cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
