"""How a cell reads where it is text: on pages, in printed tables, in summaries."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.formats import date_format, number_format

from advocacy.policy.text import Money
from advocacy.reports.tables import Cell, Kind, plain
from advocacy.templatetags.ui import money

NBSP = "\N{NO-BREAK SPACE}"
NOTHING = "–"


def written(cell: Cell, kind: Kind) -> str:
    """The cell as a reader in the active language writes it; a dash where there is nothing."""
    value = plain(cell)
    if value is None or isinstance(value, str):
        return value or NOTHING
    if isinstance(value, date):
        return _day(value)
    if isinstance(value, Money):
        return money(value)
    if kind == "share":
        return share(value)
    if kind == "money":
        return money(Decimal(str(value)))
    return _number(value)


def _day(value: date) -> str:
    if not isinstance(value, datetime):
        return date_format(value, "j M Y")
    local = timezone.localtime(value)
    return f"{date_format(local, 'j M Y')}, {local:%H:%M}"


def share(value: float | Decimal) -> str:
    """A fraction of one as people read it: 37 %."""
    percent = Decimal(str(value)) * 100
    whole = percent == percent.to_integral_value() or abs(percent) >= 10
    return f"{_rounded(percent, places=0 if whole else 1)}{NBSP}%"


def _number(value: float | Decimal) -> str:
    if isinstance(value, int):
        return number_format(value, force_grouping=True)
    exact = Decimal(str(value))
    return _rounded(exact, places=0 if exact == exact.to_integral_value() else 1)


def _rounded(value: Decimal, *, places: int) -> str:
    near = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return number_format(near, places, force_grouping=True)
