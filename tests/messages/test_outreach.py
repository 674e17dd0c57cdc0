"""A mail to a group: previewed, asked twice, sent once, and its touch learns what became of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from advocacy import tasks
from advocacy.messages import opt_out, reply_to
from advocacy.messages.post import OtherPost, Refused, Unanswered
from advocacy.models import Event, Message, OptOut, Person, Stage, Touch, TouchState
from tests.factories import PersonFactory
from tests.views.people import signed_in
from tests.workflow.world import START, World, clear_world

pytestmark = pytest.mark.django_db
WORDS = {
    "subject": "A study in Albany",
    "body": "Dear Robin,\n\nwould a short note suit you?\n\nDana",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world() -> World:
    return clear_world()


@pytest.fixture
def robin(world: World) -> Person:
    return PersonFactory(group=world.group, name="Robin Sample")


def reserved(world: World, person: Person | None, **changes: Any) -> Touch:
    values = {"channel": "mail", "purpose": "ask", "person": person} | changes
    touch: Touch = world.do("reserve_touch", **values).result
    return touch


def page(touch: Touch) -> str:
    return reverse("touch-mail", args=[touch.pk])


def send(world: World, touch: Touch, **changes: Any) -> Any:
    return signed_in(world.staff).post(page(touch), WORDS | {"send": "1"} | changes)


def again(touch: Touch) -> Touch:
    return Touch.objects.get(pk=touch.pk)


def test_it_begins_with_the_words_of_the_ask(world: World, robin: Person) -> None:
    text = signed_in(world.staff).get(page(reserved(world, robin))).content.decode()
    assert "Dear Robin Sample," in text
    assert "We would like to tell your members" in text
    assert 'value="A study"' in text


def test_a_first_question_names_study_and_goal(world: World, robin: Person) -> None:
    touch = reserved(world, robin, purpose="exploratory")
    text = signed_in(world.staff).get(page(touch)).content.decode()
    assert world.study.title in text
    assert "A guide for caregivers in plain words" in text


def test_it_is_looked_at_before_it_goes(world: World, robin: Person) -> None:
    touch = reserved(world, robin)
    text = signed_in(world.staff).post(page(touch), WORDS).content.decode()
    assert "As it will go" in text
    assert opt_out.url(touch.pk) in text
    assert "1 Demo Street" in text
    assert not Message.objects.exists()


def test_words_are_kept_when_one_is_missing(world: World, robin: Person) -> None:
    answer = signed_in(world.staff).post(page(reserved(world, robin)), WORDS | {"subject": ""})
    assert answer.status_code == 422
    assert "would a short note suit you?" in answer.content.decode()


def test_it_goes_once_with_all_that_it_must_carry(world: World, robin: Person) -> None:
    touch = reserved(world, robin)
    assert send(world, touch).status_code == 303
    assert again(touch).state == TouchState.RESERVED
    assert (
        "Our mail is waiting to go"
        in signed_in(world.staff)
        .get(reverse("partnership-detail", args=[world.partnership.pk]))
        .content.decode()
    )
    tasks.sweep_messages()
    tasks.sweep_messages()
    (sent,) = mail.outbox
    row = Message.objects.get(kind="outreach")
    assert sent.to == [robin.email]
    assert sent.extra_headers["Message-ID"] == row.message_id
    assert sent.extra_headers["Auto-Submitted"] == "no"
    assert sent.extra_headers["List-Unsubscribe"] == f"<{opt_out.url(touch.pk)}>"
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert world.staff.name in sent.message()["From"]
    assert reply_to.read(sent.reply_to[0]) == world.partnership.pk
    assert isinstance(sent, mail.EmailMultiAlternatives)
    html = sent.alternatives[0][0]
    for part in (str(sent.body), str(html)):
        assert "1 Demo Street" in part
        assert opt_out.url(touch.pk) in part
    assert (again(touch).state, again(touch).summary) == (TouchState.DELIVERED, WORDS["body"])
    world.partnership.refresh_from_db()
    assert world.partnership.stage == Stage.OUTREACH
    assert world.partnership.asks.get().sent_at is not None


def test_a_second_click_sends_nothing_more(world: World, robin: Person) -> None:
    touch = reserved(world, robin)
    send(world, touch)
    assert send(world, touch).status_code == 409
    by_hand = signed_in(world.staff).post(
        reverse("touch-write", args=[touch.pk]), {"summary": "Sent by hand."}
    )
    assert by_hand.status_code == 409
    tasks.sweep_messages()
    assert len(mail.outbox) == 1


def test_a_colleague_cannot_send_it(world: World, robin: Person) -> None:
    touch = reserved(world, robin)
    answer = signed_in(world.manager).post(page(touch), WORDS | {"send": "1"})
    assert answer.status_code == 403


def test_an_opt_out_before_the_claim_holds_it_back(world: World, robin: Person) -> None:
    touch = reserved(world, robin)
    send(world, touch)
    world.do("record_opt_out", world.group, person=robin, words="No more.", source="phone",
             said_on=world.today)  # fmt: skip
    tasks.sweep_messages()
    assert mail.outbox == []
    assert again(touch).state == TouchState.RELEASED
    row = Message.objects.get(kind="outreach")
    assert (row.state, bool(row.reason)) == ("cancelled", True)
    assert world.staff.notifications.filter(kind="mail").exists()


def test_an_answer_before_the_claim_holds_it_back(world: World, robin: Person) -> None:
    touch = reserved(world, robin)
    send(world, touch)
    world.answers("interested")
    tasks.sweep_messages()
    assert mail.outbox == []
    assert again(touch).state == TouchState.RELEASED


def test_it_can_be_called_back_while_it_waits(world: World, robin: Person) -> None:
    touch = reserved(world, robin)
    send(world, touch)
    signed_in(world.staff).post(reverse("touch-release", args=[touch.pk]))
    tasks.sweep_messages()
    assert mail.outbox == []
    assert again(touch).state == TouchState.RELEASED


def test_it_waits_beyond_the_half_hour_of_a_reservation(
    world: World, robin: Person, clock: Any
) -> None:
    touch = reserved(world, robin)
    send(world, touch)
    clock.shift(timedelta(hours=1))
    tasks.sweep_reservations()
    assert again(touch).state == TouchState.RESERVED
    tasks.sweep_messages()
    assert again(touch).state == TouchState.DELIVERED


def test_an_address_that_is_not_there_is_no_attempt(world: World, robin: Person) -> None:
    touch = reserved(world, robin)
    send(world, touch)
    with patch.object(OtherPost, "hand_over", side_effect=Refused("550 5.1.1 no such user")):
        tasks.sweep_messages()
    found = again(touch)
    assert (found.state, found.is_attempt) == (TouchState.BOUNCED_HARD, False)
    robin.refresh_from_db()
    assert robin.needs_fixing
    assert world.partnership.follow_ups.open().filter(kind="fix_contact").exists()


def test_what_nobody_knows_stays_reserved_until_a_person_decides(
    world: World, robin: Person
) -> None:
    touch = reserved(world, robin)
    send(world, touch)
    with patch.object(OtherPost, "hand_over", side_effect=Unanswered("no answer")):
        tasks.sweep_messages()
    assert again(touch).state == TouchState.RESERVED
    assert (
        "Nobody knows whether it went out"
        in signed_in(world.staff).get(page(touch)).content.decode()
    )
    refused = signed_in(world.staff).post(reverse("touch-release", args=[touch.pk]))
    assert refused.status_code == 409


def test_the_link_stops_at_once_without_an_account(
    world: World, robin: Person, client: Client
) -> None:
    touch = reserved(world, robin)
    send(world, touch)
    url = reverse("opt-out", args=[opt_out.make(touch.pk)])
    assert robin.email not in client.get(url).content.decode()
    assert not OptOut.objects.exists()
    assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert client.post(url).status_code == 200
    assert OptOut.objects.get().person == robin
    assert Event.objects.get(kind="record_opt_out").actor is None
    tasks.sweep_messages()
    assert mail.outbox == []


def test_the_link_can_stop_the_whole_group(world: World, robin: Person, client: Client) -> None:
    touch = reserved(world, robin)
    client.post(reverse("opt-out", args=[opt_out.make(touch.pk)]), {"who": "group"})
    assert OptOut.objects.get().group == world.group
    world.partnership.refresh_from_db()
    assert world.partnership.stage == Stage.CLOSED


def test_a_link_made_up_is_not_there(client: Client) -> None:
    assert client.post(reverse("opt-out", args=["0" * 32 + ":x"])).status_code == 404


def test_a_reply_address_that_was_made_up_is_nobodys(world: World) -> None:
    own = reply_to.address(world.partnership.pk)
    assert reply_to.read(own.upper()) == world.partnership.pk
    wrong = own.replace("+a", "+b") if "+a" in own else own.replace(own[8], "a", 1)
    assert reply_to.read(wrong) is None
