"""The list of groups: found by a few letters, narrowed, paged by keys."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from advocacy.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> User:
    """Recruitment staff."""
    return make.UserFactory(name="Dana Example")


@pytest.fixture
def browser(dana: User, client: Client) -> Client:
    """Dana's browser."""
    client.force_login(dana)
    return client


def shown(browser: Client, **asked: str) -> str:
    """Give the page that the list answers."""
    response = browser.get(reverse("group-list"), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_it_forgives_typos(browser: Client) -> None:
    make.GroupFactory(name="Alzheimer's Foundation of Albany")
    make.GroupFactory(name="Parkinson Support Circle")
    page = shown(browser, q="alzhiemers fundation")
    assert "Foundation of Albany" in page
    assert "Parkinson" not in page


def test_it_finds_former_names_and_accents(browser: Client) -> None:
    make.GroupFactory(name="Memory Alliance", aliases=["Fédération Alzhéimer"])
    assert "Memory Alliance" in shown(browser, q="federation alzheimer")


def test_it_narrows_by_kind_condition_place_and_stance(browser: Client) -> None:
    dementia = make.ConditionFactory(code="dementia")
    wanted = make.GroupFactory(
        name="Wanted", kind="support", country="DE", region="BE", conditions=[dementia],
        time_zone="Europe/Berlin",
    )  # fmt: skip
    make.StanceFactory(group=wanted, kind="case_by_case")
    make.GroupFactory(name="Unwanted")
    for asked in (
        {"kind": "support"}, {"condition": "dementia"}, {"country": "DE"}, {"region": "be"},
        {"stance": "case_by_case"},
    ):  # fmt: skip
        page = shown(browser, **asked)
        assert "Wanted" in page, asked
        assert "Unwanted" not in page, asked


def test_a_group_that_nobody_asked_counts_as_unknown(browser: Client) -> None:
    make.GroupFactory(name="Unasked")
    make.StanceFactory(group=make.GroupFactory(name="Willing"))
    page = shown(browser, stance="unknown")
    assert "Unasked" in page
    assert "Willing" not in page


def test_a_stop_of_the_umbrella_shows_at_its_chapter_and_not_the_other_way(browser: Client) -> None:
    umbrella = make.GroupFactory(name="Umbrella", kind="umbrella")
    make.GroupFactory(name="Chapter", kind="chapter", parent=umbrella)
    other = make.GroupFactory(name="Lone Umbrella", kind="umbrella")
    stopped_chapter = make.GroupFactory(name="Stopped Chapter", parent=other)
    make.StopFactory(group=umbrella)
    make.StopFactory(group=stopped_chapter)
    page = shown(browser, stopped="on")
    assert {"Umbrella", "Chapter", "Stopped Chapter"} <= set(names(page))
    assert "Lone Umbrella" not in names(page)
    assert "Not contactable until" in page


def names(page: str) -> list[str]:
    """Give the names in the rows of the list."""
    rows = page.split('<th scope="row">')[1:]
    return [row.split("</a>")[0].split(">")[-1].strip() for row in rows]


def test_it_shows_only_the_groups_that_i_work_with(browser: Client, dana: User) -> None:
    make.PartnershipFactory(group=make.GroupFactory(name="Mine"), owner=dana)
    make.PartnershipFactory(group=make.GroupFactory(name="Hers"))
    make.PartnershipFactory(group=make.GroupFactory(name="Over"), owner=dana, closed=True)
    assert names(shown(browser, mine="on")) == ["Mine"]


def test_it_pages_forth_and_back_without_losing_a_row(browser: Client) -> None:
    for number in range(120):
        make.GroupFactory(name=f"Group {number:03}")
    seen: list[str] = []
    url = reverse("group-list")
    for _ in range(3):
        response = browser.get(url)
        seen += [group.name for group in response.context["lines"]]
        key = response.context["page"].next_key
        url = f"{reverse('group-list')}?after={key}"
    assert seen == [f"Group {number:03}" for number in range(120)]
    assert key == ""
    back = response.context["page"].previous_key
    rows = browser.get(reverse("group-list"), {"before": back}).context["page"].rows
    assert [row["name"] for row in rows] == seen[50:100]


def test_a_broken_key_gives_the_first_page_with_a_word(browser: Client) -> None:
    make.GroupFactory(name="Here")
    page = shown(browser, after="nonsense")
    assert "Here" in page
    assert "This is the first page" in page


@pytest.mark.parametrize(
    "asked",
    [
        {"kind": "nonsense"}, {"country": "ZZ"}, {"condition": "nowhere"}, {"stance": "maybe"},
        {"q": "x" * 500}, {"q": "\x00"}, {"region": "\x00"}, {"q": "%_\\"}, {"before": "\x00"},
    ],
)  # fmt: skip
def test_wrong_filters_are_told_and_do_no_harm(browser: Client, asked: dict[str, str]) -> None:
    make.GroupFactory(name="Still Here")
    shown(browser, **asked)


def test_empty_lists_say_what_to_do_next(browser: Client) -> None:
    assert "Add the first advocacy group" in shown(browser)
    make.GroupFactory()
    page = shown(browser, q="Zzzzzz & Sons")
    assert "Fewer letters or fewer filters" in page
    assert "?name=Zzzzzz%20%26%20Sons" in page
    response = browser.get(reverse("group-create"), {"name": "Zzzzzz & Sons"})
    assert 'value="Zzzzzz &amp; Sons"' in response.content.decode()


def test_fifty_rows_take_no_more_queries_than_three(
    browser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    condition = make.ConditionFactory()
    for number in range(50):
        group = make.GroupFactory(name=f"Group {number:03}", conditions=[condition])
        make.StanceFactory(group=group)
        if number % 5 == 0:
            make.StopFactory(group=group, until=make.TODAY() + timedelta(days=number + 5))
    browser.get(reverse("group-list"))
    with django_assert_max_num_queries(10):  # one for saved filters
        browser.get(reverse("group-list"))


def test_suggestions_are_names_with_places(browser: Client) -> None:
    make.GroupFactory(name="Memory Alliance", city="Reno", region="NV")
    response = browser.get(reverse("group-names"), {"field": "parent", "parent": "memry alliance"})
    assert "Memory Alliance · Reno, NV, US" in response.content.decode()
