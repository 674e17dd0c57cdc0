"""Partnerships: the list, the one record page, and the steps of the pipeline."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from advocacy.access import DECIDERS, INSIDERS, requires
from advocacy.forms import partnerships as forms
from advocacy.matching.names import searchable
from advocacy.models import ExitReason, FollowUpKind, Partnership, SideState, Stage
from advocacy.speech import labels
from advocacy.views.acts import act_view, partnership_of, sent, show_act
from advocacy.views.keyset import keyset
from advocacy.views.record import record
from advocacy.workflow.step import Done

#: Pages of actions that need no more than a form: /partnerships/<id>/<slug>/.
STEPS = {
    "edit": act_view(forms.EditForm, said=_("Saved.")),
    "profiled": act_view(
        forms.MarkProfiledForm, said=_("Profiled. Next: the sponsor’s clearance.")
    ),
    "pause": act_view(forms.PauseForm, said=_("Paused. Nobody writes to the group meanwhile.")),
    "resume": act_view(forms.ResumeForm, said=_("Taken up again.")),
    "irb-hold": act_view(forms.IrbHoldForm, said=_("Held.")),
    "lift-irb-hold": act_view(
        forms.LiftIrbHoldForm, said=_("The hold is lifted."), roles=DECIDERS
    ),
    "group-review": act_view(
        forms.GroupReviewForm, said=_("With the group. We wait for its answer.")
    ),
    "verbal-yes": act_view(forms.VerbalYesForm, said=_("Noted: pending written.")),
    "agree-terms": act_view(
        forms.AgreeTermsForm, said=_("Terms agreed. Next: the agreement.")
    ),
    "go-back": act_view(forms.GoBackForm, said=_("Gone back. The timeline says why.")),
    "close": act_view(forms.CloseForm, said=_("Closed.")),
    "follow-up": act_view(forms.FollowUpForm, said=_("Planned."), anchor="follow-ups"),
    "report": act_view(forms.ReportForm, said=_("Reported.")),
    "reopen": act_view(forms.ReopenForm, said=_("Open again, in this thread only.")),
    "note": act_view(forms.NoteForm, said=_("Noted."), anchor="timeline"),
}  # fmt: skip


@requires(*INSIDERS)
def partnership_renew(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Begin a new partnership where a completed one ended."""
    partnership = partnership_of(pk)
    form = forms.RenewForm(*sent(request), partnership=partnership)
    return show_act(request, partnership, form, said=_("Renewed."), to=to_new)


def to_new(done: Done) -> str:
    """The record page of the partnership that was just made."""
    return reverse("partnership-detail", args=[done.result.pk])


@requires(*INSIDERS)
def partnership_list(request: HttpRequest) -> HttpResponse:
    """All partnerships, newest movement first, narrowed as one likes."""
    form = forms.PartnershipFilterForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    rows = narrowed(Partnership.objects.all(), asked, user=request.user).listed()
    page = keyset(rows, request, order=("-stage_since", "-id"))
    context = {
        "filters": form,
        "page": page,
        "lines": lines_of(page.rows),
        "narrowed": any(asked.values()),
        "study": asked.get("study"),
        "sponsor": asked.get("sponsor"),
    }
    return render(request, "advocacy/partnerships/list.html", context)


@dataclass(frozen=True, slots=True)
class Line:
    """One partnership of a list."""

    id: UUID
    group: str
    study: str
    stage: str
    closed: bool
    side_state: str
    since: datetime
    step: str
    due_on: date | None
    owner: str


def lines_of(rows: Iterable[dict[str, Any]]) -> list[Line]:
    """Rows of `PartnershipQuerySet.listed` in words."""
    stages, exits = labels(Stage), labels(ExitReason)
    sides, steps = labels(SideState), labels(FollowUpKind)
    lines = []
    for row in rows:
        closed = row["stage"] == Stage.CLOSED
        kind, due_on = row["next_step"] or ("", None)
        study = row["study__nct_number"] or row["study__protocol_id"]
        lines.append(Line(
            id=row["id"], group=row["group__name"],
            study=f"{study} {row['study__title']} · {row['study__sponsor__name']}",
            stage=exits[row["exit_reason"]] if closed else stages[row["stage"]], closed=closed,
            side_state=sides[row["side_state"]] if row["side_state"] else "",
            since=row["stage_since"], step=steps[kind] if kind else "",
            due_on=date.fromisoformat(due_on) if due_on else None, owner=row["owner__name"] or "–",
        ))  # fmt: skip
    return lines


def narrowed(rows: Any, asked: dict[str, Any], *, user: Any) -> Any:
    """The partnerships that the filters leave."""
    if asked.get("q"):
        rows = rows.of_groups_like(searchable(asked["q"]))
    stage = asked.get("stage")
    if stage and stage != "all":
        rows = rows.in_stage(stage)
    elif not stage:
        rows = rows.open()
    if asked.get("owner"):
        rows = rows.owned_by(user if asked["owner"] == "mine" else asked["owner"])
    if asked.get("side"):
        rows = rows.in_side_state(asked["side"])
    if asked.get("study"):
        rows = rows.of_study(asked["study"])
    return rows.of_sponsor(asked["sponsor"]) if asked.get("sponsor") else rows


@requires(*INSIDERS)
def partnership_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The one record page: where it stands, what the rules say, all that was agreed and done."""
    partnership = partnership_of(pk)
    return render(request, "advocacy/partnerships/detail.html", record(request, partnership))
