"""The desk in numbers, and the rows behind each of them."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.access import DECIDERS, requires
from advocacy.forms.dashboard import NAMES, PERIODS, ScopeForm
from advocacy.models.scope import Scope
from advocacy.reports.dashboard import Section, sections
from advocacy.reports.dashboard_numbers import choices
from advocacy.reports.dashboard_rows import OF_NOW, SOURCES, subject_of
from advocacy.reports.files import answer, wants_file
from advocacy.reports.tables import Document, Table
from advocacy.reports.words import written
from advocacy.views.keyset import keyset

#: Most of what an address may say beside the scope.
LONGEST = 60
ORDER = (
    "funnel", "weeks", "answers-kind", "answers-channel", "refusals", "breaches", "overrides",
    "stops", "asks", "load", "workload",
)  # fmt: skip


@requires(*DECIDERS)
def dashboard(request: HttpRequest) -> HttpResponse:
    """All charts for a period and a scope; one of them, or all, as a file."""
    form = ScopeForm(asked_of(request))
    query = urlencode(form.query)
    parts = in_order(sections(form.scope, query=query))
    offered = choices()
    narrowed = narrowed_to(form.shown, offered)
    if wants_file(request):
        return as_file(request, parts, facts=[of_days(form.scope), *narrowed])
    context = {
        "form": form, "shown": form.shown, "sections": parts, "scope": form.scope,
        "query": query, "form_errors": form.errors, **offered, "narrowed": narrowed,
        "periods": PERIODS,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "advocacy/dashboard/page.html", context, status=status)


@requires(*DECIDERS)
def dashboard_rows(request: HttpRequest, what: str) -> HttpResponse:
    """The rows that one figure counts, page by page, or all as a file."""
    source = SOURCES.get(what)
    if source is None:
        raise Http404(what)
    form = ScopeForm(asked_of(request))
    asked = {
        name: value[:LONGEST].replace("\x00", "") for name, value in request.GET.dict().items()
    }
    rows = source.rows(form.scope, asked).values(*source.fields)
    title = f"{_(source.title)}{about(asked)}"
    if wants_file(request):
        told = (source.cells(row) for row in rows.order_by(*source.order))
        return answer(request, [Table(title, source.columns(), told)], title)
    page = keyset(rows, request, order=source.order)
    context = {
        "title": title, "page": page, "count": rows.count(), "scope": form.scope,
        "columns": source.columns(), "cells": [source.cells(row) for row in page.rows],
        "back": f"{reverse('dashboard')}?{urlencode(form.query)}", "timeless": what in OF_NOW,
    }  # fmt: skip
    return render(request, "advocacy/dashboard/rows.html", context)


def asked_of(request: HttpRequest) -> Mapping[str, Any]:
    """The scope in the address."""
    return {name: request.GET[name] for name in NAMES if name in request.GET}


def in_order(parts: list[Section]) -> list[Section]:
    """As one reads them."""
    known = {part.code: part for part in parts}
    return [known[code] for code in ORDER]


def narrowed_to(shown: Mapping[str, str], offered: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The study, sponsor and person whose numbers are shown, by name."""
    told = []
    for name, label, rows in (
        ("study", _("Study"), offered["studies"]), ("sponsor", _("Sponsor"), offered["sponsors"]),
        ("person", _("Person"), offered["people"]),
    ):  # fmt: skip
        if chosen := shown[name]:
            told += [(label, str(row["name"])) for row in rows if row["key"] == chosen]
    return told


def of_days(scope: Scope) -> tuple[str, str]:
    """The period, as a file tells it."""
    first, last = written(scope.since, "day"), written(scope.last, "day")
    return _("Period"), _("{first} to {last}, days in UTC").format(first=first, last=last)


def as_file(
    request: HttpRequest, parts: list[Section], *, facts: Sequence[tuple[str, str]]
) -> HttpResponse:
    """One chart's table, or all of them."""
    code = request.GET.get("part", "")
    chosen = [part.table for part in parts if part.code == code] if code else None
    if chosen == []:
        raise Http404(code)
    tables = chosen or [part.table for part in parts]
    document = Document(_("Dashboard"), tables, facts=facts)
    return answer(request, tables, code or "dashboard", document=document)


def about(asked: Mapping[str, str]) -> str:
    """What the figure was about, in words."""
    told = subject_of(asked)
    return f": {told}" if told else ""
