"""Facts of the sponsor: its family as at today, its ties to the group's family, its answers."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection

from advocacy.models import Sponsor
from advocacy.policy import facts
from advocacy.policy.facts import Act
from advocacy.workflow.gather.batch import Batch, grouped
from advocacy.workflow.gather.questions import FAMILY, Answers, Question, Row, day

ASKING = frozenset(
    {Act.CONSIDER, Act.CONTACT, Act.REPLY, Act.AGREE_TERMS, Act.EXECUTE, Act.GO_LIVE}
)

EDGES = Question(
    """
    SELECT e.child_id, c.name AS child, e.parent_id, p.name AS parent, e.since
    FROM edges e JOIN member m ON m.id = e.child_id
    JOIN advocacy_sponsor c ON c.id = e.child_id JOIN advocacy_sponsor p ON p.id = e.parent_id
    """,
    acts=ASKING,
)
TIES = Question(
    """
    SELECT r.id, r.kind, r.sponsor_id, s.name AS sponsor, g.name AS group, g.family_id AS family,
        r.starts_on
    FROM advocacy_group g JOIN advocacy_relationship r ON r.group_id = g.id
    JOIN advocacy_sponsor s ON s.id = r.sponsor_id
    WHERE g.family_id = ANY(%(families)s::uuid[]) AND r.sponsor_id IN (SELECT id FROM member)
        AND (r.ends_on IS NULL OR r.ends_on >= %(today)s)
    ORDER BY r.starts_on, r.id
    """,
    acts=ASKING,
)
CLEARANCES = Question(
    """
    SELECT c.id, c.group_id, c.asked_on, o.name AS asked_of, c.answer, c.answered_on,
        b.name AS answered_by,
        COALESCE(c.answered_on <= %(today)s, false) AS answered
    FROM advocacy_clearance c JOIN advocacy_sponsorcontact o ON o.id = c.asked_of_id
    LEFT JOIN advocacy_sponsorcontact b ON b.id = c.answered_by_id
    WHERE c.study_id = %(study)s AND c.group_id = ANY(%(groups)s::uuid[])
        AND c.asked_on <= %(today)s
    ORDER BY c.asked_on, c.id
    """,
    acts=ASKING,
)
CONTACTS = Question(
    """
    SELECT id, name, position FROM advocacy_sponsorcontact
    WHERE sponsor_id = %(sponsor)s AND left_on IS NULL ORDER BY name, id LIMIT 5
    """,
    acts=ASKING,
)
QUESTIONS = (EDGES, TIES, CLEARANCES, CONTACTS)


@dataclass(slots=True)
class Family:
    """A sponsor's family on a day: its members and the way to each, by name."""

    members: set[UUID]
    paths: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    changed_on: date | None = None


def family_of(sponsor: Sponsor, *, day: date) -> Family:
    """Parents, subsidiaries and sisters of a sponsor as they are on a day."""
    with connection.cursor() as cursor:
        cursor.execute(f"{FAMILY} {EDGES.sql}", {"sponsor": sponsor.id, "today": day})
        return _family(sponsor, cursor.fetchall())


def family(said: Answers, sponsor: Sponsor) -> Family:
    """The same from the answers."""
    return _family(
        sponsor,
        (
            (UUID(r.child_id), r.child, UUID(r.parent_id), r.parent, day(r.since))
            for r in said.to(EDGES)
        ),
    )


def _family(sponsor: Sponsor, edges: Iterable[tuple[UUID, str, UUID, str, date | None]]) -> Family:
    names, dated = {sponsor.id: sponsor.name}, []
    near: dict[UUID, list[UUID]] = {}
    for child, child_name, parent, parent_name, since in edges:
        names[child], names[parent] = child_name, parent_name
        near.setdefault(child, []).append(parent)
        near.setdefault(parent, []).append(child)
        if since is not None:
            dated.append(since)
    paths: dict[UUID, tuple[str, ...]] = {sponsor.id: (sponsor.name,)}
    queue = deque([sponsor.id])
    while queue:
        here = queue.popleft()
        for there in near.get(here, []):
            if there not in paths:
                paths[there] = (*paths[here], names[there])
                queue.append(there)
    return Family(set(paths), paths, max(dated, default=None))


def ties(said: Answers, batch: Batch, *, family: Family) -> dict[str, list[facts.Tie]]:
    """Known relationships of the whole sponsor family with each group's whole family."""
    by_family = grouped((r.family, _tie(r, family)) for r in said.to(TIES))
    if not by_family:
        return {}
    return {pair.key: by_family.get(pair.family, []) for pair in batch.pairs}


def _tie(r: Row, family: Family) -> facts.Tie:
    return facts.Tie(
        id=UUID(r.id),
        kind=r.kind,
        sponsor=r.sponsor,
        group=r.group,
        since=day(r.starts_on),
        path=family.paths[UUID(r.sponsor_id)],
    )


def clearances(
    said: Answers,
) -> tuple[dict[str, facts.Clearance], dict[str, facts.Clearance]]:
    """The newest answer for each group, whatever its age, and the question asked since.

    Where nothing was ever answered, the newest question stands for both.
    """
    newest: dict[str, facts.Clearance] = {}
    pending: dict[str, facts.Clearance] = {}
    for r in said.to(CLEARANCES):
        if r.answered:
            newest[r.group_id] = _clearance(r)
            pending.pop(r.group_id, None)
        else:
            pending[r.group_id] = _clearance(r)
    return {**pending, **newest}, pending


def _clearance(r: Row) -> facts.Clearance:
    return facts.Clearance(
        id=UUID(r.id),
        asked_on=date.fromisoformat(r.asked_on),
        asked_of=r.asked_of,
        answer=facts.ClearanceAnswer(r.answer) if r.answered else None,
        answered_on=day(r.answered_on) if r.answered else None,
        answered_by=(r.answered_by or "") if r.answered else "",
    )


def contacts(said: Answers) -> tuple[facts.SponsorContact, ...]:
    """Who at the study's sponsor can answer."""
    return tuple(facts.SponsorContact(UUID(r.id), r.name, r.position) for r in said.to(CONTACTS))
