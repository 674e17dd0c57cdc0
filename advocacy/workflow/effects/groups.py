"""Groups and what is known of them."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from advocacy.models import BusyPeriod, Channel, FactKind, Goal, Group, ProfileFact
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes
from advocacy.workflow.effects.checks import Problems, others
from advocacy.workflow.step import Step

FIELDS = (
    "name", "aliases", "kind", "parent", "country", "region", "city", "countries", "languages",
    "time_zone", "staff_size", "revenue", "revenue_currency", "revenue_year", "website",
    "registry_number", "source",
)  # fmt: skip
LEAP_YEAR = 2024
FIRST_YEAR = 1990


def create_group(step: Step) -> None:
    """Write a group down, so that it can be found and not be made a second time."""
    with Problems() as problems:
        values = problems.values(Group, step.data, FIELDS)
        check(problems, values, group=None, today=step.at.date())
    group = Group.objects.create(**values)
    group.conditions.set(step.data.get("conditions") or [])
    group.refresh_from_db()
    step.result = step.group = group
    step.told |= changes.told_of(group, ("name", "kind", "parent", "country", "source"))
    step.told["conditions"] = changes.named(group.conditions.all())


def edit_group(step: Step) -> None:
    """Mend a group's record; a former name stays among its other names."""
    group: Group = step.subject
    with Problems() as problems:
        values = problems.values(Group, step.data, FIELDS, changing=True)
        check(problems, values, group=group, today=step.at.date())
    if values.get("name", group.name) != group.name:
        values["aliases"] = names_of(
            [*values.get("aliases", group.aliases), group.name], without=values["name"]
        )
    told = changes.apply(group, values)
    told += changes.link(group, "conditions", step.data.get("conditions"))
    group.refresh_from_db()
    step.result = step.group = group
    step.told |= {"changes": told, "reason": step.data.get("reason", "")}


def check(problems: Problems, values: dict[str, Any], *, group: Group | None, today: date) -> None:
    """Refuse values that cannot be right together, and tidy those that can."""
    if values.get("country"):
        values["country"] = values["country"].upper()
        problems.country("country", values["country"])
    for field in ("countries", "languages"):
        for code in values.get(field) or ():
            (problems.country if field == "countries" else problems.language)(field, code)
    problems.time_zone("time_zone", values.get("time_zone"))
    year = values.get("revenue_year")
    if year and not FIRST_YEAR <= year <= today.year:
        problems.add("revenue_year", _("Give a year up to {year}.", year=str(today.year)))
    if "aliases" in values:
        values["aliases"] = names_of(values["aliases"] or [], without=values.get("name", ""))
    check_number(problems, values.get("registry_number"), group)
    check_parent(problems, values.get("parent"), group)


def names_of(names: Iterable[str], *, without: str) -> list[str]:
    """Other names in order, each once, none of them the name itself."""
    kept = {name.strip(): None for name in names if name.strip()}
    kept.pop(without, None)
    return list(kept)


def check_number(problems: Problems, number: str | None, group: Group | None) -> None:
    """Refuse a registry number that another group has."""
    if not number:
        return
    other = others(Group, group).filter(registry_number=number).first()
    if other:
        problems.add(
            "registry_number",
            _("{group} has this number. Open that group, or correct the number.", group=other.name),
        )


def check_parent(problems: Problems, parent: Group | None, group: Group | None) -> None:
    """Refuse a parent that is gone, or that would put a group above itself."""
    if parent is None:
        return
    if parent.merged_into_id or parent.dissolved_on:
        problems.add("parent", _("{group} no longer exists. Choose another.", group=parent.name))
    above: Group | None = parent
    while above is not None and group is not None:
        if above.pk == group.pk:
            problems.add(
                "parent",
                _(
                    "{parent} itself belongs to {group}. Choose a group that is not below it.",
                    parent=parent.name, group=group.name,
                ),
            )  # fmt: skip
            return
        above = above.parent


def record_fact(step: Step) -> None:
    """Add what is known from a source as at a date; older facts stay."""
    group: Group = step.subject
    with Problems() as problems:
        values = problems.values(ProfileFact, step.data, ("kind", "value", "source", "as_of"))
        problems.has_come("as_of", values, step)
        figures = problems.values(Group, step.data, FIGURES.get(values["kind"], ()), changing=True)
        check(problems, figures, group=group, today=step.today)
    fact = ProfileFact.objects.create(group=group, **values)
    known = {name: value for name, value in figures.items() if value is not None}
    step.told |= changes.told_of(fact, ("kind", "value", "source", "as_of"))
    step.told["changes"] = changes.apply(group, known)
    step.result, step.group = fact, group


FIGURES: dict[str, tuple[str, ...]] = {
    FactKind.SIZE: ("staff_size",),
    FactKind.REVENUE: ("revenue", "revenue_currency", "revenue_year"),
}


def record_goal(step: Step) -> None:
    """Keep a goal in the group's own words."""
    add_to_group(step, Goal, ("words", "source", "as_of"))


def record_channel(step: Step) -> None:
    """Keep a channel of the group with its reach."""
    add_to_group(step, Channel, ("kind", "name", "reach", "source", "as_of"))


def add_to_group(step: Step, model: type[Goal] | type[Channel], names: tuple[str, ...]) -> None:
    """Add a dated row to the group."""
    group: Group = step.subject
    with Problems() as problems:
        values = problems.values(model, step.data, names)
        problems.has_come("as_of", values, step)
    step.result, step.group = model.objects.create(group=group, **values), group
    step.told |= changes.told_of(step.result, names)


def record_busy_period(step: Step) -> None:
    """Keep a time of each year in which the group has no ear for us."""
    group: Group = step.subject
    names = ("name", "starts_month", "starts_day", "ends_month", "ends_day")
    with Problems() as problems:
        values = problems.values(BusyPeriod, step.data, names)
        for end in ("starts", "ends"):
            check_day(problems, f"{end}_day", values[f"{end}_month"], values[f"{end}_day"])
    step.result, step.group = BusyPeriod.objects.create(group=group, **values), group
    step.told |= {name: str(value) for name, value in values.items()}


def check_day(problems: Problems, field: str, month: int | None, day: int | None) -> None:
    """Refuse a day that no year has."""
    try:
        date(LEAP_YEAR, month or 1, day or 1)
    except (TypeError, ValueError, OverflowError):
        problems.add(field, _("No year has this day. Give a month from 1 to 12 and a day of it."))
