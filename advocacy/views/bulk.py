"""One action for many rows: a verdict for each before anything runs, then one by one.

Every row goes through `preview` and `perform` as if it stood alone: the same rules, the same
events. What is refused is left out and told; the rest is done.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocacy.access import INSIDERS, requires
from advocacy.forms.bulk import AskForm, BulkForm, CloseForm, ReassignForm, StartManyForm
from advocacy.models import Clearance, Group, Partnership, Study
from advocacy.policy.facts import Act, Intent
from advocacy.policy.verdict import Decision
from advocacy.templatetags.ui import words
from advocacy.views.pages import found, gone, list_before, signed_in
from advocacy.workflow.errors import WorkflowError
from advocacy.workflow.gather import decide_many
from advocacy.workflow.gather.sponsors import family_of
from advocacy.workflow.perform import perform, preview

MOST = 100
DEEDS: dict[str, type[BulkForm]] = {
    "reassign": ReassignForm,
    "clearance": AskForm,
    "close": CloseForm,
}


@dataclass(slots=True)
class Row:
    """One row: what it is about, why it is left out (blank = it is not), what came of it."""

    key: str
    label: str
    note: str
    url: str
    subject: Any
    data: dict[str, Any] = field(default_factory=dict)
    problem: str = ""
    decision: Decision | None = None
    done: bool = False


@require_POST
@requires(*INSIDERS)
def bulk_partnerships(request: HttpRequest) -> HttpResponse:
    """Hand over, ask the sponsor about, or close the chosen partnerships."""
    back = list_before(request, reverse("partnership-list"))
    form_class = DEEDS.get(request.POST.get("deed", ""))
    keys = chosen(request)
    if problem := wrong(keys, known=form_class is not None):
        return refuse(request, back, problem)
    assert form_class is not None
    records = list(Partnership.objects.for_page().filter(pk__in=keys).order_by("group__sort_name"))
    if form_class is AskForm:
        most = Counter(record.study.sponsor_id for record in records).most_common(1)
        records.sort(key=lambda record: [record.study.sponsor_id] != [key for key, __ in most])
    rows = [row_of(record) for record in records]
    if form_class is AskForm:
        one_sponsor(rows)
    form = form_class(posted_values(request), rows=records)
    return carry_out(request, form, rows, back=back)


@require_POST
@requires(*INSIDERS)
def bulk_candidates(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Start a partnership with each of the chosen candidates."""
    study = found(Study.objects.select_related("sponsor"), pk)
    back = list_before(request, reverse("study-candidates", args=[pk]))
    keys = chosen(request)
    if problem := wrong(keys, known=True):
        return refuse(request, back, problem)
    groups = list(Group.objects.standing().filter(pk__in=keys).order_by("sort_name", "id"))
    ours = Partnership.objects.of_study(study).open().with_groups([g.pk for g in groups])
    under_way = {p.group_id: p for p in ours}
    decisions = decide_many(study=study, groups=groups, intent=Intent(Act.CONSIDER))
    rows = [
        Row(
            str(g.pk), g.name, g.place, reverse("group-detail", args=[g.pk]), study, {"group": g},
            _("There is an open partnership already.") if g.pk in under_way else "",
            decisions[g.pk],
        )
        for g in groups
    ]  # fmt: skip
    form = StartManyForm(posted_values(request), initial={"owner": signed_in(request)})
    return carry_out(request, form, rows, back=back)


def chosen(request: HttpRequest) -> list[UUID]:
    """The ticked rows; what is no id is left out."""
    found_ = []
    for text in request.POST.getlist("row")[: MOST + 1]:
        try:
            found_.append(UUID(text))
        except ValueError:
            continue
    return found_


def wrong(keys: Sequence[UUID], *, known: bool) -> str:
    """What to say where nothing can be done with the choice."""
    if not known:
        return _("Choose what is to be done with the rows.")
    if not keys:
        return _("Tick the rows first.")
    if len(keys) > MOST:
        return _("Tick {n} rows at most.").format(n=MOST)
    return ""


def refuse(request: HttpRequest, back: str, problem: str) -> HttpResponse:
    """Back to the list, with a word."""
    messages.error(request, problem)
    return gone(request, back)


def posted_values(request: HttpRequest) -> Any:
    """What was filled in; None while the rows were only just chosen."""
    return request.POST if "confirmed" in request.POST else None


def row_of(record: Partnership) -> Row:
    """A partnership as a row."""
    note = f"{record.study} · {record.get_stage_display()}"
    url = reverse("partnership-detail", args=[record.pk])
    return Row(str(record.pk), record.group.name, note, url, record)


def one_sponsor(rows: Sequence[Row]) -> None:
    """One person answers for one sponsor family; what was asked already is not asked twice."""
    if not rows:
        return
    family = family_of(rows[0].subject.study.sponsor, day=timezone.localdate()).members
    asked = {
        (row.study_id, row.group_id)
        for row in Clearance.objects.unanswered().filter(
            study__in=[row.subject.study_id for row in rows],
            group__in=[row.subject.group_id for row in rows],
        )
    }
    for row in rows:
        if row.subject.study.sponsor_id not in family:
            row.problem = _("Another sponsor. Ask its own people.")
        elif (row.subject.study_id, row.subject.group_id) in asked:
            row.problem = _("Asked already; the answer is still to come.")


def carry_out(request: HttpRequest, form: BulkForm, rows: list[Row], *, back: str) -> HttpResponse:
    """Show the verdict on each row; once that is confirmed, do what can be done."""
    context = {"form": form, "rows": rows, "back": back, "title": form.title, "lead": form.lead,
               "deed": request.POST.get("deed", "")}  # fmt: skip
    if form.is_bound and form.is_valid():
        for row in rows:
            run(request, form, row)
        context["done"] = sum(row.done for row in rows)
        return render(request, "advocacy/bulk/result.html", context)
    for row in rows:
        judge(request, form, row)
    context["possible"] = sum(not row.problem for row in rows)
    status = 422 if form.is_bound else 200
    return render(request, "advocacy/bulk/check.html", context, status=status)


def judge(request: HttpRequest, form: BulkForm, row: Row) -> None:
    """What would come of it, without writing anything."""
    if row.problem:
        return
    said = preview(form.action, actor=signed_in(request), subject=row.subject, data=row.data)
    if said.refused is not None:
        row.problem = words(said.refused.text)


def run(request: HttpRequest, form: BulkForm, row: Row) -> None:
    """Do it for one row; a refusal stays with the row."""
    if row.problem:
        return
    try:
        done = perform(
            form.action, actor=signed_in(request), subject=row.subject,
            data={**form.values, **row.data},
        )  # fmt: skip
    except WorkflowError as error:
        row.problem = words(error.text)
        return
    row.done = True
    if isinstance(done.result, Partnership):
        row.url = reverse("partnership-detail", args=[done.result.pk])
