"""Next steps follow the last word; nothing else slides them or undoes what people did."""

from datetime import date, timedelta

import pytest

from advocacy.models import FollowUp, SideState
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def step_of(world: World, kind: str) -> FollowUp:
    return FollowUp.objects.open().get(partnership=world.partnership, kind=kind)


def in_business_days(world: World, days: int) -> date:
    """From the world's day; no holiday lies near."""
    day = world.today
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def test_an_action_does_not_slide_a_step() -> None:
    world = clear_world()
    world.to_conversation()
    due = in_business_days(world, 5)
    assert step_of(world, "converse").due_on == due
    world.wait(3)
    world.do("verbal_yes", verbal_yes_on=world.today)
    assert step_of(world, "converse").due_on == due


def test_a_new_word_moves_it() -> None:
    world = clear_world()
    world.to_conversation()
    world.wait(3)
    world.answers("question")
    assert step_of(world, "converse").due_on == in_business_days(world, 5)


def test_a_stage_counts_from_its_own_beginning_where_nobody_spoke_since() -> None:
    world = clear_world()
    world.to_terms()
    assert step_of(world, "contract").due_on == in_business_days(world, 5)
    world.wait(4)
    world.do("draft_agreement", **world.agreement())
    assert step_of(world, "contract").due_on == in_business_days(world, 10)


def test_a_step_put_off_stays_put_off() -> None:
    world = clear_world()
    world.to_conversation()
    later = world.today + timedelta(days=40)
    world.do("snooze_follow_up", step_of(world, "converse"), due_on=later)
    world.wait(1)
    world.do("verbal_yes", verbal_yes_on=world.today)
    assert step_of(world, "converse").due_on == later
    world.answers("interested")
    assert step_of(world, "converse").due_on == in_business_days(world, 5)


def test_a_step_handed_over_stays_handed_over() -> None:
    world = clear_world()
    world.to_conversation()
    world.do("reassign_follow_up", step_of(world, "converse"), owner=world.manager)
    world.answers("interested")
    assert step_of(world, "converse").owner == world.manager


def test_a_step_that_was_done_comes_again_after_its_time() -> None:
    world = clear_world()
    world.to_conversation()
    world.wait(7)
    world.do("complete_follow_up", step_of(world, "converse"))
    assert step_of(world, "converse").due_on == in_business_days(world, 5)


def test_the_first_contact_stays_due_when_the_ask_is_reworded() -> None:
    world = clear_world()
    due = step_of(world, "first_contact").due_on
    assert due == in_business_days(world, 1)
    world.wait(2)
    world.do("edit_partnership", why_this_group="They asked us.")
    world.do("pause", until=world.today + timedelta(days=1), reason="They move house")
    world.do("resume", actor=world.manager, reason="They are back")
    assert step_of(world, "first_contact").due_on == in_business_days(world, 1)


def test_a_hold_of_the_committee_does_not_slide_the_material() -> None:
    world = clear_world()
    world.to_executed()
    world.do("irb_hold", reason="A new version is wanted")
    assert world.partnership.side_state == SideState.IRB_HOLD
    due = step_of(world, "materials").due_on
    world.wait(2)
    world.do("record_transfer", kind="in_kind", amount=10, currency="USD", category="printing",
             description="Paper", given_on=world.today)  # fmt: skip
    assert step_of(world, "materials").due_on == due


def test_one_may_note_several_things_to_do() -> None:
    world = clear_world()
    for note in ("Call Wren.", "Send the card."):
        world.do("add_follow_up", note=note, due_on=world.today + timedelta(days=3))
    notes = FollowUp.objects.open().filter(kind="other").values_list("note", flat=True)
    assert sorted(notes) == ["Call Wren.", "Send the card."]


def test_opening_one_again_leaves_the_others() -> None:
    world = clear_world()
    rows = [
        world.do("add_follow_up", note=note, due_on=world.today + timedelta(days=3)).result
        for note in ("Call Wren.", "Send the card.")
    ]
    world.do("complete_follow_up", rows[0])
    world.do("reopen_follow_up", rows[0])
    assert FollowUp.objects.open().filter(kind="other").count() == 2


def test_opening_a_planned_step_again_leaves_one_of_its_kind() -> None:
    world = clear_world()
    world.to_conversation()
    row = step_of(world, "converse")
    world.do("complete_follow_up", row)
    world.do("reopen_follow_up", row)
    assert step_of(world, "converse").pk == row.pk


def test_each_person_whose_address_fails_has_a_task_of_their_own() -> None:
    world = clear_world()
    for name in ("Wren Example", "Ada Example"):
        person = factories.PersonFactory(group=world.group, name=name)
        world.logs(person=person, state="bounced_hard")
    world.logs(person=person, state="bounced_hard")
    notes = FollowUp.objects.open().filter(kind="fix_contact").values_list("note", flat=True)
    assert sorted(notes) == ["Ada Example", "Wren Example"]
