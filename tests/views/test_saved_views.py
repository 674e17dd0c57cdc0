"""Filters under a name: one's own, the team's, and nobody else's to change."""

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import SavedView, User
from tests import factories as make
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
GROUPS = "/filters/groups/"


@pytest.fixture
def alice() -> User:
    return make.UserFactory(name="Alice Owner")


@pytest.fixture
def bob() -> User:
    return make.UserFactory(name="Bob Second")


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


def keep(browser: Client, *, name: str = "Texas", query: str = "region=TX", **more: str) -> int:
    sent = {"name": name, "query": query, "next": f"/groups/?{query}", **more}
    return int(browser.post(GROUPS, sent).status_code)


def test_a_filter_is_kept_and_shown_as_a_chip(browser: Client, alice: User) -> None:
    assert keep(browser, query="q=&kind=umbrella&region=TX&after=abc") == 303
    kept = SavedView.objects.get()
    assert (kept.owner, kept.name, kept.query) == (alice, "Texas", "kind=umbrella&region=TX")
    page = browser.get("/groups/?region=TX&kind=umbrella").content.decode()
    assert 'href="/groups/?kind=umbrella&amp;region=TX" aria-current="true"' in page
    assert "Save this filter" not in page


@pytest.mark.parametrize("name", ["group-list", "study-list", "partnership-list"])
def test_every_list_offers_it_where_it_is_narrowed(browser: Client, name: str) -> None:
    url = reverse(name)
    assert "Save this filter" in browser.get(f"{url}?q=x").content.decode()
    assert "Save this filter" not in browser.get(url).content.decode()


def test_candidates_offer_it_for_every_study(browser: Client) -> None:
    condition = make.ConditionFactory()
    make.GroupFactory(conditions=[condition])
    study = make.StudyFactory(conditions=[condition])
    url = reverse("study-candidates", args=[study.pk])
    data = {"name": "Clear ones", "query": "standing=clear", "next": f"{url}?standing=clear"}
    response = browser.post("/filters/candidates/", data)
    assert response.url == f"{url}?standing=clear"
    other = reverse("study-candidates", args=[make.StudyFactory(conditions=[condition]).pk])
    assert f'href="{other}?standing=clear"' in browser.get(other).content.decode()


def test_the_same_name_replaces_the_filter(browser: Client) -> None:
    keep(browser)
    keep(browser, query="region=OK")
    assert SavedView.objects.get().query == "region=OK"


def test_only_shared_filters_are_seen_by_others(browser: Client, bob: User) -> None:
    keep(browser, name="Secret one")
    keep(browser, name="Team one", shared="on")
    page = signed_in(bob).get("/groups/").content.decode()
    assert "Team one" in page
    assert "Secret one" not in page


@pytest.mark.parametrize("name", ["saved-view-edit", "saved-view-delete"])
def test_nobody_changes_anothers_filter(browser: Client, bob: User, name: str) -> None:
    keep(browser, shared="on")
    url = reverse(name, args=[SavedView.objects.get().pk])
    assert signed_in(bob).post(url, {"name": "Mine now"}).status_code == 404
    assert SavedView.objects.get().name == "Texas"


def test_ones_own_is_renamed_and_deleted(browser: Client) -> None:
    keep(browser)
    row = SavedView.objects.get()
    edit = reverse("saved-view-edit", args=[row.pk])
    assert browser.get(edit).status_code == 200
    assert browser.post(edit, {"name": "The South", "shared": "on"}).status_code == 303
    row.refresh_from_db()
    assert (row.name, row.shared, row.query) == ("The South", True, "region=TX")
    assert "The South" in browser.get(f"{GROUPS}?next=/groups/").content.decode()
    assert browser.post(reverse("saved-view-delete", args=[row.pk])).status_code == 303
    assert not SavedView.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{"query": ""}, {"query": "after=x"}, {"name": ""}, {"name": "x" * 61},
     {"query": "a=" + "x" * 700}, {"query": "&".join(f"a{n}=1" for n in range(99))}],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(browser: Client, sent: dict[str, str]) -> None:
    response = browser.post(GROUPS, {"name": "Texas", "query": "region=TX"} | sent)
    assert response.status_code == 422
    assert not SavedView.objects.exists()


def test_a_name_is_used_once(browser: Client) -> None:
    keep(browser)
    keep(browser, name="Oklahoma", query="region=OK")
    row = SavedView.objects.get(name="Oklahoma")
    response = browser.post(reverse("saved-view-edit", args=[row.pk]), {"name": "Texas"})
    assert response.status_code == 422


@pytest.mark.parametrize("way", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_it_leads_nowhere_else(browser: Client, way: str) -> None:
    response = browser.post(GROUPS, {"name": "Texas", "query": "region=TX", "next": way})
    assert response.url == "/groups/?region=TX"


def test_an_unknown_list_is_a_404(browser: Client) -> None:
    assert browser.get("/filters/users/").status_code == 404


def test_a_query_string_of_any_shape_is_no_error(browser: Client) -> None:
    query = "&".join(f"a{n}=1" for n in range(99)) + "&%00=%ff"
    assert browser.get(f"/groups/?{query}").status_code == 200
