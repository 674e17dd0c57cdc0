"""A document as PDF, set by typst; all words go to it as data."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext

from advocacy.reports.cut import Cut, cut
from advocacy.reports.tables import Column, Document, Table, plain
from advocacy.reports.words import written

TEMPLATE = Path(__file__).with_name("document.typ")
#: Beyond this, nobody reads on paper; the spreadsheet has the rest.
PDF_ROWS = 2_000
#: Letters that fit across an upright page; more turn it.
UPRIGHT = 100
NARROWEST, WIDEST = 8, 34
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def pdf_bytes(document: Document, *, at: datetime | None = None) -> bytes:
    """The document on A4, with page numbers; `at` is the moment that it names."""
    import typst  # seven megabytes, for those who print

    moment = timezone.localtime(at) if at else timezone.localtime()
    data = {"data": json.dumps(_data(document, moment))}
    made = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        format="pdf",
        sys_inputs=data,
        timestamp=int(moment.timestamp()),
    )
    assert isinstance(made, bytes)
    return made


def _data(document: Document, moment: datetime) -> dict[str, Any]:
    cuts = [cut(table, rows=PDF_ROWS) for table in document.tables]
    tables = [_table(one) for one in cuts]
    return {
        "title": _text(document.title),
        "subtitle": _text(document.subtitle),
        "author": "pagcrm",
        "lang": (get_language() or "en").partition("-")[0],
        "facts": [[_text(label), _text(value)] for label, value in document.facts],
        "figures": [
            {
                "label": _text(f.label),
                "value": _text(written(f.value, f.kind)),
                "note": _text(f.note),
            }
            for f in document.figures
        ],
        "notes": [_text(note) for note in document.notes],
        "tables": tables,
        "wide": any(sum(c["letters"] for c in table["columns"]) > UPRIGHT for table in tables),
        "footer": " · ".join((_text(document.title), _text(written(moment, "day")))),
        "page-words": gettext("Page {n} of {total}"),
    }


def _table(one: Cut) -> dict[str, Any]:
    columns = one.table.columns
    rows = [
        [_text(written(cell, column.kind)) for cell, column in zip(row, columns, strict=True)]
        for row in one.rows
    ]
    return {
        "title": _text(one.table.title),
        "columns": [_column(column, n, rows) for n, column in enumerate(columns)],
        "rows": rows,
        "bars": _bars(one) if one.table.drawn else [],
        "note": " ".join(filter(None, (_text(one.table.note), one.told))),
        "empty": gettext("Nothing to show for this choice."),
    }


def _bars(one: Cut) -> list[float]:
    """The numbers of the last column as parts of the largest."""
    counts = [float(str(plain(row[-1]) or 0)) for row in one.rows]
    most = max(counts, default=0) or 1
    return [round(n / most, 4) for n in counts]


def _column(column: Column, n: int, rows: Sequence[Sequence[str]]) -> dict[str, Any]:
    """Figures take what they need; texts share what is left by how long most of them are."""
    lengths = sorted(len(row[n]) for row in rows) or [0]
    usual = lengths[int(len(lengths) * 0.9)] if len(lengths) > 1 else lengths[0]
    label = str(column.label)
    word = max(map(len, label.split()), default=0) + 2  # so that it does not touch the next one
    letters = min(WIDEST, max(NARROWEST, usual, word, len(label) * 2 // 3))
    narrow = column.is_figure or column.kind == "day"
    return {
        "label": _text(label),
        "figure": column.is_figure,
        "weight": 0 if narrow else letters,
        "letters": letters,
    }


def _text(value: object) -> str:
    return CONTROL.sub(" ", str(value))


def as_document(tables: Sequence[Table], *, title: str) -> Document:
    """Tables without anything around them, as a document."""
    return Document(title, tables)
