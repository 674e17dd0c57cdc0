"""Logging what took place: never refused, in three inputs or fewer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from advocacy.models import (
    Breach,
    FollowUpKind,
    Group,
    Partnership,
    SideState,
    Stage,
    StanceKind,
    Touch,
    User,
)  # fmt: skip
from tests.factories import (
    TODAY,
    GroupFactory,
    PartnershipFactory,
    PersonFactory,
    TouchFactory,
    UserFactory,
)  # fmt: skip
from tests.views.partnerships import LOG, TUESDAY, clear_to_contact, log, page, step
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(TUESDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def dana() -> User:
    return UserFactory(name="Dana Example")


@pytest.fixture
def browser(dana: User) -> Client:
    return signed_in(dana)


@pytest.fixture
def own(dana: User) -> Partnership:
    return clear_to_contact(dana)


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_a_voicemail_is_an_attempt(browser: Client, own: Partnership) -> None:
    response = log(browser, own, happened="voicemail", summary="Left a message")
    touch = own.touches.get()
    assert (touch.channel, touch.is_attempt, touch.purpose) == ("voicemail", True, "ask")
    assert "counts as an attempt" in said(response)
    assert response.redirect_chain[0] == (reverse("partnership-detail", args=[own.pk]), 303)


def test_an_unanswered_ring_counts_for_spacing_only(browser: Client, own: Partnership) -> None:
    log(browser, own, happened="no_answer")
    touch = own.touches.get()
    assert (touch.state, touch.is_attempt, touch.counts_for_spacing) == ("no_answer", False, True)


@pytest.mark.parametrize(
    ("happened", "stage"),
    [
        ("interested", Stage.CONVERSATION), ("question", Stage.CONVERSATION),
        ("invitation", Stage.CONVERSATION), ("hesitant", Stage.CLOSED),
        ("opt_out", Stage.CLOSED),
    ],
)  # fmt: skip
def test_an_answer_moves_the_partnership(
    browser: Client, own: Partnership, happened: str, stage: str
) -> None:
    log(browser, own, happened=happened, channel="phone", summary="They said so.")
    own.refresh_from_db()
    touch = own.touches.get()
    assert (own.stage, touch.direction, touch.is_genuine) == (stage, "in", True)


def test_hesitation_says_which_stops_follow_and_what_is_due(
    browser: Client, own: Partnership
) -> None:
    log(browser, own, happened="mail", summary="Sent")
    response = log(browser, own, happened="hesitant", channel="phone", summary="Not sure")
    text = said(response)
    assert "Stopped until" in text
    assert "every study" in text
    assert "Send the thank-you" in text
    assert own.follow_ups.open().get().kind == FollowUpKind.THANK_YOU
    assert "Send the thank-you" in page(browser, own)
    thanks = {"channel": "mail", "summary": "Thank you for your time."}
    assert browser.post(step(own, "thank-you"), thanks).status_code == 303
    assert browser.post(step(own, "thank-you"), thanks).status_code == 409


def test_what_an_answer_leaves_open_is_asked_for(browser: Client, own: Partnership) -> None:
    for happened, words in (
        ("declined", "Choose what they declined"), ("policy_no", "what their policy rules out"),
        ("out_of_office", "Give the day on which they are back"), ("", "Choose what happened"),
    ):  # fmt: skip
        response = log(browser, own, happened=happened, summary="Keep these words")
        text = response.content.decode()
        assert response.status_code == 422
        assert words in text
        assert "Keep these words" in text
    assert not Touch.objects.exists()


def test_a_decline_keeps_its_kind(browser: Client, own: Partnership) -> None:
    log(browser, own, happened="declined", decline_kind="declined_fee", channel="mail")
    own.refresh_from_db()
    assert own.exit_reason == "declined_fee"


def test_a_policy_becomes_the_groups_stance(browser: Client, own: Partnership) -> None:
    log(browser, own, happened="policy_no", policy_kind="no_trials", channel="phone")
    own.refresh_from_db()
    assert own.exit_reason == "policy_no_trials"
    assert own.group.stances.get(kind="no_trials").kind == StanceKind.NO_TRIALS
    assert "no exception can be made" in page(browser, own)


def test_an_absence_pauses_and_advances_nothing(browser: Client, own: Partnership) -> None:
    back = TODAY() + timedelta(days=10)
    response = log(browser, own, happened="out_of_office", return_on=back.isoformat())
    own.refresh_from_db()
    assert (own.stage, own.side_state) == (Stage.CLEARED, SideState.PAUSED)
    assert "No contact before" in said(response)


def test_a_wrong_address_takes_the_attempt_back(browser: Client, own: Partnership) -> None:
    person = PersonFactory(group=own.group)
    log(browser, own, happened="mail", person=str(person.pk), summary="Sent")
    response = log(browser, own, happened="bounce_hard", person=str(person.pk))
    assert not own.touches.attempts().exists()
    assert "Fix the contact" in said(response)
    person.refresh_from_db()
    assert person.needs_fixing


def test_what_broke_a_rule_is_saved_and_said(browser: Client) -> None:
    own = PartnershipFactory()
    response = log(browser, own, happened="mail", summary="Sent too early")
    assert response.status_code == 200
    assert Breach.objects.filter(partnership=own).exists()
    assert "Sponsor clearance" in said(response)
    assert "manager" in said(response)


def test_a_touch_of_the_group_in_general_belongs_to_no_study(browser: Client) -> None:
    group = GroupFactory()
    response = log(browser, group, happened="invitation", channel="meeting", summary="Come in May")
    assert response.redirect_chain[0][0] == reverse("group-detail", args=[group.pk])
    assert Touch.objects.get().partnership is None


def test_a_closed_thread_can_be_taken_up_by_the_group(
    browser: Client, own: Partnership, clock: Any
) -> None:
    log(browser, own, happened="hesitant", channel="phone", summary="Not sure")
    clock.shift(timedelta(hours=1))
    text = browser.get(LOG, {"group": str(own.group_id)}).content.decode()
    assert "closed: Hesitant" in text
    log(browser, own.group, happened="invitation", channel="mail", about=str(own.pk))
    assert own.touches.filter(outcome="invitation").exists()
    assert "Take the conversation up again" in page(browser, own)
    assert browser.post(step(own, "reopen")).status_code == 303
    own.refresh_from_db()
    assert own.stage == Stage.CONVERSATION


def test_with_several_studies_one_is_chosen(browser: Client, own: Partnership) -> None:
    other = PartnershipFactory(group=own.group)
    text = browser.get(LOG, {"group": str(own.group_id)}).content.decode()
    assert str(own.study) in text
    assert str(other.study) in text
    assert log(browser, own.group, happened="voicemail").status_code == 422
    assert log(browser, own.group, happened="voicemail", about="x").status_code == 422
    log(browser, own.group, happened="voicemail", about=str(other.pk))
    assert Touch.objects.get().partnership == other
    log(browser, own.group, happened="question", channel="phone", about="none")
    assert Touch.objects.filter(partnership=None).exists()


def test_the_time_is_read_by_the_groups_clock(browser: Client, own: Partnership) -> None:
    Group.objects.filter(pk=own.group_id).update(time_zone="America/Anchorage")
    log(browser, own, happened="question", channel="phone", occurred_at="2026-11-23T14:20")
    assert own.touches.get().occurred_at == datetime(2026, 11, 23, 23, 20, tzinfo=UTC)
    for wrong in ("2026-11-25T14:20", "0001-01-01T00:00", "9999-12-31T23:59", "yesterday"):
        assert log(browser, own, happened="mail", occurred_at=wrong).status_code == 422


def test_our_own_touch_is_taken_for_what_fits(browser: Client, own: Partnership) -> None:
    TouchFactory(partnership=own, inbound=True)
    log(browser, own, happened="mail", summary="Sent the text they wanted.")
    touch = own.touches.get(direction="out")
    assert (touch.purpose, touch.is_attempt) == ("reply", False)


@pytest.mark.parametrize(
    "data",
    [
        {"happened": "nonsense"}, {"happened": "mail", "summary": "x" * 4001},
        {"happened": "mail", "person": "no-id"}, {"happened": "mail", "purpose": "flattery"},
        {"happened": "declined", "decline_kind": "nonsense"},
        {"happened": "mail", "summary": "\x00"},
        {"happened": "out_of_office", "return_on": "2026-02-31"},
        {"happened": "interested", "channel": "pigeon"},
    ],
)  # fmt: skip
def test_rubbish_is_answered_with_words(
    browser: Client, own: Partnership, data: dict[str, str]
) -> None:
    assert log(browser, own, **data).status_code == 422
    assert not Touch.objects.exists()


def test_somebody_of_another_group_is_not_taken(browser: Client, own: Partnership) -> None:
    response = log(browser, own, happened="mail", person=str(PersonFactory().pk))
    assert response.status_code == 422


@pytest.mark.parametrize("key", ["partnership", "group"])
@pytest.mark.parametrize("value", ["x", "01890000-0000-7000-8000-000000000000", "\x00"])
def test_a_foreign_id_is_not_found(browser: Client, key: str, value: str) -> None:
    assert browser.get(LOG, {key: value}).status_code == 404


def test_from_anywhere_the_group_is_found_by_name(browser: Client, own: Partnership) -> None:
    assert f"{LOG}?partnership={own.pk}" in browser.get(LOG).content.decode()
    GroupFactory(name="Harbour House")
    text = browser.get(LOG, {"q": "northen lights"}).content.decode()
    assert f"{LOG}?partnership={own.pk}" in text
    assert "Harbour House" not in text
    none = browser.get(LOG, {"q": "zzzz & zz"}).content.decode()
    assert "No group is named like this" in none
    assert "/groups/new/?name=zzzz%20%26%20zz" in none
    assert browser.get(LOG, {"q": "x" * 500}).status_code == 200


def test_each_page_offers_to_log_with_its_partnership(browser: Client, own: Partnership) -> None:
    assert f"{LOG}?partnership={own.pk}" in page(browser, own)


def test_a_touch_leads_to_its_place(browser: Client, own: Partnership) -> None:
    touch = TouchFactory(partnership=own)
    url = reverse("touch-detail", args=[touch.pk])
    assert browser.get(url).headers["Location"].startswith(f"/partnerships/{own.pk}/#")
    general = TouchFactory(partnership=own, inbound=True)
    Touch.objects.filter(pk=general.pk).update(partnership=None)
    place = browser.get(reverse("touch-detail", args=[general.pk])).headers["Location"]
    assert place.startswith(f"/groups/{own.group_id}/")
    assert browser.get(reverse("touch-detail", args=[own.pk])).status_code == 404
