"""axe and narrow windows on every page: full, in error, in dialogs and menus, and empty."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser import accounts
from tests.browser.axe import Inspector
from tests.browser.conftest import OPENS, PHONE, WIDE
from tests.browser.every_page import NO_PAGES, Known, full_world, pages
from tests.browser.job import office_hours
from tests.routes import routes

EMPTY = (
    "/", "/groups/", "/sponsors/", "/studies/", "/partnerships/", "/next-steps/", "/overrides/",
    "/breaches/", "/refusals/", "/touches/log/", "/my-day/", "/news/", "/load/",
    "/budgets/", "/promises/", "/launches/",
)  # fmt: skip
# Forms of every kind of field; what they share is looked at once, not on each.
FORMS = (
    "/groups/new/", "/studies/new/", "/sponsors/new/", "/groups/{groups}/edit/",
    "/groups/{groups}/facts/new/", "/groups/{groups}/relationships/new/",
    "/groups/{groups}/agreements/new/", "/studies/{studies}/budget/",
    "/studies/{studies}/materials/new/", "/partnerships/{partnerships}/ask/",
    "/partnerships/{partnerships}/answer-clearance/", "/partnerships/{partnerships}/quote/",
    "/partnerships/{partnerships}/close/", "/partnerships/{partnerships}/placement/",
    "/touches/log/?partnership={partnerships}", "/studies/{studies}/launch/",
    "/asks/{asks}/delivered/",
)  # fmt: skip
EMPTY_ALL = """() => {
  const form = document.querySelector("main form[method=post]")
  for (const field of form.elements) {
    if (field.type === "hidden" || field.type === "submit") continue
    if (field.type === "checkbox" || field.type === "radio") field.checked = false
    else if (field.type !== "file") field.value = ""
  }
  form.requestSubmit()
}"""


@pytest.fixture(autouse=True)
def _office_hours() -> Iterator[None]:
    """Let it be a working morning at the group."""
    with office_hours():
        yield


def visit(page: Page, address: str, *, status: int = 200) -> None:
    """Open a page, which must be that page and not another, nor a refusal."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == status, f"{answer.status} {address}"
    assert urlsplit(page.url).path == urlsplit(address).path, f"{address} leads to {page.url}"


#: So that two processes may share the longest of all tests.
SHARES = 2


@pytest.mark.django_db
def test_no_page_is_forgotten() -> None:
    known = full_world()
    looked_at = known.names() | accounts.EVERY
    assert {name for name, _address in pages()} - looked_at == set()
    client = Client()
    client.force_login(known.visitor)
    answers = {address: client.get(address).status_code for address in known.addresses()}
    assert {address for address, status in answers.items() if status != 200} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(NO_PAGES))
def test_what_is_left_out_is_no_page(name: str) -> None:
    known = Known(factories.UserFactory(admin=True), {})
    addresses = [address for match, address in routes() if match.view_name == name]
    assert addresses, f"{name} is no route any more."
    client = Client()
    client.force_login(known.visitor)
    for address in filter(None, addresses):
        answer = client.get(address)
        ready = answer.status_code == 200
        page = "html" in answer.headers.get("Content-Type", "") and b"<html" in answer.content
        assert not (ready and page), address


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_clean(open_as: OPENS, monkeypatch: pytest.MonkeyPatch, share: int) -> None:
    monkeypatch.setattr("advocacy.views.candidates.PAGE_SIZE", 5)  # so that there is a second
    known = full_world()
    page = open_as("/", user=known.visitor)
    inspector = Inspector(page)
    for address in known.addresses()[share::SHARES]:
        visit(page, address)
        inspector.look(address)
    for address in known.refused[share::SHARES]:
        visit(page, address, status=404)
        inspector.look(address)
    assert inspector.wrong == []


@pytest.mark.django_db(transaction=True, databases=["default", "portal"])
def test_every_home_is_clean(open_as: OPENS) -> None:
    known = full_world()
    wrong = []
    for role, person in known.people.items():
        inspector = Inspector(open_as("/", user=person))
        inspector.look(f"home of {role}")
        wrong += inspector.wrong
    assert wrong == []


def test_empty_pages_are_clean(open_as: OPENS) -> None:
    page = open_as("/", user=factories.UserFactory(manager=True))
    inspector = Inspector(page)
    for address in EMPTY:
        visit(page, address)
        inspector.look(f"empty {address}")
    assert inspector.wrong == []


def test_pages_before_sign_in_are_clean_also_in_error(open_as: OPENS) -> None:
    user = accounts.with_password()
    page = open_as("/accounts/login/")
    inspector = Inspector(page)
    for name in accounts.SIGNED_OUT:
        visit(page, reverse(name))
        inspector.look(f"signed out {name}")
    visit(page, reverse("socialaccount_login_error"), status=401)
    inspector.look("refused by the identity provider")
    open_as.complaints.clear()
    for address in (accounts.reset_link(user), "/accounts/password/reset/key/x-x/"):
        page.goto(address)
        inspector.look(f"new password {address}")
    visit(page, "/accounts/login/")
    page.locator("input[name=login]").fill("a@example.org")
    page.locator("input[type=password]").fill("wrong")
    page.get_by_role("button", name="Sign in").first.click()
    page.locator("[data-error-summary]").wait_for()
    inspector.look("wrong password")
    assert inspector.wrong == []


def test_pages_of_ones_account_are_clean(open_as: OPENS) -> None:
    user = accounts.with_password()
    page = open_as("/accounts/login/")
    inspector = Inspector(page)
    accounts.sign_in(page, user)
    visit(page, reverse("account_reauthenticate"))
    inspector.look("the password again")
    accounts.sign_in_again(page)
    for name in accounts.PLAIN:
        visit(page, reverse(name))
        inspector.look(f"account {name}")
    key = accounts.second_factors(page, user)
    for name in accounts.GUARDED:
        visit(page, reverse(name, kwargs={"pk": key.pk} if name in accounts.OF_KEY else {}))
        inspector.look(f"second factor {name}")
    page.context.clear_cookies()
    accounts.sign_in(page, user)
    assert urlsplit(page.url).path == reverse("mfa_authenticate")
    inspector.look("second step")
    assert inspector.wrong == []


def test_forms_in_error_are_clean_and_say_so_first(open_as: OPENS) -> None:
    known = full_world()
    page = open_as("/", user=known.visitor)
    inspector = Inspector(page)
    for pattern in FORMS:
        address = pattern.format(**known.records)
        visit(page, address)
        page.evaluate(EMPTY_ALL)
        expect(page.locator("main [data-error-summary]"), address).to_be_focused()
        assert page.title().startswith("Error:"), address
        inspector.look(f"in error {address}")
    assert inspector.wrong == []


def test_dialogs_and_menus_are_clean(open_as: OPENS) -> None:
    known = full_world()
    page = open_as("/", user=known.visitor)
    inspector = Inspector(page)
    own = known.records["partnerships"]
    dialogs = (
        (f"/partnerships/{own}/", ".log-touch"), ("/groups/", ".log-touch"),
        (f"/partnerships/{own}/", "#follow-ups [data-dialog]"),
        (f"/studies/{known.records['studies']}/candidates/", "main [data-dialog]"),
        (f"/groups/{known.records['groups']}/", "main .page-head .actions [data-dialog]"),
    )  # fmt: skip
    for address, opener in dialogs:
        visit(page, address)
        page.locator(opener).first.click()
        page.locator("dialog.box[open]").wait_for()
        inspector.look(f"dialog of {opener} on {address}")
    visit(page, f"/partnerships/{own}/")
    for menu in ("#more", "#account-menu"):
        page.locator(f"[popovertarget={menu[1:]}]").first.click()
        inspector.glance(f"menu {menu}", WIDE)
        page.keyboard.press("Escape")
    page.set_viewport_size(PHONE)
    page.locator("[popovertarget=main-nav]").click()
    inspector.glance("navigation on a phone", PHONE)
    assert inspector.wrong == []
