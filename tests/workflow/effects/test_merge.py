from datetime import timedelta

import pytest
from django.db import connection

from advocacy.models import (
    Breach,
    Clearance,
    ExitReason,
    Group,
    OptOut,
    Stage,
    Stop,
    Touch,
    TouchState,
)
from advocacy.workflow.effects import merge, stances
from advocacy.workflow.errors import InvalidData
from advocacy.workflow.step import Step
from tests.factories import (
    TODAY,
    ChannelFactory,
    ClearanceFactory,
    ConditionFactory,
    FollowUpFactory,
    GroupFactory,
    OptOutFactory,
    PartnershipFactory,
    PersonFactory,
    RelationshipFactory,
    StopFactory,
    StudyFactory,
    TouchFactory,
    days_ago,
    moment,
)
from tests.workflow.effects.steps import run

pytestmark = pytest.mark.django_db


def merged(survivor: Group, other: Group) -> Step:
    """Merge, and let the database look at what it checks at the end."""
    step = run(merge.merge_groups, survivor, other=other)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    survivor.refresh_from_db()
    other.refresh_from_db()
    return step


@pytest.mark.parametrize("which", ["survivor", "other"])
def test_a_group_that_opted_out_makes_the_survivor_opted_out(which: str) -> None:
    survivor, other = GroupFactory(), GroupFactory()
    open_one = PartnershipFactory(group=other if which == "survivor" else survivor)
    run(
        stances.record_opt_out, survivor if which == "survivor" else other,
        source="mail", said_on=days_ago(3),
    )  # fmt: skip
    step = merged(survivor, other)
    assert OptOut.objects.standing().of_group().get().group == survivor
    assert Stop.objects.running(TODAY()).filter(group=survivor, until=None).exists()
    open_one.refresh_from_db()
    assert open_one.exit_reason == ExitReason.OPT_OUT
    assert step.told["suppressed"]
    assert other.merged_into == survivor


def test_two_opt_outs_become_one_that_stands() -> None:
    survivor, other = OptOutFactory().group, OptOutFactory().group
    merged(survivor, other)
    assert OptOut.objects.standing().filter(group=survivor).count() == 1


def test_a_policy_against_trials_goes_over_and_closes() -> None:
    survivor, other = GroupFactory(), GroupFactory()
    open_one = PartnershipFactory(group=survivor)
    run(stances.record_stance, other, kind="no_industry", source="call", as_of=days_ago(2))
    merged(survivor, other)
    open_one.refresh_from_db()
    assert open_one.exit_reason == ExitReason.NO_INDUSTRY


def test_the_longest_cooling_off_holds() -> None:
    survivor, other = GroupFactory(), GroupFactory()
    StopFactory(group=survivor, until=TODAY() + timedelta(days=10))
    longest = StopFactory(group=other, until=TODAY() + timedelta(days=90))
    merged(survivor, other)
    running = Stop.objects.running(TODAY()).filter(group=survivor)
    assert max(stop.until for stop in running if stop.until) == longest.until
    assert running.count() == 2


def test_a_stop_from_above_the_absorbed_group_binds_the_survivor() -> None:
    umbrella = GroupFactory()
    StopFactory(group=umbrella, reason="policy_no", until=None)
    survivor = GroupFactory()
    step = merged(survivor, GroupFactory(parent=umbrella))
    assert survivor.stops.get().reason == "policy_no"
    assert len(step.told["inherited_stops"]) == 1


def test_attempts_of_both_count_for_the_partnership_that_is_kept() -> None:
    survivor, other, study = GroupFactory(), GroupFactory(), StudyFactory()
    ours = PartnershipFactory(group=survivor, study=study, stage=Stage.OUTREACH)
    theirs = PartnershipFactory(group=other, study=study, stage=Stage.OUTREACH)
    for own in (ours, theirs):
        for days in (40, 20):
            TouchFactory(partnership=own, occurred_at=moment(days), way_in="cleared")
    logged = TouchFactory(partnership=theirs, occurred_at=moment(1), way_in="logged")
    reserved = TouchFactory(
        partnership=theirs, state="reserved", way_in="cleared", is_attempt=False,
        reserved_until=moment(-1),
    )  # fmt: skip
    follow_up = FollowUpFactory(partnership=theirs)
    breach = Breach.objects.create(touch=logged, partnership=theirs, group=other, rule="spacing")
    step = merged(survivor, other)
    assert Touch.objects.attempts().filter(partnership=ours, group=survivor).count() == 5
    for row in (theirs, reserved, follow_up, breach):
        row.refresh_from_db()
    assert (theirs.stage, theirs.exit_reason) == (Stage.CLOSED, ExitReason.DUPLICATE)
    assert theirs.group == survivor
    assert reserved.state == TouchState.RELEASED
    assert follow_up.state == "cancelled"
    assert breach.partnership == ours
    assert step.told["duplicates"][0]["kept"] == str(ours.pk)


def test_the_partnership_that_is_further_along_is_kept() -> None:
    survivor, other, study = GroupFactory(), GroupFactory(), StudyFactory()
    ours = PartnershipFactory(group=survivor, study=study)
    theirs = PartnershipFactory(
        group=other, study=study, stage=Stage.CONVERSATION, not_before=days_ago(-5)
    )
    merged(survivor, other)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert ours.exit_reason == ExitReason.DUPLICATE
    assert (theirs.group, theirs.stage) == (survivor, Stage.CONVERSATION)
    assert theirs.not_before == days_ago(-5)


def test_touches_move_to_a_group_that_opted_out_since() -> None:
    survivor = OptOutFactory().group
    touch = TouchFactory(way_in="cleared")
    merged(survivor, touch.group)
    touch.refresh_from_db()
    assert touch.group == survivor


@pytest.mark.parametrize("strict_one", ["survivor", "other"])
def test_the_stricter_answer_of_the_sponsor_holds(strict_one: str) -> None:
    survivor, other, study = GroupFactory(), GroupFactory(), StudyFactory()
    strict, lax = (survivor, other) if strict_one == "survivor" else (other, survivor)
    ClearanceFactory(study=study, group=strict, answer="hold", answered_on=days_ago(50))
    ClearanceFactory(study=study, group=lax, answer="none_known", answered_on=days_ago(2))
    merged(survivor, other)
    assert Clearance.objects.get(group=survivor).answer == "hold"


def test_answers_of_one_group_alone_go_over() -> None:
    survivor = GroupFactory()
    clearance = ClearanceFactory()
    waiting = ClearanceFactory(group=clearance.group, answer="", answered_on=None, answered_by=None)
    step = merged(survivor, clearance.group)
    assert Clearance.objects.filter(group=survivor).count() == 2
    assert str(waiting.pk) in step.told["moved"]["advocacy_clearance"]


def test_all_that_is_known_goes_over_and_is_told_by_id() -> None:
    survivor = GroupFactory(name="Harbour Circle", website="")
    other = GroupFactory(
        name="Harbor Circle Inc", website="https://example.org", registry_number="12-3456789",
        profiled=True, conditions=[ConditionFactory(code="epilepsy")],
    )  # fmt: skip
    rows = [
        PersonFactory(group=other),
        ChannelFactory(group=other),
        RelationshipFactory(group=other),
    ]
    step = merged(survivor, other)
    for row in rows:
        row.refresh_from_db()
        assert row.group == survivor
        assert step.told["moved"][row._meta.db_table] == [str(row.pk)]
    assert survivor.profile_facts.count() == 4
    assert survivor.aliases == ["Harbor Circle Inc"]
    assert (survivor.website, survivor.registry_number) == ("https://example.org", "12-3456789")
    assert survivor.conditions.get().code == "epilepsy"
    assert not other.people.exists()


def test_chapters_and_earlier_merges_come_along() -> None:
    survivor, other = GroupFactory(), GroupFactory()
    chapter, earlier = GroupFactory(parent=other), GroupFactory(merged_into=other)
    merged(survivor, other)
    chapter.refresh_from_db()
    earlier.refresh_from_db()
    assert (chapter.parent, chapter.family_id) == (survivor, survivor.pk)
    assert earlier.merged_into == survivor


def test_a_chapter_can_take_in_its_own_umbrella() -> None:
    umbrella = GroupFactory()
    survivor, sister = GroupFactory(parent=umbrella), GroupFactory(parent=umbrella)
    merged(survivor, umbrella)
    sister.refresh_from_db()
    assert survivor.parent is None
    assert sister.parent == survivor


def test_what_cannot_be_merged_is_refused() -> None:
    group, gone = GroupFactory(), GroupFactory(merged_into=GroupFactory())
    for other in (None, group, gone):
        with pytest.raises(InvalidData) as refused:
            run(merge.merge_groups, group, other=other)
        assert "other" in refused.value.errors
