"""Reports: one page, three kinds of files and the rows behind each number, for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
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
from advocacy.reports.cut import cut
from advocacy.reports.files import answer, wants_file
from advocacy.reports.registry import PAGE_ROWS, Report, Scope, reports
from advocacy.reports.tables import Column, Document, Link, Table
from advocacy.reports.words import written
from advocacy.views.pages import signed_in

FILES = (("pdf", "PDF"), ("xlsx", "Excel"), ("csv", "CSV"))


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A cell's text, the address that it leads to, and whether it is a figure."""

    text: str
    url: str
    is_figure: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as a page shows it."""

    title: str
    columns: Sequence[Column]
    lines: Sequence[Sequence[ShownCell]]
    note: str


def shown(table: Table) -> Shown:
    """The first rows of a table; what is left out is said."""
    kept = cut(table, rows=PAGE_ROWS)
    lines = [
        [
            ShownCell(
                written(cell, column.kind),
                cell.url if isinstance(cell, Link) else "",
                column.is_figure,
            )
            for cell, column in zip(row, table.columns, strict=True)
        ]
        for row in kept.rows
    ]
    told = _("The files have more.") if kept.told else ""
    note = " ".join(filter(None, (str(table.note), kept.told, told)))
    return Shown(str(table.title), table.columns, lines, note)


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
        "tables": [shown(table) for table in document.tables], "figures": _figures(document),
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
        "report": report, "table": shown(table), "files": _files(request),
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
    given = request.GET if set(request.GET) - {"format"} else None
    today = timezone.localdate()
    form = ReportForm(given, filters=report.filters, days=report.days, today=today)
    asked = tuple((name, request.GET[name]) for name in form.fields if request.GET.get(name))
    only = user.pk if user.role == Role.STAFF and "team" in code else None
    return report, form, Scope(code, only=only, asked=asked, **form.chosen())


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
        query["format"] = kind
        files.append({"label": label, "url": f"{request.path}?{query.urlencode()}"})
    return files


routes: list[URLPattern] = [
    path("reports/", report_list, name="report-list"),
    path("reports/<slug:code>/", report_detail, name="report-detail"),
    path("reports/<slug:code>/<slug:part>/", report_rows, name="report-rows"),
]
