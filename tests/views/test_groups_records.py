"""Writing a group down, mending it, merging two."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import Event, Group
from tests import factories as make

pytestmark = pytest.mark.django_db
NEW: dict[str, Any] = {
    "name": "Northern Lights Alliance", "kind": "regional", "country": "US", "region": "AK",
    "city": "Anchorage", "time_zone": "America/Anchorage", "revenue_currency": "USD",
    "aliases": "NLA\r\nNorthern Lights, Inc.\r\n\r\nNLA", "countries": "us, ca", "languages": "en",
}  # fmt: skip


@pytest.fixture
def browser(client: Client) -> Client:
    """A browser of recruitment staff."""
    client.force_login(make.UserFactory())
    return client


def test_a_group_is_written_down(browser: Client) -> None:
    umbrella = make.GroupFactory(name="Umbrella of the North")
    condition = make.ConditionFactory()
    assert browser.get(reverse("group-create")).status_code == 200
    data = {**NEW, "parent": "umbrella of the north", "conditions": [str(condition.pk)]}
    response = browser.post(reverse("group-create"), data)
    assert response.status_code == 303, response.context["form"].errors
    group = Group.objects.get(name=NEW["name"])
    assert response.url == reverse("group-detail", args=[group.pk])
    assert group.aliases == ["NLA", "Northern Lights, Inc."]
    assert group.countries == ["US", "CA"]
    assert (group.parent, group.family) == (umbrella, umbrella)
    assert list(group.conditions.all()) == [condition]
    assert Event.objects.get(group=group).kind == "create_group"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 241}, "name"),
        ({"name": "a\x00"}, "name"),
        ({"kind": "club"}, "kind"),
        ({"country": "ZZ"}, "country"),
        ({"countries": "US, Atlantis"}, "countries"),
        ({"languages": "english"}, "languages"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"parent": "nobody at all"}, "parent"),
        ({"parent": "01890000-0000-7000-8000-000000000000"}, "parent"),
        ({"conditions": ["nonsense"]}, "conditions"),
        ({"conditions": ["01890000-0000-7000-8000-000000000000"]}, "conditions"),
        ({"staff_size": "-3"}, "staff_size"),
        ({"staff_size": "9" * 30}, "staff_size"),
        ({"revenue": "1" * 30}, "revenue"),
        ({"revenue_year": "3000"}, "revenue_year"),
        ({"website": "not a link"}, "website"),
        ({"aliases": "x" * 300}, "aliases"),
    ],
)
def test_wrong_values_are_told_and_input_is_kept(
    browser: Client, wrong: dict[str, Any], field: str
) -> None:
    response = browser.post(reverse("group-create"), {**NEW, **wrong})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert "Anchorage" in response.content.decode()
    assert not Group.objects.exists()


def test_a_group_on_file_is_shown_before_a_second_record_is_made(browser: Client) -> None:
    known = make.GroupFactory(name="The Northern Lights Alliance, Inc.", region="AK", city="")
    response = browser.post(reverse("group-create"), NEW)
    page = response.content.decode()
    assert response.status_code == 409
    assert known.name in page
    assert reverse("group-detail", args=[known.pk]) in page
    assert 'value="Anchorage"' in page
    assert "btn-danger" in page
    assert Group.objects.count() == 1
    response = browser.post(reverse("group-create"), {**NEW, "looked_at": str(known.pk)})
    assert response.status_code == 303
    assert Group.objects.count() == 2


def test_mending_keeps_the_former_name_and_the_reason(browser: Client) -> None:
    group = make.GroupFactory(name="Old Name")
    url = reverse("group-edit", args=[group.pk])
    assert 'value="Old Name"' in browser.get(url).content.decode()
    data = {**NEW, "aliases": "", "name": "New Name", "reason": "They were renamed"}
    assert browser.post(url, data).status_code == 303
    group.refresh_from_db()
    assert (group.name, group.aliases) == ("New Name", ["Old Name"])
    event = Event.objects.get(group=group)
    assert event.data["reason"] == "They were renamed"


def test_what_was_not_touched_stays_as_it_was(browser: Client) -> None:
    umbrella = make.GroupFactory(name="Umbrella", city="Reno", region="NV")
    group = make.GroupFactory(name="Member", parent=umbrella, aliases=["Member, Inc.", "M"])
    url = reverse("group-edit", args=[group.pk])
    form = browser.get(url).context["form"]
    page = str(form["parent"])
    assert 'value="Umbrella · Reno, NV, US"' in page
    assert f'name="parent_pick" value="{umbrella.pk}"' in page
    data = {**NEW, "name": "Member", "aliases": form["aliases"].value(),
            "parent": "Umbrella · Reno, NV, US", "parent_was": "Umbrella · Reno, NV, US",
            "parent_pick": str(umbrella.pk)}  # fmt: skip
    assert browser.post(url, data).status_code == 303
    group.refresh_from_db()
    assert group.parent == umbrella
    assert group.aliases == ["Member, Inc.", "M"]
    browser.post(url, {**data, "parent": ""})
    group.refresh_from_db()
    assert group.parent is None


def test_a_group_cannot_come_under_its_own_chapter(browser: Client) -> None:
    group = make.GroupFactory(name="Top Group")
    chapter = make.GroupFactory(name="Low Group", parent=group)
    for parent in (group, chapter):
        data = {**NEW, "name": "Top Group", "parent": str(parent.pk)}
        response = browser.post(reverse("group-edit", args=[group.pk]), data)
        assert response.status_code == 422


def test_a_registry_number_is_used_once(browser: Client) -> None:
    make.GroupFactory(name="Quite Different", registry_number="12-345")
    data = {**NEW, "registry_number": "12-345"}
    response = browser.post(reverse("group-create"), data)
    assert response.status_code in (409, 422)
    assert Group.objects.count() == 1


def test_staff_do_not_merge(browser: Client) -> None:
    url = reverse("group-merge", args=[make.GroupFactory().pk])
    assert browser.get(url).status_code == 403


def test_a_manager_sees_what_moves_and_then_merges(client: Client) -> None:
    client.force_login(make.UserFactory(manager=True))
    survivor = make.GroupFactory(name="Goes On")
    other = make.GroupFactory(name="Goes Away")
    make.PersonFactory(group=other)
    make.OptOutFactory(group=other)
    url = reverse("group-merge", args=[survivor.pk])
    assert client.get(url).status_code == 200
    page = client.get(url, {"other": "Goes Away"}).content.decode()
    assert "People" in page
    assert "Opt-outs" in page
    assert Group.objects.standing().count() == 2
    response = client.post(url, {"other": str(other.pk), "confirmed": str(other.pk)})
    assert response.status_code == 303
    other.refresh_from_db()
    assert other.merged_into == survivor
    assert survivor.people.count() == 1
    assert survivor.opt_outs.standing().count() == 1


def test_a_merge_tells_which_partnerships_would_meet(client: Client) -> None:
    client.force_login(make.UserFactory(manager=True))
    survivor, other = make.GroupFactory(), make.GroupFactory()
    study = make.StudyFactory(title="The shared study")
    make.PartnershipFactory(study=study, group=survivor)
    make.PartnershipFactory(study=study, group=other)
    make.PartnershipFactory(group=other, study__title="Its own study")
    url = reverse("group-merge", args=[survivor.pk])
    page = client.get(url, {"other": str(other.pk)}).content.decode()
    assert "The shared study: the one further along goes on" in page
    assert "Its own study" not in page


@pytest.mark.parametrize("other", ["", "nobody at all", "\x00", "x" * 500, "nonsense-id"])
def test_a_merge_with_nobody_is_told(client: Client, other: str) -> None:
    client.force_login(make.UserFactory(admin=True))
    url = reverse("group-merge", args=[make.GroupFactory().pk])
    for response in (client.get(url, {"other": other}), client.post(url, {"other": other})):
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()


def test_a_group_is_not_merged_with_itself(client: Client) -> None:
    client.force_login(make.UserFactory(manager=True))
    group = make.GroupFactory()
    url = reverse("group-merge", args=[group.pk])
    response = client.post(url, {"other": str(group.pk), "confirmed": str(group.pk)}, follow=True)
    assert "This is the very same record" in response.content.decode()
