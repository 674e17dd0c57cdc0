"""What a naive version gets wrong, seen from the pages."""

import pytest
import time_machine
from django.urls import reverse

from advocacy import tasks
from advocacy.models import FollowUp, OptOut, Partnership, Stage, Stop, Touch
from tests import factories
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk, step
from tests.workflow.world import START, clear_world

pytestmark = pytest.mark.django_db


def cooled_off(group: object) -> Stop:
    """A decline of this group half a year long."""
    stop: Stop = factories.StopFactory(
        group=group, reason="declined", starts_on=START.date(), until=moment("2027-03-14T00:00Z")
    )
    return stop


def test_a_stop_of_the_umbrella_binds_its_chapter() -> None:
    umbrella = factories.GroupFactory(name="Harbour Alliance")
    world = clear_world(group=factories.GroupFactory(parent=umbrella, revenue=500_000))
    cooled_off(umbrella)
    refused = Desk(world.staff).is_refused(step(world.partnership, "write"), purpose="ask")
    assert "every study with Harbour Alliance" in refused.finding("Stopped").text


def test_a_stop_of_a_chapter_does_not_bind_its_umbrella_nor_its_sister() -> None:
    umbrella = factories.GroupFactory(revenue=500_000)
    sister, chapter = (factories.GroupFactory(parent=umbrella, revenue=1) for _n in range(2))
    cooled_off(chapter)
    for group in (umbrella, sister):
        world = clear_world(group=group)
        assert "Stopped" not in Desk(world.staff).record(world.partnership).refusing


def test_touches_and_asks_of_all_chapters_count_for_the_family() -> None:
    umbrella = factories.GroupFactory()
    chapters = [factories.GroupFactory(parent=umbrella, revenue=500_000) for _n in range(3)]
    for chapter in chapters[:2]:
        own = factories.PartnershipFactory(group=chapter, stage=Stage.OUTREACH)
        for days in (0, 20):
            factories.TouchFactory(
                partnership=own, occurred_at=moment(f"2026-08-{3 + days:02}T15:00Z")
            )
    world = clear_world(group=chapters[2])
    refused = Desk(world.staff).is_refused(step(world.partnership, "write"), purpose="ask")
    said = refused.finding("Contact load").text
    assert "2 other asks wait for an answer" in said
    assert "4 of 4 touches in 90 days." in said
    assert "2 of 2 new asks in 12 months." in said


def test_a_person_who_leaves_changes_no_count_and_takes_her_opt_out_along(
    clock: time_machine.Traveller,
) -> None:
    world = clear_world()
    own, dana = world.partnership, Desk(world.staff)
    robin, kim = (factories.PersonFactory(group=world.group, name=n) for n in ("Robin", "Kim"))
    dana.writes(own, person=robin.pk)
    dana.does(
        reverse("group-opt-out-add", args=[world.group.pk]), person=robin.pk, source="call",
        words="Not me again.", said_on="2026-09-15",
    )  # fmt: skip
    dana.does(reverse("person-left", args=[robin.pk]), left_on="2026-09-15")
    assert "Attempts 1 of 3" in dana.record(own).text
    assert OptOut.objects.standing().get().person == robin

    clock.move_to(moment("2026-09-17T11:00-04:00"))
    refused = dana.is_refused(step(own, "write"), purpose="reminder", person=kim.pk)
    assert refused.refusing == ["Spacing"]
    clock.move_to(moment("2026-09-22T11:00-04:00"))
    assert "Attempts 2 of 3" in dana.writes(own, purpose="reminder", person=kim.pk).text

    elsewhere = factories.GroupFactory(revenue=500_000)
    dana.does(
        reverse("group-person-add", args=[elsewhere.pk]), name="Robin", email=robin.email,
        source="their website",
    )  # fmt: skip
    again = elsewhere.people.get()
    theirs = clear_world(group=elsewhere)
    desk = Desk(theirs.staff)
    refused = desk.is_refused(step(theirs.partnership, "write"), purpose="ask", person=again.pk)
    assert "opted out" in refused.finding("Opt-out").text
    assert desk.writes(theirs.partnership, purpose="ask")


def test_a_reminder_looks_again_before_it_goes_out(
    clock: time_machine.Traveller, mailoutbox: list[object]
) -> None:
    world = clear_world()
    own, dana = world.partnership, Desk(world.staff)
    dana.writes(own)
    due = FollowUp.objects.open().get(kind="next_attempt")
    clock.move_to(due.due_at)
    dana.logs(own, "interested")
    tasks.write_due_messages()
    tasks.sweep_messages()
    assert not any("Next attempt" in str(m.body) for m in mailoutbox)
    assert all(m.to == [world.staff.email] for m in mailoutbox)


def test_nine_there_is_told_over_the_end_of_daylight_saving(
    clock: time_machine.Traveller,
) -> None:
    friday = moment("2026-10-30T11:00-04:00")  # clocks go back on Sunday, 1 November
    clock.move_to(friday)
    world = clear_world(start=friday, group=factories.GroupFactory(region="", revenue=500_000))
    own, dana = world.partnership, Desk(world.staff)
    dana.writes(own)
    clock.move_to(moment("2026-11-06T08:59-05:00"))
    refused = dana.is_refused(step(own, "write"), purpose="reminder")
    assert "Earliest: Fri 6 Nov 2026, 09:00, New York time" in refused.text
    clock.move_to(moment("2026-11-06T09:00-05:00"))
    dana.writes(own, purpose="reminder")


def test_a_backdated_touch_judges_anew_what_came_after_it(clock: time_machine.Traveller) -> None:
    world = clear_world()
    own, dana = world.partnership, Desk(world.staff)
    dana.writes(own)
    clock.move_to(moment("2026-09-22T11:00-04:00"))
    dana.writes(own, purpose="reminder")
    clock.move_to(moment("2026-09-22T12:00-04:00"))
    page = dana.logs(own, "voicemail", occurred_at="2026-09-21T10:00", summary="Forgot to log it.")
    assert "Attempts 3 of 3" in page.text
    assert "breach: Spacing" in page.text
    later = Touch.objects.get(purpose="reminder", way_in="cleared")
    assert later.breaches.filter(rule="attempt-limit").exists()
    listed = Desk(world.manager).opens(reverse("breach-list"))
    assert "Attempt limit" in listed.text
    assert Partnership.objects.get(pk=own.pk).stage == Stage.OUTREACH
