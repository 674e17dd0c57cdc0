"""Finds the records of an action and locks the group families that it concerns."""

from typing import Any
from uuid import UUID

from django.db.models import Model

from advocacy.models import Group, Partnership, Sponsor, Study
from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import NotFound
from advocacy.workflow.gather.batch import family_id
from advocacy.workflow.step import Step

GONE = _("This record does not exist any more. Go back and choose again.")


def lock_subject(step: Step) -> None:
    """Lock the families of all groups named, in one order, and read subject and partnership anew.

    The family's top row is the lock: two partnerships of one family would race otherwise.
    """
    subject = step.subject
    partnership_id = _partnership_id(subject)
    group_ids = {g for g in (_group_id(subject), *_groups_in(step.data)) if g is not None}
    locked = lock_families(group_ids)
    if isinstance(subject, Model) and subject.pk is not None:
        step.subject = _again(subject)
    if partnership_id is not None:
        step.partnership = (
            Partnership.objects.select_for_update(of=("self",), no_key=True)
            .select_related("group", "study__sponsor", "owner")
            .get(pk=partnership_id)
        )
        if isinstance(subject, Partnership):
            step.subject = step.partnership
        elif hasattr(step.subject, "partnership"):
            step.subject.partnership = step.partnership
    _name_records(step, locked)


def lock_families(group_ids: set[UUID]) -> dict[UUID, Group]:
    """Lock the top rows of the families of these groups; returns the groups as they are then."""
    if not group_ids:
        return {}
    groups = {g.id: g for g in Group.objects.filter(pk__in=group_ids)}
    if len(groups) != len(group_ids):
        raise NotFound(GONE)
    for _turn in range(3):
        tops = sorted({family_id(g) for g in groups.values()})
        list(
            Group.objects.filter(pk__in=tops)
            .order_by("id")
            .select_for_update(of=("self",), no_key=True)
            .values_list("id")
        )
        again = {g.id: g for g in Group.objects.filter(pk__in=group_ids)}
        if {family_id(g) for g in again.values()} <= set(tops):
            return again
        groups = again
    raise NotFound(_("This family of groups is being changed right now. Try again."))


def _again(subject: Model) -> Model:
    """The subject as it is under the lock."""
    model = type(subject)
    query = model._default_manager.filter(pk=subject.pk)
    if isinstance(subject, Study):
        query = query.select_related("sponsor")
    if not isinstance(subject, Group | Partnership):
        query = query.select_for_update(of=("self",), no_key=True)
    found = query.first()
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
