"""What was just done can be taken back by its opposite, by the one who did it, for a while."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advocacy.models import Event, FollowUp, FollowUpState, Partnership, User
from tests import factories as make
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make.UserFactory(name="Alice Owner")


@pytest.fixture
def bob() -> User:
    return make.UserFactory(name="Bob Second")


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def own(alice: User) -> Partnership:
    return make.PartnershipFactory(owner=alice)


@pytest.fixture
def step(own: Partnership, alice: User) -> FollowUp:
    return make.FollowUpFactory(partnership=own, group=own.group, owner=alice)


def post(browser: Client, name: str, record: Any, **data: Any) -> str:
    """Do something; gives the note of its Undo button, blank where there is none."""
    response = browser.post(reverse(name, args=[record.pk]), data)
    assert response.status_code == 303, response.content.decode()
    shown = list(browser.get(response.url.split("#")[0]).context["messages"])
    return str(shown[0].extra_tags or "")


def undo(browser: Client, note: str) -> str:
    response = browser.post(reverse("undo"), {"note": note, "next": "/next-steps/"}, follow=True)
    assert response.status_code == 200
    return str(next(iter(response.context["messages"])))


def test_a_step_that_was_done_is_open_again(browser: Client, step: FollowUp) -> None:
    note = post(browser, "follow-up-done", step)
    assert undo(browser, note) == "Taken back."
    step.refresh_from_db()
    assert (step.state, step.closed_at) == (FollowUpState.OPEN, None)
    kinds = list(Event.objects.order_by("at").values_list("kind", flat=True))
    assert kinds == ["complete_follow_up", "reopen_follow_up"]
    same = FollowUp.objects.filter(partnership=step.partnership, kind=step.kind)
    assert same.filter(state=FollowUpState.OPEN).count() == 1


def test_a_step_that_was_put_off_has_its_day_again(browser: Client, step: FollowUp) -> None:
    due = step.due_on
    note = post(browser, "follow-up-snooze", step, days="7")
    undo(browser, note)
    step.refresh_from_db()
    assert step.due_on == due


def test_a_step_that_was_handed_over_comes_back(
    browser: Client, step: FollowUp, bob: User, alice: User
) -> None:
    note = post(browser, "follow-up-reassign", step, owner=str(bob.pk))
    undo(browser, note)
    step.refresh_from_db()
    assert step.owner == alice


def test_a_partnership_that_was_handed_over_comes_back(
    browser: Client, own: Partnership, bob: User, alice: User
) -> None:
    note = post(browser, "partnership-edit", own, owner=str(bob.pk), why_this_group="Still right.")
    undo(browser, note)
    own.refresh_from_db()
    assert (own.owner, own.why_this_group) == (alice, "Still right.")


def test_a_change_of_words_alone_has_no_undo(
    browser: Client, own: Partnership, alice: User
) -> None:
    assert not post(browser, "partnership-edit", own, owner=str(alice.pk), why_this_group="New.")


def test_pause_and_resume_are_each_others_opposite(browser: Client, own: Partnership) -> None:
    until = make.TODAY() + timedelta(days=30)
    note = post(browser, "partnership-pause", own, until=until.isoformat(), reason="Board meets")
    undo(browser, note)
    own.refresh_from_db()
    assert own.side_state == ""
    post(browser, "partnership-pause", own, until=until.isoformat(), reason="Board meets")
    undo(browser, post(browser, "partnership-resume", own))
    own.refresh_from_db()
    assert (own.side_state, own.not_before) == ("paused", until)


def test_what_somebody_changed_since_is_left_alone(
    browser: Client, step: FollowUp, bob: User
) -> None:
    note = post(browser, "follow-up-snooze", step, days="7")
    post(signed_in(bob), "follow-up-snooze", step, days="1")
    step.refresh_from_db()
    due = step.due_on
    assert "too late" in undo(browser, note)
    step.refresh_from_db()
    assert step.due_on == due


def test_only_the_one_who_did_it_takes_it_back(browser: Client, step: FollowUp, bob: User) -> None:
    note = post(browser, "follow-up-done", step)
    assert "too late" in undo(signed_in(bob), note)


def test_ten_minutes_later_it_is_too_late(browser: Client, step: FollowUp) -> None:
    note = post(browser, "follow-up-done", step)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "too late" in undo(browser, note)


@pytest.mark.parametrize("note", ["", "nonsense", "a:b:c", "x" * 5000])
def test_a_broken_note_is_no_error(browser: Client, note: str) -> None:
    assert "too late" in undo(browser, note)


def test_sponsor_viewers_do_not_know_it() -> None:
    assert signed_in(make.UserFactory(viewer=True)).post(reverse("undo")).status_code == 404
