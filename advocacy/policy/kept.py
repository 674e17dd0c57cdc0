"""Facts as text and back, so that a decision can be judged again under other limits.

Only what differs from a field's default is written, by the field's name: a field that comes later
has its default in what was written before, and one that goes is passed over.
"""

import json
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, cached_property, lru_cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from advocacy.policy import facts as known
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.facts import Facts, Group, PhasePlan

Reader = Callable[[Any], Any]

#: Types that JSON has itself.
PLAIN = (str, int, bool, float)


def write(facts: Facts) -> str:
    """The facts as JSON."""
    return json.dumps(_written(facts), separators=(",", ":"), ensure_ascii=False)


def read(text: str) -> Facts:
    """What `write` made of them."""
    made: Facts = _reader(Facts)(json.loads(text))
    return made


class Remembered:
    """A record of which each part is read from its text when a rule asks for it, and not before.

    Ids stay the text that they are kept as; rules only ask whether two are the same.
    """

    kind: Any

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        make, default = _parts(self.kind)[name]
        value = make(self._told[name]) if name in self._told else default
        setattr(self, name, value)
        return value


class RememberedGroup(Remembered):
    """To the rules a Group: it has its fields."""

    kind = Group


class RememberedFacts(Remembered):
    """To the rules Facts: they have its fields and its properties."""

    kind = Facts
    attempts, carries_ask = Facts.attempts, Facts.carries_ask

    @cached_property
    def today(self) -> date:
        """Worked out once for all rules; nothing exchanges the group or the moment."""
        return cast("date", self.group.calendar.local_date(self.now))


def remember(text: str) -> Facts:
    """The facts for a rule or two; where all of them are wanted, `read` is the better way."""
    return cast("Facts", RememberedFacts(json.loads(text)))


def other(facts: Facts, **parts: Any) -> Facts:
    """The same facts with other parts, read or remembered."""
    if not isinstance(facts, Remembered):
        return replace(facts, **parts)
    again = copy(facts)
    vars(again).update(parts)
    return cast("Facts", again)


@cache
def _parts(kind: Any) -> dict[str, tuple[Reader, Any]]:
    """How each part of a record is read, and what it is where nothing is told."""
    hints = get_type_hints(kind, vars(known))
    return {name: (_part(hints[name]), default) for name, default in _names(kind)}


def _part(kind: Any) -> Reader:
    return RememberedGroup if kind is Group else _reader(kind, ids=_same)


def _written(value: Any) -> Any:
    if value is None or type(value) in PLAIN:
        return value
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, BusinessCalendar):
        return [value.country, value.region, value.zone]
    if is_dataclass(value):
        return _fields_written(value)
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else str(value)


def _fields_written(value: Any) -> dict[str, Any]:
    told, kind = {}, cast("Hashable", type(value))
    for name, default in _names(kind):
        own = getattr(value, name)
        if own is default or own == default:
            continue
        told[name] = _written(own)
    return told


@cache
def _names(kind: Any) -> tuple[tuple[str, Any], ...]:
    """Each field with its default; one that equals nothing where there is none."""
    return tuple((field.name, _default(field)) for field in fields(kind))


def _default(field: Any) -> Any:
    if field.default is not MISSING:
        return field.default
    return field.default_factory() if field.default_factory is not MISSING else MISSING


def _same(value: Any) -> Any:
    return value


@cache
def _reader(kind: Any, *, ids: Reader = UUID) -> Reader:
    """What makes a value of this type from JSON; `ids` makes those that are in it."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _optional(kind, ids)
    if origin is tuple:
        return _several(get_args(kind), ids)
    if is_dataclass(kind) and kind is not BusinessCalendar:
        return _record(kind, ids)
    if kind is UUID:
        return ids
    return LEAVES.get(kind) or (kind if issubclass(kind, Enum) else _same)


def _optional(kind: Any, ids: Reader) -> Reader:
    (inner,) = (one for one in get_args(kind) if one is not type(None))
    make = _reader(inner, ids=ids)
    return lambda value: None if value is None else make(value)


def _several(kinds: tuple[Any, ...], ids: Reader) -> Reader:
    if kinds[-1] is Ellipsis:
        make = _reader(kinds[0], ids=ids)
        return lambda values: tuple([make(value) for value in values])
    each = [_reader(kind, ids=ids) for kind in kinds]
    return lambda values: tuple([make(v) for make, v in zip(each, values, strict=True)])


def _record(kind: Any, ids: Reader) -> Reader:
    """Makes a record of what is told; values that JSON has itself are taken as they are."""
    hints = get_type_hints(kind, vars(known))
    makers = {field.name: _reader(hints[field.name], ids=ids) for field in fields(kind)}
    plain = frozenset(name for name, make in makers.items() if make is _same)

    def make(told: dict[str, Any]) -> Any:
        given = {}
        for name, value in told.items():
            if name in plain:
                given[name] = value
            elif name in makers:
                given[name] = makers[name](value)
        return kind(**given)

    if kind is not PhasePlan:
        return make
    made = lru_cache(maxsize=1024)(lambda told: make(dict(told)))  # alike in most facts
    return lambda told: made(tuple(told.items()))


def _calendar(told: list[str]) -> BusinessCalendar:
    return _calendar_of(*told)


@lru_cache(maxsize=4096)
def _calendar_of(country: str, region: str, zone: str) -> BusinessCalendar:
    return BusinessCalendar(country, region, zone)


#: What makes the values that are neither lists nor records.
LEAVES: dict[Any, Reader] = {
    BusinessCalendar: _calendar,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}
