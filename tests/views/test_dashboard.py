"""Every number of the dashboard is what its rows sum to, and what plain SQL counts."""

import io
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from advocacy.models import Event, Group, Partnership, Role, Stage, Touch, TouchChannel, User
from advocacy.models.base import now
from advocacy.models.summary import recount
from advocacy.reports.dashboard_rows import SOURCES
from advocacy.reports.tables import Link
from tests import factories as make
from tests.views.everything import undone
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
STAGES = list(Stage)[:7]


@pytest.fixture
def mary() -> User:
    return make.UserFactory(manager=True, name="Mary Manager")


@pytest.fixture
def client(mary: User) -> Client:
    return signed_in(mary)


@pytest.fixture
def open_end() -> Iterator[None]:
    """More attempts than the rules allow: the database asks at the end, so there is no end."""
    with undone():
        yield


def somewhen(chance: random.Random) -> datetime:
    return now() - timedelta(hours=chance.randrange(1, 24 * 120))


def touch(chance: random.Random, own: Partnership) -> Touch:
    inbound = chance.random() < 0.4
    return Touch(
        partnership=own if chance.random() < 0.85 else None, group=own.group, by=own.owner,
        direction="in" if inbound else "out", channel=chance.choice(TouchChannel.values),
        is_genuine=inbound and chance.random() < 0.8, is_attempt=not inbound,
        state=chance.choice(["delivered", "delivered", "no_answer"]), occurred_at=somewhen(chance),
    )  # fmt: skip


def refusal(chance: random.Random, own: Partnership) -> Event:
    rules = chance.sample(["spacing", "budget", "stopped"], chance.randrange(1, 3))
    told = [{"rule": r, "outcome": "block", "overridden_by": None} for r in rules]
    return Event(
        at=somewhen(chance), kind="refused", actor=own.owner, partnership=own, group=own.group,
        study=own.study, decision={"findings": told},
    )  # fmt: skip


def fill(seed: int, *, size: int = 8) -> list[Partnership]:
    """Something of everything, by chance."""
    chance = random.Random(seed)
    studies = [make.StudyFactory() for _n in range(2)]
    people = [make.UserFactory() for _n in range(2)]
    groups = [make.GroupFactory(kind=chance.choice(["national", "chapter"])) for _n in range(5)]
    pairs = chance.sample([(s, g) for s in studies for g in groups], size)
    owned: list[Any] = []
    for study, group in pairs:
        own = make.PartnershipFactory(study=study, group=group, owner=chance.choice(people))
        for stage in STAGES[1 : chance.randrange(1, 7)]:
            own.stage, own.stage_since = stage, now()
            own.save(update_fields=["stage", "stage_since"])
        owned.append(own)
        make.FollowUpFactory(
            partnership=own, due_on=make.TODAY() + timedelta(days=chance.randrange(-5, 5))
        )
        make.StopFactory(group=group, partnership=own, starts_on=make.TODAY() - timedelta(days=3))
        make.BreachFactory(touch__partnership=own, rule=chance.choice(["spacing", "stopped"]))
        if chance.random() < 0.5:
            used = somewhen(chance)
            make.OverrideFactory(
                partnership=own, rule="spacing", act="contact", state="granted",
                asked_by=own.owner, decided_by=make.UserFactory(manager=True), decided_at=used,
                used_at=used, expires_at=used + timedelta(days=1),
            )  # fmt: skip
    Touch.objects.bulk_create([touch(chance, chance.choice(owned)) for _n in range(50)])
    Event.objects.bulk_create([refusal(chance, chance.choice(owned)) for _n in range(10)])
    return owned


def links(client: Client, query: str = "") -> list[Link]:
    answer = client.get(f"/dashboard/?{query}")
    assert answer.status_code == 200
    cells = [c for s in answer.context["sections"] for row in s.table.rows for c in row]
    return [cell for cell in cells if isinstance(cell, Link)]


def assert_each_leads_to_its_rows(client: Client, query: str) -> set[str]:
    seen = set()
    for link in links(client, query):
        what = link.url.split("/")[3]
        answer = client.get(link.url)
        assert answer.status_code == 200
        if what != "left":  # its figure is a number of days
            assert answer.context["count"] == link.value, link.url
        assert answer.context["cells"]
        seen.add(what)
    return seen


@pytest.mark.parametrize("seed", [1, 2])
def test_every_number_leads_to_as_many_rows(open_end: None, client: Client, seed: int) -> None:
    owned = fill(seed)
    seen = assert_each_leads_to_its_rows(client, "period=365")
    assert seen >= set(SOURCES) - {"asks", "overrides", "late"}
    own = owned[0]
    assert_each_leads_to_its_rows(client, f"period=30&study={own.study_id}")
    assert_each_leads_to_its_rows(client, f"sponsor={own.study.sponsor_id}&person={own.owner_id}")


RECOUNT = """
SELECT
    (SELECT count(*) FROM advocacy_touch WHERE direction = 'out'
        AND state IN ('delivered', 'no_answer') AND occurred_at >= %(since)s),
    (SELECT count(*) FROM advocacy_touch WHERE is_genuine AND occurred_at >= %(since)s),
    (SELECT count(*) FROM advocacy_touch WHERE is_attempt AND state = 'delivered'
        AND occurred_at >= %(since)s),
    (SELECT count(*) FROM advocacy_breach WHERE created_at >= %(since)s),
    (SELECT count(*) FROM advocacy_override WHERE asked_at >= %(since)s),
    (SELECT count(*) FROM advocacy_stop WHERE starts_on >= %(since)s::date),
    (SELECT count(*) FROM advocacy_partnership WHERE stage <> 'closed'),
    (SELECT count(*) FROM advocacy_followup WHERE state = 'open'),
    (SELECT COALESCE(sum(jsonb_array_length(decision -> 'findings')), 0) FROM advocacy_event
        WHERE kind = 'refused' AND at >= %(since)s)
"""


def plain(cell: Any) -> int:
    value: Any = cell.value if isinstance(cell, Link) else cell
    return int(value or 0)


def told(client: Client, query: str) -> list[int]:
    answer = client.get(f"/dashboard/?{query}")
    assert answer.status_code == 200, answer.headers
    found = answer.context["sections"]
    parts = {part.code: part.table.rows for part in found}

    def total(code: str, column: int) -> int:
        return sum(plain(row[column]) for row in parts[code])

    return [
        total("weeks", 1), total("weeks", 2), total("answers-kind", 1), total("breaches", 1),
        total("overrides", 1), total("stops", 1), total("workload", 1), total("workload", 2),
        total("refusals", 1), total("answers-channel", 1),
    ]  # fmt: skip


@settings(
    max_examples=4, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(seed=st.integers(1, 10_000), days=st.sampled_from([30, 90, 365]), late=st.booleans())
def test_the_page_says_what_plain_sql_counts(seed: int, days: int, late: bool) -> None:
    with undone():
        fill(seed)
        if late:
            recount()
        since = datetime.combine(now().date() - timedelta(days=days - 1), datetime.min.time(), UTC)
        with connection.cursor() as cursor:
            cursor.execute(RECOUNT, {"since": since})
            counted = list(cursor.fetchone())
        client = signed_in(make.UserFactory(manager=True))
        numbers = told(client, f"period={days}")
        assert numbers[:-1] == counted
        assert numbers[-1] == counted[2]


def test_the_funnel_tells_conversion_and_median_time(client: Client) -> None:
    for days in (2, 4, 9):
        own = make.PartnershipFactory(stage_since=now() - timedelta(days=days))
        own.stage, own.stage_since = Stage.PROFILED, now()
        own.save(update_fields=["stage", "stage_since"])
    make.PartnershipFactory()
    funnel = client.get("/dashboard/").context["sections"][0]
    first = funnel.table.rows[0]
    assert (first[1].value, first[2].value, first[3], first[4].value) == (4, 3, 0.75, 4.0)
    assert funnel.table.rows[1][1].value == 3


def test_an_override_paid_off_where_a_reply_followed(client: Client) -> None:
    mary, used = make.UserFactory(manager=True), now() - timedelta(days=2)
    for days in (1, 3):
        own = make.PartnershipFactory()
        make.OverrideFactory(
            partnership=own, rule="spacing", act="contact", state="granted", decided_by=mary,
            decided_at=used, used_at=used, expires_at=used + timedelta(days=1),
        )  # fmt: skip
        make.TouchFactory(
            partnership=own, group=own.group, direction="in", is_genuine=True, is_attempt=False,
            occurred_at=now() - timedelta(days=days), outcome="interested", purpose="",
        )  # fmt: skip
    sections = {part.code: part for part in client.get("/dashboard/").context["sections"]}
    (row,) = sections["overrides"].table.rows
    assert [plain(cell) for cell in row[1:]] == [2, 2, 2, 1]


def test_a_group_that_several_studies_ask_is_seen(client: Client) -> None:
    group = make.GroupFactory()
    for _n in range(3):
        make.PartnershipFactory(group=group)
    sections = {part.code: part for part in client.get("/dashboard/").context["sections"]}
    rows = {row[0]: plain(row[1]) for row in sections["asks"].table.rows}
    assert rows == {"2": 0, "3": 1, "4": 0, "5 or more": 0}
    (link,) = [row[1] for row in sections["asks"].table.rows if isinstance(row[1], Link)]
    assert group.name.encode() in client.get(link.url).content


def test_load_and_asks_are_those_of_families(open_end: None, client: Client) -> None:
    """A random forest of groups, one of them moved under another at the end."""
    for seed in range(3):
        with undone():
            chance = random.Random(seed)
            groups: list[Group] = []
            for _n in range(12):
                above = chance.choice([None, *groups])
                groups.append(make.GroupFactory(parent=above))
            owned = [make.PartnershipFactory(group=chance.choice(groups)) for _n in range(12)]
            Touch.objects.bulk_create([touch(chance, chance.choice(owned)) for _n in range(40)])
            lone = [g for g in groups if g.parent_id is None and not g.chapters.exists()]
            if lone:
                lone[0].parent = next(g for g in groups if g != lone[0])
                lone[0].save(update_fields=["parent"])
            for code, counted in recounted().items():
                assert shown(client, code) == counted
                for n, families in enumerate(counted, start=2 if code == "asks" else 1):
                    rows = client.get(f"/dashboard/rows/{code}/?n={n}")
                    assert rows.context["count"] == families


def top(group: Group) -> Group:
    """The umbrella at the top, found the slow way."""
    return top(group.parent) if group.parent else group


def recounted() -> dict[str, list[int]]:
    """Families by open partnerships (2 to 5 and more) and by attempts (1 to 5 and more)."""
    asks = Counter(top(own.group).pk for own in Partnership.objects.exclude(stage=Stage.CLOSED))
    made = Touch.objects.filter(is_attempt=True, state="delivered")
    late = made.filter(occurred_at__gte=now() - timedelta(days=90))
    load = Counter(top(one.group).pk for one in late)
    asked, tried = (Counter(min(n, 5) for n in c.values()) for c in (asks, load))
    return {"asks": [asked[n] for n in range(2, 6)], "load": [tried[n] for n in range(1, 6)]}


def shown(client: Client, code: str) -> list[int]:
    sections = {part.code: part for part in client.get("/dashboard/").context["sections"]}
    return [plain(row[1]) for row in sections[code].table.rows]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_chart_and_all_of_them_come_as_files(client: Client, kind: str) -> None:
    make.PartnershipFactory()
    for query in ("", "part=funnel&"):
        answer = client.get(f"/dashboard/?{query}format={kind}")
        assert answer.status_code == 200
        assert "attachment" in answer["Content-Disposition"]
    rows = client.get(f"/dashboard/rows/entered/?stage=identified&format={kind}")
    assert rows.status_code == 200
    assert client.get(f"/dashboard/?part=nothing&format={kind}").status_code == 404
    assert client.get("/dashboard/rows/nothing/").status_code == 404


def test_days_in_the_wrong_order_are_said_to_be(client: Client) -> None:
    answer = client.get("/dashboard/?period=custom&since=2026-05-02&until=2026-05-01")
    assert answer.status_code == 422
    assert b"Turn them round" in answer.content


@pytest.mark.parametrize(
    "query",
    ["study=x", "period=never", "since=2026-13-01&period=custom", "person=%00", "until=9999-12-31",
     "period=custom&since=0001-01-01"],
)  # fmt: skip
def test_a_broken_address_narrows_nothing(client: Client, query: str) -> None:
    assert client.get(f"/dashboard/?{query}").status_code in (200, 422)
    assert client.get(f"/dashboard/rows/sent/?{query}&week=x&kind=%00").status_code == 200
    assert client.get(f"/dashboard/rows/asks/?{query}&n=x").status_code == 200
    assert client.get(f"/dashboard/rows/open/?{query}&owner=x").status_code == 200


def test_a_dashboard_of_any_size_takes_the_same_number_of_queries(
    open_end: None, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.get("/dashboard/")
    with django_assert_max_num_queries(8) as few:
        client.get("/dashboard/")
    fill(3)
    with django_assert_max_num_queries(len(few)):
        client.get("/dashboard/")


@pytest.mark.parametrize("role", [Role.STAFF, Role.SPONSOR_VIEWER])
def test_it_is_for_those_who_decide(role: Role) -> None:
    person = make.UserFactory(viewer=True) if role == Role.SPONSOR_VIEWER else make.UserFactory()
    answer = signed_in(person).get("/dashboard/")
    assert answer.status_code == (404 if role == Role.SPONSOR_VIEWER else 403)


def test_every_bar_of_the_chart_of_weeks_leads_to_its_rows(open_end: None, client: Client) -> None:
    fill(4)
    page = client.get("/dashboard/?period=90").content.decode()
    bars = re.findall(r'<a href="([^"]+)"[^>]*><rect', page)
    assert bars
    for url in bars:
        assert client.get(url.replace("&amp;", "&")).context["cells"]


def test_a_narrowed_dashboard_says_so_on_paper_and_in_its_files(client: Client) -> None:
    own = make.PartnershipFactory()
    query = f"study={own.study_id}&period=custom&since=2026-09-01&until=2026-09-30"
    assert f"Study: <b>{own.study.nct_number or own.study.protocol_id}" in (
        client.get(f"/dashboard/?{query}").content.decode()
    )
    book = load_workbook(io.BytesIO(client.get(f"/dashboard/?{query}&format=xlsx").content))
    told = [c for row in book.worksheets[0].iter_rows(values_only=True) for c in row if c]
    assert "1 Sep 2026 to 30 Sep 2026, days in UTC" in told
    assert own.study.nct_number in told or own.study.protocol_id in told


def test_a_step_is_late_by_the_readers_own_clock_as_on_the_first_page(
    mary: User, client: Client
) -> None:
    mary.time_zone = "Pacific/Kiritimati"
    mary.save(update_fields=["time_zone"])
    here = datetime.now(ZoneInfo(mary.time_zone)).replace(hour=0, minute=0, second=0)
    own = make.PartnershipFactory()
    for kind, hours in (("converse", -2), ("contract", 2)):
        due = here + timedelta(hours=hours)
        make.FollowUpFactory(partnership=own, kind=kind, due_on=due.date(), due_at=due)
    sections = {part.code: part for part in client.get("/dashboard/").context["sections"]}
    [row] = sections["workload"].table.rows
    assert [plain(cell) for cell in row[2:]] == [2, 1]
    assert client.get(row[3].url).context["count"] == 1
    [late] = client.get("/").context["late"]
    assert late["count"] == 1
