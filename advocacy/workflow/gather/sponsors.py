"""Facts of the sponsor: its family as at today, its ties to the group's family, its answers."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Q

from advocacy.models import Clearance, Relationship, Sponsor, SponsorContact
from advocacy.policy import facts
from advocacy.workflow.gather.batch import Batch, family_id, grouped

FAMILY = """
WITH RECURSIVE edges AS (
    SELECT child_id, parent_id, since FROM advocacy_parentedge
    WHERE (since IS NULL OR since <= %(day)s) AND (until IS NULL OR until > %(day)s)
), member(id) AS (
    SELECT %(sponsor)s::uuid
    UNION
    SELECT CASE WHEN e.child_id = m.id THEN e.parent_id ELSE e.child_id END
    FROM member m JOIN edges e ON m.id IN (e.child_id, e.parent_id)
)
SELECT e.child_id, c.name, e.parent_id, p.name, e.since
FROM edges e JOIN member m ON m.id = e.child_id
JOIN advocacy_sponsor c ON c.id = e.child_id JOIN advocacy_sponsor p ON p.id = e.parent_id
"""


@dataclass(slots=True)
class Family:
    """A sponsor's family on a day: its members and the way to each, by name."""

    members: set[UUID]
    paths: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    changed_on: date | None = None


def family_of(sponsor: Sponsor, *, day: date) -> Family:
    """Parents, subsidiaries and sisters of a sponsor as they are on a day."""
    with connection.cursor() as cursor:
        cursor.execute(FAMILY, {"sponsor": sponsor.id, "day": day})
        edges = cursor.fetchall()
    names = {sponsor.id: sponsor.name}
    near: dict[UUID, list[UUID]] = {}
    for child, child_name, parent, parent_name, _since in edges:
        names[child], names[parent] = child_name, parent_name
        near.setdefault(child, []).append(parent)
        near.setdefault(parent, []).append(child)
    paths: dict[UUID, tuple[str, ...]] = {sponsor.id: (sponsor.name,)}
    queue = deque([sponsor.id])
    while queue:
        here = queue.popleft()
        for there in near.get(here, []):
            if there not in paths:
                paths[there] = (*paths[here], names[there])
                queue.append(there)
    dated = [since for *_rest, since in edges if since is not None]
    return Family(set(paths), paths, max(dated, default=None))


def ties(batch: Batch, *, family: Family) -> dict[UUID, list[facts.Tie]]:
    """Known relationships of the whole sponsor family with each group's whole family."""
    rows = (
        Relationship.objects.filter(sponsor__in=family.members, group__family__in=batch.families)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=batch.today))
        .select_related("sponsor", "group")
        .order_by("starts_on", "id")
    )
    by_family = grouped((family_id(row.group), _tie(row, family)) for row in rows)
    return {pair.key: by_family.get(family_id(pair.group), []) for pair in batch.pairs}


def _tie(row: Relationship, family: Family) -> facts.Tie:
    return facts.Tie(
        id=row.id,
        kind=row.kind,
        sponsor=row.sponsor.name,
        group=row.group.name,
        since=row.starts_on,
        path=family.paths[row.sponsor_id],
    )


def clearances(
    batch: Batch,
) -> tuple[dict[UUID, facts.Clearance], dict[UUID, facts.Clearance]]:
    """The newest answer for each group, whatever its age, and the question asked since.

    Where nothing was ever answered, the newest question stands for both.
    """
    rows = (
        Clearance.objects.filter(
            study=batch.study, group__in=batch.group_ids, asked_on__lte=batch.today
        )
        .select_related("asked_of", "answered_by")
        .order_by("asked_on", "id")
    )
    newest: dict[UUID, facts.Clearance] = {}
    pending: dict[UUID, facts.Clearance] = {}
    for row in rows:
        answered = bool(row.answered_on and row.answered_on <= batch.today)
        if answered:
            newest[row.group_id] = _clearance(row)
            pending.pop(row.group_id, None)
        else:
            pending[row.group_id] = _clearance(row, answered=False)
    return {**pending, **newest}, pending


def _clearance(row: Clearance, *, answered: bool = True) -> facts.Clearance:
    return facts.Clearance(
        id=row.id,
        asked_on=row.asked_on,
        asked_of=row.asked_of.name,
        answer=facts.ClearanceAnswer(row.answer) if answered else None,
        answered_on=row.answered_on if answered else None,
        answered_by=row.answered_by.name if row.answered_by and answered else "",
    )


def contacts(batch: Batch) -> tuple[facts.SponsorContact, ...]:
    """Who at the study's sponsor can answer."""
    rows = SponsorContact.objects.filter(sponsor=batch.study.sponsor_id, left_on__isnull=True)
    return tuple(facts.SponsorContact(c.id, c.name, c.position) for c in rows[:5])
