"""Budgets: the lines of all studies, and the money of one study with the rows behind each sum."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.money import BudgetFilterForm
from advocacy.models import (
    BudgetHold,
    BudgetLine,
    LimitVersion,
    Placement,
    Quote,
    Stage,
    Study,
    Touch,
    Transfer,
)  # fmt: skip
from advocacy.policy.limits import Limits
from advocacy.policy.text import percent
from advocacy.reports.files import answer, wants_file
from advocacy.views.approvals import approvals_of
from advocacy.views.keyset import Page, keyset
from advocacy.views.pages import found, signed_in
from advocacy.views.studies import crumbs, short
from advocacy.views.sums import costs_of, money_tables, sums_of, totals_of
from advocacy.workflow.forecast import Expected, expected
from advocacy.workflow.step import MANAGERS

#: How a list of rows behind a sum is called, newest or largest first.
SHOWN = {
    "offered": _("Offered"),
    "committed": _("Committed"),
    "paid": _("Paid"),
    "in_kind": _("Given in kind"),
    "reached": _("People reached"),
    "responses": _("Genuine responses"),
    "expected": _("Expected"),
    "quotes": _("Quotes"),
}
MOST_LINES = 5_000
#: What money bought: the rows of each, and how they are ordered.
BOUGHT: dict[str, tuple[type[Any], str]] = {
    "reached": (Placement, "-planned_on"),
    "responses": (Touch, "-occurred_at"),
}


@requires(*INSIDERS)
def budget_list(request: HttpRequest) -> HttpResponse:
    """The lines of all studies that run, each with what is spoken for and what stays free."""
    form = BudgetFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    limits = LimitVersion.objects.in_force()
    lines = narrowed(BudgetLine.objects.all(), asked, limits)
    held = lines.with_held().with_paid().select_related("study__sponsor")
    if wants_file(request):
        kept = list(held.order_by("study__title", "currency")[:MOST_LINES])
        rows = sums_of(kept, limits, expected({line.study_id for line in kept}))
        return answer(request, money_tables(rows), "budgets")
    page = keyset(held, request, order=("study__title", "currency", "id"))
    context = {
        "filters": form, "page": page, "narrowed": any(asked.values()), "limits": limits,
        "rows": sums_of(page.rows, limits, expected({line.study_id for line in page.rows})),
        "totals": totals_of(held[:MOST_LINES], limits),
        "share": percent(limits.contingency_share),
    }  # fmt: skip
    return render(request, "advocacy/money/list.html", context)


def narrowed(lines: Any, asked: dict[str, Any], limits: Limits) -> Any:
    """The lines that the filters leave."""
    if asked.get("studies") != "all":
        lines = lines.of_open_studies()
    if asked.get("sponsor"):
        lines = lines.of_sponsor(asked["sponsor"])
    if asked.get("currency"):
        lines = lines.in_currency(asked["currency"])
    return lines.short_of(limits.contingency_share) if asked.get("show") == "over" else lines


@requires(*INSIDERS)
def study_money(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One study: its lines, what they came from, what it cost, and the rows behind each number."""
    study = found(Study.objects.select_related("sponsor"), pk)
    limits = LimitVersion.objects.in_force()
    held = study.budget_lines.with_held().with_paid().select_related("approved_by", "study")
    open_ones = expected([study.pk])
    lines = sums_of(held.order_by("currency"), limits, open_ones)
    if wants_file(request):
        return answer(request, money_tables(lines, study, open_ones), f"money-{short(study)}")
    shown, currency = asked_rows(request)
    context = {
        "study": study, "crumbs": crumbs(study), "lines": lines, "limits": limits,
        "may_set_budget": signed_in(request).role in MANAGERS,
        "approvals": approvals_of(study),
        "costs": costs_of(study), "shown": shown, "currency": currency,
        "tabs": tabs(study, shown, currency),
        "stages": by_stage(open_ones),
        "without_line": sorted({one.currency for one in open_ones}
                               - {line.line.currency for line in lines}),
        **rows_of(request, study, shown, currency, open_ones),
    }  # fmt: skip
    return render(request, "advocacy/money/study.html", context)


def asked_rows(request: HttpRequest) -> tuple[str, str]:
    """Which rows are asked for, in which currency; blank for all of them."""
    shown = request.GET.get("show", "")
    return (shown if shown in SHOWN else "quotes"), request.GET.get("currency", "")[:3]


def rows_of(
    request: HttpRequest, study: Study, shown: str, currency: str, open_ones: list[Expected]
) -> dict[str, Any]:
    """The rows behind one number, a page at a time."""
    if shown == "expected":
        return {"page": Page([o for o in open_ones if not currency or o.currency == currency])}
    if shown in BOUGHT:
        model, order = BOUGHT[shown]
        rows = bought(model, study, currency)
        return {"page": keyset(rows, request, order=(order, "-id"))}
    return {"page": held_or_given(request, study, shown, currency)}


def bought(model: type[Any], study: Study, currency: str) -> Any:
    """What the partnerships that were paid brought: the rows behind the costs."""
    paid = Transfer.objects.of_study(study).in_money()
    if currency:
        paid = paid.in_currency(currency)
    if model is Touch:
        return Touch.objects.genuine_in(paid.partnerships())
    return Placement.objects.counted_in(paid.partnerships())


def held_or_given(request: HttpRequest, study: Study, shown: str, currency: str) -> Page:
    """The rows that have an amount."""
    rows: dict[str, QuerySet[Any]] = {
        "offered": BudgetHold.objects.of_study(study).offered(),
        "committed": BudgetHold.objects.of_study(study).committed(),
        "paid": Transfer.objects.of_study(study).in_money(),
        "in_kind": Transfer.objects.of_study(study).given_in_kind(),
        "quotes": Quote.objects.of_study(study),
    }
    chosen: Any = rows[shown]
    order = {"paid": "-given_on", "in_kind": "-given_on", "quotes": "-quoted_on"}.get(
        shown, "-amount"
    )
    narrowed_rows = chosen.in_currency(currency) if currency else chosen
    return keyset(narrowed_rows, request, order=(order, "-id"))


def tabs(study: Study, shown: str, currency: str) -> list[dict[str, Any]]:
    """The kinds of rows."""
    url = reverse("study-money", args=[study.pk])
    more = f"&currency={currency}" if currency else ""
    return [
        {"label": label, "url": f"{url}?show={code}{more}#rows", "current": code == shown}
        for code, label in SHOWN.items()
    ]


def by_stage(open_ones: list[Expected]) -> list[dict[str, Any]]:
    """What is expected by currency and stage: how many, how much counts, how many do not."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted(open_ones, key=lambda o: (o.currency, Stage(o.own.stage).position)):
        row = found.setdefault(
            (one.currency, one.own.stage),
            {"currency": one.currency, "stage": one.own.get_stage_display(), "n": 0,
             "counted": 0, "unwilling": 0},
        )  # fmt: skip
        row["n"] += 1
        row["counted"] += one.counted
        row["unwilling"] += not one.willing
    return list(found.values())


routes: list[URLPattern] = [
    path("budgets/", budget_list, name="budget-list"),
    path("studies/<uuid:pk>/money/", study_money, name="study-money"),
]
