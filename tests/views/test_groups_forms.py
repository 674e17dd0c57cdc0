"""What people add to a group, and how wrong values are told."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import Event, Group, OptOut, Stop
from tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = make.TODAY().isoformat()
LATER = make.days_ago(-2).isoformat()  # still to come, should a day pass while tests run


@pytest.fixture
def browser(client: Client) -> Client:
    """A browser of recruitment staff."""
    client.force_login(make.UserFactory())
    return client


@pytest.fixture
def group() -> Group:
    """A group of which nothing is known."""
    return make.GroupFactory()


GOOD: dict[str, tuple[dict[str, Any], str]] = {
    "group-fact-add": (
        {"kind": "size", "value": "Twelve people", "source": "call", "as_of": TODAY,
         "staff_size": "12"},
        "profile_facts",
    ),
    "group-goal-add": ({"words": "Shorter waits", "source": "call", "as_of": TODAY}, "goals"),
    "group-channel-add": (
        {"kind": "newsletter", "name": "Monthly", "reach": "4000", "source": "media kit",
         "as_of": TODAY},
        "channels",
    ),
    "group-busy-add": (
        {"name": "Awareness month", "starts_month": "6", "starts_day": "1", "ends_month": "6",
         "ends_day": "30"},
        "busy_periods",
    ),
    "group-person-add": (
        {"name": "Robin Sample", "email": "robin@example.net", "source": "website"}, "people",
    ),
    "group-stance-add": ({"kind": "open", "source": "call", "as_of": TODAY}, "stances"),
    "group-opt-out-add": (
        {"person": "group", "words": "Never again", "source": "mail", "said_on": TODAY}, "opt_outs",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_each_section_has_its_own_add(browser: Client, group: Group, name: str) -> None:
    data, kept_in = GOOD[name]
    url = reverse(name, args=[group.pk])
    assert browser.get(url).status_code == 200
    response = browser.post(url, data)
    assert response.status_code == 303, response.content.decode()
    assert response.url.startswith(reverse("group-detail", args=[group.pk]))
    assert getattr(group, kept_in).count() == 1
    assert browser.get(response.url).status_code == 200
    assert Event.objects.filter(group=group).count() == 1


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("group-fact-add", {"kind": "nonsense"}, "kind"),
    ("group-fact-add", {"as_of": "yesterday"}, "as_of"),
    ("group-fact-add", {"as_of": "0206-01-01"}, "as_of"),
    ("group-fact-add", {"as_of": LATER}, "as_of"),
    ("group-fact-add", {"value": "x" * 2001}, "value"),
    ("group-fact-add", {"value": "a\x00b"}, "value"),
    ("group-fact-add", {"staff_size": "99999999999999999999"}, "staff_size"),
    ("group-fact-add", {"source": ""}, "source"),
    ("group-goal-add", {"words": ""}, "words"),
    ("group-channel-add", {"reach": "-1"}, "reach"),
    ("group-channel-add", {"reach": "many"}, "reach"),
    ("group-channel-add", {"kind": "smoke signals"}, "kind"),
    ("group-busy-add", {"starts_month": "13"}, "starts_month"),
    ("group-busy-add", {"ends_month": "2", "ends_day": "30"}, "ends_day"),
    ("group-person-add", {"email": "robin at example"}, "email"),
    ("group-person-add", {"language": "xxxxx"}, "language"),
    ("group-person-add", {"name": "x" * 161}, "name"),
    ("group-stance-add", {"kind": "maybe"}, "kind"),
    ("group-stance-add", {"as_of": "2026-02-31"}, "as_of"),
    ("group-opt-out-add", {"said_on": LATER}, "said_on"),
    ("group-opt-out-add", {"person": "01890000-0000-7000-8000-000000000000"}, "person"),
    ("group-opt-out-add", {"person": "nonsense"}, "person"),
    ("group-opt-out-add", {"person": ""}, "person"),
]


@pytest.mark.parametrize(("name", "wrong", "field"), WRONG)
def test_wrong_values_are_told_at_their_field_and_input_is_kept(
    browser: Client, group: Group, name: str, wrong: dict[str, Any], field: str
) -> None:
    data, kept_in = GOOD[name]
    response = browser.post(reverse(name, args=[group.pk]), {**data, **wrong})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    page = response.content.decode()
    assert "There is a problem" in page
    assert "<title>Error:" in page.replace("\n", "")
    assert getattr(group, kept_in).count() == 0


def test_a_person_of_another_group_cannot_be_opted_out_here(browser: Client, group: Group) -> None:
    stranger = make.PersonFactory()
    response = browser.post(
        reverse("group-opt-out-add", args=[group.pk]),
        {"person": str(stranger.pk), "source": "mail", "said_on": TODAY},
    )
    assert response.status_code == 422
    assert not OptOut.objects.exists()


def test_an_opt_out_of_the_group_stops_everything_for_good(browser: Client, group: Group) -> None:
    browser.post(reverse("group-opt-out-add", args=[group.pk]), GOOD["group-opt-out-add"][0])
    stop = Stop.objects.get(group=group)
    assert (stop.reason, stop.until) == ("opt_out", None)


def test_staff_cannot_lift_an_opt_out_and_a_manager_needs_their_words(
    browser: Client, group: Group
) -> None:
    opt_out = make.OptOutFactory(group=group)
    url = reverse("opt-out-lift", args=[opt_out.pk])
    assert browser.post(url, {"invitation": "Do write"}).status_code == 403
    browser.force_login(make.UserFactory(manager=True))
    assert browser.post(url, {"invitation": "", "lifted_on": TODAY}).status_code == 422
    response = browser.post(url, {"invitation": "Please write again", "lifted_on": TODAY})
    assert response.status_code == 303
    opt_out.refresh_from_db()
    assert str(opt_out.lifted_on) == TODAY
    assert browser.get(url).status_code == 404


def test_a_person_can_leave_once(browser: Client, group: Group) -> None:
    person = make.PersonFactory(group=group)
    url = reverse("person-left", args=[person.pk])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"left_on": LATER}).status_code == 422
    assert browser.post(url, {"left_on": TODAY}).status_code == 303
    assert browser.get(url).status_code == 404


def test_in_a_dialog_success_leads_on_by_a_header(browser: Client, group: Group) -> None:
    response = browser.post(
        reverse("group-goal-add", args=[group.pk]), GOOD["group-goal-add"][0],
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert response.status_code == 200
    assert response.headers["HX-Redirect"].startswith(reverse("group-detail", args=[group.pk]))


def test_a_relationship_is_found_by_the_name_of_the_sponsor(browser: Client, group: Group) -> None:
    sponsor = make.SponsorFactory(name="Northlight Biotherapeutics")
    url = reverse("group-tie-add", args=[group.pk])
    data = {"sponsor": "northlight biotherapeutics", "kind": "grant", "currency": "USD",
            "source": "disclosure", "amount": "1000"}  # fmt: skip
    assert browser.get(url).status_code == 200
    assert browser.post(url, data).status_code == 303
    assert group.relationships.get().sponsor == sponsor


def test_a_name_that_is_not_plain_is_asked_back(browser: Client, group: Group) -> None:
    first = make.SponsorFactory(name="Northlight Biotherapeutics")
    make.SponsorFactory(name="Northlight Biologics")
    url = reverse("group-tie-add", args=[group.pk])
    data = {"sponsor": "northlight bio", "kind": "grant", "currency": "USD", "source": "web"}
    response = browser.post(url, data)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose which one you mean" in page
    assert f'value="{first.pk}"' in page
    chosen = {**data, "sponsor_was": "northlight bio", "sponsor_pick": str(first.pk)}
    assert browser.post(url, chosen).status_code == 303
    assert group.relationships.get().sponsor == first


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"sponsor": "nobody of this name"}, "sponsor"),
        ({"sponsor": "01890000-0000-7000-8000-000000000000"}, "sponsor"),
        ({"sponsor": ""}, "sponsor"),
        ({"sponsor": "\x00"}, "sponsor"),
        ({"sponsor": "x" * 400}, "sponsor"),
        ({"amount": "lots"}, "amount"),
        ({"amount": "-5"}, "amount"),
        ({"amount": "99999999999999.99"}, "amount"),
        ({"currency": "ZZZ"}, "currency"),
        ({"starts_on": TODAY, "ends_on": "2001-01-01"}, "ends_on"),
    ],
)
def test_a_wrong_relationship_is_told(
    browser: Client, group: Group, wrong: dict[str, str], field: str
) -> None:
    make.SponsorFactory(name="Northlight")
    data = {"sponsor": "Northlight", "kind": "grant", "currency": "USD", "source": "web"}
    response = browser.post(reverse("group-tie-add", args=[group.pk]), {**data, **wrong})
    assert response.status_code == 422
    assert field in response.context["form"].errors or response.context["form"].non_field_errors()


def test_a_group_that_was_merged_takes_nothing_more(browser: Client) -> None:
    gone = make.GroupFactory(merged_into=make.GroupFactory())
    for name in GOOD:
        assert browser.get(reverse(name, args=[gone.pk])).status_code == 404
