"""The ledger of promises: what each group was promised and got, overdue ones first."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.access import INSIDERS, requires
from advocacy.addresses import address
from advocacy.forms.base import ActionForm
from advocacy.forms.promises import DeliveredForm, NotDeliveredForm, PromiseFilterForm
from advocacy.models import Ask, Promise, PromiseKind, PromiseState
from advocacy.reports.files import answer, wants_file
from advocacy.reports.tables import Column, Table
from advocacy.templatetags.ui import money
from advocacy.views.acts import around, partnership_of
from advocacy.views.keyset import keyset
from advocacy.views.pages import form_page, found, posted

#: Those owed come by the day on which they are due, so that what is overdue stands on top.
BY_DUE = ("due_order", "key")
TABS = {
    "": gettext_lazy("Owed"),
    "overdue": gettext_lazy("Overdue"),
    "kept": gettext_lazy("Kept"),
    "offered": gettext_lazy("Offered only"),
    "all": gettext_lazy("All"),
}
ORDERS = {"kept": ("-kept_on", "-key"), "offered": ("-promised_on", "-key"),
          "all": ("rank", *BY_DUE)}  # fmt: skip
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One promise of the list."""

    kind: str
    words: str
    group: str
    group_id: UUID
    study: str
    study_id: UUID
    partnership_id: UUID
    owner: str
    promised_on: date
    due_on: date | None
    overdue: bool
    state: str
    kept_on: date | None
    got: str
    keep_url: str
    keep_label: str
    undo_url: str


def line_of(row: dict[str, Any], *, today: date) -> Line:
    """A row of the ledger in words, with where the promise is kept."""
    owed = row["state"] == PromiseState.OWED
    url, label = keeping(row) if row["state"] != PromiseState.KEPT else ("", "")
    study = row["study__nct_number"] or row["study__protocol_id"]
    return Line(
        kind=str(PromiseKind(row["kind"]).label), words=words_of(row), group=row["group__name"],
        group_id=row["group_id"], study=f"{study} {row['study__title']}",
        study_id=row["study_id"], partnership_id=row["partnership_id"],
        owner=row["partnership__owner__name"] or "–", promised_on=row["promised_on"],
        due_on=row["due_on"], overdue=owed and row["due_on"] is not None and row["due_on"] < today,
        state=row["state"], kept_on=row["kept_on"], got=got_of(row), keep_url=url,
        keep_label=label, undo_url=undoing(row),
    )  # fmt: skip


def words_of(row: dict[str, Any]) -> str:
    """What was promised: the words, or the fee."""
    if row["kind"] == PromiseKind.FEE:
        return money(row["amount"], row["currency"])
    return str(row["words"])


def got_of(row: dict[str, Any]) -> str:
    """What the group has got so far."""
    if row["kind"] == PromiseKind.FEE and row["kept_amount"]:
        return _("{amount} paid").format(amount=money(row["kept_amount"], row["currency"]))
    return str(row["evidence"])


def keeping(row: dict[str, Any]) -> tuple[str, str]:
    """Where the promise is kept, and what that is called."""
    record, own = row["record"], row["partnership_id"]
    match row["kind"]:
        case PromiseKind.BENEFIT:
            return address("promise-delivered", record), _("It is delivered")
        case PromiseKind.REPORT_BACK:
            return address("report-back-sent", record), _("It is sent")
    return address("partnership-transfer", own), _("Record the transfer")


def undoing(row: dict[str, Any]) -> str:
    """Where a benefit that was noted as delivered is taken back; blank for anything else."""
    return address("promise-not-delivered", row["record"]) if row["noted"] else ""


@requires(*INSIDERS)
def promise_list(request: HttpRequest) -> HttpResponse:
    """The ledger, those owed by their day; narrowed by group, study, kind and owner."""
    form = PromiseFilterForm(request.GET)
    form.is_valid()
    asked, today = form.cleaned_data, timezone.localdate()
    shown = str(asked.get("show") or "")
    shown = shown if shown in TABS else ""
    everything = narrowed(Promise.objects.all(), asked)
    rows = chosen(everything, shown, today).listed()
    order = ORDERS.get(shown, BY_DUE)
    if wants_file(request):
        lines = [line_of(row, today=today) for row in rows.order_by(*order)[:MOST_ROWS]]
        return answer(request, [as_table(lines)], "promises")
    page = keyset(rows, request, order=order)
    counts = everything.counted(today)
    context = {
        "filters": form, "page": page, "shown": shown, "counts": counts,
        "lines": [line_of(row, today=today) for row in page.rows],
        "tabs": tabs(request, shown, counts), "study": asked.get("study"),
        "narrowed": any(value for name, value in asked.items() if name != "show"),
    }  # fmt: skip
    return render(request, "advocacy/promises/list.html", context)


def narrowed(rows: Any, asked: dict[str, Any]) -> Any:
    """The promises that the filters leave."""
    if asked.get("kind"):
        rows = rows.of_kind(asked["kind"])
    if asked.get("group"):
        rows = rows.of_group(asked["group"])
    if asked.get("study"):
        rows = rows.of_study(asked["study"])
    return rows.owned_by(asked["owner"]) if asked.get("owner") else rows


def chosen(rows: Any, shown: str, today: date) -> Any:
    """Those of one tab."""
    if shown == "overdue":
        return rows.overdue(today)
    if shown == "all":
        return rows
    return rows.in_state(shown or PromiseState.OWED)


def tabs(request: HttpRequest, shown: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The states, each with how many there are."""
    query = request.GET.copy()
    made = []
    for code, label in TABS.items():
        for stale in ("after", "before", "show"):
            query.pop(stale, None)
        if code:
            query["show"] = code
        count = counts[code or "owed"] if code != "all" else None
        url = f"{reverse('promise-list')}?{query.urlencode()}"
        made.append({"label": label, "url": url, "current": code == shown, "count": count})
    return made


def as_table(lines: list[Line]) -> Table:
    """The ledger as a file."""
    labels = dict(PromiseState.choices)
    return Table(
        title=_("Promises"),
        columns=[
            Column(_("Group")), Column(_("Study")), Column(_("What")), Column(_("Promised")),
            Column(_("Promised on"), "day"), Column(_("Due"), "day"), Column(_("State")),
            Column(_("Kept on"), "day"), Column(_("What they got")), Column(_("Owner")),
        ],
        rows=[
            [
                one.group, one.study, one.kind, one.words, one.promised_on, one.due_on,
                _("Overdue") if one.overdue else str(labels[one.state]), one.kept_on, one.got,
                one.owner,
            ]
            for one in lines
        ],
    )  # fmt: skip


@requires(*INSIDERS)
def promise_delivered(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that the group has the benefit which an ask named."""
    return of_benefit(
        request, pk, DeliveredForm(posted(request)), title=_("The benefit is delivered"),
        said=_("Noted. The group has what it was promised."),
    )  # fmt: skip


@requires(*INSIDERS)
def promise_not_delivered(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back that the group has the benefit which an ask named."""
    return of_benefit(
        request, pk, NotDeliveredForm(posted(request)), title=_("Not delivered after all"),
        said=_("Taken back. The benefit is owed again."),
    )  # fmt: skip


def of_benefit(
    request: HttpRequest, pk: UUID, form: ActionForm, *, title: str, said: str
) -> HttpResponse:
    """A form about the benefit of an ask; an ask without one has no such page."""
    ask = found(Ask.objects.all(), pk)
    if not ask.benefit:
        raise Http404
    partnership = partnership_of(ask.partnership_id)
    return form_page(
        request, form, subject=ask, to=reverse("promise-list"), said=said,
        context={**around(partnership), "title": title, "lead": ask.benefit},
    )  # fmt: skip


routes: list[URLPattern] = [
    path("promises/", promise_list, name="promise-list"),
    path("asks/<uuid:pk>/delivered/", promise_delivered, name="promise-delivered"),
    path("asks/<uuid:pk>/not-delivered/", promise_not_delivered, name="promise-not-delivered"),
]
