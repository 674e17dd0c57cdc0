"""What cannot be right, collected by field, each with what to do next."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import TracebackType
from typing import Any, Self, cast
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.db import models

from advocacy.models.countries import COUNTRIES
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _
from advocacy.workflow.errors import InvalidData
from advocacy.workflow.step import Step

LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
NCT_NUMBER = re.compile(r"NCT\d{8}")


@cache
def time_zones() -> frozenset[str]:
    """Every IANA zone that this machine knows."""
    return frozenset(available_timezones())


def others(model: type[models.Model], record: models.Model | None) -> "models.QuerySet[Any]":
    """All records of a kind but this one."""
    rows = model._default_manager.all()
    return rows.exclude(pk=record.pk) if record else rows


class Problems:
    """Collects what is wrong; leaving the `with` block raises InvalidData if there is anything."""

    def __init__(self) -> None:
        self.found: dict[str, Text] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None and self.found:
            raise InvalidData(self.found)

    def add(self, field: str, text: Text) -> None:
        """Note the first thing that is wrong with a field."""
        self.found.setdefault(field, text)

    def values(
        self,
        model: type[models.Model],
        data: Mapping[str, Any],
        names: Iterable[str],
        *,
        changing: bool = False,
    ) -> dict[str, Any]:
        """Clean the named fields of a model; `changing` leaves out those that were not given."""
        cleaned: dict[str, Any] = {}
        for name in names:
            if name not in data and changing:
                continue
            field = cast("models.Field[Any, Any]", model._meta.get_field(name))
            value = data.get(name, None if field.is_relation else field.get_default())
            cleaned[name] = value if field.is_relation else self.cleaned(field, value)
            if field.is_relation and value is None and not field.blank:
                self.add(name, _("Choose one."))
        return cleaned

    def cleaned(self, field: "models.Field[Any, Any]", value: Any) -> Any:
        """Clean one value as its field asks for it; empty text becomes None where it may be."""
        value = value.strip() if isinstance(value, str) else value
        value = [item for item in value if item] if isinstance(value, list) else value
        if "\x00" in str(value):
            self.add(field.name, _("This text holds characters that cannot be kept. Type it anew."))
            return value
        if value in ("", None, []) and not field.blank:
            self.add(field.name, _("Fill this in."))
            return value
        if value in ("", None):
            return None if field.null else field.get_default()
        if isinstance(value, Decimal) and value < 0:
            self.add(field.name, _("Give zero or more."))
        try:
            return field.clean(value, None)
        except ValidationError as error:
            self.add(field.name, _("{said}", said=" ".join(map(str, error.messages))))
        return value

    def country(self, field: str, code: str | None) -> None:
        """Refuse what is no ISO 3166 code of two capitals."""
        if code and code not in COUNTRIES:
            self.add(
                field,
                _("“{code}” is no country code. Use two capitals, such as US or DE.", code=code),
            )

    def language(self, field: str, code: str | None) -> None:
        """Refuse what is no language code."""
        if code and not LANGUAGE.fullmatch(code):
            self.add(
                field,
                _("“{code}” is no language code. Use two letters, such as en or pt-BR.", code=code),
            )

    def time_zone(self, field: str, name: str | None) -> None:
        """Refuse a zone that nobody knows."""
        if name and name not in time_zones():
            self.add(
                field,
                _(
                    "“{name}” is no time zone. Use one such as America/New_York or Europe/Berlin.",
                    name=name,
                ),
            )

    def has_come(self, field: str, values: dict[str, Any], step: Step) -> None:
        """Refuse a day that is still to come, and keep days by the group's calendar.

        Where the writer's day has begun and the group's has not, her today is the group's.
        """
        day, today = values.get(field), step.today
        if day is None or day <= today:
            return
        if day > step.today_of_actor:
            self.add(field, _("This day is still to come. Give {today} or earlier.", today=today))
        values[field] = today

    def ordered(
        self, field: str, first: date | None, last: date | None, *, same_day: bool = False
    ) -> None:
        """Refuse an end that comes before its beginning."""
        if first and last and (last < first or (last == first and not same_day)):
            self.add(field, _("The end must come after the beginning, {first}.", first=first))

    def one_of(self, field: str, value: str | None, known: Collection[str]) -> None:
        """Refuse a code that is not in the list."""
        if value and value not in known:
            self.add(field, _("“{value}” is not in the list. Choose one of it.", value=value))
