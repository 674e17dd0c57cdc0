"""A table as every page and file understands it: columns of a kind, rows of plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from advocacy.policy.text import Money

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: text, whole or decimal number, amount of money, fraction of one, date or moment, address.
Kind = Literal["text", "number", "money", "share", "day", "link"]
FIGURES: frozenset[str] = frozenset({"number", "money", "share"})

Plain = str | int | float | Decimal | date | datetime | Money | None


@dataclass(frozen=True, slots=True)
class Link:
    """A value that leads somewhere: on pages to the rows behind it."""

    value: Plain
    url: str


Cell = Plain | Link


@dataclass(frozen=True, slots=True)
class Column:
    """The heading of a column and what stands under it."""

    label: "StrOrPromise"
    kind: Kind = "text"

    @property
    def is_figure(self) -> bool:
        return self.kind in FIGURES


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns, with a title and a note; `rows` may be an iterator that is read once.

    A table that is `drawn` shows the number in its last column as a bar on paper.
    """

    title: "StrOrPromise"
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    note: "StrOrPromise" = ""
    drawn: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of a summary: what it counts, and how much."""

    label: "StrOrPromise"
    value: Cell
    kind: Kind = "number"
    note: "StrOrPromise" = ""


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed: a title, whom it is about, a summary in figures, and tables."""

    title: "StrOrPromise"
    tables: Sequence[Table]
    subtitle: "StrOrPromise" = ""
    facts: Sequence[tuple["StrOrPromise", "StrOrPromise"]] = ()
    figures: Sequence[Figure] = ()
    notes: Sequence["StrOrPromise"] = ()


def plain(cell: Cell) -> Plain:
    """The value of a cell, without the address it leads to."""
    return cell.value if isinstance(cell, Link) else cell
