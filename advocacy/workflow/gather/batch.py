"""The pairs of study and group about which facts are wanted, and what all loaders need of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from advocacy.models import Group, Partnership, Study
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.facts import Act
from advocacy.policy.limits import Limits
from advocacy.workflow.step import calendar_of

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Pair:
    """One group, and the partnership where there is one already."""

    group: Group
    partnership: Partnership | None = None

    @property
    def key(self) -> UUID:
        return self.group.id


@dataclass(slots=True)
class Batch:
    """Pairs of one study at one moment; each loader runs a fixed number of queries over all."""

    study: Study
    pairs: tuple[Pair, ...]
    now: datetime
    act: Act
    limits: Limits
    group_ids: list[UUID] = field(default_factory=list)
    above: set[UUID] = field(default_factory=set)
    families: set[UUID] = field(default_factory=set)
    partnership_ids: list[UUID] = field(default_factory=list)
    calendars: dict[UUID, BusinessCalendar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shared: dict[tuple[str, str, str], BusinessCalendar] = {}
        for pair in self.pairs:
            group = pair.group
            self.group_ids.append(group.id)
            self.above.update(group.lineage)
            self.families.add(family_id(group))
            if pair.partnership is not None:
                self.partnership_ids.append(pair.partnership.id)
            place = (group.country, group.region, group.time_zone)
            self.calendars[group.id] = shared.setdefault(place, calendar_of(group))

    @property
    def today(self) -> date:
        """The date in UTC, for windows of days where an hour does not matter."""
        return self.now.date()


def family_id(group: Group) -> UUID:
    """The umbrella at the top of a group's family; the group itself where it has none."""
    return group.family_id or group.id


def grouped(rows: Iterable[tuple[Key, Row]]) -> dict[Key, list[Row]]:
    """Rows by key, in the order in which they came."""
    found: dict[Key, list[Row]] = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return found
