"""Finds the records of an action and locks the group families that it concerns."""

import json
from typing import Any
from uuid import UUID

from django.db.models import Model

from advocacy.models import BudgetLine, Group, Partnership, Sponsor, Study, Touch
from advocacy.models.group import OneOf
from advocacy.models.plans import fetch_one
from advocacy.models.together import together
from advocacy.policy.limits import Limits, from_values
from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import NotFound
from advocacy.workflow.gather.batch import family_id
from advocacy.workflow.step import Step

GONE = _("This record does not exist any more. Go back and choose again.")

#: The rows at the top of the families, locked in one order; the partnership names its group.
LOCK_TOPS = """
SELECT id FROM advocacy_group WHERE id IN (
    SELECT COALESCE(family_id, id) FROM advocacy_group WHERE id = ANY(%(groups)s)
    UNION ALL
    SELECT COALESCE(g.family_id, g.id) FROM advocacy_partnership p
    JOIN advocacy_group g ON g.id = p.group_id WHERE p.id = %(partnership)s
) ORDER BY id FOR NO KEY UPDATE
"""
#: Names who acts and why for the row history, reads the limits in force, locks the families.
BEGIN = """
SELECT set_config('pagcrm.actor', %(actor)s, true), set_config('pagcrm.reason', %(reason)s, true),
    limits.number, limits.values::text, tops.ids
FROM (SELECT array_agg(id::text) AS ids FROM ({tops}) locked) tops
LEFT JOIN advocacy_limitversion limits ON limits.is_active
"""
BEGIN_WITH = {"actor": "text", "reason": "text", "groups": "uuid[]", "partnership": "uuid"}


class FamilyMovedError(Exception):
    """A merge or a new parent took the group to another family while we waited for the lock."""


def lock_subject(step: Step, *, priced: bool, threaded: bool) -> None:
    """Lock the families of all groups named, in one order, and read subject and partnership anew.

    The family's top row is the lock: two partnerships of one family would race otherwise. Where
    the act is `priced`, the study's budget lines are locked too, which other families draw on;
    always after the family, so that nobody waits in a circle. `threaded` reads what was said.
    Raises FamilyMovedError where the rows locked turn out to be the wrong ones; begin again then.
    """
    subject = step.subject
    partnership_id = _partnership_id(subject)
    group_ids = {g for g in (_group_id(subject), *_groups_in(step.data)) if g is not None}
    tops = _begin(step, group_ids, partnership_id)
    if isinstance(subject, Partnership):
        group_ids.discard(subject.group_id)
    found = _read(subject, partnership_id, group_ids, priced=priced, threaded=threaded)
    locked = {group.id: group for group in found.get("groups", ())}
    if len(locked) != len(group_ids):
        raise NotFound(GONE)
    if isinstance(subject, Group):
        step.subject = locked[subject.id]
    elif isinstance(subject, Touch):
        step.subject = _only(found["touch"])
    elif isinstance(subject, Model) and not isinstance(subject, Partnership):
        step.subject = _again(subject)
    if partnership_id is not None:
        if _partnership_id(step.subject) not in (partnership_id, None):
            raise FamilyMovedError
        _keep_partnership(step, _only(found["partnership"]))
        step.thread = found.get("said")
    own = [step.partnership.group] if step.partnership else []
    if not {family_id(g) for g in (*locked.values(), *own)} <= tops:
        raise FamilyMovedError
    _name_records(step, locked)


def _begin(step: Step, group_ids: set[UUID], partnership_id: UUID | None) -> set[UUID]:
    """Give the rows locked; the step learns the limits in force."""
    reason = f"{step.action} {step.data.get('reason', '')}"
    values = {
        "actor": str(step.actor.id) if step.actor else "clock",
        "reason": reason[:500],
        "groups": list(group_ids),
        "partnership": partnership_id,
    }
    row: tuple[Any, ...] = fetch_one(BEGIN.format(tops=LOCK_TOPS), values, BEGIN_WITH)
    _actor, _reason, number, given, tops = row
    step.limits = Limits() if number is None else from_values(
        version=number, values=json.loads(given)
    )  # fmt: skip
    return {UUID(top) for top in tops or ()}


def _read(
    subject: object, partnership_id: UUID | None, group_ids: set[UUID], **wants: bool
) -> dict[str, list[Any]]:
    """The records as they are under the lock, in one statement."""
    given: dict[str, Any] = {"priced": False, "threaded": False}
    if partnership_id is not None:
        given = {**wants, "partnership": partnership_id}
    if group_ids:
        given["groups"] = list(group_ids)
    if isinstance(subject, Touch):
        given["touch"] = subject.pk
    return records_under_lock(**given) if len(given) > 2 else {}


@together
def records_under_lock(
    *,
    priced: bool,
    threaded: bool,
    partnership: UUID | None = None,
    groups: list[UUID] | None = None,
    touch: UUID | None = None,
) -> dict[str, Any]:
    """What an action reads and keeps others from changing, by name."""
    wanted: dict[str, Any] = {}
    if partnership is not None:
        known = Partnership.objects.select_related("group", "study__sponsor", "owner")
        locking = known.select_for_update(of=("self",), no_key=True)
        wanted["partnership"] = locking.filter(pk=partnership)
    if threaded:
        said = Touch.objects.filter(partnership=partnership)
        wanted["said"] = said.order_by("occurred_at", "id")
    if priced:
        lines = BudgetLine.objects.filter(study__partnerships=partnership).order_by("id")
        wanted["lines"] = lines.select_for_update(of=("self",), no_key=True)
    if groups is not None:
        wanted["groups"] = Group.objects.filter(OneOf("id", groups)).order_by("id")
    if touch is not None:
        rows = Touch.objects.filter(pk=touch).with_mail_under_way()
        wanted["touch"] = rows.select_for_update(of=("self",), no_key=True)
    return wanted


def _only(rows: list[Any]) -> Any:
    for row in rows:
        return row
    raise NotFound(GONE)


def lock_groups(group_ids: set[UUID]) -> None:
    """Lock the families of many groups, in the same one order as every other action.

    Raises FamilyMovedError where one of them was moved while we waited; begin again then.
    """
    tops = _lock_tops(group_ids)
    if not {family_id(group) for group in Group.objects.filter(pk__in=group_ids)} <= tops:
        raise FamilyMovedError


def _lock_tops(group_ids: set[UUID]) -> set[UUID]:
    values = {"groups": list(group_ids), "partnership": None}
    kinds = {"groups": "uuid[]", "partnership": "uuid"}
    found: tuple[Any, ...] = fetch_one(
        f"SELECT array_agg(id::text) FROM ({LOCK_TOPS}) locked",  # noqa: S608 # our own
        values, kinds,
    )  # fmt: skip
    return {UUID(top) for top in found[0] or ()}


def _keep_partnership(step: Step, own: Partnership) -> None:
    step.partnership = own
    if isinstance(step.subject, Partnership):
        step.subject = own
    elif hasattr(step.subject, "partnership_id"):  # to ask for the record would read it again
        step.subject.partnership = own


def lock_budget(study: Study) -> None:
    """Lock the study's budget lines, which partnerships of other families draw on too.

    Comes after the family, always, so that nobody waits in a circle; a log comes without.
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
