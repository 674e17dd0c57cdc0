"""Asks: written, weighed, compared, and held against what other groups got."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from advocacy.models import Partnership, Stage, User
from tests.factories import AskFactory, GoalFactory, GroupFactory, PartnershipFactory, UserFactory
from tests.views.partnerships import TUESDAY
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db

WORDS = "Would you tell your readers about a study near them, in one short item of your newsletter?"


@pytest.fixture(autouse=True)
def _office_hours() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def dana() -> User:
    return UserFactory()


@pytest.fixture
def browser(dana: User) -> Client:
    return signed_in(dana)


@pytest.fixture
def own(dana: User) -> Partnership:
    return PartnershipFactory(
        owner=dana, stage=Stage.CLEARED, group=GroupFactory(profiled=True, staff_size=4)
    )


def filled(**changes: Any) -> dict[str, Any]:
    return {
        "primary_activity": "newsletter_item", "optional_activities": ["social_post"],
        "subject_line": "One item?", "body": WORDS, "attachments": "flyer.pdf\n\nletter.pdf",
        "effort_hours": "1.5", "benefit": "A printed guide", "fee": "900", "fee_currency": "USD",
        **changes,
    }  # fmt: skip


def url(own: Partnership, name: str = "ask") -> str:
    return reverse(f"partnership-{name}", args=[own.pk])


def test_the_first_version_is_written(browser: Client, own: Partnership) -> None:
    assert browser.post(url(own), filled()).status_code == 303
    ask = own.asks.get()
    assert (ask.version, ask.attachments, ask.words) == (1, ["flyer.pdf", "letter.pdf"], 17)


def test_the_next_version_begins_with_the_last_and_wants_a_reason(
    browser: Client, own: Partnership
) -> None:
    AskFactory(partnership=own, body=WORDS, primary_activity="webinar", effort_hours=6)
    page = browser.get(url(own)).content.decode()
    assert WORDS in page
    refused = browser.post(url(own), filled())
    assert refused.status_code == 422
    assert WORDS in refused.content.decode()
    assert browser.post(url(own), filled(reason="Board in March")).status_code == 303
    assert own.asks.get(version=2).change == "scaled_down"


def test_scaling_down_proposes_something_light(browser: Client, own: Partnership) -> None:
    AskFactory(partnership=own, primary_activity="webinar", optional_activities=["flyer"])
    page = browser.get(url(own), {"scale": "down"}).content.decode()
    assert "Scale the ask down" in page
    assert '<option value="newsletter_item" selected>' in page
    assert 'value="0.75"' in page


def test_scaling_up_adds_one_wish(browser: Client, own: Partnership) -> None:
    AskFactory(partnership=own, primary_activity="newsletter_item")
    response = browser.get(url(own), {"scale": "up"})
    assert response.context["form"]["optional_activities"].value() == ["social_post"]
    assert browser.get(url(own), {"scale": "sideways"}).status_code == 200


def test_words_and_burden_are_shown_by_the_server_too(browser: Client, own: Partnership) -> None:
    long = " ".join(["word"] * 214)
    wrong = filled(body=long, effort_hours="3", subject_line="")
    page = browser.post(url(own), wrong).content.decode()
    assert "214 of 200 words" in page
    assert "cut 14 words" in page.lower()
    assert "heavy · 150" in page


@pytest.mark.parametrize(
    "changes",
    [
        {"body": ""}, {"body": "x" * 10_001}, {"effort_hours": "NaN"}, {"effort_hours": "-1"},
        {"effort_hours": "1e9"}, {"fee": "1e20"}, {"fee": "much"}, {"fee_currency": "XXX"},
        {"primary_activity": "skywriting"}, {"optional_activities": ["skywriting"]},
        {"optional_activities": ["newsletter_item"]}, {"attachments": "a\n" * 11},
        {"subject_line": "x" * 201}, {"goal": "no-id"}, {"body": "a\x00b"},
    ],
)  # fmt: skip
def test_wrong_values_are_named_and_input_is_kept(
    browser: Client, own: Partnership, changes: dict[str, Any]
) -> None:
    response = browser.post(url(own), filled(**changes))
    assert response.status_code == 422
    assert "A printed guide" in response.content.decode()
    assert not own.asks.exists()


def test_another_groups_goal_cannot_be_chosen(browser: Client, own: Partnership) -> None:
    foreign = GoalFactory()
    assert browser.post(url(own), filled(goal=str(foreign.pk))).status_code == 422
    ours = own.group.goals.get()
    assert browser.post(url(own), filled(goal=str(ours.pk))).status_code == 303


def test_a_text_that_another_group_got_is_said_so_and_can_be_compared(
    browser: Client, own: Partnership
) -> None:
    other = AskFactory(body=WORDS * 3, sent_at=TUESDAY)
    response = browser.post(url(own), filled(body=WORDS * 3), follow=True)
    assert f"what {other.partnership.group} got" in response.content.decode()
    page = browser.get(url(own, "likeness")).content.decode()
    assert "100\N{NO-BREAK SPACE}%" in page
    assert other.partnership.group.name in page


def test_a_text_of_ones_own_has_no_likeness(browser: Client, own: Partnership) -> None:
    AskFactory(partnership=own)
    assert browser.get(url(own, "likeness")).status_code == 404


def test_two_versions_stand_side_by_side_with_what_changed(
    browser: Client, own: Partnership
) -> None:
    assert browser.get(url(own, "asks")).status_code == 404
    AskFactory(partnership=own, version=1, body="One short item in spring.")
    AskFactory(partnership=own, version=2, body="One short item in autumn.")
    AskFactory(partnership=own, version=3, body="One short item in winter.")
    page = browser.get(url(own, "asks")).content.decode()
    assert "autumn" in page
    assert "winter" in page
    assert "spring" not in page
    assert "spring" in browser.get(url(own, "asks"), {"old": 1, "new": 2}).content.decode()
    for odd in ({"old": 99, "new": -1}, {"old": "x", "new": "9" * 40}):
        assert browser.get(url(own, "asks"), odd).status_code == 200


def test_an_ask_is_not_rewritten_once_the_terms_are_agreed(
    browser: Client, own: Partnership
) -> None:
    AskFactory(partnership=own)
    Partnership.objects.filter(pk=own.pk).update(stage=Stage.TERMS)
    response = browser.post(url(own), filled(reason="Late idea"))
    assert response.status_code == 409
    assert "Late idea" in response.content.decode()
