"""How a cell of a report's table reads on a page."""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.template import Library
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from advocacy.policy.text import Money
from advocacy.reports.tables import Cell, Link, Plain
from advocacy.templatetags import ui

register = Library()

NOTHING = "–"


@register.filter
def shown(cell: Cell, kind: str = "text") -> str | SafeString:
    """The value as people write it; one that leads somewhere as a link."""
    if isinstance(cell, Link):
        return format_html('<a href="{}">{}</a>', cell.url, written(cell.value, kind))
    return written(cell, kind)


def written(value: Plain, kind: str) -> str:
    """A plain value in words or figures."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, Money):
        return ui.money(value)
    if isinstance(value, date | datetime):
        return ui.day(value)
    if isinstance(value, int | float | Decimal):
        plain = f"{value:f}" if isinstance(value, Decimal) else str(value)
        return _figure(plain, get_language(), share=kind == "share")
    return str(value)


@lru_cache(maxsize=4096)
def _figure(plain: str, _language: str | None, *, share: bool) -> str:
    if share:
        return f"{number_format(round(100 * float(plain), 1), 1)}{ui.NBSP}%"
    return number_format(plain, use_l10n=True, force_grouping=True)
