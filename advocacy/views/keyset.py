"""Pages of a long list by the values of their first and last row: no totals, no slow last page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from advocacy.models.search import as_typed, meant

SIZE = 50
MOST_RANKED = 200


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a list; the keys lead to the next ones and are blank where there are none."""

    rows: list[Any]
    next_key: str = ""
    previous_key: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows)


def keyset(
    queryset: QuerySet[Any], request: HttpRequest, *, order: Sequence[str], size: int = SIZE
) -> Page:
    """Give the page that ?after= or ?before= asks for; `order` names fields that are never NULL.

    The last of them must be unique. A key that is not ours gives the first page and says so.
    """
    back, key = _asked(request)
    after = _read(queryset, request, key, order=order) if key else None
    if after is None:
        back = False
    wanted = _turned(order) if back else list(order)
    rows_of = queryset.order_by(*wanted)
    if after is not None:
        rows_of = rows_of.filter(_beyond(wanted, after))
    rows = list(rows_of[: size + 1])
    if not rows and after is not None:
        return keyset_first(queryset, order=order, size=size)
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    has_next = bool(rows) and (more or back)
    has_previous = bool(rows) and (more if back else after is not None)
    return Page(
        rows=rows,
        next_key=_key(rows[-1], order=order) if has_next else "",
        previous_key=_key(rows[0], order=order) if has_previous else "",
    )


def asks_for_first(request: HttpRequest) -> bool:
    """Whether the address asks for no later page of a list."""
    return not _asked(request)[1]


def keyset_first(queryset: QuerySet[Any], *, order: Sequence[str], size: int = SIZE) -> Page:
    """Give the first page, whatever the address asks for."""
    return first_of(list(queryset.order_by(*order)[: size + 1]), order=order, size=size)


def first_of(rows: list[Any], *, order: Sequence[str], size: int = SIZE) -> Page:
    """Give the first page from its rows, which were read elsewhere with one more behind them."""
    more, rows = len(rows) > size, rows[:size]
    return Page(rows=rows, next_key=_key(rows[-1], order=order) if more else "")


def ranked(queryset: QuerySet[Any], request: HttpRequest, *, size: int = SIZE) -> Page:
    """Give a page of a search, whose best `MOST_RANKED` rows are all that anybody looks at."""
    back, key = _asked(request)
    start = 0
    if key:
        try:
            start = int(signing.loads(key, salt="ranked"))
        except (signing.BadSignature, TypeError, ValueError):
            _say_broken(request)
    if back:
        start = max(0, start - size)
    rows = list(queryset[start : min(start + size + 1, MOST_RANKED)])
    more, rows = len(rows) > size, rows[:size]
    return Page(
        rows=rows,
        next_key=signing.dumps(start + size, salt="ranked") if more else "",
        previous_key=signing.dumps(start, salt="ranked") if start else "",
    )


def searched(queryset: Any, request: HttpRequest, words: str) -> tuple[Page, bool]:
    """What is named like these words; where nothing is, what comes close, and that it only does."""
    ways = meant(words, table=queryset.model._meta.db_table)
    page = ranked(queryset.called(ways), request)
    return page, bool(page.rows) and ways != as_typed(words)


def _asked(request: HttpRequest) -> tuple[bool, str]:
    """Whether to go back, and from which key."""
    before = request.GET.get("before", "")
    return bool(before), before or request.GET.get("after", "")


def _salt(order: Sequence[str]) -> str:
    """A key of one order is of no use in another."""
    return "keyset:" + ",".join(order)


def _turned(order: Sequence[str]) -> list[str]:
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def _value(row: Any, path: str) -> Any:
    """Read a field of a row, also through relations."""
    if isinstance(row, dict):
        return row[path]
    for part in path.split("__"):
        row = getattr(row, part)
    return row


def _key(row: Any, *, order: Sequence[str]) -> str:
    values = [_value(row, name.removeprefix("-")) for name in order]
    plain = [v if isinstance(v, int | str) else _text(v) for v in values]
    return signing.dumps(plain, salt=_salt(order))


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _read(
    queryset: QuerySet[Any], request: HttpRequest, key: str, *, order: Sequence[str]
) -> list[Any] | None:
    """Give the values that a key holds; None, with a word to the person, for a broken one."""
    try:
        values = signing.loads(key, salt=_salt(order))
        return [
            _field(queryset, name.removeprefix("-")).to_python(value)
            for name, value in zip(order, values, strict=True)
        ]
    except (signing.BadSignature, ValidationError, TypeError, ValueError):
        _say_broken(request)
        return None


def _field(queryset: QuerySet[Any], path: str) -> Any:
    """Find the field, or the type of an annotation, behind a name of the order."""
    if path in queryset.query.annotations:
        return queryset.query.annotations[path].output_field
    model, field = queryset.model, None
    for part in path.split("__"):
        field = model._meta.get_field(part)
        model = field.related_model
    return field


def _beyond(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Rows after these values: (a, b) > (x, y), with each direction as the order has it."""
    where, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        path = name.removeprefix("-")
        side = "lt" if name.startswith("-") else "gt"
        where |= same & Q(**{f"{path}__{side}": value})
        same &= Q(**{path: value})
    first = order[0].removeprefix("-")
    side = "lte" if order[0].startswith("-") else "gte"
    return Q(**{f"{first}__{side}": values[0]}) & where  # the index starts here


def _say_broken(request: HttpRequest) -> None:
    messages.info(request, _("The link to that page is no longer good. This is the first page."))
