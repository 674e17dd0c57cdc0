"""The pipeline as a board: a column a stage, the most urgent cards first, lanes as one likes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.board import BoardFilterForm
from advocacy.models import Partnership, Stage
from advocacy.models.board import COLUMNS, LANES, URGENCY, cards, counted, first_cards, in_lanes
from advocacy.views.board_cards import Card, cards_of
from advocacy.views.keyset import first_of, keyset
from advocacy.views.partnerships import narrowed

A_COLUMN, A_CELL = 30, 5
LANES_A_PAGE = 8
FILTERS = ("q", "owner", "side", "study", "sponsor")
NO_LANE = "none"


@dataclass(slots=True)
class Column:
    """One stage, or one stage in one lane."""

    stage: str
    label: str
    count: int
    url: str
    cards: list[Card] = field(default_factory=list)
    more_url: str = ""

    @property
    def rest(self) -> int:
        """How many are not shown yet."""
        return self.count - len(self.cards)


@dataclass(slots=True)
class Lane:
    """The columns of one study, sponsor or owner; without a name the whole board."""

    name: str
    url: str
    count: int
    columns: list[Column]


@requires(*INSIDERS)
def board(request: HttpRequest) -> HttpResponse:
    """All that is open, a column a stage."""
    form, asked = asked_for(request)
    rows = narrowed(Partnership.objects.all(), asked, user=request.user)
    lane = asked.get("lanes", "")
    counts = counted(rows, lane=lane)
    totals = totals_of(counts)
    lanes, before, after = lanes_of(request, counts, lane=lane, asked=asked)
    fill(request, rows, lanes, lane=lane, asked=asked)
    at = asked.get("at") or next((s.value for s in COLUMNS if totals.get(s)), COLUMNS[0].value)
    context = {
        "filters": form, "lanes": list(lanes.values()), "by": lane, "at": at,
        "before": before, "after": after, "total": sum(totals.values()),
        "narrowed": any(asked.get(name) for name in FILTERS),
        "stages": [
            {"label": s.label, "value": s.value, "count": totals.get(s, 0), "current": s == at}
            for s in COLUMNS
        ],
        "closed_url": f"{reverse('partnership-list')}?{query(asked, stage=Stage.CLOSED)}",
        "here": request.get_full_path(), "columns": [s.value for s in Stage],
    }  # fmt: skip
    return render(request, "advocacy/board/page.html", context)


@requires(*INSIDERS)
def board_column(request: HttpRequest, stage: str) -> HttpResponse:
    """All cards of one column by urgency; for htmx only those that follow."""
    if stage not in COLUMNS:
        raise Http404
    form, asked = asked_for(request)
    rows = narrowed(Partnership.objects.all(), asked | {"stage": stage}, user=request.user)
    rows = of_lane(rows, asked.get("lanes", ""), request.GET.get("lane", ""))
    page = keyset(cards(rows), request, order=URGENCY, size=A_COLUMN)
    context = {
        "page": page, "cards": cards_of(page.rows), "filters": form,
        "stage": Stage(stage), "here": request.get_full_path(),
        "board_url": f"{reverse('board')}?{query(asked, at=stage)}",
        "more_url": more_url(stage, asked, page.next_key, request.GET.get("lane", "")),
    }  # fmt: skip
    fragment = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    name = "more" if fragment else "column"
    return render(request, f"advocacy/board/{name}.html", context)


def asked_for(request: HttpRequest) -> tuple[BoardFilterForm, dict[str, Any]]:
    """The filters, read; what is wrong narrows nothing."""
    form = BoardFilterForm(request.GET)
    form.is_valid()
    form.offer_chosen()
    return form, form.cleaned_data


def query(asked: Mapping[str, Any], **more: Any) -> str:
    """The filters as a query string."""
    kept = {name: asked.get(name) for name in (*FILTERS, "lanes")} | more
    plain = {name: getattr(value, "pk", value) for name, value in kept.items() if value}
    return urlencode(plain)


def more_url(stage: str, asked: Mapping[str, Any], key: str, lane: str) -> str:
    """Where the cards after this key are; blank where there are none."""
    if not key:
        return ""
    url = reverse("board-column", args=[stage])
    return f"{url}?{query(asked, after=key, lane=lane)}"


def totals_of(counts: list[tuple[Any, ...]]) -> dict[str, int]:
    """How many stand in each stage, all lanes together."""
    found: dict[str, int] = {}
    for stage, *_lane, n in counts:
        found[stage] = found.get(stage, 0) + n
    return found


def lanes_of(
    request: HttpRequest, counts: list[tuple[Any, ...]], *, lane: str, asked: Mapping[str, Any]
) -> tuple[dict[Any, Lane], int, int]:
    """The lanes of this page by their key, empty; and the pages before and after, 0 for none."""
    names: dict[Any, str] = {} if lane else {"": ""}
    cells: dict[tuple[Any, str], int] = {}
    for stage, *told, n in counts:
        key = told[0] if told else ""
        if told:
            names[key] = name_of(lane, told[1:])
        cells[key, stage] = n
    keys = sorted(names, key=lambda key: (key is None, names[key].casefold(), str(key)))
    part = max(1, int(p)) if (p := request.GET.get("part", "1")).isdecimal() and len(p) < 5 else 1
    start = (part - 1) * LANES_A_PAGE
    shown = keys[start : start + LANES_A_PAGE] if lane else keys
    made = {key: lane_of(key, names[key], cells, lane=lane, asked=asked) for key in shown}
    more = part + 1 if lane and keys[start + LANES_A_PAGE :] else 0
    return made, part - 1, more


def lane_of(
    key: Any, name: str, cells: Mapping[tuple[Any, str], int], *, lane: str,
    asked: Mapping[str, Any],
) -> Lane:  # fmt: skip
    """One lane with its columns, still without cards."""
    code = lane_code(key) if lane else ""
    columns = []
    for stage in COLUMNS:
        url = f"{reverse('board-column', args=[stage.value])}?{query(asked, lane=code)}"
        n = cells.get((key, stage.value), 0)
        columns.append(Column(stage.value, str(stage.label), n, url))
    alone = {lane: key, "lanes": None} if lane and key is not None else {}
    url = f"{reverse('board')}?{query({**asked, **alone})}"
    return Lane(name, url if alone else "", sum(c.count for c in columns), columns)


def name_of(lane: str, told: list[Any]) -> str:
    """What a lane is called."""
    if lane == "study":
        nct, protocol, title = told
        return f"{nct or protocol} {title}"
    return str(told[0] or _("Nobody’s"))


def lane_code(key: Any) -> str:
    """A lane's key in an address."""
    return NO_LANE if key is None else str(key)


def fill(
    request: HttpRequest, rows: Any, lanes: Mapping[Any, Lane], *, lane: str,
    asked: Mapping[str, Any],
) -> None:  # fmt: skip
    """Put the first cards into the cells."""
    size = A_CELL if lane else A_COLUMN
    keys = first_cards(rows, most=size + 1, lane=lane, lanes=lanes)
    found = list(cards(Partnership.objects.filter(pk__in=keys)).order_by(*URGENCY))
    drawn = cards_of(found)
    cells: dict[tuple[Any, str], list[int]] = {}
    for n, row in enumerate(found):
        key = row[LANES[lane][0]] if lane else ""
        cells.setdefault((key, row["stage"]), []).append(n)
    for key, own in lanes.items():
        for column in own.columns:
            places = cells.get((key, column.stage), [])
            page = first_of([found[n] for n in places], order=URGENCY, size=size)
            column.cards = [drawn[n] for n in places[:size]]
            code = lane_code(key) if lane else ""
            column.more_url = more_url(column.stage, asked, page.next_key, code)


def of_lane(rows: Any, lane: str, code: str) -> Any:
    """Only those of one lane, where the address names one."""
    if lane not in LANES or not code:
        return rows
    try:
        key = None if code == NO_LANE else UUID(code)
    except ValueError:
        return rows.none()
    return in_lanes(rows, lane, [key])
