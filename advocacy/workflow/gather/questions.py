"""The questions that facts come from, all put to the database in one round trip.

A loader names its question beside the function that reads the answer. A question says for which
acts it matters: those whose rules read its facts. Others are not asked.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from typing import Any

from advocacy.models.plans import fetch_one
from advocacy.policy.facts import Act
from advocacy.workflow.gather.batch import Batch

#: One row of an answer: a column an attribute. Days, moments and ids are still text.
Row = Any

#: What no act asks about is asked about all the same where a page shows every act.
EVERY_ACT = frozenset(Act)
#: A touch that goes out, asked for or not.
TOUCHING = frozenset({Act.CONSIDER, Act.CONTACT, Act.THANK, Act.ANSWER, Act.REPLY})

#: The sponsor's family as it is on the day: parents, subsidiaries and sisters.
FAMILY = """
WITH RECURSIVE edges AS (
    SELECT child_id, parent_id, since FROM advocacy_parentedge
    WHERE (since IS NULL OR since <= %(today)s) AND (until IS NULL OR until > %(today)s)
), member(id) AS (
    SELECT %(sponsor)s::uuid
    UNION
    SELECT CASE WHEN e.child_id = m.id THEN e.parent_id ELSE e.child_id END
    FROM member m JOIN edges e ON m.id IN (e.child_id, e.parent_id)
)
"""


#: What a question may name as %(groups)s and so on, beside the table `member` of the family.
VALUES = {
    "groups": "uuid[]",
    "above": "uuid[]",
    "families": "uuid[]",
    "kinds": "text[]",
    "partnerships": "uuid[]",
    "study": "uuid",
    "sponsor": "uuid",
    "today": "date",
    "now": "timestamptz",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One SELECT, and the acts whose rules want to know; `own` needs partnerships to ask about."""

    sql: str
    acts: frozenset[Act] = EVERY_ACT
    own: bool = False


class Answers:
    """What the database said; nothing for what was not asked."""

    def __init__(
        self, batch: Batch, questions: Collection[Question], *, acts: Collection[Act]
    ) -> None:
        asked = tuple(q for q in questions if _matters(q, batch, acts))
        cells = fetch_one(_statement(asked), _values(batch), VALUES)
        self._cells: dict[Question, str | None] = dict(zip(asked, cells, strict=True))

    def to(self, question: Question) -> list[Row]:
        """The rows of one answer, in the order of the question."""
        cell = self._cells.get(question)
        if cell is None:
            return []
        rows: list[Row] = json.loads(cell, parse_float=Decimal, object_hook=_row)
        return rows


@cache
def _statement(asked: tuple[Question, ...]) -> str:
    parts = [f"(SELECT json_agg(r)::text FROM ({q.sql}) r)" for q in asked]  # noqa: S608  # ours
    return f"{FAMILY} SELECT {', '.join(parts)}"


def _row(columns: dict[str, Any]) -> Row:
    return SimpleNamespace(**columns)


def _matters(question: Question, batch: Batch, acts: Collection[Act]) -> bool:
    if question.own and not batch.partnership_ids:
        return False
    return not question.acts.isdisjoint(acts)


def _values(batch: Batch) -> dict[str, Any]:
    return {
        "groups": _list(batch.group_ids),
        "above": _list(batch.above),
        "families": _list(batch.families),
        "kinds": _list({pair.group.kind for pair in batch.pairs}),
        "partnerships": _list(batch.partnership_ids),
        "study": batch.study.id,
        "sponsor": batch.study.sponsor_id,
        "today": batch.today,
        "now": batch.now,
    }


def _list(values: Iterable[str]) -> str:
    """Ids or codes as one literal; thousands, each with a type of its own, are slow to read."""
    return f"{{{','.join(values)}}}"


def day(text: str | None) -> date | None:
    """A date as JSON writes it."""
    return None if text is None else date.fromisoformat(text)


def moment(text: str) -> datetime:
    """An aware moment as JSON writes it."""
    return datetime.fromisoformat(text)


def began(row: Row) -> Row:
    """A row that holds a touch's two moments, read."""
    return SimpleNamespace(occurred_at=moment(row.occurred_at), created_at=moment(row.created_at))
