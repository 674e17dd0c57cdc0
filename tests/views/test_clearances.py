"""The sponsor is asked by name, and answers by name and date."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from advocacy.models import Partnership, SideState, SponsorContact, Stage, User
from tests.factories import (
    TODAY,
    ContactFactory,
    GroupFactory,
    ParentEdgeFactory,
    PartnershipFactory,
    UserFactory,
    days_ago,
)  # fmt: skip
from tests.views.partnerships import TUESDAY, page, step
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office_hours() -> Iterator[None]:
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def browser(dana: User) -> Client:
    return signed_in(dana)


@pytest.fixture
def dana() -> User:
    return UserFactory()


@pytest.fixture
def own(dana: User) -> Partnership:
    return PartnershipFactory(owner=dana, stage=Stage.PROFILED, group=GroupFactory(profiled=True))


@pytest.fixture
def kim(own: Partnership) -> SponsorContact:
    return ContactFactory(sponsor=own.study.sponsor, name="Kim Specimen")


def ask(browser: Client, own: Partnership, kim: SponsorContact) -> None:
    data = {"asked_of": str(kim.pk), "asked_on": days_ago(3).isoformat()}
    assert browser.post(step(own, "ask-clearance"), data).status_code == 303


def answer(browser: Client, own: Partnership, kim: SponsorContact, said: str) -> int:
    data = {
        "answer": said, "answered_by": str(kim.pk), "answered_on": TODAY().isoformat(),
        "note": "By mail",
    }  # fmt: skip
    return browser.post(step(own, "answer-clearance"), data).status_code


def test_a_question_names_whom_and_when(
    browser: Client, own: Partnership, kim: SponsorContact
) -> None:
    ask(browser, own, kim)
    text = page(browser, own)
    assert "Kim Specimen was asked" in text
    assert step(own, "answer-clearance") in text


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("none_known", (Stage.CLEARED, SideState.NONE)),
        ("coordinate", (Stage.CLEARED, SideState.NONE)),
        ("sponsor_leads", (Stage.PROFILED, SideState.NONE)),
        ("hold", (Stage.PROFILED, SideState.SPONSOR_HOLD)),
        ("do_not_contact", (Stage.CLOSED, SideState.NONE)),
    ],
)
def test_the_answer_moves_the_partnership(
    browser: Client, own: Partnership, kim: SponsorContact, said: str, stands: tuple[str, str]
) -> None:
    ask(browser, own, kim)
    assert answer(browser, own, kim, said) == 303
    own.refresh_from_db()
    assert (own.stage, own.side_state) == stands
    assert "Kim Specimen" in page(browser, own)


def test_after_a_hold_the_sponsor_is_asked_again(
    browser: Client, own: Partnership, kim: SponsorContact
) -> None:
    ask(browser, own, kim)
    answer(browser, own, kim, "hold")
    text = page(browser, own)
    assert "Only the sponsor lifts it" in text
    assert step(own, "answer-clearance") not in text
    ask(browser, own, kim)
    assert step(own, "answer-clearance") in page(browser, own)
    assert answer(browser, own, kim, "none_known") == 303
    own.refresh_from_db()
    assert (own.stage, own.side_state) == (Stage.CLEARED, SideState.NONE)


def test_an_answer_needs_a_question_first(
    browser: Client, own: Partnership, kim: SponsorContact
) -> None:
    assert answer(browser, own, kim, "none_known") == 409


def test_an_answer_is_neither_in_the_future_nor_without_a_name(
    browser: Client, own: Partnership, kim: SponsorContact
) -> None:
    ask(browser, own, kim)
    late = {"answer": "none_known", "answered_by": str(kim.pk), "answered_on": "2027-01-01"}
    assert browser.post(step(own, "answer-clearance"), late).status_code == 422
    nobody = {"answer": "none_known", "answered_on": TODAY().isoformat()}
    assert browser.post(step(own, "answer-clearance"), nobody).status_code == 422
    assert answer(browser, own, kim, "perhaps") == 422


def test_only_people_of_the_sponsor_family_are_offered(
    browser: Client, own: Partnership, kim: SponsorContact
) -> None:
    edge = ParentEdgeFactory(child=own.study.sponsor)
    parent = ContactFactory(sponsor=edge.parent, name="Pat Parent")
    foreign = ContactFactory(name="Fran Foreign")
    gone = ContactFactory(sponsor=own.study.sponsor, name="Gil Gone", left_on=days_ago(1))
    text = browser.get(step(own, "ask-clearance")).content.decode()
    assert "Kim Specimen" in text
    assert "Pat Parent" in text
    for person in (foreign, gone):
        assert person.name not in text
        data = {"asked_of": str(person.pk), "asked_on": TODAY().isoformat()}
        assert browser.post(step(own, "ask-clearance"), data).status_code == 422
    data = {"asked_of": str(parent.pk), "asked_on": TODAY().isoformat()}
    assert browser.post(step(own, "ask-clearance"), data).status_code == 303


def test_a_second_question_waits_for_the_first_answer(
    browser: Client, own: Partnership, kim: SponsorContact
) -> None:
    ask(browser, own, kim)
    data = {"asked_of": str(kim.pk), "asked_on": TODAY().isoformat()}
    response = browser.post(step(own, "ask-clearance"), data)
    assert response.status_code == 409
    assert "was asked already" in response.content.decode()


def test_evidence_leads_to_the_clearance(
    browser: Client, own: Partnership, kim: SponsorContact
) -> None:
    ask(browser, own, kim)
    row = own.study.clearances.get()
    response = browser.get(reverse("clearance-detail", args=[row.pk]))
    assert (
        response.headers["Location"] == f"{reverse('partnership-detail', args=[own.pk])}#clearance"
    )
