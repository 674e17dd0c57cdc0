"""From rows to facts: one round trip, the same for one group or for many, nothing left out."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from advocacy.models import Group, Partnership, ReportBack, Stop
from advocacy.policy.facts import Act, Intent, Purpose
from advocacy.policy.registry import decide
from advocacy.policy.verdict import Decision
from advocacy.workflow.gather import decide_for, decide_in_short, decide_many, gather, groups
from advocacy.workflow.gather.assemble import QUESTIONS
from advocacy.workflow.gather.batch import Batch, Pair
from advocacy.workflow.gather.questions import EVERY_ACT, Answers
from tests import factories
from tests.limits import put_in_force
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db

CONSIDER = Intent(Act.CONSIDER)


def queries(job: Callable[[], Any]) -> int:
    """How many statements a job sends, without the savepoints that only tests need."""
    with CaptureQueriesContext(connection) as sent:
        job()
    return sum("SAVEPOINT" not in query["sql"] for query in sent)


def read(world: World) -> Partnership:
    rows = Partnership.objects.select_related("group", "study__sponsor", "owner")
    return rows.get(pk=world.partnership.pk)


# --- how many round trips ------------------------------------------------------------------------
def test_one_group_or_three_hundred_take_one_query() -> None:
    world = clear_world()
    many = [factories.GroupFactory() for _n in range(300)]
    for chosen in (many[:5], many):
        with CaptureQueriesContext(connection) as sent:
            decide_many(study=world.study, groups=chosen, intent=CONSIDER)
        assert len(sent) == 1


def test_the_decision_of_a_whole_partnership_takes_one_query() -> None:
    world = clear_world()
    world.to_scheduled()
    own = read(world)
    intent = Intent(Act.GO_LIVE)
    assert queries(lambda: decide_for(partnership=own, intent=intent, now=world.at)) == 1


def test_a_cleared_touch_takes_thirteen_queries_with_all_rules_run() -> None:
    world = clear_world()
    world.group.refresh_from_db()
    refresh = 1
    assert queries(world.contact_now) <= 13 + refresh


def test_logging_takes_twelve_queries() -> None:
    world = clear_world()
    refresh = 1
    assert queries(lambda: world.logs(purpose="ask")) <= 12 + refresh
    world.wait(1)
    assert queries(lambda: world.answers("interested")) <= 10 + refresh


# --- one and many --------------------------------------------------------------------------------
def decisions_of(world: World, chosen: list[Group]) -> dict[UUID, Decision]:
    return decide_many(study=world.study, groups=chosen, intent=CONSIDER, now=world.at)


def busy_family(world: World) -> list[Group]:
    """Groups of all sorts round the world's own: a family with a stop, a no, opt-outs, ties."""
    umbrella = factories.GroupFactory()
    chapter = factories.GroupFactory(parent=umbrella)
    shy, tied, owed = (factories.GroupFactory() for _n in range(3))
    factories.StanceFactory(group=umbrella, kind="no_industry", as_of=date(2026, 6, 1))
    factories.OptOutFactory(group=shy)
    factories.RelationshipFactory(sponsor=world.study.sponsor, group=tied)
    ReportBack.objects.create(
        partnership=factories.PartnershipFactory(group=owed), group=owed, promised="figures",
        due_on=world.today - timedelta(days=3),
    )  # fmt: skip
    factories.BusyPeriodFactory(group=tied)
    world.contact_now()
    return [world.group, umbrella, chapter, shy, tied, owed]


def test_many_at_once_are_decided_as_each_alone() -> None:
    world = clear_world()
    chosen = busy_family(world)
    together = decisions_of(world, chosen)
    for group in chosen:
        assert together[group.pk] == decisions_of(world, [group])[group.pk]


def test_in_short_many_stand_as_their_whole_decisions_say() -> None:
    world = clear_world()
    chosen = busy_family(world)
    chosen += [factories.GroupFactory() for _n in range(3)]
    pairs = [Pair(group) for group in chosen]
    short = decide_in_short(study=world.study, pairs=pairs, intent=CONSIDER, now=world.at)
    decisions = decisions_of(world, chosen)
    for group, said in zip(chosen, short, strict=True):
        whole = decisions[group.pk]
        assert (said.standing, said.earliest, said.refused_by) == (
            whole.standing, whole.earliest, whole.refused_by,
        )  # fmt: skip
    assert {d.standing for d in decisions.values()} == {"not_yet", "never"}


def test_a_partnership_is_considered_as_its_group_was_before() -> None:
    world = clear_world()
    alone = decisions_of(world, [world.group])[world.group.pk]
    with_partnership = decide_for(partnership=read(world), intent=CONSIDER, now=world.at)[2]
    assert {f.rule: f.outcome for f in alone.findings} == {
        f.rule: f.outcome for f in with_partnership.findings
    }


# --- what is not asked ---------------------------------------------------------------------------
def early(world: World) -> None:
    """Nothing was sent yet."""


def answered(world: World) -> None:
    world.to_conversation()


def hesitant(world: World) -> None:
    world.contact_now()
    world.wait(1)
    world.answers("question")
    world.answers("hesitant")


def signed(world: World) -> None:
    world.to_scheduled()
    world.do("record_transfer", kind="in_kind", amount=200, currency="USD", category="Fee",
             description="Newsletter", given_on=world.today)  # fmt: skip


def excepted(world: World) -> None:
    row = world.do("ask_override", rule="lead-time", act="contact", reason="sponsor_confirmed",
                   note="Confirmed.").result  # fmt: skip
    world.do("decide_override", row, actor=world.manager, granted=True, note="Fine.")


TOLD: dict[str, tuple[Callable[[World], None], dict[str, Any]]] = {
    "early": (early, {}),
    "priced": (early, {"fee": 300}),
    "answered": (answered, {}),
    "hesitant": (hesitant, {}),
    "signed": (signed, {}),
    "excepted": (excepted, {"launch_in_weeks": 9, "primary_activity": "webinar"}),
}


@pytest.mark.parametrize("name", TOLD)
def test_leaving_out_what_no_rule_of_the_act_reads_changes_no_decision(name: str) -> None:
    tell, values = TOLD[name]
    world = clear_world(**values)
    tell(world)
    own = read(world)
    for act in Act:
        intent = Intent(act, Purpose.ASK)
        seen = []
        for acts in ((), EVERY_ACT):
            limits, known = gather(
                study=own.study, pairs=[Pair(own.group, own)], intent=intent, acts=acts,
                now=world.at,
            )  # fmt: skip
            seen.append(decide(facts=known[own.group_id], limits=limits))
        assert seen[0] == seen[1], act


def test_the_comparison_would_see_a_question_that_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = clear_world()
    before = decisions_of(world, [world.group])
    fewer = tuple(q for q in QUESTIONS if q is not groups.PROFILES)
    monkeypatch.setattr("advocacy.workflow.gather.assemble.QUESTIONS", fewer)
    assert decisions_of(world, [world.group]) != before


def test_each_act_asks_less_than_all() -> None:
    world = clear_world()
    pair = Pair(world.group, read(world))
    batch = Batch(world.study, (pair,), world.at)
    for act in (Act.CONSIDER, Act.CONTACT, Act.REPLY, Act.PAY):
        said = Answers(batch, QUESTIONS, acts={act})
        assert len(said._cells) < len(QUESTIONS)


# --- plans of statements -------------------------------------------------------------------------
def test_a_pooler_that_changes_connections_gets_no_prepared_statement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = clear_world()
    own, intent = read(world), Intent(Act.CONTACT, Purpose.ASK)
    planned = decide_for(partnership=own, intent=intent, now=world.at)
    monkeypatch.setitem(connection.settings_dict, "DISABLE_SERVER_SIDE_CURSORS", value=True)
    with CaptureQueriesContext(connection) as sent:
        plain = decide_for(partnership=own, intent=intent, now=world.at)
    assert plain == planned
    assert not sent[0]["sql"].startswith("EXECUTE")


def test_a_new_version_of_the_limits_is_read_with_the_facts() -> None:
    world = clear_world()
    put_in_force({"profile_facts": 6, "copy_paste_share": 0.5}, number=2)
    intent = Intent(Act.CONTACT, Purpose.ASK)
    _facts, limits, decision = decide_for(partnership=read(world), intent=intent, now=world.at)
    assert (limits.version, limits.profile_facts) == (2, 6)
    finding = decision.of("profile-complete")
    assert finding is not None
    assert finding.refuses


# --- what counts, and when -----------------------------------------------------------------------
@pytest.mark.parametrize(("zone", "country"), [("Asia/Tokyo", "JP"), ("Pacific/Honolulu", "US")])
def test_a_stop_begins_and_ends_at_midnight_where_the_group_lives(zone: str, country: str) -> None:
    group = factories.GroupFactory(time_zone=zone, country=country, region="", revenue=500_000)
    world = clear_world(group=group)
    Stop.objects.create(
        group=group, scope="group_family", reason="declined", starts_on=date(2026, 9, 16),
        until=date(2026, 9, 20),
    )  # fmt: skip
    ends = {"Asia/Tokyo": timedelta(hours=-9), "Pacific/Honolulu": timedelta(hours=10)}[zone]
    minute = timedelta(minutes=1)
    for midnight, before, after in (
        (datetime(2026, 9, 16, tzinfo=UTC) + ends, 0, 1),
        (datetime(2026, 9, 20, tzinfo=UTC) + ends, 1, 0),
    ):
        for moment, count in ((midnight - minute, before), (midnight + minute, after)):
            facts, _limits, _decision = decide_for(
                partnership=read(world), intent=CONSIDER, now=moment
            )
            assert len(facts.stops) == count, moment


def test_a_reservation_that_ran_out_counts_no_more_though_no_sweep_has_come() -> None:
    world = clear_world()
    world.do("reserve_touch", channel="mail", purpose="ask")
    world.at += timedelta(minutes=29)
    assert len(_attempts(world)) == 1
    world.at += timedelta(minutes=2)
    assert _attempts(world) == ()
    touch = world.do("reserve_touch", channel="mail", purpose="ask").result
    world.do("send_touch", touch, summary="Sent.")
    assert len(_attempts(world)) == 1


def _attempts(world: World) -> tuple[Any, ...]:
    facts, _limits, _decision = decide_for(
        partnership=read(world), intent=Intent(Act.CONTACT, Purpose.ASK), now=world.at
    )
    return facts.attempts
