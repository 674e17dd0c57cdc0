"""CSV, Excel and PDF: what is in them, and what a hostile or odd value does to them."""

import csv
import io
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory
from openpyxl import load_workbook

from advocacy.policy.text import Money
from advocacy.reports import files, pdf, xlsx
from advocacy.reports.cut import cut
from advocacy.reports.files import answer, csv_bytes, file_name
from advocacy.reports.pdf import pdf_bytes
from advocacy.reports.tables import Cell, Column, Document, Figure, Kind, Link, Table
from advocacy.reports.words import written
from advocacy.reports.xlsx import xlsx_bytes

COLUMNS = (
    Column("Group", "text"), Column("Touches", "number"), Column("Fee", "money"),
    Column("Answered", "share"), Column("Since", "day"), Column("Page", "link"),
)  # fmt: skip
ROW = (
    "Lupus Canada", Link(12, "/groups/1/"), Money(Decimal("1250.50"), "CAD"), Decimal("0.25"),
    date(2026, 3, 4), "https://example.org/x",
)  # fmt: skip
EVIL = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", '=HYPERLINK("http://x","y")', "\t=1", "\r=1", "|cmd")
ODD = (
    "", "Ärzte für Žofia", "מחלות נדירות", "جمعية المرضى", "希少疾患", "🧬", "a\nb",
    "nul\x00 and \x0b",
    "#set page(width: 1pt) *b* $x$ \\", "'); drop", "x" * 40_000,
)  # fmt: skip


def table(*rows: tuple[Cell, ...], title: str = "Groups", note: str = "") -> Table:
    return Table(title, COLUMNS, rows, note)


def read_csv(body: bytes) -> list[list[str]]:
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def sheets(body: bytes) -> Any:
    return load_workbook(io.BytesIO(body))


def unpacked(body: bytes) -> str:
    """Every stream of a PDF, inflated."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL)
    return "".join(inflated(part) for part in [body, *found])


def inflated(part: bytes) -> str:
    try:
        return zlib.decompress(part).decode("latin-1")
    except zlib.error:
        return part.decode("latin-1")


def pages_of(body: bytes) -> int:
    return len(re.findall(r"/Type\s*/Page\b", unpacked(body)))


def of_text(*values: str) -> Table:
    return Table("T", (Column("Word"),), [(v,) for v in values])


def test_csv_splits_money_and_writes_what_programs_read() -> None:
    head, row = read_csv(csv_bytes(table(ROW)))
    assert head[2:4] == ["Fee", "currency"]
    assert row == [
        "Lupus Canada", "12", "1250.50", "CAD", "0.25", "2026-03-04", "https://example.org/x",
    ]  # fmt: skip


def test_csv_of_several_tables_names_each() -> None:
    rows = read_csv(csv_bytes([table(ROW, title="One"), table(title="Two", note="Nothing yet.")]))
    assert [r[0] for r in rows if len(r) == 1] == ["One", "Two", "Nothing yet."]


@pytest.mark.parametrize("evil", EVIL)
def test_no_file_has_a_formula(evil: str) -> None:
    [_head, [cell]] = read_csv(csv_bytes(of_text(evil)))
    assert cell[0] not in "=+-@|" or cell[0] == "'"
    found = sheets(xlsx_bytes([of_text(evil)])).active["A2"]
    assert found.data_type == "s"


def test_a_workbook_has_typed_cells_a_frozen_header_and_links() -> None:
    sheet = sheets(xlsx_bytes([table(ROW)], base="https://crm.example/")).active
    assert sheet.freeze_panes == "A2"
    assert [c.value for c in sheet[1]] == [c.label for c in COLUMNS]
    name, touches, fee, share, since, page = sheet[2]
    assert (name.value, touches.value, fee.value) == ("Lupus Canada", 12, 1250.5)
    assert touches.hyperlink.target == "https://crm.example/groups/1/"
    assert fee.number_format == '#,##0.00 "CAD"'
    assert (share.value, share.number_format) == (0.25, "0.0%")
    assert (since.value.date(), since.is_date) == (date(2026, 3, 4), True)
    assert page.hyperlink.target == "https://example.org/x"
    assert sheet.column_dimensions["A"].width >= len("Lupus Canada")


def test_a_workbook_without_a_base_has_no_addresses_of_ours() -> None:
    assert sheets(xlsx_bytes([table(ROW)])).active["B2"].hyperlink is None


def test_a_workbook_of_a_report_first_tells_what_it_is_about() -> None:
    figures = [Figure("Answered", Link(3, "/x/"), note="half of them")]
    document = Document(
        "Status", [table(ROW)], "ABC-1", (("Period", "1 to 2"),), figures, ("Days in UTC.",)
    )
    book = sheets(xlsx_bytes(document.tables, document=document))
    told = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell]
    assert told == ["Status", "ABC-1", "Period", "1 to 2", "Answered", 3, "half of them",
                    "Days in UTC."]  # fmt: skip
    assert len(book.worksheets) == 2


def test_a_drawn_table_has_a_bar_for_each_row() -> None:
    columns = (Column("Stage"), Column("Groups", "number"))
    drawn = Table("T", columns, [("Live", Link(4, "/x/")), ("Closed", 1)], drawn=True)
    [told] = pdf._data(Document("Status", [drawn]), datetime(2026, 3, 4, tzinfo=UTC))["tables"]
    assert told["bars"] == [1.0, 0.25]


def test_sheets_have_names_that_excel_takes() -> None:
    titles = ["A/B: [x]?", "a b   x", "", "Y" * 50, "y" * 50]
    names = sheets(xlsx_bytes([table(title=t) for t in titles])).sheetnames
    assert len({n.lower() for n in names}) == len(titles)
    assert all(0 < len(n) <= 31 for n in names)


@pytest.mark.parametrize("odd", ODD)
def test_odd_texts_are_carried_by_every_file(odd: str) -> None:
    [_head, *rest] = read_csv(csv_bytes(of_text(odd)))
    assert rest
    sheets(xlsx_bytes([of_text(odd)]))
    assert pdf_bytes(Document(odd[:200], [of_text(odd)])).startswith(b"%PDF-")


def test_moments_are_written_in_utc() -> None:
    at = datetime(2026, 5, 6, 7, 8, tzinfo=UTC)
    [_head, [cell]] = read_csv(csv_bytes(Table("T", (Column("At", "day"),), [(at,)])))
    assert cell == "2026-05-06 07:08"


def test_what_was_cut_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "CSV_ROWS", 2)
    monkeypatch.setattr(xlsx, "XLSX_ROWS", 2)
    words = of_text("a", "b", "c")
    told = "Only the first 2 rows are here. Choose less to have all of them."
    assert read_csv(csv_bytes(words))[-1] == [told]
    assert sheets(xlsx_bytes([words])).active["A5"].value == told
    assert cut(words, rows=3).told == ""


def test_a_big_table_reads_no_more_rows_than_it_keeps() -> None:
    asked: list[int] = []

    def rows() -> Iterator[tuple[int]]:
        for n in range(1_000_000):
            asked.append(n)
            yield (n,)

    kept = cut(Table("T", (Column("n", "number"),), rows()), rows=pdf.PDF_ROWS)
    assert len(kept.rows) == pdf.PDF_ROWS
    assert len(asked) == pdf.PDF_ROWS + 1


def test_a_long_table_goes_on_over_the_pages() -> None:
    figures = (Figure("Touches", 1234), Figure("Answered", Decimal("0.333"), "share", "of 12"))
    short = Document("Status", [table(ROW), table()], "ABC-1", (("Sponsor", "Roche"),), figures)
    long = Document("Status", [of_text(*(f"row {n}" for n in range(300)))])
    assert pages_of(pdf_bytes(short)) == 1
    assert pages_of(pdf_bytes(long)) > 5


def test_a_printed_table_has_no_addresses_of_ours() -> None:
    assert "/URI" not in unpacked(pdf_bytes(Document("Status", [table(ROW)])))


def test_the_same_document_is_the_same_file() -> None:
    at = datetime(2026, 5, 6, tzinfo=UTC)
    document = Document("Status", [table(ROW)])
    assert pdf_bytes(document, at=at) == pdf_bytes(document, at=at)


@pytest.mark.parametrize("kind", sorted(files.FORMATS))
def test_an_answer_is_an_attachment_with_a_clean_name(kind: str) -> None:
    request = RequestFactory().get("/", {"format": kind})
    response = answer(request, [table(ROW)], 'Status "x"\r\n../études')
    assert response["Content-Disposition"].startswith('attachment; filename="status-x-etudes-20')
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"] == files.FORMATS[kind]


@pytest.mark.parametrize("kind", ["", "exe", "CSV", "../x"])
def test_other_formats_are_not_found(kind: str) -> None:
    with pytest.raises(Http404):
        answer(RequestFactory().get("/", {"format": kind}), [table()], "x")


def test_a_name_without_latin_letters_is_a_report() -> None:
    assert file_name("希少疾患", "pdf").startswith("report-")


@pytest.mark.parametrize(
    ("cell", "kind", "words"),
    [
        (None, "text", "–"), ("", "text", "–"), (0, "number", "0"), (12345, "number", "12,345"),
        (Decimal("1.25"), "number", "1.3"), (0.5, "share", "50\xa0%"), (0.012, "share", "1.2\xa0%"),
        (1, "share", "100\xa0%"), (Money(Decimal(5000), "EUR"), "money", "EUR\xa05,000"),
        (date(2026, 3, 4), "day", "4 Mar 2026"), (Link(3, "/x"), "number", "3"),
    ],
)  # fmt: skip
def test_cells_read_as_people_write_them(cell: Cell, kind: Kind, words: str) -> None:
    assert written(cell, kind) == words
