"""A table cut to the length that a file carries, and the sentence that tells it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.formats import number_format
from django.utils.translation import gettext

from advocacy.reports.tables import Cell, Table


@dataclass(frozen=True, slots=True)
class Cut:
    """The rows that are kept; `told` is empty where nothing was cut."""

    table: Table
    rows: Sequence[Sequence[Cell]]
    told: str


def cut(table: Table, *, rows: int) -> Cut:
    """At most so many rows of a table; one more is read to know whether any are missing."""
    found = list(islice(table.rows, rows + 1))
    if len(found) <= rows:
        return Cut(table, found, "")
    first = number_format(rows, force_grouping=True)
    told = gettext("Only the first {rows} rows are here. Choose less to have all of them.")
    return Cut(table, found[:rows], told.format(rows=first))
