"""Search by name: every word must be there; a slip of the fingers is mended from known words.

To compare what was typed with a hundred thousand names takes seconds. The words that names are
made of are few, so the slip is looked for among those, and the names are then found by an index.
"""

import json
from collections.abc import Sequence
from typing import Any, ClassVar, Self, TypeVar

from django.contrib.postgres.indexes import GistIndex
from django.db import connection, models
from django.db.models import Case, Q, Value, When
from rapidfuzz.distance import OSA

from advocacy.models.plans import fetch_one

M = TypeVar("M", bound=models.Model)
#: Each word of what was typed with all that may be meant by it, the likeliest first.
Ways = Sequence[Sequence[str]]
MOST_WAYS = 3
#: From this likeness on, "ashtma" still means "asthma"; lower ones mean everything.
CLOSE = 0.66
NEAR = """
SELECT given, known.word, known.part FROM unnest(%s::text[]) AS given, LATERAL (
    (SELECT word, true AS part FROM advocacy_nameword
     WHERE word LIKE '%%' || given || '%%' LIMIT 1)
    UNION ALL
    (SELECT word, false FROM advocacy_nameword ORDER BY word <-> given LIMIT 40)) AS known
"""
#: A word that is part of a known one, or of a name, has no slip; names have words that are not
#: known, such as numbers. Counted, since whoever asks for one row alone is given a whole scan.
SLIPS = """
SELECT json_agg(json_build_array(given, near.word))::text
FROM unnest(%(typed)s) AS given, LATERAL (
    SELECT word FROM advocacy_nameword
    WHERE NOT (length(given) < {fewest}
        OR EXISTS (SELECT FROM advocacy_nameword WHERE word LIKE '%%' || given || '%%')
        OR (SELECT count(*) FROM {table} WHERE search_text LIKE '%%' || given || '%%') > 0)
    ORDER BY word <-> given LIMIT 40) AS near
"""
FEWEST_FOR_PARTS = 3  # a trigram index needs as many letters


class NameWord(models.Model):
    """A word that names of groups, studies or sponsors are made of; kept by a trigger.

    The same word may be there twice: two people who add it at once do not wait for each other.
    """

    word = models.CharField(max_length=60)

    class Meta:
        indexes = [
            GistIndex(fields=["word"], name="name_word_near", opclasses=["gist_trgm_ops"]),
            models.Index(fields=["word"], name="name_word"),
        ]

    def __str__(self) -> str:
        return self.word


class NamedQuerySet(models.QuerySet[M]):
    """Reads of records that have a `search_text`."""

    by_name: ClassVar[tuple[str, ...]] = ("sort_name", "id")

    def called(self, ways: Ways) -> Self:
        """Each word, or one that it may stand for, is part of the name; first that begin so."""
        found = self
        for words in ways:
            either = Q()
            for word in words:
                either |= Q(search_text__contains=word)
            found = found.filter(either)
        if not ways:
            return found.none()
        whole = " ".join(words[0] for words in ways)
        begins = Case(
            When(search_text__startswith=whole, then=Value(0)),
            When(search_text__startswith=ways[0][0], then=Value(1)),
            default=Value(2),
        )
        return found.order_by(begins, *self.by_name)


def as_typed(words: str) -> Ways:
    """What was typed, word by word, taken at its word."""
    return [[word] for word in words.lower().split()]


def mended(words: str) -> Ways:
    """What may have been meant; nothing where one of the words is like no known one."""
    typed = list(dict.fromkeys(words.lower().split()))
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [typed])
        rows = cursor.fetchall()
    known: dict[str, set[str]] = {word: set() for word in typed}
    for given, word, part in rows:
        known[given].add(given if part else word)
    ways = [nearest_words(word, known[word]) for word in typed]
    return ways if all(ways) else []


def meant(words: str, *, table: str) -> Ways:
    """What a search of a table's names asks for: each word, or what it is likely a slip of."""
    typed = words.lower().split()
    slips = SLIPS.format(table=table, fewest=FEWEST_FOR_PARTS)
    (told,) = fetch_one(slips, {"typed": typed}, {"typed": "text[]"})
    near: dict[str, set[str]] = {}
    for given, word in json.loads(told or "[]"):
        near.setdefault(given, set()).add(word)
    ways = [nearest_words(word, near.get(word, {word})) for word in typed]
    return ways if all(ways) else []


def nearest_words(typed: str, known: set[str]) -> list[str]:
    """The known words that one is likely to be a slip of; itself where it is part of one."""
    if typed in known:
        return [typed]

    def likeness(word: str) -> float:
        begun = OSA.normalized_similarity(typed, word[: len(typed)])
        return max(begun, OSA.normalized_similarity(typed, word))

    likely = sorted((-likeness(word), word) for word in known)
    return [word for share, word in likely if -share >= CLOSE][:MOST_WAYS]


def nearest(queryset: Any, words: str, *, most: int) -> list[Any]:
    """The few records named like these words; where none is, those that come close."""
    found = list(queryset.called(as_typed(words))[:most])
    return found or list(queryset.called(mended(words))[:most])
