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
from functools import cache, lru_cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

from advocacy.policy import facts as known
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.facts import Facts

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
    """Facts of which each part is read from their text when a rule asks for it, and not before.

    To the rules they are Facts: they have its fields and its properties.
    """

    today, attempts, carries_ask = Facts.today, Facts.attempts, Facts.carries_ask

    def __init__(self, told: dict[str, Any]) -> None:
        self._told = told

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        make, default = _parts()[name]
        value = make(self._told[name]) if name in self._told else default
        setattr(self, name, value)
        return value


def remember(text: str) -> Facts:
    """The facts for a rule or two; where all of them are wanted, `read` is the better way."""
    return cast("Facts", Remembered(json.loads(text)))


def other(facts: Facts, **parts: Any) -> Facts:
    """The same facts with other parts, read or remembered."""
    if not isinstance(facts, Remembered):
        return replace(facts, **parts)
    again = copy(facts)
    vars(again).update(parts)
    return cast("Facts", again)


@cache
def _parts() -> dict[str, tuple[Reader, Any]]:
    """How each part of the facts is read, and what it is where nothing is told."""
    hints = get_type_hints(Facts, vars(known))
    return {name: (_reader(hints[name]), default) for name, default in _names(Facts)}


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


@cache
def _reader(kind: Any) -> Reader:
    """What makes a value of this type from JSON."""
    origin = get_origin(kind)
    if origin in (Union, UnionType):
        return _optional(kind)
    if origin is tuple:
        return _several(get_args(kind))
    if is_dataclass(kind) and kind is not BusinessCalendar:
        return _record(kind)
    return LEAVES.get(kind) or (kind if issubclass(kind, Enum) else _same)


def _same(value: Any) -> Any:
    return value


def _optional(kind: Any) -> Reader:
    (inner,) = (one for one in get_args(kind) if one is not type(None))
    make = _reader(inner)
    return lambda value: None if value is None else make(value)


def _several(kinds: tuple[Any, ...]) -> Reader:
    if kinds[-1] is Ellipsis:
        make = _reader(kinds[0])
        return lambda values: tuple([make(value) for value in values])
    each = [_reader(kind) for kind in kinds]
    return lambda values: tuple([make(v) for make, v in zip(each, values, strict=True)])


def _record(kind: Any) -> Reader:
    hints = get_type_hints(kind, vars(known))
    makers = {field.name: _reader(hints[field.name]) for field in fields(kind)}

    def make(told: dict[str, Any]) -> Any:
        return kind(**{name: makers[name](value) for name, value in told.items() if name in makers})

    return make


def _calendar(told: list[str]) -> BusinessCalendar:
    return _calendar_of(*told)


@lru_cache(maxsize=4096)
def _calendar_of(country: str, region: str, zone: str) -> BusinessCalendar:
    return BusinessCalendar(country, region, zone)


#: What makes the values that are neither lists nor records.
LEAVES: dict[Any, Reader] = {
    BusinessCalendar: _calendar,
    UUID: UUID,
    Decimal: Decimal,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}
