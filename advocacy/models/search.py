"""How forgiving a search by name is."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

#: From this likeness on, "alzhiemers" still finds "Alzheimer's"; lower ones find everything.
CLOSE = Decimal("0.3")


@contextmanager
def forgiving(likeness: Decimal = CLOSE) -> Iterator[None]:
    """Let `named_like` in this block find what is only as alike as this (else it is 0.6)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(likeness)]
        )
        yield


def nearest(queryset: Any, words: str, *, most: int) -> list[Any]:
    """The few records named like these words; where none is, those that come close."""
    found = list(queryset.named_like(words)[:most])
    if found:
        return found
    with forgiving():
        return list(queryset.named_like(words)[:most])
