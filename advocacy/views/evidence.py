"""Where the records live on which a finding rests: each has its place on a page of its owner."""

from typing import Any
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse

from advocacy.access import INSIDERS, requires
from advocacy.models import (
    Agreement,
    Ask,
    BudgetLine,
    BusyPeriod,
    Clearance,
    Goal,
    OptOut,
    Partnership,
    Placement,
    Quote,
    Relationship,
    ReportBack,
    Stance,
    Stop,
    Touch,
)  # fmt: skip
from advocacy.views.pages import found

#: Kind of evidence → its model and the part of the page that shows it.
PLACES: dict[str, tuple[type[Model], str]] = {
    "touch": (Touch, "timeline"),
    "ask": (Ask, "ask"),
    "clearance": (Clearance, "clearance"),
    "quote": (Quote, "quotes"),
    "agreement": (Agreement, "agreement"),
    "placement": (Placement, "placements"),
    "report-back": (ReportBack, "report-back"),
    "stop": (Stop, "standing"),
    "stance": (Stance, "stance"),
    "tie": (Relationship, "ties"),
    "goal": (Goal, "goals"),
    "opt-out": (OptOut, "standing"),
    "busy-period": (BusyPeriod, "busy"),
    "budget-line": (BudgetLine, "budget"),
}


def evidence_view(model: type[Model], anchor: str) -> Any:
    """Lead from a record to the page that shows it."""

    @requires(*INSIDERS)
    def view(request: HttpRequest, pk: UUID) -> HttpResponse:
        row = found(model._default_manager.all(), pk)
        return redirect(f"{page_of(row)}#{anchor}")

    return view


def page_of(row: Any) -> str:
    """The partnership's page where the record belongs to one, else the group's or the study's.

    A stop binds more than the partnership it came from, so it is shown where the group is.
    """
    if isinstance(row, Clearance):
        own = Partnership.objects.of_study(row.study_id).with_groups([row.group_id]).first()
        return reverse("partnership-detail", args=[own.pk]) if own else group_page(row.group_id)
    if getattr(row, "partnership_id", None) and not isinstance(row, Stop):
        return reverse("partnership-detail", args=[row.partnership_id])
    if isinstance(row, OptOut) and row.person:
        return group_page(row.person.group_id)
    if isinstance(row, BudgetLine):
        return reverse("study-detail", args=[row.study_id])
    return group_page(row.group_id)


def group_page(pk: object) -> str:
    """The page of a group."""
    return reverse("group-detail", args=[pk])


def evidence_routes() -> list[URLPattern]:
    """One route a kind, named as findings look for it: touch-detail, stop-detail …"""
    return [
        path(f"records/{kind}/<uuid:pk>/", evidence_view(model, anchor), name=f"{kind}-detail")
        for kind, (model, anchor) in PLACES.items()
    ]
