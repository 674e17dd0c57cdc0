"""The pairs of study and group about which facts are wanted, and what all loaders need of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from advocacy.models import Group, Partnership, Study
from advocacy.policy.calendars import BusinessCalendar
from advocacy.workflow.step import calendar_of

Key = TypeVar("Key")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Pair:
    """One group, and the partnership where there is one already; `key` and `own` are ids as text.

    Answers come as JSON, so everything between the loaders goes by ids as text.
    """

    group: Group
    partnership: Partnership | None = None
    key: str = field(init=False)
    own: str = field(init=False)
    family: str = field(init=False)
    lineage: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        put = object.__setattr__
        put(self, "key", str(self.group.id))
        put(self, "own", str(self.partnership.id) if self.partnership else "")
        put(self, "family", str(family_id(self.group)))
        put(self, "lineage", tuple(map(str, self.group.lineage)))


@dataclass(slots=True)
class Batch:
    """Pairs of one study at one moment; one round trip answers about all of them."""

    study: Study
    pairs: tuple[Pair, ...]
    now: datetime
    group_ids: list[str] = field(default_factory=list)
    above: set[str] = field(default_factory=set)
    families: set[str] = field(default_factory=set)
    partnership_ids: list[str] = field(default_factory=list)
    calendars: dict[str, BusinessCalendar] = field(default_factory=dict)

    def __post_init__(self) -> None:
        shared: dict[tuple[str, str, str], BusinessCalendar] = {}
        for pair in self.pairs:
            group = pair.group
            self.group_ids.append(pair.key)
            self.above.update(pair.lineage)
            self.families.add(pair.family)
            if pair.own:
                self.partnership_ids.append(pair.own)
            place = (group.country, group.region, group.time_zone)
            self.calendars[pair.key] = shared.setdefault(place, calendar_of(group))

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
