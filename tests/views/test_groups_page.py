"""The page of one group, for each role."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from advocacy.models import Group
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def group() -> Group:
    """A group that much is known of."""
    group: Group = make.GroupFactory(name="Northern Lights Alliance", profiled=True)
    make.PersonFactory(group=group, name="Robin Sample", email="robin@example.net")
    return group


def as_role(client: Client, **role: bool) -> Client:
    """Give a browser in which somebody of this role is signed in."""
    client.force_login(make.UserFactory(**role))
    return client


def page_of(browser: Client, group: Group) -> str:
    """Give the group's page."""
    response = browser.get(reverse("group-detail", args=[group.pk]))
    assert response.status_code == 200
    return response.content.decode()


def test_it_shows_facts_with_source_and_date_and_those_out_of_date(
    client: Client, group: Group
) -> None:
    make.ProfileFactFactory(
        group=group, kind="audience", value="Carers", source="old leaflet",
        as_of=make.days_ago(500),
    )  # fmt: skip
    page = page_of(as_role(client), group)
    assert "Helps families after the diagnosis." in page
    assert "annual report" in page
    assert "old leaflet" in page
    assert page.count("out of date") == 1


def test_contact_details_are_hidden_while_the_group_has_opted_out(
    client: Client, group: Group
) -> None:
    browser = as_role(client)
    assert "robin@example.net" in page_of(browser, group)
    make.OptOutFactory(group=group)
    page = page_of(browser, group)
    assert "robin@example.net" not in page
    assert "Opted out: never contact" in page
    assert "They invite us again" not in page


def test_an_opt_out_of_the_umbrella_hides_the_people_of_its_chapter(
    client: Client, group: Group
) -> None:
    umbrella = make.GroupFactory(name="Umbrella")
    chapter = make.GroupFactory(name="Chapter", parent=umbrella)
    make.PersonFactory(group=chapter, email="chapter@example.net")
    make.OptOutFactory(group=umbrella)
    page = page_of(as_role(client), chapter)
    assert "chapter@example.net" not in page
    assert "Umbrella said: never contact us" in page


def test_a_no_of_the_umbrella_shows_at_its_chapter(client: Client, group: Group) -> None:
    umbrella = make.GroupFactory(name="Umbrella")
    chapter = make.GroupFactory(name="Chapter", parent=umbrella, profiled=True)
    make.StanceFactory(group=umbrella, kind="no_industry")
    assert "said Umbrella, for all its chapters" in page_of(as_role(client), chapter)
    assert "for all its chapters" not in page_of(client, group)


def test_a_personal_opt_out_hides_that_person_alone(client: Client, group: Group) -> None:
    ada = make.PersonFactory(group=group, name="Ada Sample", email="ada@example.net")
    make.OptOutFactory(group=None, person=ada)
    page = page_of(as_role(client), group)
    assert "ada@example.net" not in page
    assert "robin@example.net" in page


def test_editing_a_person_does_not_show_what_is_hidden(client: Client, group: Group) -> None:
    person = group.people.get()
    make.OptOutFactory(group=group)
    browser = as_role(client)
    response = browser.get(reverse("person-edit", args=[person.pk]))
    assert "robin@example.net" not in response.content.decode()
    browser.post(
        reverse("person-edit", args=[person.pk]),
        {"name": "Robin Q. Sample", "source": "website", "email": "other@example.net"},
    )
    person.refresh_from_db()
    assert (person.name, person.email) == ("Robin Q. Sample", "robin@example.net")


@pytest.mark.parametrize(
    ("role", "sees"),
    [({}, False), ({"manager": True}, True), ({"compliance": True}, True), ({"admin": True}, True)],
)
def test_a_confidential_amount_is_for_deciders(
    client: Client, group: Group, role: dict[str, bool], sees: bool
) -> None:
    make.RelationshipFactory(
        group=group, amount=Decimal(12345), confidential=True, note="secret note"
    )
    make.RelationshipFactory(group=group, amount=Decimal(678), note="plain note")
    page = page_of(as_role(client, **role), group)
    assert ("12,345" in page) is sees
    assert ("secret note" in page) is sees
    assert "678" in page
    assert "plain note" in page


def test_it_shows_stops_with_reason_and_end(client: Client, group: Group) -> None:
    sponsor = make.SponsorFactory(name="Northlight")
    make.StopFactory(group=group, reason="hesitant", until=make.TODAY() + timedelta(days=40))
    make.StopFactory(group=group, reason="declined", scope="sponsor_family", sponsor=sponsor)
    page = page_of(as_role(client), group)
    assert "For every study: Hesitant" in page
    assert "For Northlight and its family: Declined" in page
    assert "Not contactable until" in page


def test_it_shows_work_across_studies_and_next_steps(client: Client, group: Group) -> None:
    running = make.PartnershipFactory(group=group, study__title="Running study")
    make.FollowUpFactory(partnership=running)
    make.PartnershipFactory(group=group, study__title="Ended study", closed=True)
    page = page_of(as_role(client), group)
    assert page.index("Running study") < page.index("Ended study")
    assert "Make the first contact" in page


def test_the_timeline_has_what_the_absorbed_record_went_through(
    client: Client, group: Group
) -> None:
    absorbed = make.GroupFactory(name="Old record", merged_into=group)
    make.EventFactory(group=absorbed, kind="record_goal", data={"words": "An old wish"})
    browser = as_role(client)
    assert "Goal recorded" in page_of(browser, group)
    response = browser.get(reverse("group-timeline", args=[group.pk]))
    assert "Goal recorded" in response.content.decode()
    response = browser.get(reverse("group-detail", args=[absorbed.pk]))
    assert response.url == reverse("group-detail", args=[group.pk])


def test_a_long_timeline_is_paged(client: Client, group: Group) -> None:
    for number in range(60):
        make.EventFactory(group=group, at=make.moment(number))
    browser = as_role(client)
    url = reverse("group-timeline", args=[group.pk])
    first = browser.get(url).context["page"]
    second = browser.get(url, {"after": first.next_key}).context["page"]
    assert (len(first.rows), len(second.rows)) == (50, 10)


def test_a_bare_group_says_what_to_do_next(client: Client) -> None:
    page = page_of(as_role(client), make.GroupFactory())
    assert "Nobody is on file." in page
    assert "Not asked yet." in page
    assert "Nobody has noted one." in page


def test_it_takes_a_fixed_number_of_queries(
    client: Client, group: Group, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(8):
        partnership = make.PartnershipFactory(group=group)
        make.FollowUpFactory(partnership=partnership)
        make.RelationshipFactory(group=group)
        make.PersonFactory(group=group)
        make.StopFactory(group=group)
        make.EventFactory(group=group, partnership=partnership)
        make.GroupFactory(parent=group)
    browser = as_role(client)
    page_of(browser, group)
    with django_assert_max_num_queries(32):
        page_of(browser, group)


def test_a_touch_is_logged_from_here_with_the_group_filled_in(client: Client, group: Group) -> None:
    browser = as_role(client)
    address = f"{reverse('touch-log')}?group={group.pk}"
    assert address in page_of(browser, group)
    response = browser.get(address)
    assert response.status_code == 200
    assert group.name in response.content.decode()


def test_an_unknown_group_is_not_found(client: Client, group: Group) -> None:
    browser = as_role(client)
    response = browser.get(reverse("group-detail", args=["01890000-0000-7000-8000-000000000000"]))
    assert response.status_code == 404
