"""A draft replayed over the past: the same limits change nothing, others what a recount says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from advocacy import tasks
from advocacy.models import DecisionFacts, Event, Replay, Touch, TurnedDecision
from advocacy.models.base import now
from advocacy.policy import again, kept
from advocacy.policy.facts import Stop, StopScope
from advocacy.policy.limits import DEFAULTS, from_values
from advocacy.policy.registry import RULES, decide
from advocacy.workflow import replays
from advocacy.workflow.errors import PolicyBlocked
from advocacy.workflow.gather.alone import GROUP_WIDE
from tests import factories
from tests.histories.deeds import Deeds
from tests.histories.family import begin
from tests.limits import draft, put_in_force, replay_of
from tests.views.everything import undone
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db
DEEDS = 350
LOOSE = {
    "touches_per_90_days": 10, "new_asks_per_12_months": 6, "opens_hour": 7, "closes_hour": 20,
    "spacing_business_days": 3, "spacing_business_days_last": 5,
}  # fmt: skip
SHORT = {
    "quiet_no_response_days": 30, "quiet_hesitant_days": 30, "quiet_declined_days": 30,
    "quiet_no_response_sponsor_days": 30, "quiet_hesitant_sponsor_days": 30,
    "quiet_declined_sponsor_days": 90,
}  # fmt: skip
LONG = {
    "quiet_no_response_days": 365, "quiet_hesitant_days": 730, "quiet_declined_days": 730,
    "quiet_no_response_sponsor_days": 730, "quiet_hesitant_sponsor_days": 730,
    "quiet_declined_sponsor_days": 1095,
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def history(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A long random history of one family of groups, lived once and taken back at the end."""
    with django_db_blocker.unblock(), undone():
        family = begin()
        deeds, chance = Deeds(family), Random(20260922)
        for _ in range(DEEDS):
            deeds.take(chance.randrange(2**31))
        yield


def started(values: dict[str, Any]) -> Replay:
    return replay_of(draft(values))


def whole(values: dict[str, Any]) -> Replay:
    """A replay from its start to its end."""
    replay = started(values)
    while replays.run(replay.pk):
        pass
    replay.refresh_from_db()
    return replay


def numbers(replay: Replay) -> tuple[int, int, int, int]:
    return replay.judged, replay.refused_anew, replay.passing_anew, replay.not_rebuilt


def refused_under(row: DecisionFacts, values: dict[str, Any]) -> bool:
    """The plain way: all rules anew over the facts, whatever changed."""
    limits = from_values(version=9, values=values)
    facts = again.planned_by(kept.read(row.facts), limits)
    assert facts.ended_stops is not None
    stops = (*facts.stops, *facts.ended_stops)
    facts = replace(facts, stops=tuple(as_long_as(values, stop) for stop in stops))
    refusing = decide(facts=facts, limits=limits).refusing
    return any(f.rule in GROUP_WIDE or not row.alone for f in refusing)


def as_long_as(values: dict[str, Any], stop: Stop) -> Stop:
    """A stop as it were, had it been laid under these values."""
    whose = "_sponsor" if stop.scope is StopScope.SPONSOR_FAMILY else ""
    days = values.get(f"quiet_{stop.reason.value}{whose}_days")
    if days is None or stop.until is None:
        return stop
    return replace(stop, until=stop.starts_on + timedelta(days=days))


def test_the_history_has_what_the_proofs_need() -> None:
    rows = list(DecisionFacts.objects.all())
    assert len(rows) > 40
    assert sum(bool(row.refused_by) for row in rows) > 10
    assert sum(not row.refused_by for row in rows) > 10


def test_every_decision_falls_again_as_it_fell() -> None:
    for row in DecisionFacts.objects.all():
        again_said = decide(facts=kept.read(row.facts), limits=DEFAULTS)
        refusing = {f.rule for f in again_said.refusing}
        assert (refusing & GROUP_WIDE if row.alone else refusing) == set(row.refused_by)


def test_what_is_kept_is_what_was_decided() -> None:
    for row in DecisionFacts.objects.select_related("event"):
        told = row.event.decision or {}
        assert told["action"] == row.act
        refusing = [
            f["rule"] for f in told["findings"]
            if f["outcome"] in ("block", "unknown") and not f["overridden_by"]
        ]  # fmt: skip
        assert refusing == row.refused_by


def test_every_decision_on_a_touch_has_its_facts() -> None:
    decided = Event.objects.filter(decision__isnull=False).exclude(kind="reserve_touch")
    assert decided.exclude(known__isnull=False).count() == 0
    assert Touch.objects.exists()


def test_the_limits_in_force_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    every = frozenset(code for code, rule in RULES.items() if rule.limits)
    monkeypatch.setattr(again, "turning", lambda names: every)
    count = DecisionFacts.objects.count()
    assert numbers(whole({})) == (count, 0, 0, 0)


@pytest.mark.parametrize(
    "values",
    [
        {"spacing_business_days": 10, "spacing_business_days_last": 15},
        {"attempts_per_ask": 1}, {"touches_per_90_days": 1}, {"touches_per_90_days": 10},
        {"load_window_days": 365, "touches_per_90_days": 2}, {"new_asks_per_12_months": 6},
        {"opens_hour": 12}, {"profile_facts": 10}, {"closes_hour": 20, "opens_hour": 7},
        {"conversation_weeks": 4}, {"ask_words": 50}, {"spacing_business_days": 3},
        LOOSE, {"clearance_days": 14, "stance_months": 3}, SHORT, LONG,
    ],
    ids=str,
)  # fmt: skip
def test_the_numbers_are_those_of_a_plain_recount(values: dict[str, Any]) -> None:
    replay = whole(values)
    then = {row.pk: bool(row.refused_by) for row in DecisionFacts.objects.all()}
    drafted = {row.pk: refused_under(row, values) for row in DecisionFacts.objects.all()}
    refused = {key for key in then if drafted[key] and not then[key]}
    passing = {key for key in then if then[key] and not drafted[key]}
    assert numbers(replay) == (len(then), len(refused), len(passing), 0)
    turned = TurnedDecision.objects.filter(replay=replay)
    assert set(turned.turned("refused").values_list("event", flat=True)) == refused
    assert set(turned.turned("passing").values_list("event", flat=True)) == passing


def test_some_draft_turns_decisions_both_ways() -> None:
    assert whole({"touches_per_90_days": 1}).refused_anew
    world = clear_world()
    world.contact_now()
    world.wait(6)  # four business days
    with pytest.raises(PolicyBlocked):
        world.contact_now(purpose="reminder")
    replay = whole(LOOSE)
    assert replay.passing_anew
    newest = replay.turned.turned("passing").select_related("event").order_by("-event_id")[0]
    assert (newest.event.kind, newest.rules) == ("refused", ["spacing"])


def test_limits_for_what_comes_turn_nothing() -> None:
    assert numbers(whole({"silence_business_days": 30}))[1:] == (0, 0, 0)


@pytest.mark.parametrize(
    ("waited", "values", "turned"),
    [(42, {"quiet_declined_days": 30}, (0, 1)), (42, {"quiet_declined_days": 60}, (0, 0)),
     (189, {"quiet_declined_days": 220}, (1, 0)), (189, {"quiet_declined_days": 185}, (0, 0))],
    ids=str,
)  # fmt: skip
def test_stops_last_as_long_as_the_draft_says(
    waited: int, values: dict[str, Any], turned: tuple[int, int]
) -> None:
    """A no for one study; another study of another sponsor asks the same group later."""
    world, before = clear_world(), whole(values)
    world.contact_now()
    world.answers("declined")
    world.wait(waited)
    second = clear_world(group=world.group, start=world.at)
    if waited < 180:
        with pytest.raises(PolicyBlocked):
            second.contact_now()
    else:
        second.contact_now()
    replay = whole(values)
    assert replay.refused_anew - before.refused_anew == turned[0]
    assert replay.passing_anew - before.passing_anew == turned[1]
    assert replay.not_rebuilt == 0


def test_a_decision_that_did_not_note_what_had_ended_is_told_and_not_counted() -> None:
    known = DecisionFacts.objects.filter(act="contact", refused_by=[]).order_by("event_id").last()
    assert known is not None
    event = Event.objects.create(at=known.at, kind="contact", limits_version=1)
    told = replace(kept.read(known.facts), ended_stops=None)
    DecisionFacts.objects.create(
        event=event, at=known.at, act="contact", limits_version=1, facts=kept.write(told),
        refused_by=[],
    )  # fmt: skip
    replay = whole(LONG)
    assert replay.turned.turned("not_rebuilt").get().event_id == event.pk
    assert whole(SHORT).not_rebuilt == 0


def test_decisions_under_former_limits_are_compared_with_those_in_force() -> None:
    """They were refused under neither; what the limits in force would say is no news of a draft."""
    strict = {"touches_per_90_days": 1}
    newer = put_in_force(strict)
    drafted = draft(strict | {"ask_words": 190})
    replay = replay_of(drafted, against=newer.number)
    replays.run(replay.pk)
    replay.refresh_from_db()
    assert numbers(replay)[1:] == (0, 0, 0)


def test_a_decision_whose_facts_say_otherwise_is_told_and_not_counted() -> None:
    row = DecisionFacts.objects.filter(act="contact", refused_by=[]).order_by("event_id").last()
    assert row is not None
    event = Event.objects.create(at=row.at, kind="contact", limits_version=1)
    DecisionFacts.objects.create(
        event=event, at=row.at, act="contact", limits_version=1, facts=row.facts,
        refused_by=["spacing"],
    )  # fmt: skip
    replay = whole({"spacing_business_days": 6})
    assert replay.not_rebuilt == 1
    assert replay.turned.turned("not_rebuilt").get().event_id == event.pk


# --- a task that is lost, met twice, cancelled ---------------------------------------------------
def test_it_goes_on_where_a_lost_worker_left_it(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = numbers(whole({"touches_per_90_days": 1}))
    monkeypatch.setattr(replays, "CHUNK", 7)
    replay = started({"touches_per_90_days": 1})
    assert replays.run(replay.pk, seconds=0)
    replay.refresh_from_db()
    assert (replay.state, replay.judged) == ("running", 7)
    assert 0 < replay.percent < 100
    assert tasks.sweep_replays() == 0
    Replay.objects.filter(pk=replay.pk).update(seen_at=now() - timedelta(minutes=2))
    assert tasks.sweep_replays() == 1
    replay.refresh_from_db()
    assert (replay.state, replay.percent, numbers(replay)) == ("done", 100, expected)


def test_a_chunk_that_fails_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    replay = started({"touches_per_90_days": 1})

    def broken(*given: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(replays, "_count", broken)
    with pytest.raises(RuntimeError):
        replays.run(replay.pk)
    replay.refresh_from_db()
    assert (replay.state, replay.judged, replay.turned.count()) == ("waiting", 0, 0)


def test_what_cannot_go_on_is_ended_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*given: Any) -> None:
        raise RuntimeError

    replay = started({"touches_per_90_days": 1})
    with monkeypatch.context() as patch:
        patch.setattr(replays, "_judge", broken)
        assert not tasks.replay_limits(str(replay.pk))
    replay.refresh_from_db()
    assert (replay.state, replay.judged) == ("failed", 0)
    assert not tasks.replay_limits(str(replay.pk))


def test_a_cancelled_one_stays_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "CHUNK", 7)
    replay = started({"touches_per_90_days": 1})
    replays.run(replay.pk, seconds=0)
    Replay.objects.filter(pk=replay.pk).update(state="cancelled", finished_at=now())
    assert not replays.run(replay.pk)
    replay.refresh_from_db()
    assert (replay.state, replay.judged) == ("cancelled", 7)


def test_a_past_without_decisions_is_done_at_once() -> None:
    replay = started({"ask_words": 100})
    Replay.objects.filter(pk=replay.pk).update(upto=None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(DecisionFacts.objects.all()), "newest", lambda self: None)
        assert not replays.run(replay.pk)
    replay.refresh_from_db()
    assert (replay.state, replay.total, replay.percent) == ("done", 0, 100)


def test_the_task_asks_for_another_while_there_is_more(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(tasks, "ask_worker", lambda task, key, expires: asked.append(key))
    monkeypatch.setattr(replays, "CHUNK", 7)
    monkeypatch.setattr(replays, "SECONDS", 0)
    replay = started({"touches_per_90_days": 1})
    monkeypatch.setattr(tasks.replays, "work", lambda key: False)
    assert not tasks.replay_limits(str(replay.pk))
    assert asked == []
    monkeypatch.setattr(tasks.replays, "work", lambda key: True)
    assert tasks.replay_limits(str(replay.pk))
    assert asked == [str(replay.pk)]


def test_a_reservation_that_passes_is_judged_once_and_a_refused_one_too() -> None:
    world = clear_world()
    before = DecisionFacts.objects.count()
    world.do("reserve_touch", channel="mail", purpose="ask")
    assert DecisionFacts.objects.count() == before
    touch = Touch.objects.get(partnership=world.partnership, state="reserved")
    world.do("send_touch", touch, summary="Sent")
    assert DecisionFacts.objects.count() == before + 1


def test_a_touch_outside_of_any_study_is_judged_by_what_binds_it() -> None:
    world = clear_world()
    group = factories.GroupFactory(country="US", time_zone="America/New_York")
    world.do("log_touch", group, direction="out", channel="mail", occurred_at=world.at, summary="x")
    row = DecisionFacts.objects.order_by("-event_id").first()
    assert row is not None
    assert row.alone
    assert set(row.refused_by) <= GROUP_WIDE
