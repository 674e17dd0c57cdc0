"""One action for many rows: a verdict for each first, then the same rules, one by one."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import Clearance, Event, Group, Partnership, Study, User
from tests import factories as make
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
URL = "/bulk/partnerships/"


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
def study() -> Study:
    return make.StudyFactory()


@pytest.fixture
def three(alice: User, study: Study) -> list[Partnership]:
    return [make.PartnershipFactory(owner=alice, study=study) for _ in range(3)]


def post(browser: Client, rows: Any, deed: str, *, confirmed: bool = True, **data: Any) -> Any:
    sent = {"row": [str(row.pk) for row in rows], "deed": deed, "next": "/partnerships/?stage=all"}
    return browser.post(URL, sent | data | ({"confirmed": "1"} if confirmed else {}))


def problems(response: Any) -> list[str]:
    return [row.problem for row in response.context["rows"]]


def test_the_list_lets_one_tick_rows_without_scripts(
    browser: Client, three: list[Partnership]
) -> None:
    page = browser.get("/partnerships/").content.decode()
    assert f'form="bulk" name="row" value="{three[0].pk}"' in page
    assert '<form id="bulk"' in page


def test_nothing_happens_before_it_is_confirmed(
    browser: Client, three: list[Partnership], bob: User
) -> None:
    response = post(browser, three, "reassign", confirmed=False, owner=str(bob.pk))
    assert response.status_code == 200
    assert problems(response) == ["", "", ""]
    assert not Event.objects.exists()


def test_partnerships_are_handed_over_each_with_its_event(
    browser: Client, three: list[Partnership], bob: User
) -> None:
    response = post(browser, three, "reassign", owner=str(bob.pk))
    assert response.context["done"] == 3
    assert Partnership.objects.owned_by(bob).count() == 3
    assert Event.objects.filter(kind="edit_partnership").count() == 3


def test_what_cannot_be_done_is_left_out_and_told(
    browser: Client, three: list[Partnership], alice: User, bob: User
) -> None:
    closed = make.PartnershipFactory(closed=True, owner=alice)
    check = post(browser, [*three, closed], "reassign", confirmed=False)
    assert check.context["possible"] == 3
    response = post(browser, [*three, closed], "reassign", owner=str(bob.pk))
    assert response.context["done"] == 3
    assert "closed" in " ".join(problems(response))
    closed.refresh_from_db()
    assert closed.owner == alice


def test_partnerships_are_closed_with_a_reason(browser: Client, three: list[Partnership]) -> None:
    assert post(browser, three, "close").status_code == 422
    response = post(browser, three, "close", exit_reason="study_closed")
    assert response.context["done"] == 3
    assert not Partnership.objects.open().exists()


def test_completed_is_no_reason_for_many(browser: Client, three: list[Partnership]) -> None:
    assert post(browser, three, "close", exit_reason="completed").status_code == 422


def test_one_contact_is_asked_about_the_groups_of_one_sponsor(
    browser: Client, three: list[Partnership], study: Study
) -> None:
    contact = make.ContactFactory(sponsor=study.sponsor)
    other = make.PartnershipFactory()
    asked = make.PartnershipFactory(study=study)
    make.ClearanceFactory(
        study=study, group=asked.group, answer="", answered_on=None, answered_by=None
    )
    rows = [*three, asked, other]
    day = make.days_ago(0).isoformat()
    response = post(browser, rows, "clearance", asked_of=str(contact.pk), asked_on=day)
    told = {row.key: row.problem for row in response.context["rows"]}
    assert response.context["done"] == 3
    assert "Another sponsor" in told[str(other.pk)]
    assert "Asked already" in told[str(asked.pk)]
    assert Clearance.objects.filter(asked_of=contact).count() == 3


def test_there_is_no_contact_for_many(browser: Client, three: list[Partnership]) -> None:
    for deed in ("contact", "send_touch", "reserve_touch", "", "log_touch"):
        response = post(browser, three, deed, channel="email", summary="Hello all")
        assert response.status_code == 303
    assert not Event.objects.exists()


@pytest.mark.parametrize("rows", [[], ["nonsense"], ["x' OR 1=1"]])
def test_without_rows_it_says_so(browser: Client, rows: list[str]) -> None:
    response = browser.post(URL, {"row": rows, "deed": "close"}, follow=True)
    assert "Tick the rows first" in response.content.decode()


def test_a_hundred_rows_are_the_most(browser: Client) -> None:
    rows = [f"00000000-0000-7000-8000-{n:012}" for n in range(101)]
    response = browser.post(URL, {"row": rows, "deed": "close"}, follow=True)
    assert "Tick 100 rows at most" in response.content.decode()


def test_rows_that_are_gone_are_left_out(browser: Client, three: list[Partnership]) -> None:
    rows = [str(three[0].pk), "00000000-0000-7000-8000-000000000001"]
    response = browser.post(
        URL, {"row": rows, "deed": "close", "exit_reason": "duplicate", "confirmed": "1"}
    )
    assert response.context["done"] == 1


def test_partnerships_are_started_with_candidates(
    browser: Client, study: Study, alice: User
) -> None:
    groups: list[Group] = [make.GroupFactory() for _ in range(2)]
    make.PartnershipFactory(study=study, group=groups[0])
    url = reverse("bulk-candidates", args=[study.pk])
    rows = [str(group.pk) for group in groups]
    check = browser.post(url, {"row": rows, "deed": "start"})
    assert check.context["possible"] == 1
    assert all(row.decision is not None for row in check.context["rows"])
    response = browser.post(url, {"row": rows, "confirmed": "1", "owner": str(alice.pk)})
    assert response.context["done"] == 1
    assert Partnership.objects.of_study(study).count() == 2


def test_sponsor_viewers_do_not_know_it(study: Study) -> None:
    viewer = signed_in(make.UserFactory(viewer=True))
    assert viewer.post(URL).status_code == 404
    assert viewer.post(reverse("bulk-candidates", args=[study.pk])).status_code == 404
