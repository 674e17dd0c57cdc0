"""The handbook: the do's and don'ts as they are checked, made from the registry."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from advocacy.access import INSIDERS, requires
from advocacy.models import LimitVersion, Role
from advocacy.policy.limits import Limits, described, from_values
from advocacy.policy.registry import PRINCIPLE_TITLES, RULES, Principle, Rule
from advocacy.policy.text import Text, percent
from advocacy.policy.text import gettext as _
from advocacy.policy.titles import ACT_TITLES, LIMIT_TITLES, STOPS

#: Rules that tell a person to look and let the action pass.
ONLY_WARNS = frozenset({"no-copy-paste"})


@dataclass(frozen=True, slots=True)
class Number:
    """One limit as a row: what it is, its value now, and what a manager should know."""

    name: str
    title: Text
    value: Text
    low: Text
    high: Text
    why: Text
    source: Text
    changed: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One rule with all that the handbook says of it."""

    rule: Rule
    numbers: tuple[Number, ...]
    acts: tuple[Text, ...]
    decided_by: str
    only_warns: bool = False


@requires(*INSIDERS)
def handbook(request: HttpRequest) -> HttpResponse:
    """Every rule with its reason, its numbers now and who may except it."""
    version = LimitVersion.objects.active().select_related("made_by").first()
    limits = from_values(version=version.number, values=version.values) if version else Limits()
    numbers = {number.name: number for number in numbers_of(limits)}
    told = {name for rule in RULES.values() for name in rule.limits}
    context = {
        "chapters": list(chapters(numbers)),
        "stops": list(stops(limits)),
        "others": [number for name, number in numbers.items() if name not in told],
        "version": version,
        "rules_count": len(RULES),
    }
    return render(request, "advocacy/handbook/handbook.html", context)


def chapters(numbers: dict[str, Number]) -> Iterator[tuple[Principle, Text, list[Page]]]:
    """Each do or don't with its rules, in the order of the registry."""
    for principle, title in PRINCIPLE_TITLES.items():
        pages = [
            Page(
                rule,
                tuple(numbers[name] for name in rule.limits),
                tuple(title for act, title in ACT_TITLES.items() if act in rule.acts),
                str(Role(rule.override_role).label) if rule.override_role else "",
                rule.code in ONLY_WARNS,
            )
            for rule in RULES.values()
            if rule.principle is principle
        ]
        if pages:
            yield principle, title, pages


def numbers_of(limits: Limits) -> Iterator[Number]:
    """All limits, in reading order."""
    for name, default, meta in described():
        value = getattr(limits, name)
        yield Number(
            name=name,
            title=LIMIT_TITLES[name],
            value=amount(value, meta["unit"]),
            low=amount(meta["low"], meta["unit"]),
            high=amount(meta["high"], meta["unit"]),
            why=meta["why"],
            source=meta["source"],
            changed=value != default,
        )


def amount(value: int | Decimal, unit: Text) -> Text:
    """A value with its unit, a share as people write it."""
    if unit.message == "share":
        return Text("{share}", (("share", percent(Decimal(value))),))
    return _("{value} {unit}", value=value, unit=unit)


def stops(limits: Limits) -> Iterator[dict[str, Any]]:
    """What ends an ask, and for how long the group is left in peace."""
    for __, title, everyone, family in STOPS:
        yield {
            "title": title,
            "everyone": days(limits, everyone),
            "family": days(limits, family),
        }


def days(limits: Limits, name: str) -> Text:
    """How long a stop lasts; without a limit it is for good."""
    return _("{count} days", count=getattr(limits, name)) if name else _("for good")
