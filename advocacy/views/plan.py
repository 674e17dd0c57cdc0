"""The lead-time planner of a study: what fits its launch, and what would fit another one."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.access import INSIDERS, requires
from advocacy.forms.plan import LaunchForm, TryForm
from advocacy.models import GroupKind, PhaseDuration, Study
from advocacy.policy import lead_time
from advocacy.policy.facts import Phase
from advocacy.policy.words import PHASES
from advocacy.reports.files import answer, wants_file
from advocacy.reports.tables import Column, Table
from advocacy.templatetags.ui import words
from advocacy.views.gantt import axis_of, lines_of, starts_of
from advocacy.views.keyset import keyset
from advocacy.views.pages import form_page, found, posted, signed_in
from advocacy.views.studies import crumbs, short
from advocacy.views.turns import in_turn
from advocacy.workflow.planner import Outlook, Plan, changed, plan_of
from advocacy.workflow.step import MANAGERS, Done

ROWS = 500
STATES = ("late", "close", "fits", "done")


@dataclass(frozen=True, slots=True)
class Trial:
    """The plan as it is and as it would be; `tried` is the launch that is looked at."""

    plan: Plan
    stored: date | None
    tried: date
    outlooks: list[Outlook]
    gains: set[str]
    loses: set[str]

    @property
    def is_preview(self) -> bool:
        return self.tried != self.stored

    def change(self, one: Outlook) -> str:
        """What the tried launch changes for one partnership."""
        key = str(one.own.pk)
        return "gain" if key in self.gains else "lose" if key in self.loses else ""

    def shown(self, wanted: str) -> list[Outlook]:
        """Those that a filter leaves, the latest first and what is done last."""
        rows = [
            one for one in self.outlooks
            if not wanted or wanted in (one.judged.state, self.change(one))
        ]  # fmt: skip
        return sorted(rows, key=lambda o: (o.judged.done, o.judged.slack, o.own.group.name))


def trial(study: Study, tried: date | None) -> Trial:
    """The rule over all partnerships, under the study's launch and under the tried one."""
    plan, stored = plan_of(study), study.launch_on
    looked_at = tried or stored or timezone.localdate()
    outlooks = plan.under(looked_at)
    gains: set[str] = set()
    loses: set[str] = set()
    if stored is not None and looked_at != stored:
        gains, loses = changed(plan.under(stored), outlooks)
    return Trial(plan, stored, looked_at, outlooks, gains, loses)


@requires(*INSIDERS)
@in_turn
def study_plan(request: HttpRequest, pk: UUID) -> HttpResponse:
    """All partnerships of a study, back from its launch or from one that is only tried."""
    study = found(Study.objects.select_related("sponsor"), pk)
    form = TryForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    if study.launch_on is None and not asked.get("launch"):
        context = {"study": study, "form": form, "crumbs": crumbs(study)}
        return render(request, "advocacy/studies/plan_empty.html", context)
    now = trial(study, asked.get("launch"))
    rows = now.shown(asked.get("show") or "")
    if wants_file(request):
        return answer(request, [as_table(study, now, rows)], f"plan-{short(study)}")
    manages = signed_in(request).role in MANAGERS
    context = {
        "study": study, "form": form, "crumbs": crumbs(study), "trial": now,
        "show": asked.get("show") or "", "manages": manages,
        **drawn(now, rows, start=asked.get("start") or 0), **durations_of(now.plan),
    }  # fmt: skip
    if manages and now.is_preview:
        context["launch_form"] = LaunchForm(instance=study, initial={"launch_on": now.tried})
    return render(request, "advocacy/studies/plan.html", context)


def drawn(now: Trial, rows: list[Outlook], *, start: int) -> dict[str, Any]:
    """The rows of one page with their axis, and how many there are of each kind."""
    today = timezone.localdate()
    axis = axis_of(now.outlooks, today=today, launch_on=now.stored or now.tried, tried=now.tried)
    counts = Counter(one.judged.state for one in now.outlooks)
    page = rows[start : start + ROWS]
    return {
        "axis": axis, "today": today, "today_x": axis.at(today), "launch_x": axis.at(now.tried),
        "stored_x": axis.at(now.stored) if now.stored and now.is_preview else None,
        "day": (now.tried - axis.starts_on).days,
        "lines": lines_of(((one, now.change(one)) for one in page), axis),
        "counts": [(state, counts[state]) for state in STATES],
        "total": len(now.outlooks), "found": len(rows),
        "gains": len(now.gains), "loses": len(now.loses),
        "all_fit_from": all_fit_from(now),
        "next_start": start + ROWS if len(rows) > start + ROWS else None,
        "previous_start": max(start - ROWS, 0) if start else None,
    }  # fmt: skip


def all_fit_from(now: Trial) -> date | None:
    """The first launch for which every partnership has time enough; None where all have it now."""
    late = {id(o.judged): o.judged for o in now.outlooks if o.judged.state == "late"}.values()
    return max(
        (lead_time.earliest_launch(one.phases, today=one.today) for one in late), default=None
    )


def durations_of(plan: Plan) -> dict[str, Any]:
    """How long each phase takes: by kind beside the policy's own figure, and by group."""
    names = {str(own.group_id): own.group.name for own, _facts in plan.known}
    codes = {own.group.kind for own, _facts in plan.known}
    kinds = [(kind.value, kind.label) for kind in GroupKind if kind in codes]
    known = {(one.whose, one.phase): one for one in plan.durations}
    default = {p.phase: p for p in lead_time.default_phases(plan.limits)}
    short_ones = {p.phase: p for p in lead_time.default_phases(plan.limits, short=True)}
    return {
        "kinds": kinds,
        "phases": [
            {
                "label": words(PHASES[phase]), "default": default[phase].weeks,
                "small": short_ones[phase].weeks,
                "learned": [(kind, label, known.get((kind, phase))) for kind, label in kinds],
            }
            for phase in Phase
        ],
        "own_durations": [
            (names[one.whose], words(PHASES[one.phase]), one)
            for one in plan.durations if one.used and one.whose in names
        ],
        "needed": plan.limits.learned_partnerships,
        "master_weeks": plan.limits.contract_weeks_master,
        "light": [words(one.title) for one in lead_time.light_activities(plan.limits)],
        "light_hours": plan.limits.light_ask_hours,
        "light_weeks": lead_time.weeks_needed(short_ones.values()),
    }  # fmt: skip


def as_table(study: Study, now: Trial, rows: list[Outlook]) -> Table:
    """The plan as a file."""
    states = {"late": _("too late"), "close": _("close"), "fits": _("in time"), "done": _("done")}
    return Table(
        title=_("Plan of {study} to {day}").format(study=short(study), day=now.tried),
        columns=[
            Column(_("Group")), Column(_("Stage")), Column(_("Owner")), Column(_("State")),
            Column(_("Days to spare"), "number"), Column(_("First phase starts by"), "day"),
            Column(_("Latest starts")), Column(_("Why")),
        ],
        rows=[
            [
                one.own.group.name, one.own.get_stage_display(), str(one.own.owner or ""),
                states[one.judged.state], None if one.judged.done else one.judged.slack,
                one.judged.windows[0].starts_on if one.judged.windows else None,
                starts_of(one.judged),
                words(one.judged.finding.because),
            ]
            for one in rows
        ],
    )  # fmt: skip


@requires(*MANAGERS)
def study_launch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move the launch with its reason, and tell what the move does."""
    study = found(Study.objects.select_related("sponsor"), pk)
    form = LaunchForm(posted(request), instance=study, initial=first_look(request))
    before = trial(study, None) if request.method == "POST" else None
    return form_page(
        request, form, subject=study, to=reverse("study-plan", args=[pk]),
        said=lambda done: moved_words(done, before),
        context={
            "title": _("Move the launch"), "crumbs": crumbs(study),
            "lead": _("The whole plan is counted anew from the new day."),
        },
    )  # fmt: skip


def first_look(request: HttpRequest) -> dict[str, str]:
    """The launch that was tried, where one was."""
    tried = TryForm(request.GET)
    launch = tried.cleaned_data.get("launch") if tried.is_valid() else None
    return {"launch_on": launch} if launch else {}


def moved_words(done: Done, before: Trial | None) -> str:
    """How many partnerships gained time enough by the move, and how many lost it."""
    launch = done.result.launch_on
    if before is None or before.stored is None:
        return _("The launch is set. The plan is counted back from it.")
    gains, loses = changed(before.outlooks, before.plan.under(launch))
    n, m = len(gains), len(loses)
    gained = ngettext("{n} partnership gains time enough", "{n} partnerships gain time enough", n)
    lost = ngettext("{m} loses it", "{m} lose it", m)
    return _("The launch is moved: {gained}, {lost}.").format(
        gained=gained.format(n=n), lost=lost.format(m=m)
    )


@requires(*INSIDERS)
def study_durations(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The finished partnerships behind a learned duration."""
    study = found(Study.objects.select_related("sponsor"), pk)
    kind, phase = request.GET.get("kind", ""), request.GET.get("phase", "")
    rows = PhaseDuration.objects.finished_of(kind=kind, phase=phase)
    page = keyset(rows, request, order=("-created_at", "-id"))
    kinds, phases = dict(GroupKind.choices), {p.value: words(PHASES[p]) for p in Phase}
    context = {
        "study": study, "page": page, "crumbs": [*crumbs(study), plan_crumb(study)],
        "kind": kinds.get(kind, _("all kinds")), "phase": phases.get(phase, _("all phases")),
        "phases": phases,
    }  # fmt: skip
    return render(request, "advocacy/studies/durations.html", context)


def plan_crumb(study: Study) -> dict[str, str]:
    return {"label": _("Plan"), "url": reverse("study-plan", args=[study.pk])}


routes: list[URLPattern] = [
    path("studies/<uuid:pk>/plan/", study_plan, name="study-plan"),
    path("studies/<uuid:pk>/plan/durations/", study_durations, name="study-durations"),
    path("studies/<uuid:pk>/launch/", study_launch, name="study-launch"),
]
