"""What every record shares."""

import secrets
import time
import uuid
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): ordered by time, so that indexes grow at one end."""
    millis = time.time_ns() // 1_000_000
    value = (millis & (2**48 - 1)) << 80 | 0x7 << 76 | secrets.randbits(12) << 64
    value |= 0b10 << 62 | secrets.randbits(62)
    return uuid.UUID(int=value)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(tz=UTC)


class Record(models.Model):
    """A row with a public id and the moment it was written."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(_("created"), default=now, editable=False)

    class Meta:
        abstract = True

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802 # Django's name
        """The label of a choice; Django translates every label of the field to find one."""
        return _label(field, getattr(self, field.attname), get_language())


@lru_cache(maxsize=4096)
def _label(field: Any, value: Any, _language: str | None) -> Any:
    label = _labels(field).get(value, value)
    return label if label is None else str(label)


@cache
def _labels(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)


class Currency(models.TextChoices):
    """The currencies that budgets are kept in; never added up across one another."""

    USD = "USD", _("US dollar")
    EUR = "EUR", _("euro")
    GBP = "GBP", _("pound sterling")
    CHF = "CHF", _("Swiss franc")
    CAD = "CAD", _("Canadian dollar")
    AUD = "AUD", _("Australian dollar")
    JPY = "JPY", _("yen")


def amount_field(name: "StrOrPromise", *, optional: bool = False) -> Any:
    """A non-negative amount of money with two decimals; Decimal, or None where optional."""
    return models.DecimalField(name, max_digits=14, decimal_places=2, null=optional, blank=optional)


def currency_field() -> "models.CharField[str, str]":
    return models.CharField(
        _("currency"), max_length=3, choices=Currency.choices, default=Currency.USD
    )


def code_list(name: "StrOrPromise", *, length: int) -> "ArrayField[list[str], list[str]]":
    """A list of short codes, such as ISO countries or languages."""
    return ArrayField(
        models.CharField(max_length=length), verbose_name=name, default=list, blank=True
    )
