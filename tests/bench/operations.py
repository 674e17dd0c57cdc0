"""What is measured: the pages people open all day, and the two things they write."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.test import RequestFactory

from advocacy.models import Group, Partnership, Stage, Study, Touch
from advocacy.views.keyset import keyset
from tests.bench.client import Request

#: Of the read floor or the write floor, at L.
READ_LIMIT, WRITE_LIMIT, CANDIDATES_LIMIT = 3.0, 3.0, 0.0
#: Looks in for the sponsor of the study with 500 partnerships, of which everything is shared.
VIEWER = "viewer@example.org"
DASHBOARD_LIMIT, NO_LIMIT = 5.0, 0.0


@dataclass(frozen=True)
class Operation:
    """One kind of request; `requests` gives as many as are asked for."""

    name: str
    kind: str
    limit: float
    requests: list[Request]
    visitor: str = "bench1@example.org"


def page_500() -> str:
    """The key of the 500th page, or of the last where there are fewer."""
    groups = Group.objects.standing()
    row = groups.order_by("sort_name", "id")[min(500 * 50, groups.count() - 60)]
    request = RequestFactory().get("/groups/")
    request.session = {}  # type: ignore[assignment]  # nothing is said to this reader
    page = keyset(groups.filter(sort_name__gte=row.sort_name), request, order=("sort_name", "id"))
    return f"/groups/?after={page.next_key}" if page.next_key else "/groups/"


def reads(count: int) -> Iterator[Operation]:
    """Pages."""
    groups = list(Group.objects.order_by("id").values_list("id", flat=True)[:count])
    open_ones = list(
        Partnership.objects.exclude(stage=Stage.CLOSED).order_by("-id")
        .values_list("id", flat=True)[:count]
    )  # fmt: skip
    candidates = Study.objects.get(protocol_id="B-0").id

    def same(path: str) -> list[Request]:
        return [Request(path)] * count

    def each(pattern: str, keys: list[object]) -> list[Request]:
        return [Request(pattern.format(keys[n % len(keys)])) for n in range(count)]

    yield Operation("group list, first page", "read", READ_LIMIT, same("/groups/"))
    yield Operation("group list, page 500", "read", READ_LIMIT, same(page_500()))
    yield Operation("search, part of a name", "read", READ_LIMIT, same("/groups/?q=heart+league"))
    yield Operation("search, with a typo", "read", READ_LIMIT, same("/groups/?q=alzhiemer+circl"))
    yield Operation("group page", "read", READ_LIMIT, each("/groups/{}/", list(groups)))
    yield Operation(
        "partnership page", "read", READ_LIMIT, each("/partnerships/{}/", list(open_ones))
    )
    yield Operation("partnership list", "read", READ_LIMIT, same("/partnerships/"))
    yield Operation("home", "read", READ_LIMIT, same("/"))
    yield Operation("my day", "read", READ_LIMIT, same("/my-day/"))
    yield Operation("my day, of the team", "read", READ_LIMIT, same("/my-day/?whose=all"))
    yield Operation("dashboard", "read", DASHBOARD_LIMIT, same("/dashboard/"))
    yield Operation("board", "read", NO_LIMIT, [Request("/board/")] * max(3, count // 5))
    planned = Study.objects.get(protocol_id="B-50").id
    moved = [Request(f"/studies/{planned}/plan/?launch=2030-01-0{1 + n % 9}") for n in range(count)]
    yield Operation("planner of 500 partnerships", "read", NO_LIMIT, moved)  # under 500 ms
    yield Operation("portal overview", "read", READ_LIMIT, same("/portal/"), VIEWER)
    few = [Request(f"/studies/{candidates}/candidates/")] * max(3, count // 10)
    yield Operation("candidate list of 10,000", "read", CANDIDATES_LIMIT, few)


def writes(count: int) -> Iterator[Operation]:
    """Logging a touch, and the two steps of sending a cleared one."""
    ready = list(
        Partnership.objects.filter(stage=Stage.CLEARED).exclude(touches__state="reserved")
        .order_by("id").values_list("id", flat=True)[: 2 * count]
    )  # fmt: skip
    logged, sent = ready[:count], ready[count:]
    note = {"happened": "interested", "summary": "They like the idea.", "channel": "phone"}
    yield Operation(
        "log a touch", "write", WRITE_LIMIT,
        [Request(f"/touches/log/?partnership={key}", note) for key in logged],
    )  # fmt: skip
    chosen = {"purpose": "ask", "channel": "mail", "person": ""}
    yield Operation(
        "clear to contact, reserve", "write", WRITE_LIMIT,
        [Request(f"/partnerships/{key}/write/", chosen) for key in sent],
    )  # fmt: skip
    held = Touch.objects.reserved().filter(partnership__in=sent).order_by("id")
    yield Operation(
        "send a cleared touch", "write", WRITE_LIMIT,
        [Request(f"/touches/{key}/write/", {"summary": "Sent."})
         for key in held.values_list("id", flat=True)],
    )  # fmt: skip
