"""What is kept for the dashboard is what a full count gives, whatever happened in between."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import Any

import psycopg2
import pytest
from django.db import connection

from advocacy.models import (
    Group,
    GroupKind,
    Partnership,
    RefusalDay,
    Stage,
    StageVisit,
    Touch,
    TouchChannel,
    TouchDay,
)  # fmt: skip
from advocacy.models.base import now
from advocacy.models.partnership import POSITIONS
from advocacy.models.summary import ONWARD, fold, recount
from tests import factories as make
from tests.histories.deeds import Deeds
from tests.histories.family import begin
from tests.views.everything import undone
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db

Kept = tuple[dict[Any, tuple[int, ...]], Counter[Any], list[Any]]


def kept() -> Kept:
    """The kept rows, as numbers by key."""
    days: dict[Any, tuple[int, ...]] = {}
    keys = ("day", "study_id", "by_id", "kind", "channel")
    found: list[Any] = list(TouchDay.objects.values())
    for row in found:
        key = tuple(row[name] for name in keys)
        numbers = tuple(row[name] for name in ("sent", "received", "attempts", "answered"))
        days[key] = tuple(a + b for a, b in zip(days.get(key, (0,) * 4), numbers, strict=True))
    refusals: Counter[Any] = Counter()
    for day, study, by, rule, n in RefusalDay.objects.values_list(
        "day", "study_id", "by_id", "rule", "n"
    ):
        refusals[day, study, by, rule] += n
    visits = StageVisit.objects.order_by("partnership_id", "entered_at", "id").values_list(
        "partnership_id", "study_id", "owner_id", "stage", "entered_at", "left_at", "next_stage"
    )
    return {key: n for key, n in days.items() if any(n)}, refusals, list(visits)


def assert_as_counted() -> None:
    before = kept()
    fold()
    assert kept() == before
    recount()
    assert kept() == before
    assert before[2]


def answered(thread: list[Touch]) -> int:
    """Attempts of one thread that a human word followed before the next, counted one by one."""
    waiting, n = False, 0
    for touch in sorted(thread, key=lambda row: (row.occurred_at, row.pk)):
        if touch.is_attempt and touch.state == "delivered":
            waiting = True
        elif touch.is_genuine and waiting:
            waiting, n = False, n + 1
    return n


def assert_as_told() -> None:
    """The sums, counted in Python from the touches themselves."""
    touches = list(Touch.objects.all())
    threads: dict[Any, list[Touch]] = {}
    for touch in touches:
        own = touch.partnership_id
        threads.setdefault((own, None if own else touch.group_id), []).append(touch)
    sums = [0, 0, 0, 0]
    for numbers in kept()[0].values():
        sums = [a + b for a, b in zip(sums, numbers, strict=True)]
    assert sums == [
        sum(t.direction == "out" and t.state in ("delivered", "no_answer") for t in touches),
        sum(t.is_genuine for t in touches),
        sum(t.is_attempt and t.state == "delivered" for t in touches),
        sum(answered(thread) for thread in threads.values()),
    ]


@pytest.fixture
def never_kept() -> Iterator[None]:
    """More attempts than the rules allow: the database asks at the end, so there is no end."""
    with undone():
        yield


@pytest.mark.parametrize("seed", [3, 11])
def test_random_histories_are_kept_as_they_are_counted(seed: int) -> None:
    chance = random.Random(seed)
    deeds = Deeds(begin())
    for _n in range(60):
        deeds.take(chance.randrange(1, 2**31))
    assert Touch.objects.exists()
    assert_as_told()
    assert_as_counted()


def some_touch(chance: random.Random, threads: list[Any]) -> Touch:
    own = chance.choice(threads)
    inbound = chance.random() < 0.4
    partnership = own if isinstance(own, Partnership) else None
    return Touch(
        partnership=partnership, group=partnership.group if partnership else own,
        by=make.UserFactory(), direction="in" if inbound else "out",
        channel=chance.choice(TouchChannel.values), is_genuine=inbound and chance.random() < 0.8,
        is_attempt=not inbound and chance.random() < 0.7,
        state=chance.choice(["delivered", "delivered", "no_answer", "bounced_hard"]),
        occurred_at=now() - timedelta(hours=chance.randrange(1, 900)),
    )  # fmt: skip


def test_whatever_is_written_edited_or_moved_is_kept(never_kept: None) -> None:
    chance = random.Random(7)
    groups = [make.GroupFactory() for _n in range(3)]
    threads = [*groups, *(make.PartnershipFactory(group=g) for g in groups)]
    Touch.objects.bulk_create([some_touch(chance, threads) for _n in range(60)])
    assert_as_told()
    for _n in range(25):
        keys = chance.sample(list(Touch.objects.values_list("pk", flat=True)), 4)
        rows = Touch.objects.filter(pk__in=keys)
        match chance.randrange(6):
            case 0:
                rows.update(occurred_at=now() - timedelta(hours=chance.randrange(1, 900)))
            case 1:
                rows.filter(direction="out").update(is_attempt=chance.random() < 0.5)
            case 2:
                rows.filter(direction="in").update(is_genuine=chance.random() < 0.5)
            case 3:
                rows.filter(partnership=None).update(group=chance.choice(groups))
            case 4:
                Group.objects.filter(pk=chance.choice(groups).pk).update(
                    kind=chance.choice(GroupKind.values)
                )
            case 5:
                Touch.objects.bulk_create([some_touch(chance, threads) for _n in range(3)])
    assert_as_told()
    assert_as_counted()


def test_a_way_through_the_pipeline_leaves_its_stages() -> None:
    world = clear_world()
    world.to_scheduled()
    visits = list(StageVisit.objects.order_by("entered_at", "id"))
    assert visits[-1].stage == Stage.SCHEDULED
    for one, following in pairwise(visits):
        assert (one.next_stage, one.left_at) == (following.stage, following.entered_at)
    assert StageVisit.objects.over().gone_on().count() == len(visits) - 1 > 3
    assert_as_counted()


def test_going_back_is_no_conversion() -> None:
    world = clear_world()
    world.do("go_back", to=Stage.IDENTIFIED, reason="A fact was wrong.")
    visit = StageVisit.objects.over().latest("id")
    assert visit.next_stage == Stage.IDENTIFIED
    assert visit not in StageVisit.objects.gone_on()
    assert_as_counted()


def test_going_on_is_a_later_stage_or_the_end_of_the_last() -> None:
    for stage in Stage:
        for ahead in Stage:
            later = POSITIONS[ahead] > POSITIONS[stage] and ahead is not Stage.CLOSED
            ends = stage is Stage.REPORTED and ahead is Stage.CLOSED
            told = {"stage": stage.value, "next_stage": ahead.value}
            assert ONWARD.check(told) == (later or ends)


def test_refusals_are_kept_by_rule() -> None:
    world: World = clear_world()
    event = make.EventFactory(
        partnership=world.partnership, group=world.group, study=world.study, kind="refused",
        decision={"findings": [
            {"rule": "spacing", "outcome": "block", "overridden_by": None},
            {"rule": "stopped", "outcome": "unknown", "overridden_by": None},
            {"rule": "budget", "outcome": "block", "overridden_by": str(world.group.pk)},
            {"rule": "opt-out", "outcome": "allow", "overridden_by": None},
        ]},
    )  # fmt: skip
    assert {row["rule"]: row["n"] for row in RefusalDay.objects.counted()} == {
        "spacing": 1, "stopped": 1,
    }  # fmt: skip
    assert RefusalDay.objects.filter(study=event.study).count() == 2
    assert_as_counted()


@pytest.mark.parametrize("table", ["touchday", "refusalday", "stagevisit"])
@pytest.mark.parametrize("deed", ["DELETE FROM {}", "UPDATE {} SET id = id"])
def test_nobody_writes_the_counts_by_hand(app_cursor: Any, table: str, deed: str) -> None:
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        app_cursor.execute(deed.format(f"advocacy_{table}"))


def test_one_statement_counts_many_touches(never_kept: None) -> None:
    chance = random.Random(2)
    threads = [make.PartnershipFactory() for _n in range(4)]
    touches = [some_touch(chance, threads) for _n in range(500)]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 5000")
    Touch.objects.bulk_create(touches)
    assert_as_told()
