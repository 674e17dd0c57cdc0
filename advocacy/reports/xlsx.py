"""Tables as an Excel workbook: typed cells, a frozen header, columns as wide as their values."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from advocacy.policy.text import Money
from advocacy.reports.cut import Cut, cut
from advocacy.reports.tables import Cell, Column, Document, Link, Plain, Table, plain
from advocacy.reports.words import written

XLSX_ROWS = 20_000
#: What a cell of a sheet can hold.
LONGEST = 32_767
NARROWEST, WIDEST, MEASURED = 8, 60, 500
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")

HEADER = {
    "font": Font(bold=True),
    "fill": PatternFill("solid", fgColor="E8EEF4"),
    "border": Border(bottom=Side(style="thin", color="1F5F8B")),
    "alignment": Alignment(vertical="top", wrap_text=True),
}
LINK = Font(color="1F5F8B", underline="single")
FORMATS = {"share": "0.0%", "day": "yyyy-mm-dd", "money": "#,##0.00"}


def xlsx_bytes(
    tables: Sequence[Table], *, base: str = "", document: Document | None = None
) -> bytes:
    """One sheet a table; `base` is put before addresses of our own, without it there are none.

    With a document its title, facts, figures and notes come first, on a sheet of their own.
    """
    book = Workbook(write_only=True)
    names: set[str] = set()
    if document is not None:
        _cover(book.create_sheet(_sheet_name(gettext("Overview"), names)), document)
    for table in tables:
        sheet = book.create_sheet(_sheet_name(str(table.title), names))
        _fill(sheet, cut(table, rows=XLSX_ROWS), base)
    if not book.worksheets:
        book.create_sheet("1")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cover(sheet: Any, document: Document) -> None:
    """What the tables are about, as the first page of the printed report has it."""
    for letter, width in (("A", 32), ("B", 24), ("C", 48)):
        sheet.column_dimensions[letter].width = width
    sheet.append([_styled(sheet, str(document.title), {"font": Font(bold=True, size=14)})])
    sheet.append([_text(sheet, str(document.subtitle))])
    sheet.append([])
    for label, value in document.facts:
        sheet.append([_text(sheet, str(label)), _text(sheet, str(value))])
    sheet.append([])
    for figure in document.figures:
        label = _styled(sheet, str(figure.label), {"font": Font(bold=True)})
        value = _cell(sheet, plain(figure.value), Column(figure.label, figure.kind), "")
        sheet.append([label, value, _text(sheet, str(figure.note))])
    sheet.append([])
    for note in document.notes:
        sheet.append([_styled(sheet, str(note), {"font": Font(italic=True)})])


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 letters, none that Excel forbids, none twice whatever the case."""
    clean = ILLEGAL_CHARACTERS_RE.sub("", FORBIDDEN.sub(" ", title)).strip()[:31] or "1"
    name, n = clean, 1
    while name.lower() in taken:
        n += 1
        name = f"{clean[: 30 - len(str(n))]} {n}"
    taken.add(name.lower())
    return name


def _fill(sheet: Any, kept: Cut, base: str) -> None:
    columns = kept.table.columns
    sheet.freeze_panes = "A2"
    for n, column in enumerate(columns):
        sheet.column_dimensions[get_column_letter(n + 1)].width = _width(column, n, kept)
    if kept.rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{len(kept.rows) + 1}"
    sheet.append([_styled(sheet, str(column.label), HEADER) for column in columns])
    for row in kept.rows:
        cells = zip(row, columns, strict=True)
        sheet.append([_cell(sheet, cell, column, base) for cell, column in cells])
    for told in filter(None, (str(kept.table.note), kept.told)):
        sheet.append([])
        sheet.append([_styled(sheet, told, {"font": Font(italic=True)})])


def _width(column: Column, n: int, kept: Cut) -> int:
    lengths = [len(written(row[n], column.kind)) for row in kept.rows[:MEASURED]]
    return min(WIDEST, max([NARROWEST, len(str(column.label)) + 2, *(x + 2 for x in lengths)]))


def _styled(sheet: Any, value: str, style: dict[str, Any]) -> Any:
    cell = _text(sheet, value)
    for name, look in style.items():
        setattr(cell, name, look)
    return cell


def _cell(sheet: Any, cell: Cell, column: Column, base: str) -> Any:
    value = plain(cell)
    url = cell.url if isinstance(cell, Link) else ""
    if column.kind == "link" and isinstance(value, str):
        url = value
    made = _plain(sheet, value, column)
    if base and url.startswith("/"):
        url = base.rstrip("/") + url
    if url.startswith(("https://", "http://")) and made is not None:
        made = made if hasattr(made, "hyperlink") else WriteOnlyCell(sheet, made)
        made.hyperlink, made.font = url, LINK
    return made


def _plain(sheet: Any, value: Plain, column: Column) -> Any:
    if isinstance(value, str):
        return _text(sheet, value)
    if isinstance(value, Money):
        return _number(sheet, value.amount, f'#,##0.00 "{value.currency}"')
    if isinstance(value, datetime):
        return _number(sheet, value.astimezone(UTC).replace(tzinfo=None), "yyyy-mm-dd hh:mm")
    pattern = FORMATS.get(column.kind)
    return value if value is None or pattern is None else _number(sheet, value, pattern)


def _number(sheet: Any, value: Any, pattern: str) -> Any:
    cell = WriteOnlyCell(sheet, value)
    cell.number_format = pattern
    return cell


def _text(sheet: Any, value: str) -> Any:
    """A text that stays one, whatever it begins with."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", value)[:LONGEST])
    cell.data_type = "s"
    if value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        cell.quotePrefix = True
    return cell
