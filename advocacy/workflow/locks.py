"""Finds the records of an action and locks the group families that it concerns."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model

from advocacy.models import BudgetLine, Group, Partnership, Sponsor, Study
from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import NotFound
from advocacy.workflow.gather.batch import family_id
from advocacy.workflow.step import Step

GONE = _("This record does not exist any more. Go back and choose again.")

#: The rows at the top of the families, locked in one order; the partnership names its group.
LOCK_TOPS = """
SELECT id FROM advocacy_group WHERE id IN (
    SELECT COALESCE(family_id, id) FROM advocacy_group WHERE id = ANY(%(groups)s::uuid[])
    UNION ALL
    SELECT COALESCE(g.family_id, g.id) FROM advocacy_partnership p
    JOIN advocacy_group g ON g.id = p.group_id WHERE p.id = %(partnership)s
) ORDER BY id FOR NO KEY UPDATE
"""


class FamilyMovedError(Exception):
    """A merge or a new parent took the group to another family while we waited for the lock."""


def lock_subject(step: Step) -> None:
    """Lock the families of all groups named, in one order, and read subject and partnership anew.

    The family's top row is the lock: two partnerships of one family would race otherwise.
    Raises FamilyMovedError where the rows locked turn out to be the wrong ones; begin again then.
    """
    subject = step.subject
    partnership_id = _partnership_id(subject)
    group_ids = {g for g in (_group_id(subject), *_groups_in(step.data)) if g is not None}
    tops = _lock_tops(group_ids, partnership_id)
    if isinstance(subject, Partnership):
        group_ids.discard(subject.group_id)
    locked = {g.id: g for g in Group.objects.filter(pk__in=group_ids)} if group_ids else {}
    if len(locked) != len(group_ids):
        raise NotFound(GONE)
    if isinstance(subject, Group):
        step.subject = locked[subject.id]
    elif isinstance(subject, Model) and not isinstance(subject, Partnership):
        step.subject = _again(subject)
    if partnership_id is not None:
        _lock_partnership(step, _partnership_id(step.subject) or partnership_id)
    own = [step.partnership.group] if step.partnership else []
    if not {family_id(g) for g in (*locked.values(), *own)} <= tops:
        raise FamilyMovedError
    _name_records(step, locked)


def lock_groups(group_ids: set[UUID]) -> None:
    """Lock the families of many groups, in the same one order as every other action.

    Raises FamilyMovedError where one of them was moved while we waited; begin again then.
    """
    tops = _lock_tops(group_ids, None)
    if not {family_id(group) for group in Group.objects.filter(pk__in=group_ids)} <= tops:
        raise FamilyMovedError


def _lock_tops(group_ids: set[UUID], partnership_id: UUID | None) -> set[UUID]:
    if not group_ids and partnership_id is None:
        return set()
    values = {"groups": [str(g) for g in group_ids], "partnership": partnership_id}
    with connection.cursor() as cursor:
        cursor.execute(LOCK_TOPS, values)
        return {top for (top,) in cursor.fetchall()}


def _lock_partnership(step: Step, partnership_id: UUID) -> None:
    own = (
        Partnership.objects.select_for_update(of=("self",), no_key=True)
        .select_related("group", "study__sponsor", "owner")
        .filter(pk=partnership_id)
        .first()
    )
    if own is None:
        raise NotFound(GONE)
    step.partnership = own
    if isinstance(step.subject, Partnership):
        step.subject = own
    elif hasattr(step.subject, "partnership_id"):  # to ask for the record would read it again
        step.subject.partnership = own


def lock_budget(study: Study) -> None:
    """Lock the study's budget lines, which partnerships of other families draw on too.

    Comes after the family, always, so that nobody waits in a circle.
    """
    lines = BudgetLine.objects.filter(study=study).order_by("id")
    list(lines.select_for_update(no_key=True).values_list("id"))


def _again(subject: Model) -> Model:
    """The subject as it is under the lock."""
    model = type(subject)
    query = model._default_manager.filter(pk=subject.pk)
    if isinstance(subject, Study):
        query = query.select_related("sponsor")
    found = query.select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise NotFound(GONE)
    return found


def _partnership_id(subject: object) -> UUID | None:
    if isinstance(subject, Partnership):
        return subject.id
    return getattr(subject, "partnership_id", None)


def _group_id(subject: object) -> UUID | None:
    if isinstance(subject, Group):
        return subject.id
    found: UUID | None = getattr(subject, "group_id", None)
    if found is None and (partnership := getattr(subject, "partnership", None)) is not None:
        found = partnership.group_id
    if found is None and (person := getattr(subject, "person", None)) is not None:
        found = person.group_id
    return found


def _groups_in(data: dict[str, Any]) -> list[UUID]:
    return [value.id for value in data.values() if isinstance(value, Group)]


def _name_records(step: Step, locked: dict[UUID, Group]) -> None:
    """Which partnership, group, study and sponsor the event will name."""
    subject, own = step.subject, step.partnership
    if own is not None:
        step.group, step.study, step.sponsor = own.group, own.study, own.study.sponsor
        return
    if isinstance(subject, Group):
        step.group = subject
    elif (group_id := _group_id(subject)) is not None:
        step.group = locked.get(group_id)
    if isinstance(subject, Study):
        step.study, step.sponsor = subject, subject.sponsor
    elif isinstance(subject, Sponsor):
        step.sponsor = subject
