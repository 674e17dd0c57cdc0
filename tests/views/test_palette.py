"""The command palette finds records and deeds, forgives typos, and keeps to roles."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.models import Group, User
from tests import factories as make
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
URL = "/palette/"


@pytest.fixture
def alice() -> User:
    return make.UserFactory(name="Alice Owner")


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def asthma() -> Group:
    return make.GroupFactory(name="Asthma Voices", city="Salem", aliases=["Breathe Easy"])


def lines(browser: Client, q: str = "", **more: Any) -> list[tuple[str, str]]:
    """Address and label of each line."""
    response = browser.get(URL, {"q": q, **more})
    assert response.status_code == 200
    found = [
        option
        for part in (response.context.get("recent") or [], response.context["deeds"])
        for option in part
    ]
    found += [option for __, options in response.context["sections"] for option in options]
    return [(option.url, option.label) for option in found]


def test_it_finds_every_kind_of_record(browser: Client, asthma: Group) -> None:
    study = make.StudyFactory(title="Asthma in the young", sponsor__name="Asthma Biotech")
    own = make.PartnershipFactory(group=asthma, study=study)
    make.PersonFactory(name="Asthma Jones", group=asthma)
    urls = [url for url, __ in lines(browser, "asthma")]
    assert reverse("group-detail", args=[asthma.pk]) in urls
    assert reverse("study-detail", args=[study.pk]) in urls
    assert reverse("sponsor-detail", args=[study.sponsor_id]) in urls
    assert reverse("partnership-detail", args=[own.pk]) in urls
    assert reverse("group-detail", args=[asthma.pk]) + "#people" in urls


@pytest.mark.parametrize(
    "typed", ["a", "as", "asthma v", "voices", "ashtma", "asthma voises", "breathe", "  ÁSTHMA "]
)
def test_letters_parts_typos_and_other_names_lead_to_the_group(
    browser: Client, asthma: Group, typed: str
) -> None:
    assert (reverse("group-detail", args=[asthma.pk]), "Asthma Voices") in lines(browser, typed)


def test_names_that_begin_so_come_first(browser: Client, asthma: Group) -> None:
    make.GroupFactory(name="Voices of Asthma")
    response = browser.get(URL, {"q": "asthma"})
    __, options = response.context["sections"][0]
    assert [option.label for option in options] == ["Asthma Voices", "Voices of Asthma"]


def test_groups_that_are_gone_are_not_found(browser: Client, asthma: Group) -> None:
    make.GroupFactory(name="Asthma Old", merged_into=asthma)
    make.GroupFactory(name="Asthma Past", dissolved_on=make.days_ago(3))
    assert [label for __, label in lines(browser, "asthma")] == ["Asthma Voices"]


def test_people_who_left_are_not_found(browser: Client, asthma: Group) -> None:
    make.PersonFactory(name="Quentin Gone", group=asthma, left_on=make.days_ago(2))
    assert lines(browser, "quentin") == []


@pytest.mark.parametrize(
    ("typed", "label"),
    [("log", "Log a touch"), ("call", "Log a touch"), ("start part", "Start a partnership"),
     ("handbok", "Go to Handbook"), ("add gr", "Add a group"), ("next", "Go to next steps")],
)  # fmt: skip
def test_deeds_are_found_by_their_words(browser: Client, typed: str, label: str) -> None:
    assert label in [found for __, found in lines(browser, typed)]


def test_only_deeds_of_ones_role_are_offered(browser: Client) -> None:
    assert "Go to Overrides" not in [label for __, label in lines(browser, "overrides")]
    manager = signed_in(make.UserFactory(manager=True))
    assert "Go to Overrides" in [label for __, label in lines(manager, "overrides")]


def test_sponsor_viewers_do_not_know_it() -> None:
    assert signed_in(make.UserFactory(viewer=True)).get(URL, {"q": "a"}).status_code == 404


def test_what_was_opened_last_comes_first_then_ones_own(
    browser: Client, alice: User, asthma: Group
) -> None:
    mine = make.PartnershipFactory(owner=alice)
    study = make.StudyFactory()
    gone = "00000000-0000-7000-8000-000000000000"
    urls = [
        url for url, __ in lines(browser, seen=[str(study.pk), gone, "x' OR 1=1", str(asthma.pk)])
    ]
    assert urls[:3] == [
        reverse("study-detail", args=[study.pk]),
        reverse("group-detail", args=[asthma.pk]),
        reverse("partnership-detail", args=[mine.pk]),
    ]


@pytest.mark.parametrize("typed", ["", "as", "asthma", "ashtma"])
def test_it_asks_at_most_four_times(browser: Client, asthma: Group, typed: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        lines(browser, typed)
    said = [one["sql"] for one in asked if "SAVEPOINT" not in one["sql"]]  # the test's own
    assert len(said) <= 4, said


@pytest.mark.parametrize(
    "typed", ["'", '"; DROP TABLE x;--', "%", "_", "\\", "a\x00b", "%s", "{n}", "<script>",
              "x" * 999, " ".join("abcdefghij"), "\u202e asthma", "{0}", "ab% c_"]
)  # fmt: skip
def test_hostile_words_are_only_words(browser: Client, typed: str) -> None:
    response = browser.get(URL, {"q": typed})
    assert response.status_code == 200
    assert "<script>" not in response.content.decode()


def test_nothing_found_is_said(browser: Client) -> None:
    assert "Nothing is named like" in browser.get(URL, {"q": "qqqqzzzz"}).content.decode()


def test_the_forgiving_bar_is_gone_with_the_question(browser: Client, asthma: Group) -> None:
    lines(browser, "ashtma")
    assert not list(Group.objects.named_like("ashtma"))
