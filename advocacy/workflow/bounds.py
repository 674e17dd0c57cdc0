"""How far a sponsor's person reaches: the own sponsor, by choice its subsidiaries, nothing else."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from advocacy.models import ParentEdge, Role, User
from advocacy.workflow.errors import NotFound
from advocacy.workflow.locks import GONE
from advocacy.workflow.step import Step

DEEPEST = 8


def sponsors_of(user: User, *, day: date | None = None) -> tuple[UUID, ...]:
    """The sponsors whose studies this person looks into; none for anybody but a viewer."""
    own = user.sponsor_id
    if not user.is_active or user.role != Role.SPONSOR_VIEWER or own is None:
        return ()
    if not user.with_subsidiaries:
        return (own,)
    return (own, *sorted(below(own, day=day or timezone.localdate())))


def below(sponsor: UUID, *, day: date) -> set[UUID]:
    """The subsidiaries of a sponsor on a day, theirs too; level by level."""
    found: set[UUID] = set()
    ring = {sponsor}
    for _level in range(DEEPEST):
        edges = ParentEdge.objects.on(day).of_parents(ring)
        ring = set(edges.values_list("child_id", flat=True)) - found - {sponsor}
        if not ring:
            break
        found |= ring
    return found


def check(step: Step) -> None:
    """Let a viewer act on records of the own sponsors alone, by what holds under the lock.

    Whatever lies outside is as if it were not there. Whose access has ended meanwhile may nothing.
    """
    if step.actor is None or step.actor.role != Role.SPONSOR_VIEWER:
        return
    person = User.objects.select_for_update(no_key=True).filter(pk=step.actor.pk).first()
    reach = sponsors_of(person) if person is not None else ()
    if step.sponsor is None or step.sponsor.pk not in reach:
        raise NotFound(GONE)
