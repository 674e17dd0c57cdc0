"""Signing in with a browser, and the policy that keeps foreign scripts out."""

import pytest
from playwright.sync_api import expect

from advocacy.models.user import User
from tests.browser.conftest import OPENS


@pytest.fixture
def kim(transactional_db: None) -> User:
    """Give a person of the staff who knows a password."""
    return User.objects.create_user("kim@example.org", "right-horse-battery", name="Kim Example")


def test_a_person_signs_in_with_the_keyboard_alone(open_as: OPENS, kim: User) -> None:
    page = open_as("/accounts/login/")
    page.locator("input[name=login]").focus()
    page.keyboard.type("kim@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type("right-horse-battery")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_a_wrong_password_keeps_the_address_typed(open_as: OPENS, kim: User) -> None:
    page = open_as("/accounts/login/")
    page.locator("input[name=login]").fill("kim@example.org")
    page.locator("input[type=password]").fill("wrong-horse-battery")
    page.keyboard.press("Enter")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    assert page.locator("input[name=login]").input_value() == "kim@example.org"
    assert page.url.endswith("/accounts/login/")


def test_sign_in_works_without_javascript(open_as: OPENS, kim: User) -> None:
    page = open_as("/accounts/login/", java_script_enabled=False)
    page.locator("input[name=login]").fill("kim@example.org")
    page.locator("input[type=password]").fill("right-horse-battery")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def test_the_policy_stops_an_inline_script_and_we_notice(open_as: OPENS) -> None:
    page = open_as("/accounts/login/")
    page.evaluate(
        "document.head.append(Object.assign(document.createElement('script'),"
        "{textContent: 'window.slipped = true'}))"
    )
    assert page.evaluate("window.slipped") is None
    assert any("Content Security Policy" in line for line in open_as.complaints)
    open_as.complaints.clear()
