"""How a cell of a report's table reads on a page."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from django.template import Library
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from markupsafe import escape

from advocacy.policy.text import Money
from advocacy.reports.tables import Cell, Column, Link, Plain
from advocacy.templatetags import ui

register = Library()

NOTHING = "–"
#: Whole numbers below it are written alike in every language.
UNGROUPED = 1000


@register.filter
def shown(cell: Cell, kind: str = "text") -> str | SafeString:
    """The value as people write it; one that leads somewhere as a link."""
    if isinstance(cell, Link):
        told = escape(written(cell.value, kind))
        return SafeString(f'<a href="{escape(cell.url)}">{told}</a>')
    return written(cell, kind)


def marks(columns: Sequence[Column]) -> list[tuple[str, SafeString]]:
    """The kind of each column but the first, and what its cells have in their tag."""
    return [
        (one.kind, SafeString(
            f' data-label="{escape(one.label)}"' + (' class="num"' if one.is_figure else "")
        ))
        for one in columns[1:]
    ]  # fmt: skip


def written(value: Plain, kind: str) -> str:
    """A plain value in words or figures."""
    if type(value) is int and 0 <= value < UNGROUPED and kind != "share":
        return str(value)
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
