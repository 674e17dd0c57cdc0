"""The pairs of study and group about which facts are wanted, and what all loaders need of them."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol, TypeVar
from uuid import UUID

from advocacy.models import Group, Partnership, Study
from advocacy.policy.calendars import BusinessCalendar
from advocacy.workflow.step import calendar_of

Key = TypeVar("Key")
Row = TypeVar("Row")


class Judged(Protocol):
    """What the loaders need of a group: a Group has it, and so has a row of a long list."""

    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def time_zone(self) -> str: ...
    @property
    def staff_size(self) -> int | None: ...
    @property
    def revenue(self) -> Decimal | None: ...
    @property
    def revenue_currency(self) -> str: ...


@dataclass(slots=True, eq=False)
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
        self.key = str(self.group.id)
        self.own = str(self.partnership.id) if self.partnership else ""
        self.family = str(family_id(self.group))
        self.lineage = tuple(map(str, self.group.lineage))


class Asked(Protocol):
    """What the loaders go by: a Pair, or a row of a long list that knows its ids as text."""

    @property
    def group(self) -> Judged: ...
    @property
    def partnership(self) -> Partnership | None: ...
    @property
    def key(self) -> str: ...
    @property
    def own(self) -> str: ...
    @property
    def family(self) -> str: ...
    @property
    def lineage(self) -> Sequence[str]: ...


@dataclass(slots=True)
class Batch:
    """Pairs of one study at one moment; one round trip answers about all of them."""

    study: Study
    pairs: Sequence[Asked]
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
            if place not in shared:
                shared[place] = calendar_of(group)
            self.calendars[pair.key] = shared[place]

    @property
    def today(self) -> date:
        """The date in UTC, for windows of days where an hour does not matter."""
        return self.now.date()


@lru_cache(maxsize=256)
def _first(known: Hashable) -> Any:
    return known


def same(known: Key) -> Key:
    """The object that came first of those that equal this one.

    What rules remember is keyed by limits, study and phases: one object is known again at once,
    where an equal one is compared field by field, ten thousand times for a list of candidates.
    """
    found: Key = _first(known)
    return found


def family_id(group: Group) -> UUID:
    """The umbrella at the top of a group's family; the group itself where it has none."""
    return group.family_id or group.id


def grouped(rows: Iterable[tuple[Key, Row]]) -> dict[Key, list[Row]]:
    """Rows by key, in the order in which they came."""
    found: dict[Key, list[Row]] = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return found
