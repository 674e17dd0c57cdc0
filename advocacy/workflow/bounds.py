"""How far a sponsor's person reaches: the own sponsor, by choice its subsidiaries, nothing else."""

from advocacy.models import Role, User
from advocacy.models.sight import sponsors_of
from advocacy.workflow.errors import NotFound
from advocacy.workflow.locks import GONE
from advocacy.workflow.step import Step


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
