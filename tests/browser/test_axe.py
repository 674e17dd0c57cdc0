"""axe and narrow windows on every page: full, in error, in dialogs and menus, and empty."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.browser.axe import Inspector
from tests.browser.conftest import OPENS, PHONE, WIDE
from tests.browser.every_page import full_world
from tests.browser.job import office_hours

EMPTY = (
    "/", "/groups/", "/sponsors/", "/studies/", "/partnerships/", "/next-steps/", "/overrides/",
    "/breaches/", "/refusals/", "/touches/log/", "/my-day/", "/news/", "/load/",
)  # fmt: skip
SIGNED_OUT = ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/")
# Forms of every kind of field; what they share is looked at once, not on each.
FORMS = (
    "/groups/new/", "/studies/new/", "/sponsors/new/", "/groups/{groups}/edit/",
    "/groups/{groups}/facts/new/", "/groups/{groups}/relationships/new/",
    "/groups/{groups}/agreements/new/", "/studies/{studies}/budget/",
    "/studies/{studies}/materials/new/", "/partnerships/{partnerships}/ask/",
    "/partnerships/{partnerships}/answer-clearance/", "/partnerships/{partnerships}/quote/",
    "/partnerships/{partnerships}/close/", "/partnerships/{partnerships}/placement/",
    "/touches/log/?partnership={partnerships}",
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


def visit(page: Page, address: str) -> None:
    """Open a page, which must not be a broken one."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status < 500, address


def test_every_page_is_clean(open_as: OPENS, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advocacy.views.candidates.PAGE_SIZE", 5)  # so that there is a second
    known = full_world()
    page = open_as("/", user=known.visitor)
    inspector = Inspector(page)
    for address in known.addresses():
        visit(page, address)
        inspector.look(address)
    assert inspector.wrong == []


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
    page = open_as("/accounts/login/")
    inspector = Inspector(page)
    for address in SIGNED_OUT:
        visit(page, address)
        inspector.look(f"signed out {address}")
    visit(page, "/accounts/login/")
    page.get_by_label("E-mail").or_(page.locator("input[name=login]")).first.fill("a@example.org")
    page.locator("input[type=password]").fill("wrong")
    page.get_by_role("button", name="Sign in").first.click()
    page.locator("[data-error-summary]").wait_for()
    inspector.look("wrong password")
    assert inspector.wrong == []


def test_forms_in_error_are_clean_and_say_so_first(open_as: OPENS) -> None:
    known = full_world()
    page = open_as("/", user=known.visitor)
    inspector = Inspector(page)
    for pattern in FORMS:
        address = pattern.format(**known.records)
        visit(page, address)
        page.evaluate(EMPTY_ALL)
        page.locator("main [data-error-summary]").wait_for()
        assert page.title().startswith("Error:"), address
        assert page.evaluate("document.activeElement.matches('[data-error-summary]')"), address
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
