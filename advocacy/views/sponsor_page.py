"""What the page of one sponsor shows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils import timezone

from advocacy.models import ParentEdge, Sponsor, User
from advocacy.views.group_page import NEWEST_EVENTS, seen

DEEPEST = 8
MOST = 100


@dataclass(slots=True)
class Branch:
    """A sponsor in the family tree, how it came under the one above, and what is below it."""

    sponsor: Sponsor
    edge: ParentEdge | None = None
    below: list["Branch"] = field(default_factory=list)


def about(sponsor: Sponsor, *, user: User) -> dict[str, Any]:
    """Everything that the page of a sponsor shows."""
    ties = list(sponsor.relationships.select_related("group", "owner")[: MOST + 1])
    studies = list(sponsor.studies.all()[: MOST + 1])
    return {
        "sponsor": sponsor,
        "contacts": list(sponsor.contacts.all()),
        "ties": [seen(row, user=user) for row in ties[:MOST]],
        "more_ties": len(ties) > MOST,
        "studies": studies[:MOST],
        "more_studies": len(studies) > MOST,
        "acts_in": list(sponsor.acting_in.select_related("sponsor")[:MOST]),
        "events": list(sponsor.events.for_page()[:NEWEST_EVENTS]),
        **family_of(sponsor),
    }


def family_of(sponsor: Sponsor) -> dict[str, Any]:
    """The family as it is today, from the top down, and who once belonged to it."""
    today = timezone.localdate()
    edges = family_edges(sponsor)
    valid = [e for e in edges if holds(e, today)]
    former = [e for e in edges if not holds(e, today)]
    return {
        "trees": [branch(top, valid, seen=set()) for top in tops(sponsor, valid)],
        "former": former,
        "is_alone": not valid,
    }


def family_edges(sponsor: Sponsor) -> list[ParentEdge]:
    """All edges of the family, former ones too: level by level, few queries."""
    known: dict[UUID, ParentEdge] = {}
    asked: set[UUID] = set()
    ring, today = {sponsor.pk}, timezone.localdate()
    for _level in range(DEEPEST):
        rows = ParentEdge.objects.touching(ring)
        asked |= ring
        known |= {edge.pk: edge for edge in rows}
        ends = {
            end for edge in known.values() if holds(edge, today)
            for end in (edge.child_id, edge.parent_id)
        }  # fmt: skip
        ring = ends - asked
        if not ring:
            break
    return list(known.values())


def holds(edge: ParentEdge, day: Any) -> bool:
    """Whether an edge holds on a day."""
    return (edge.since is None or edge.since <= day) and (edge.until is None or edge.until > day)


def tops(sponsor: Sponsor, edges: list[ParentEdge]) -> list[Sponsor]:
    """The members of the family that belong to nobody; itself where it has none."""
    children = {edge.child_id for edge in edges}
    found = {edge.parent_id: edge.parent for edge in edges if edge.parent_id not in children}
    return sorted(found.values(), key=lambda top: top.name) or [sponsor]


def branch(
    sponsor: Sponsor, edges: list[ParentEdge], *, seen: set[UUID], edge: ParentEdge | None = None
) -> Branch:
    """The tree below a sponsor; a circle, should one be on file, is cut."""
    seen = {*seen, sponsor.pk}
    below = [
        branch(row.child, edges, seen=seen, edge=row)
        for row in edges
        if row.parent_id == sponsor.pk and row.child_id not in seen
    ]
    return Branch(sponsor, edge, below)


def parents_of(sponsors: Sequence[Sponsor]) -> dict[UUID, list[Sponsor]]:
    """To whom each of these belongs today."""
    found: dict[UUID, list[Sponsor]] = {}
    edges = ParentEdge.objects.on(timezone.localdate()).of_children([row.pk for row in sponsors])
    for edge in edges:
        found.setdefault(edge.child_id, []).append(edge.parent)
    return found
