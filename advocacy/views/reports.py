"""Reports: one page, three kinds of files and the rows behind each number, for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.reports import ReportForm
from advocacy.models import Role
from advocacy.reports.files import answer, wants_file
from advocacy.reports.registry import PAGE_ROWS, Report, Scope, reports
from advocacy.reports.tables import Column, Document, Link, Table
from advocacy.reports.words import written
from advocacy.views.pages import signed_in

#: Behind how many rows a page of the first table begins is said by ?rows-1=.
PAGE = "rows-"
MOST_DIGITS = 7
FILES = (("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"))


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell's text, the address that it leads to, its heading, and its class: num, day or none."""

    text: str
    url: str
    label: str
    look: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as a page shows it."""

    title: str
    columns: Sequence[Column]
    lines: Sequence[Sequence[ShownCell]]
    note: str
    anchor: str
    first: int
    previous_url: str
    next_url: str

    @property
    def last(self) -> int:
        return self.first + len(self.lines) - 1

    @property
    def is_part(self) -> bool:
        """There are rows before or after these."""
        return bool(self.previous_url or self.next_url)


def shown(table: Table, request: HttpRequest, number: int = 1) -> Shown:
    """One page of a table's rows; each table of a document has its own place in the address."""
    name = f"{PAGE}{number}"
    asked = request.GET.get(name, "")
    start = int(asked) if asked.isdecimal() and len(asked) < MOST_DIGITS else 0
    kept = list(islice(table.rows, start, start + PAGE_ROWS + 1))
    lines = [
        [
            ShownCell(
                written(cell, column.kind),
                cell.url if isinstance(cell, Link) else "",
                str(column.label),
                "num" if column.is_figure else "day" if column.kind == "day" else "",
            )
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in kept[:PAGE_ROWS]
    ]
    before, after = max(start - PAGE_ROWS, 0), start + PAGE_ROWS
    return Shown(
        str(table.title), table.columns, lines, str(table.note), name, start + 1,
        _turned(request, name, before) if start else "",
        _turned(request, name, after) if len(kept) > PAGE_ROWS else "",
    )  # fmt: skip


def _turned(request: HttpRequest, name: str, start: int) -> str:
    """The address of another page of a table; the first has nothing to say about it."""
    query = request.GET.copy()
    query.pop(name, None)
    if start:
        query[name] = str(start)
    return f"?{query.urlencode()}#{name}"


@requires(*INSIDERS)
def report_list(request: HttpRequest) -> HttpResponse:
    """All reports that this person may open."""
    role = signed_in(request).role
    found = [report for report in reports().values() if role in report.roles]
    return render(request, "advocacy/reports/list.html", {"reports": found})


@requires(*INSIDERS)
def report_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One report as a page, or as the file that is asked for."""
    report, form, scope = opened(request, code)
    document = report.document(scope)
    if wants_file(request):
        return answer(request, document.tables, _name(report, scope), document=document)
    context = {
        "report": report, "form": form, "document": document,
        "tables": [shown(table, request, n) for n, table in enumerate(document.tables, start=1)],
        "figures": _figures(document),
        "files": _files(request),
    }  # fmt: skip
    return render(request, "advocacy/reports/detail.html", context)


@requires(*INSIDERS)
def report_rows(request: HttpRequest, code: str, part: str) -> HttpResponse:
    """The rows that one number of a report adds up."""
    report, _form, scope = opened(request, code)
    try:
        table = report.rows(scope, part, request.GET.dict())
    except (KeyError, ValueError) as error:
        raise Http404 from error
    if wants_file(request):
        return answer(request, [table], f"{report.title} {table.title}")
    back = f"{reverse('report-detail', args=[code])}?{_query(scope.asked)}"
    context = {
        "report": report, "table": shown(table, request), "files": _files(request),
        "crumbs": [{"label": _("Reports"), "url": reverse("report-list")},
                   {"label": report.title, "url": back}],
    }  # fmt: skip
    return render(request, "advocacy/reports/rows.html", context)


def opened(request: HttpRequest, code: str) -> tuple[Report, ReportForm, Scope]:
    """The report, what it may be narrowed by and what it is about, for the person who asks."""
    report, user = reports().get(code), signed_in(request)
    if report is None:
        raise Http404
    if user.role not in report.roles:
        raise PermissionDenied(_("Managers, compliance and administrators open this report."))
    given = request.GET if any(map(_narrows, request.GET)) else None
    today = timezone.localdate()
    form = ReportForm(given, filters=report.filters, days=report.days, today=today)
    asked = tuple((name, request.GET[name]) for name in form.fields if request.GET.get(name))
    only = user.pk if user.role == Role.STAFF and "team" in code else None
    return report, form, Scope(code, only=only, asked=asked, **form.chosen())


def _narrows(name: str) -> bool:
    """Whether a part of the address says what is shown, and not how."""
    return name != "format" and not name.startswith(PAGE)


def _query(asked: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(asked))


def _name(report: Report, scope: Scope) -> str:
    """What a file is called: the report and whom it is about."""
    about = scope.study.protocol_id if scope.study else scope.sponsor or ""
    year = scope.starts.year if "year" in report.filters else ""
    return f"{report.code} {about} {year}"


def _figures(document: Document) -> list[dict[str, Any]]:
    return [
        {"label": f.label, "value": written(f.value, f.kind), "note": f.note,
         "url": f.value.url if isinstance(f.value, Link) else ""}
        for f in document.figures
    ]  # fmt: skip


def _files(request: HttpRequest) -> list[dict[str, str]]:
    """The addresses under which the same is taken along."""
    files = []
    for kind, label in FILES:
        query = request.GET.copy()
        for name in [name for name in query if name.startswith(PAGE)]:
            del query[name]
        query["format"] = kind
        files.append({"label": label, "url": f"{request.path}?{query.urlencode()}"})
    return files


routes: list[URLPattern] = [
    path("reports/", report_list, name="report-list"),
    path("reports/<slug:code>/", report_detail, name="report-detail"),
    path("reports/<slug:code>/<slug:part>/", report_rows, name="report-rows"),
]
