"""Writing to a group when it is clear."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from advocacy.models import (
    Event,
    Partnership,
    Stage,
    Touch,
    TouchState,
    User,
)  # fmt: skip
from tests.factories import (
    GroupFactory,
    PartnershipFactory,
    PersonFactory,
    UserFactory,
)  # fmt: skip
from tests.views.partnerships import TUESDAY, clear_to_contact, log, page, step
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


def reserve(browser: Client, own: Partnership, **changes: Any) -> Any:
    data = {"purpose": "ask", "channel": "mail", **changes}
    return browser.post(step(own, "write"), data)


def test_a_clear_touch_is_reserved_written_and_sent(browser: Client, own: Partnership) -> None:
    person = PersonFactory(group=own.group)
    response = reserve(browser, own, person=str(person.pk))
    touch = own.touches.get()
    assert response.headers["Location"] == reverse("touch-write", args=[touch.pk])
    text = browser.get(response.headers["Location"]).content.decode()
    assert "Reserved for you until 11:30" in text
    assert f"mailto:{person.email.replace('@', '%40')}" in text
    assert "Reserved for you until 11:30" in page(browser, own)
    write = reverse("touch-write", args=[touch.pk])
    assert browser.post(write, {"summary": ""}).status_code == 422
    assert browser.post(write, {"summary": "Sent to Robin."}).status_code == 303
    touch.refresh_from_db()
    own.refresh_from_db()
    assert (touch.state, own.stage) == (TouchState.DELIVERED, Stage.OUTREACH)


def test_a_touch_that_was_not_sent_frees_the_group(browser: Client, own: Partnership) -> None:
    reserve(browser, own)
    touch = own.touches.get()
    url = reverse("touch-release", args=[touch.pk])
    assert browser.get(url).status_code == 405
    assert browser.post(url).status_code == 303
    touch.refresh_from_db()
    assert touch.state == TouchState.RELEASED
    assert browser.post(url).status_code == 409


def test_a_touch_without_a_study_is_not_released(browser: Client) -> None:
    log(browser, GroupFactory(), happened="question", channel="phone")
    url = reverse("touch-release", args=[Touch.objects.get().pk])
    assert browser.post(url).status_code == 404
    assert browser.get(url.replace("release", "write")).status_code == 404


def test_a_colleague_cannot_write_meanwhile(browser: Client, own: Partnership) -> None:
    reserve(browser, own)
    sam = signed_in(UserFactory(name="Sam Example"))
    assert reserve(sam, own).status_code == 409
    touch = own.touches.get()
    write = reverse("touch-write", args=[touch.pk])
    assert "Dana Example is writing to this group" in sam.get(write).content.decode()
    assert sam.post(write, {"summary": "Mine"}).status_code == 403
    assert "Dana Example is writing to this group" in page(sam, own)


def test_a_reservation_that_ran_out_is_offered_anew(
    browser: Client, own: Partnership, clock: Any
) -> None:
    reserve(browser, own)
    clock.shift(timedelta(minutes=31))
    write = reverse("touch-write", args=[own.touches.get().pk])
    assert "Reserve again" in browser.get(write).content.decode()
    assert browser.post(write, {"summary": "Late"}).status_code == 409


def sent_late(browser: Client, own: Partnership, words: str) -> str:
    """Press "It is sent" and then "log it"; gives the page of the log form."""
    touch = own.touches.get()
    refused = browser.post(reverse("touch-write", args=[touch.pk]), {"summary": words})
    assert refused.status_code == 409
    text = refused.content.decode()
    assert words in text
    assert "It went out: log it" in text
    url = refused.context["log_url"]
    shown = browser.post(url, {"summary": words, "prefill": "1"})
    assert shown.status_code == 200
    assert words in shown.content.decode()
    assert Touch.objects.count() == 1
    return str(url)


@pytest.mark.parametrize("wait", [timedelta(minutes=31), timedelta(hours=3)])
def test_what_was_sent_after_the_reservation_is_logged_with_every_word(
    browser: Client, own: Partnership, clock: Any, wait: timedelta
) -> None:
    person = PersonFactory(group=own.group)
    reserve(browser, own, person=str(person.pk))
    clock.shift(wait)
    url = sent_late(browser, own, "Sent to Robin, with the flyer.")
    form = browser.post(url, {"summary": "Sent", "prefill": "1"}).context["form"]
    begun = {name: form[name].value() for name in ("happened", "purpose", "person")}
    assert begun == {"happened": "mail", "purpose": "ask", "person": person.pk}
    data = {**begun, "person": str(person.pk), "summary": "Sent to Robin, with the flyer."}
    assert browser.post(url, data).status_code == 303
    touch = own.touches.get(state=TouchState.DELIVERED)
    assert (touch.summary, touch.person) == ("Sent to Robin, with the flyer.", person)
    assert touch.ask == own.asks.get()


def test_what_was_sent_after_office_hours_is_logged_and_ends_the_reservation(
    browser: Client, own: Partnership, clock: Any
) -> None:
    clock.shift(timedelta(hours=5, minutes=50))
    reserve(browser, own)
    clock.shift(timedelta(minutes=15))
    url = sent_late(browser, own, "Sent at five.")
    data = {"happened": "mail", "purpose": "ask", "summary": "Sent at five."}
    assert browser.post(url, data).status_code == 303
    assert sorted(own.touches.values_list("state", flat=True)) == ["delivered", "released"]
    assert {breach.rule for breach in own.breaches.all()} == {"spacing"}


def test_a_reservation_of_a_colleague_is_not_logged_for_her(
    browser: Client, own: Partnership
) -> None:
    reserve(browser, own)
    url = f"{reverse('touch-log')}?partnership={own.pk}&touch={own.touches.get().pk}"
    sam = signed_in(UserFactory())
    assert sam.get(url).context["unsent"] is None
    sam.post(url, {"happened": "mail", "purpose": "ask", "summary": "Mine"})
    assert own.touches.filter(state=TouchState.RESERVED).count() == 1
    assert sam.get(url.replace("touch=", "touch=x")).status_code == 404


def test_a_refusal_shows_rule_reason_remedy_and_keeps_the_input(browser: Client) -> None:
    own = PartnershipFactory()
    person = PersonFactory(group=own.group, name="Robin Sample")
    response = reserve(browser, own, person=str(person.pk), channel="phone")
    text = response.content.decode()
    assert response.status_code == 409
    for words in ("Sponsor clearance", "Why:", "Robin Sample"):
        assert words in text
    assert f'<option value="{person.pk}" selected>' in text
    assert Event.objects.filter(kind="refused", partnership=own).exists()


def test_the_rules_are_shown_before_the_click(browser: Client, own: Partnership) -> None:
    assert "Not clear yet" not in browser.get(step(own, "write")).content.decode()
    blocked = PartnershipFactory()
    assert "Not clear yet" in browser.get(step(blocked, "write")).content.decode()


def test_somebody_of_another_group_cannot_be_written_to(browser: Client, own: Partnership) -> None:
    assert reserve(browser, own, person=str(PersonFactory().pk)).status_code == 422
    for wrong in ({"purpose": "reply"}, {"channel": "pigeon"}, {"person": "x"}):
        assert reserve(browser, own, **wrong).status_code == 422


def test_a_reply_in_the_conversation_needs_their_answer(browser: Client, own: Partnership) -> None:
    data = {"channel": "mail", "summary": "Thank you, here is the text."}
    assert browser.post(step(own, "reply"), data).status_code == 409
    log(browser, own, happened="interested", channel="mail", summary="Yes!")
    assert browser.post(step(own, "reply"), data).status_code == 303
    assert own.touches.filter(purpose="reply", is_attempt=False).exists()


def test_a_reservation_given_back_can_be_taken_again(browser: Client, own: Partnership) -> None:
    reserve(browser, own)
    response = browser.post(reverse("touch-release", args=[own.touches.get().pk]))
    said = list(browser.get(response.headers["Location"]).context["messages"])
    browser.post(reverse("undo"), {"note": said[0].extra_tags})
    assert [touch.state for touch in own.touches.order_by("created_at")] == [
        TouchState.RELEASED, TouchState.RESERVED,
    ]  # fmt: skip


def test_the_form_of_a_closed_partnership_says_so_before_anything_is_written(
    browser: Client,
) -> None:
    own = PartnershipFactory(closed=True)
    shown = browser.get(step(own, "write"))
    assert shown.status_code == 200
    assert "This partnership is closed. Renew it, or choose another study." in (
        shown.content.decode()
    )
