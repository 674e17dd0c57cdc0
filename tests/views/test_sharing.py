"""Where a manager says what a sponsor sees."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import HiddenPartnership, Share, User
from tests.factories import (
    ParentEdgeFactory,
    PartnershipFactory,
    ShareFactory,
    StudyFactory,
    UserFactory,
)
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def manager() -> User:
    return UserFactory(manager=True)


@pytest.fixture
def client(manager: User) -> Client:
    return signed_in(manager)


def address(share: Share) -> str:
    return reverse("sharing-study", args=[share.study_id])


def test_the_list_shows_what_is_set_and_what_nobody_has_set(client: Client) -> None:
    share, other = ShareFactory(level="counts"), PartnershipFactory()
    page = client.get(reverse("sharing-list")).content.decode()
    assert share.study.title in page
    assert "Counts" in page
    assert other.study.title not in page
    page = client.get(reverse("sharing-list"), {"show": "nothing"}).content.decode()
    assert other.study.title in page
    assert share.study.title not in page


def test_the_list_says_what_to_do_where_nothing_is_shared(client: Client) -> None:
    assert "Nothing is shared" in client.get(reverse("sharing-list")).content.decode()


def test_a_study_of_which_nothing_is_shared_says_so(client: Client) -> None:
    study = StudyFactory()
    page = client.get(reverse("sharing-study", args=[study.pk])).content.decode()
    assert f"What {study.sponsor.name} sees" in page
    assert "Nothing." in page
    assert "Set a level first" in page


def test_setting_a_level_works_at_once_and_is_told(client: Client, manager: User) -> None:
    study, own = StudyFactory(), PartnershipFactory()
    own.study = study
    own.save(update_fields=["study"])
    url = reverse("sharing-study", args=[study.pk])
    answer = client.post(
        url,
        {"level": "status", "hidden_fields": ["milestones"], "contact": manager.pk},
        follow=True,
    )
    page = answer.content.decode()
    assert "sees from now on" in page
    assert Share.objects.get().hidden_fields == ["milestones"]
    assert "Sharing with the sponsor set" in page
    assert answer.context["in_sight"][1][1] == 1


def test_a_wrong_level_keeps_what_was_chosen(client: Client) -> None:
    answer = client.post(
        reverse("sharing-study", args=[StudyFactory().pk]),
        {"level": "all", "hidden_fields": ["budget"]},
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="budget"' in page
    assert "checked" in page.split('value="budget"')[1][:120]


def test_two_managers_do_not_write_over_each_other(client: Client) -> None:
    share = ShareFactory(level="counts")
    opened = client.get(address(share)).context["form"]["opened"].value()
    Share.objects.update(level="hidden")
    answer = client.post(address(share), {"level": "full", "opened": opened})
    assert answer.status_code == 409
    assert Share.objects.get().level == "hidden"


def test_a_partnership_is_kept_back_and_shown_with_one_button(client: Client) -> None:
    share = ShareFactory()
    own = PartnershipFactory(study=share.study)
    page = client.post(
        reverse("share-hide", args=[share.pk]), {"partnership": own.pk}, follow=True
    ).content.decode()
    assert "kept back" in page
    assert HiddenPartnership.objects.get().partnership == own
    client.post(reverse("share-show", args=[share.pk]), {"partnership": own.pk})
    assert not HiddenPartnership.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "00000000-0000-0000-0000-000000000007"])
def test_a_partnership_that_is_not_there_is_said(client: Client, value: str) -> None:
    share = ShareFactory()
    PartnershipFactory()
    page = client.post(
        reverse("share-hide", args=[share.pk]), {"partnership": value}, follow=True
    ).content.decode()
    assert "Choose a partnership of this study" in page


def test_another_sponsor_of_the_family_can_be_chosen_and_a_stranger_cannot(client: Client) -> None:
    share = ShareFactory()
    parent = ParentEdgeFactory(child=share.study.sponsor).parent
    page: Any = client.get(address(share), {"sponsor": parent.pk})
    assert page.context["sponsor"] == parent
    stranger = ShareFactory().sponsor
    page = client.get(address(share), {"sponsor": stranger.pk})
    assert page.context["sponsor"] == share.sponsor


def test_the_page_asks_the_same_number_of_queries_whatever_the_size(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    share = ShareFactory()
    for _n in range(30):
        PartnershipFactory(study=share.study)
    with django_assert_max_num_queries(26):
        client.get(address(share))


def test_viewers_find_no_sharing_page() -> None:
    share = ShareFactory()
    viewer = signed_in(UserFactory(viewer=True))
    assert viewer.get(address(share)).status_code == 404
    assert viewer.get(reverse("sharing-list")).status_code == 404
