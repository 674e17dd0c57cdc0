"""Finds records of every kind by a few letters, in one statement.

It is plain SQL, since the parts depend on each other: partnerships are found by the groups and
studies that were found. Each part looks into an index and stops at a cap, so that a word which a
hundred thousand names share costs no more than a rare one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from advocacy.models.search import FEWEST_FOR_PARTS, Ways, as_typed, mended

MOST_WORDS = 6
EACH = 5
CAP = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """A record: its kind, what to call it, a note beside it, a code that the edge translates."""

    kind: str
    id: UUID
    label: str
    note: str
    code: str
    group_id: UUID | None


FIRST_LETTERS = """
    (SELECT id, name, city, region, country, kind, 0 AS step, 1.0::real AS rank
     FROM advocacy_group
     WHERE sort_name LIKE %(start)s AND dissolved_on IS NULL AND merged_into_id IS NULL
     ORDER BY sort_name USING ~<~ LIMIT {each})"""
PARTS = """
    UNION ALL
    (SELECT id, name, city, region, country, kind, 1, rank FROM (
        SELECT *, word_similarity(%(needle)s, search_text) AS rank FROM advocacy_group
        WHERE {like} AND dissolved_on IS NULL AND merged_into_id IS NULL LIMIT %(cap)s) AS near
     ORDER BY rank DESC, name LIMIT 20)"""
FIND = """
WITH groups AS MATERIALIZED (
    SELECT DISTINCT ON (id) id, name, kind, step, rank,
        concat_ws(', ', nullif(city, ''), nullif(region, ''), country) AS place
    FROM ({groups}) AS found ORDER BY id, step, rank DESC),
best AS MATERIALIZED (SELECT * FROM groups ORDER BY step, rank DESC, name LIMIT {each}),
studies AS MATERIALIZED (
    SELECT id, title, coalesce(nct_number, protocol_id) AS number,
        word_similarity(%(needle)s, search_text) AS rank
    FROM advocacy_study WHERE {like} ORDER BY rank DESC, title LIMIT {each}),
sponsors AS MATERIALIZED (
    SELECT id, name, kind, word_similarity(%(needle)s, search_text) AS rank
    FROM advocacy_sponsor WHERE {like} ORDER BY rank DESC, name LIMIT {each}),
people AS MATERIALIZED (
    SELECT p.id, p.name, p.group_id, g.name AS place, p.rank FROM (
        SELECT id, name, group_id, word_similarity(%(needle)s, lower(name)) AS rank
        FROM advocacy_person WHERE {like_person} AND left_on IS NULL LIMIT %(cap)s) AS p
    JOIN advocacy_group g ON g.id = p.group_id ORDER BY p.rank DESC, p.name LIMIT {each}),
partnerships AS MATERIALIZED (
    SELECT p.id, p.group_id, p.study_id, p.stage, max(near.rank) AS rank, p.stage_since
    FROM (SELECT p.id, g.rank FROM best g JOIN advocacy_partnership p ON p.group_id = g.id
          UNION ALL
          (SELECT p.id, s.rank FROM studies s JOIN advocacy_partnership p ON p.study_id = s.id
           WHERE p.stage <> 'closed' LIMIT %(cap)s)) AS near
    JOIN advocacy_partnership p ON p.id = near.id
    GROUP BY p.id ORDER BY (p.stage = 'closed'), rank DESC, p.stage_since DESC LIMIT {each})
SELECT 'partnership', p.id, g.name, coalesce(s.nct_number, s.protocol_id), p.stage, p.group_id,
    p.rank
FROM partnerships p JOIN advocacy_group g ON g.id = p.group_id
JOIN advocacy_study s ON s.id = p.study_id
UNION ALL SELECT 'group', id, name, place, kind, id, rank FROM best
UNION ALL SELECT 'study', id, title, number, '', NULL, rank FROM studies
UNION ALL SELECT 'sponsor', id, name, '', kind, NULL, rank FROM sponsors
UNION ALL SELECT 'person', id, name, place, '', group_id, rank FROM people
"""

#: Records by their ids, in the order that they are asked for.
SEEN = """
SELECT found.kind, found.id, label, note, code, group_id, 1.0 FROM (
    SELECT 'group' AS kind, id, name AS label,
        concat_ws(', ', nullif(city, ''), nullif(region, ''), country) AS note, kind AS code,
        id AS group_id
    FROM advocacy_group WHERE id = ANY(%(ids)s::uuid[])
    UNION ALL SELECT 'study', id, title, coalesce(nct_number, protocol_id), '', NULL
    FROM advocacy_study WHERE id = ANY(%(ids)s::uuid[])
    UNION ALL SELECT 'sponsor', id, name, '', kind, NULL
    FROM advocacy_sponsor WHERE id = ANY(%(ids)s::uuid[])
    UNION ALL SELECT 'partnership', p.id, g.name, coalesce(s.nct_number, s.protocol_id), p.stage,
        p.group_id
    FROM advocacy_partnership p JOIN advocacy_group g ON g.id = p.group_id
    JOIN advocacy_study s ON s.id = p.study_id
    WHERE p.id = ANY(%(ids)s::uuid[]) OR p.id = ANY(ARRAY(
        SELECT id FROM advocacy_partnership WHERE owner_id = %(owner)s AND stage <> 'closed'
        ORDER BY stage_since DESC, id DESC LIMIT %(own)s))) AS found
ORDER BY array_position(%(ids)s::uuid[], found.id) NULLS LAST, label
"""


def find(needle: str) -> list[Hit]:
    """Records named like this, best first; where none is, what comes close.

    `needle` is plain: lower case, no accents, no punctuation. Three short statements at most.
    """
    words = needle.split()[:MOST_WORDS]
    if not words:
        return []
    found = named(as_typed(" ".join(words)))
    if found or len(needle) < FEWEST_FOR_PARTS:
        return found
    meant = mended(" ".join(words))
    return named(meant) if meant else []


def named(ways: Ways) -> list[Hit]:
    """Records in whose name each word is, or one that it may stand for."""
    likeliest = " ".join(words[0] for words in ways)
    values = {"needle": likeliest, "start": f"{likeliest}%", "cap": CAP}
    values |= {
        f"part{n}_{at}": f"%{word}%"
        for n, words in enumerate(ways)
        for at, word in enumerate(words)
    }
    return read(statement(ways), values)


def statement(ways: Ways) -> str:
    """The statement for these words; values come in as parameters only."""
    short = all(len(words[0]) < FEWEST_FOR_PARTS for words in ways)
    like = "search_text LIKE %(start)s" if short else every("search_text", ways)
    person = "false" if short else every("lower(name)", ways)
    groups = FIRST_LETTERS.format(each=EACH) + ("" if short else PARTS.format(like=like))
    return FIND.format(groups=groups, like=like, like_person=person, each=EACH)


def every(column: str, ways: Ways) -> str:
    """Every word, or one that it may stand for, is a part of the column's text.

    Words of one or two letters are left out: no index helps with them.
    """
    asked = [
        " OR ".join(f"{column} LIKE %(part{n}_{at})s" for at in range(len(words)))
        for n, words in enumerate(ways)
        if len(words[0]) >= FEWEST_FOR_PARTS
    ]
    return " AND ".join(f"({either})" for either in asked)


def seen(ids: Iterable[UUID], *, owner: UUID, own: int) -> list[Hit]:
    """These records, as far as they are there, then some of a person's open partnerships."""
    return read(SEEN, {"ids": [str(one) for one in ids], "owner": str(owner), "own": own})


def read(statement: str, values: dict[str, Any]) -> list[Hit]:
    """Run a statement; its rows in order of their rank."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    return [Hit(*row[:-1]) for row in sorted(rows, key=lambda row: -float(row[-1]))]
