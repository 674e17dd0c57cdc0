"""Studies: the list, one study, and what a person changes about it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.studies import BudgetForm, StudyEditForm, StudyFilterForm, StudyForm
from advocacy.matching.names import searchable
from advocacy.models import (
    BudgetLine,
    ChannelKind,
    LimitVersion,
    Partnership,
    SponsorContact,
    Stage,
    Study,
)  # fmt: skip
from advocacy.models.countries import COUNTRIES
from advocacy.views.candidates import MOST_FITTING, fitting
from advocacy.views.keyset import keyset, searched
from advocacy.views.pages import form_page, found, posted, signed_in
from advocacy.workflow.step import MANAGERS, Done

MOST_EVENTS = 20
MOST_PARTNERSHIPS = 50
MOST_MATERIALS = 100


@requires(*INSIDERS)
def study_list(request: HttpRequest) -> HttpResponse:
    """Studies by their launch, found by a few letters, narrowed by sponsor, condition, place."""
    form = StudyFilterForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else getattr(form, "cleaned_data", {})
    studies = narrowed(Study.objects.for_page(), asked)
    words, close = searchable(asked.get("q") or ""), False
    if words:
        page, close = searched(studies, request, words)
    else:
        page = keyset(studies.by_launch(), request, order=("launch_order", "title", "id"))
    counts = Partnership.objects.open().counted_by_study([study.pk for study in page.rows])
    context = {
        "filters": form,
        "page": page,
        "close": close,
        "counts": counts,
        "narrowed": any(asked.values()),
    }
    return render(request, "advocacy/studies/list.html", context)


def narrowed(studies: Any, asked: dict[str, Any]) -> Any:
    """The studies that the filters leave."""
    if asked.get("sponsor"):
        studies = studies.run_by(asked["sponsor"])
    if asked.get("condition"):
        studies = studies.about(asked["condition"])
    if not asked.get("status"):
        studies = studies.open()
    elif asked["status"] != "all":
        studies = studies.in_status(asked["status"])
    if asked.get("country"):
        studies = studies.in_country(asked["country"])
    return studies


@requires(*INSIDERS)
def study_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One study: facts, milestones, sponsor, budget, material, partnerships, timeline."""
    study = found(Study.objects.select_related("sponsor", "acting_agency"), pk)
    context = {
        "study": study,
        "conditions": list(study.conditions.all()),
        "countries": [COUNTRIES.get(code, code) for code in study.countries],
        "contacts": SponsorContact.objects.present().of(study.sponsor_id),
        "lines": study.budget_lines.with_held().select_related("approved_by"),
        "contingency_share": LimitVersion.objects.in_force().contingency_share,
        "materials": study.materials.prefetch_related("approvals")[:MOST_MATERIALS],
        "fitting_count": fitting(study)[: MOST_FITTING + 1].count(),
        "most_fitting": MOST_FITTING,
        "channels": dict(ChannelKind.choices),
        "today": timezone.localdate(),
        "may_set_budget": signed_in(request).role in MANAGERS,
        "events": study.events.for_page()[:MOST_EVENTS],
        **pipeline(study),
    }
    return render(request, "advocacy/studies/detail.html", context)


@requires(*INSIDERS)
def study_timeline(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All that happened in a study, a page at a time."""
    study = found(Study.objects.all(), pk)
    page = keyset(study.events.for_page(), request, order=("-at", "-id"))
    context = {"study": study, "page": page, "crumbs": crumbs(study)}
    return render(request, "advocacy/studies/timeline.html", context)


def pipeline(study: Study) -> dict[str, Any]:
    """The study's partnerships: how many in each stage, and those that are under way."""
    ours = Partnership.objects.of_study(study)
    stages = [(Stage(code), n) for code, n in ours.counted_by_stage().items() if n]
    return {
        "stages": stages,
        "partnerships": ours.open().select_related("group", "owner")[:MOST_PARTNERSHIPS],
    }


@requires(*INSIDERS)
def study_create(request: HttpRequest) -> HttpResponse:
    """Write a study down."""
    return form_page(
        request,
        StudyForm(posted(request)),
        subject=None,
        to=to_study,
        said=lambda done: _("{study} is on file. Next: its budget and its candidates.").format(
            study=done.result
        ),
        context={
            "title": _("Add a study"),
            "back": reverse("study-list"),
            "crumbs": [list_crumb()],
        },
    )


def to_study(done: Done) -> str:
    """The page of the study that an action has just made."""
    return reverse("study-detail", args=[done.result.pk])


@requires(*INSIDERS)
def study_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mend a study; a moved launch is said with its reason."""
    study = found(Study.objects.select_related("sponsor", "acting_agency"), pk)
    return form_page(
        request,
        StudyEditForm(posted(request), instance=study),
        subject=study,
        to=reverse("study-detail", args=[pk]),
        said=_("Saved."),
        context={"title": _("Edit the study"), "crumbs": crumbs(study)},
    )


@requires(*MANAGERS)
def budget_set(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what the sponsor approved, or raise it."""
    study = found(Study.objects.select_related("sponsor"), pk)
    return form_page(
        request,
        BudgetForm(posted(request), study=study, instance=line_to_change(request, study)),
        subject=study,
        to=reverse("study-detail", args=[pk]),
        said=_("The budget is recorded."),
        context={
            "title": _("Set the budget"),
            "lead": _("One line for each currency. A line that is there already is changed."),
            "crumbs": crumbs(study),
            "study": study,
        },
        template="advocacy/money/set.html",
    )


def line_to_change(request: HttpRequest, study: Study) -> BudgetLine | None:
    """The line of the currency that was sent or asked for; with ?only=1 the only one there is."""
    lines: QuerySet[BudgetLine] = study.budget_lines.all()
    wanted = request.POST.get("currency") or request.GET.get("currency", "")
    if not wanted and "only" in request.GET and len(lines) == 1:
        return lines[0]
    return next((line for line in lines if line.currency == wanted), None)


def list_crumb() -> dict[str, str]:
    """The way back to the list."""
    return {"label": _("Studies"), "url": reverse("study-list")}


def crumbs(study: Study) -> list[dict[str, str]]:
    """The way back to the study."""
    return [list_crumb(), {"label": short(study), "url": reverse("study-detail", args=[study.pk])}]


def short(study: Study) -> str:
    """What a study is called where there is little room."""
    return study.nct_number or study.protocol_id
