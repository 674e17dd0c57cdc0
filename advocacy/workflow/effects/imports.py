"""Many records at once: checked row by row, written set by set, one event for the batch.

What exists already, by its number or name, is left as it is, so that an import can be repeated.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Model

from advocacy.models import (
    Condition,
    Group,
    ParentEdge,
    Relationship,
    Sponsor,
    SponsorKind,
    Study,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import groups, sponsors, studies
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.step import Step

BATCH = 1000
Row = Mapping[str, Any]
Check = Callable[[Problems, dict[str, Any]], None]


def checked(
    model: type[Model], rows: Iterable[Row], names: tuple[str, ...], check: Check
) -> list[dict[str, Any]]:
    """Clean every row; the first wrong one is named by its number, counted from 1."""
    found = []
    for number, row in enumerate(rows, start=1):
        problems = Problems()
        values = problems.values(model, row, names)
        check(problems, values)
        with Problems() as outer:
            for field, text in problems.found.items():
                outer.add(
                    "rows", _("Row {row}, {field}: {text}", row=number, field=field, text=text)
                )
        found.append(values)
    return found


def write(
    model: type[Model], values: list[dict[str, Any]], keys: list[Any], known: Mapping[Any, Any]
) -> tuple[list[Any], list[Any]]:
    """Insert the rows whose key is not known; give a record for every row, and the new ones."""
    records: dict[Any, Any] = dict(known)
    fresh = []
    for key, row in zip(keys, values, strict=True):
        if key not in records:
            records[key] = model(**row)
            fresh.append(records[key])
    model._default_manager.bulk_create(fresh, batch_size=BATCH)
    return [records[key] for key in keys], fresh


def connect(through: type[Model], left: str, pairs: Iterable[tuple[Model, Model]]) -> None:
    """Insert the rows of a many-to-many table."""
    rows = [through(**{f"{left}_id": one.pk, "condition_id": other.pk}) for one, other in pairs]
    through._default_manager.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)


def finish(step: Step, records: list[Any], fresh: list[Any]) -> None:
    """Tell how many rows came, and how many of them are new."""
    step.result = records
    step.told |= {"rows": len(records), "created": len(fresh), "kept": len(records) - len(fresh)}


def import_conditions(step: Step) -> None:
    """Take the vocabulary over: code, name and, for a narrower one, the code of its field."""
    rows: list[Row] = step.data["rows"]
    values = checked(Condition, rows, ("code", "name"), lambda *_anything: None)
    known = {row.code: row for row in Condition.objects.all()}
    records, fresh = write(Condition, values, [row["code"] for row in values], known)
    by_code = {record.code: record for record in records}
    narrower = []
    for row, record in zip(rows, records, strict=True):
        if record in fresh and row.get("broader"):
            record.broader = by_code[row["broader"]]
            narrower.append(record)
    Condition.objects.bulk_update(narrower, ["broader"], batch_size=BATCH)
    finish(step, records, fresh)


def import_groups(step: Step) -> None:
    """Take groups over; a registry number that is on file keeps its group as it is."""
    rows: list[Row] = step.data["rows"]
    today = step.at.date()
    values = checked(
        Group, rows, groups.FIELDS, lambda problems, row: check_group(problems, row, today)
    )
    keys = [row["registry_number"] or (row["name"], row["country"]) for row in values]
    records, fresh = write(Group, values, keys, known_groups(values))
    chosen = {id(record) for record in fresh}
    connect(
        Group.conditions.through, "group",
        [
            (record, condition)
            for row, record in zip(rows, records, strict=True)
            if id(record) in chosen
            for condition in row.get("conditions") or ()
        ],
    )  # fmt: skip
    finish(step, records, fresh)


def check_group(problems: Problems, row: dict[str, Any], today: date) -> None:
    """The checks of one group, but for the number: one that is on file is no mistake here."""
    number = row.pop("registry_number", None)
    groups.check(problems, row, group=None, today=today)
    row["registry_number"] = number


def known_groups(values: list[dict[str, Any]]) -> dict[Any, Group]:
    """Groups on file by registry number or, where a row has none, by name and country."""
    numbers = [row["registry_number"] for row in values if row["registry_number"]]
    names = [row["name"] for row in values if not row["registry_number"]]
    found = Group.objects.filter(models.Q(registry_number__in=numbers) | models.Q(name__in=names))
    by_name = {(row.name, row.country): row for row in found}
    return by_name | {row.registry_number: row for row in found if row.registry_number}


def import_sponsors(step: Step) -> None:
    """Take sponsors over; a name that is on file keeps its sponsor as it is."""
    values = checked(Sponsor, step.data["rows"], sponsors.FIELDS, tidy_sponsor)
    keys = [row["name"].lower() for row in values]
    known = {row.name.lower(): row for row in Sponsor.objects.all()}
    records, fresh = write(Sponsor, values, keys, known)
    finish(step, records, fresh)


def tidy_sponsor(problems: Problems, row: dict[str, Any]) -> None:
    """Keep each other name once."""
    row["aliases"] = groups.names_of(row["aliases"] or [], without=row["name"])


def import_parents(step: Step) -> None:
    """Take the edges of sponsor families over; an edge on file stays as it is."""
    names = ("child", "parent", "since", "until", "source")
    seen: dict[Any, set[Any]] = {}
    for child, parent in ParentEdge.objects.values_list("child_id", "parent_id"):
        seen.setdefault(child, set()).add(parent)

    def check(problems: Problems, row: dict[str, Any]) -> None:
        problems.ordered("until", row["since"], row["until"])
        if not problems.found:
            if row["child"].pk in above(row["parent"].pk, seen):
                problems.add("parent", _("This closes a circle. Take the row out."))
            seen.setdefault(row["child"].pk, set()).add(row["parent"].pk)

    values = checked(ParentEdge, step.data["rows"], names, check)
    keys = [(row["child"].pk, row["parent"].pk, row["since"]) for row in values]
    edges = ParentEdge.objects.filter(child__in=[row["child"] for row in values])
    known = {(edge.child_id, edge.parent_id, edge.since): edge for edge in edges}
    records, fresh = write(ParentEdge, values, keys, known)
    finish(step, records, fresh)


def above(start: Any, edges: Mapping[Any, set[Any]]) -> set[Any]:
    """Everybody who stands above a sponsor at any time, itself included."""
    found, waiting = {start}, [start]
    while waiting:
        for parent in edges.get(waiting.pop(), set()) - found:
            found.add(parent)
            waiting.append(parent)
    return found


def import_relationships(step: Step) -> None:
    """Take ties over; the same tie with the same note is taken over once."""
    names = ("sponsor", "group", "kind", "starts_on", "ends_on", "source", "note")

    def check(problems: Problems, row: dict[str, Any]) -> None:
        problems.ordered("ends_on", row["starts_on"], row["ends_on"], same_day=True)

    values = checked(Relationship, step.data["rows"], names, check)
    keys = [(row["sponsor"].pk, row["group"].pk, row["kind"], row["note"]) for row in values]
    ties = Relationship.objects.filter(group__in=[row["group"] for row in values])
    known = {(tie.sponsor_id, tie.group_id, tie.kind, tie.note): tie for tie in ties}
    records, fresh = write(Relationship, values, keys, known)
    finish(step, records, fresh)


def import_studies(step: Step) -> None:
    """Take studies over; a number that is on file keeps its study as it is."""
    rows: list[Row] = step.data["rows"]
    values = checked(Study, rows, studies.FIELDS, check_study)
    keys = [row["nct_number"] or row["protocol_id"] for row in values]
    found = Study.objects.filter(
        models.Q(nct_number__in=keys) | models.Q(protocol_id__in=[r["protocol_id"] for r in values])
    )
    known = {row.protocol_id: row for row in found}
    known |= {row.nct_number: row for row in found if row.nct_number}
    records, fresh = write(Study, values, keys, known)
    chosen = {id(record) for record in fresh}
    connect(
        Study.conditions.through, "study",
        [
            (record, condition)
            for row, record in zip(rows, records, strict=True)
            if id(record) in chosen
            for condition in row.get("conditions") or ()
        ],
    )  # fmt: skip
    finish(step, records, fresh)


def check_study(problems: Problems, row: dict[str, Any]) -> None:
    """The checks of one study, but for the numbers: those on file are no mistake here."""
    for code in row["countries"]:
        problems.country("countries", code)
    if row["sponsor"] and row["sponsor"].kind == SponsorKind.AGENCY:
        problems.add("sponsor", _("An agency acts for sponsors. Name the company it acts for."))
    problems.ordered("enrolment_ends_on", row["launch_on"], row["enrolment_ends_on"])
