"""How a cell of a report's table reads on a page."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from django.template import Library
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from markupsafe import escape

from advocacy.reports import words
from advocacy.reports.tables import Cell, Column, Kind, Link, Plain

register = Library()

#: Whole numbers below it are written alike in every language.
UNGROUPED = 1000


@register.filter
def shown(cell: Cell, kind: Kind = "text") -> str | SafeString:
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


def written(value: Plain, kind: Kind) -> str:
    """A plain value as reports write it; figures in an instant, as a page has hundreds."""
    if type(value) is int and 0 <= value < UNGROUPED and kind != "share":
        return str(value)
    if isinstance(value, int | float | Decimal):
        return _figure(value, kind, get_language())
    return words.written(value, kind)


@lru_cache(maxsize=4096)
def _figure(value: float | Decimal, kind: Kind, _language: str | None) -> str:
    return words.written(value, kind)
