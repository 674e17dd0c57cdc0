"""Tables as files: CSV, Excel workbook and PDF, one way for every page."""

import io
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from defusedcsv import csv
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.text import slugify

from advocacy.policy.text import Money
from advocacy.reports.cut import cut
from advocacy.reports.pdf import as_document, pdf_bytes
from advocacy.reports.tables import Cell, Document, Plain, Table, plain

CSV_ROWS = 100_000
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
UNCLEAN = re.compile(r"[^A-Za-z0-9-]+")


def wants_file(request: HttpRequest) -> bool:
    """Whether the address asks for a file rather than for the page."""
    return bool(request.GET.get("format"))


def answer(
    request: HttpRequest, tables: Sequence[Table], name: str, *, document: Document | None = None
) -> HttpResponse:
    """The tables as the file that `?format=` names; a 404 for formats that do not exist.

    `document` is what is printed, and what the first sheet of a workbook tells; without one the
    tables are printed under the file's name.
    """
    kind = request.GET.get("format", "")
    if kind not in FORMATS:
        raise Http404(kind)
    if kind == "csv":
        body = csv_bytes(tables)
    elif kind == "xlsx":
        from advocacy.reports.xlsx import xlsx_bytes  # brings openpyxl, which few requests need

        body = xlsx_bytes(tables, base=request.build_absolute_uri("/"), document=document)
    else:
        body = pdf_bytes(document or as_document(tables, title=name))
    response = HttpResponse(body, content_type=FORMATS[kind])
    response["Content-Disposition"] = f'attachment; filename="{file_name(name, kind)}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def file_name(name: str, kind: str) -> str:
    """A name that every system takes: letters, digits and hyphens, with today's date."""
    stem = UNCLEAN.sub("-", slugify(name))[:60].strip("-") or "report"
    return f"{stem}-{timezone.localdate():%Y-%m-%d}.{kind}"


def csv_bytes(tables: Table | Sequence[Table]) -> bytes:
    """UTF-8 with a byte-order mark, as Excel wants it; several tables with a line between them."""
    several = [tables] if isinstance(tables, Table) else list(tables)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for n, table in enumerate(several):
        if n:
            writer.writerow([])
        if len(several) > 1:
            writer.writerow([str(table.title)])
        _write(writer, table)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _write(writer: Any, table: Table) -> None:
    kept = cut(table, rows=CSV_ROWS)
    currency = [column.kind == "money" for column in table.columns]
    labels = [str(column.label) for column in table.columns]
    writer.writerow(_spread(labels, ["currency"] * len(labels), currency))
    for row in kept.rows:
        values = [plain(cell) for cell in row]
        writer.writerow(
            _spread([_raw(v) for v in values], [_currency(v) for v in values], currency)
        )
    for told in filter(None, (str(table.note), kept.told)):
        writer.writerow([told])


def _spread(values: list[str], currencies: list[str], wanted: list[bool]) -> list[str]:
    """A column of money becomes two: the amount and its currency."""
    cells: list[str] = []
    for value, currency, money in zip(values, currencies, wanted, strict=True):
        cells += [value, currency] if money else [value]
    return cells


def _currency(value: Plain) -> str:
    return value.currency if isinstance(value, Money) else ""


def _raw(value: Plain) -> str:
    """A value as programs read it: a point for decimals, ISO dates, moments in UTC."""
    if value is None:
        return ""
    if isinstance(value, Money):
        return f"{value.amount:f}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


__all__ = [
    "Cell", "answer", "csv_bytes", "file_name", "pdf_bytes", "wants_file",
]  # fmt: skip
