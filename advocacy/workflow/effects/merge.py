"""Two records of one group become one: nothing that protects the group is lost, no count falls.

Every id that moves is told, so that the merge can be undone. Events stay where they were written;
the page of the survivor reads those of the groups it has absorbed too.
"""

from typing import Any

from django.db.models import Model, QuerySet

from advocacy.models import (
    Clearance,
    ClearanceAnswer,
    Event,
    ExitReason,
    Group,
    OptOut,
    StanceKind,
    Stop,
    StopReason,
    StopScope,
    Touch,
    TouchState,
)
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes, closing
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.effects.duplicates import settle_duplicates
from advocacy.workflow.effects.groups import names_of
from advocacy.workflow.effects.stances import EXITS
from advocacy.workflow.step import Step

STRICTNESS = {answer: rank for rank, answer in enumerate(ClearanceAnswer.values)}
TAKEN_WHERE_EMPTY = ("city", "region", "staff_size", "website")
REVENUE = ("revenue", "revenue_currency", "revenue_year")


def merge_groups(step: Step) -> None:
    """Move everything of another group to this one, which goes on for both."""
    survivor: Group = step.subject
    other = checked(survivor, step.data.get("other"))
    step.result = step.group = survivor
    step.told |= {"other": other.name, "other_id": str(other.pk), "moved": {}}
    above = set(other.lineage) - {other.pk}
    Touch.objects.reserved().filter(group=other).update(state=TouchState.RELEASED)
    step.told["duplicates"] = settle_duplicates(step, survivor=survivor, other=other)
    sort_clearances(step, survivor, other)
    for relation in Group._meta.related_objects:
        if relation.related_model not in (Event, Group, Clearance):
            rows = relation.related_model._default_manager.filter(**{relation.field.name: other})
            move(step, leave_second_opt_out(rows, survivor), survivor)
    move_family(step, survivor, other)
    step.told["changes"] = take_over(survivor, other)
    changes.apply(other, {"merged_into": survivor})
    survivor.refresh_from_db()
    inherit_stops(step, survivor, above - set(survivor.lineage))
    close_if_suppressed(step, survivor)


def checked(survivor: Group, other: Group | None) -> Group:
    """Lock the other group; refuse one that cannot be merged."""
    with Problems() as problems:
        if other is None:
            problems.add("other", _("Choose the group that is the same as this one."))
        elif other.pk == survivor.pk:
            problems.add("other", _("This is the very same record. Choose the other one."))
    assert other is not None  # the block above has raised
    found = Group.objects.select_for_update(of=("self",), no_key=True).get(pk=other.pk)
    with Problems() as problems:
        for group in (survivor, found):
            if group.merged_into is not None:
                problems.add(
                    "other",
                    _(
                        "{group} was merged into {into}. Open that group.",
                        group=group.name,
                        into=group.merged_into.name,
                    ),
                )
    return found


def move(step: Step, rows: "QuerySet[Any]", survivor: Group) -> None:
    """Give rows to the survivor and keep their ids."""
    ids = list(rows.order_by().values_list("pk", flat=True))
    if ids:
        rows.model._default_manager.filter(pk__in=ids).update(group=survivor)
        step.told["moved"][rows.model._meta.db_table] = [str(pk) for pk in ids]


def leave_second_opt_out(rows: "QuerySet[Any]", survivor: Group) -> "QuerySet[Any]":
    """Of two standing opt-outs of the whole group, the survivor's own stands for both."""
    if (
        rows.model is OptOut
        and OptOut.objects.standing().of_group().filter(group=survivor).exists()
    ):
        return rows.exclude(lifted_on__isnull=True, person__isnull=True, email_key="")
    return rows


def sort_clearances(step: Step, survivor: Group, other: Group) -> None:
    """Move the sponsors' answers; where both groups have one for a study, the stricter holds.

    The laxer answers of that study stay with, or go to, the absorbed record.
    """
    theirs = list(Clearance.objects.filter(group=other))
    moving: list[Clearance] = []
    aside: list[Clearance] = []
    for study in {row.study_id for row in theirs}:
        mine = list(Clearance.objects.filter(group=survivor, study=study))
        those = [row for row in theirs if row.study_id == study]
        ours, yours = strictness(mine), strictness(those)
        if min(ours, yours) >= 0 and ours != yours:
            aside += [row for row in mine if row.answer and yours > ours]
            those = [row for row in those if not row.answer or yours > ours]
        waiting = any(not row.answer for row in mine)
        moving += [row for row in those if row.answer or not waiting]
    step.told["set_aside"] = [str(row.pk) for row in aside]
    Clearance.objects.filter(pk__in=[row.pk for row in aside]).update(group=other)
    move(step, Clearance.objects.filter(pk__in=[row.pk for row in moving]), survivor)


def strictness(rows: list[Clearance]) -> int:
    """How strict the newest answer is, -1 where there is none."""
    answered = [row for row in rows if row.answered_on]
    newest = max(answered, key=lambda row: (row.answered_on, row.pk), default=None)
    return STRICTNESS[newest.answer] if newest else -1


def move_family(step: Step, survivor: Group, other: Group) -> None:
    """Chapters and earlier merged groups of the other come to the survivor."""
    if other.pk in survivor.lineage:
        changes.apply(survivor, {"parent": other.parent})
    children = Group.objects.filter(parent=other).exclude(pk=survivor.pk)
    step.told["chapters"] = [str(child.pk) for child in children]
    children.update(parent=survivor)
    absorbed = Group.objects.filter(merged_into=other)
    step.told["absorbed"] = [str(group.pk) for group in absorbed]
    absorbed.update(merged_into=survivor)


def take_over(survivor: Group, other: Group) -> list[dict[str, str]]:
    """Names, conditions and places of both; single values only where the survivor has none."""
    values: dict[str, Any] = {
        "aliases": names_of([*survivor.aliases, other.name, *other.aliases], without=survivor.name),
        "countries": sorted({*survivor.countries, *other.countries}),
        "languages": sorted({*survivor.languages, *other.languages}),
    }
    for name in TAKEN_WHERE_EMPTY:
        if getattr(survivor, name) in (None, ""):
            values[name] = getattr(other, name)
    if not changes.shown(survivor, "revenue") and changes.shown(other, "revenue"):
        values |= {name: getattr(other, name) for name in REVENUE}
    if survivor.registry_number is None and other.registry_number is not None:
        values["registry_number"] = other.registry_number
        changes.apply(other, {"registry_number": None})
    both: list[Model] = [*survivor.conditions.all(), *other.conditions.all()]
    return changes.apply(survivor, values) + changes.link(survivor, "conditions", both)


def inherit_stops(step: Step, survivor: Group, above: set[Any]) -> None:
    """A stop that bound the other from above binds the survivor, which may stand elsewhere."""
    running = Stop.objects.running(step.today).filter(group__in=above).exclude(scope=StopScope.ASK)
    copied = ("scope", "reason", "sponsor", "starts_on", "until")
    inherited = [
        Stop(group=survivor, **{name: getattr(stop, name) for name in copied}) for stop in running
    ]
    Stop.objects.bulk_create(inherited)
    step.told["inherited_stops"] = [str(stop.pk) for stop in inherited]


def close_if_suppressed(step: Step, survivor: Group) -> None:
    """A never of one of the two is a never of both: what was open is closed."""
    stops = Stop.objects.running(step.today).filter(
        group=survivor, scope=StopScope.GROUP_FAMILY, until__isnull=True
    )
    reasons = set(stops.values_list("reason", flat=True))
    opted_out = OptOut.objects.standing().of_group().filter(group=survivor).exists()
    if opted_out or StopReason.OPT_OUT in reasons:
        closing.close_for_policy(step, group=survivor, exit_reason=ExitReason.OPT_OUT)
    elif StopReason.POLICY_NO in reasons:
        said = survivor.stances.filter(kind__in=EXITS).first()
        kind = StanceKind(said.kind) if said else StanceKind.NO_TRIALS
        closing.close_for_policy(step, group=survivor, exit_reason=EXITS[kind])
    step.told["suppressed"] = bool(opted_out or reasons)
