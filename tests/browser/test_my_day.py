"""A day's work by keyboard, by one thumb and without scripts."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from advocacy.models import FollowUp, User
from tests import factories as make
from tests.browser.axe import Inspector
from tests.browser.conftest import OPENS, PHONE
from tests.factories import TODAY

NAMES = ("Amber Circle", "Birch Alliance", "Cedar Network")
TARGETS = """() => [...document.querySelectorAll(".step-acts .btn")]
  .map(button => button.getBoundingClientRect()).map(box => [box.width, box.height, box.right])"""
THUMB = 44


@pytest.fixture
def me(transactional_db: None) -> User:
    """Give a person with three steps of today."""
    person = make.UserFactory()
    for days, name in enumerate(NAMES, start=-9):
        own = make.PartnershipFactory(owner=person, group=make.GroupFactory(name=name))
        make.FollowUpFactory(partnership=own, owner=person, due_on=TODAY() + timedelta(days=days))
    return person


def waits_for(page: Page, name: str) -> None:
    """The row in which one is has this group."""
    expect(page.locator(".steps > li:focus-within")).to_contain_text(name)


def open_steps(me: User) -> list[str]:
    """The groups of the steps that were there from the start; what is done plans the next one."""
    rows = FollowUp.objects.open().owned_by(me).of_kind("first_contact").order_by("due_at", "id")
    return list(rows.values_list("group__name", flat=True))


def test_steps_are_done_put_off_and_handed_over_by_single_keys(open_as: OPENS, me: User) -> None:
    colleague = make.UserFactory(name="Robin Example")
    page = open_as("/my-day/", user=me)
    page.keyboard.press("j")
    waits_for(page, NAMES[0])
    page.keyboard.press("d")
    waits_for(page, NAMES[1])  # the page is back, and one goes on where one was
    expect(page.locator("#messages")).to_contain_text("Done")
    page.keyboard.press("s")
    waits_for(page, NAMES[2])
    expect(page.locator("#messages")).to_contain_text("Put off to")
    page.keyboard.press("a")
    page.locator("dialog.box select[name=owner]").select_option(str(colleague.pk))
    page.locator("dialog.box button[type=submit]").click()
    expect(page.locator("#messages")).to_contain_text("Robin Example does it now.")
    assert open_steps(me) == [NAMES[1]]


def test_another_date_is_one_key_and_one_click(open_as: OPENS, me: User) -> None:
    page = open_as("/my-day/", user=me)
    page.keyboard.press("j")
    page.keyboard.press("r")
    page.locator("dialog.box button[name=days][value='7']").click()
    expect(page.locator("#messages")).to_contain_text("Put off to")
    assert open_steps(me)[-1] == NAMES[0]


def test_a_thumb_finds_every_button_on_a_phone(open_as: OPENS, me: User) -> None:
    page = open_as("/my-day/", user=me, viewport=PHONE)
    found = page.evaluate(TARGETS)
    assert len(found) == len(NAMES) * 4
    for width, height, right in found:
        assert min(width, height) >= THUMB
        assert right <= PHONE["width"]


def test_without_scripts_the_day_works_as_well(open_as: OPENS, me: User) -> None:
    page = open_as("/my-day/", user=me, java_script_enabled=False)
    page.get_by_role("button", name="Done").first.click()
    expect(page.locator("#messages")).to_contain_text("Done")
    page.get_by_role("link", name="Another date").first.click()
    page.get_by_label("Show it again on").fill(str(TODAY() + timedelta(days=30)))
    page.get_by_role("button", name="Snooze").click()
    assert page.url.endswith("/my-day/")
    assert open_steps(me) == [NAMES[2], NAMES[1]]


def test_dialogs_of_the_day_are_clean(open_as: OPENS, me: User) -> None:
    boss = make.UserFactory(manager=True)
    page = open_as("/my-day/?whose=all", user=boss)
    inspector = Inspector(page)
    inspector.look("the team's day")
    page.locator("[data-key=r]").first.click()
    page.locator("dialog.box[open]").wait_for()
    inspector.look("another date")
    page.goto("/load/")
    page.locator("main tbody [data-dialog]").first.click()
    page.locator("dialog.box[open]").wait_for()
    inspector.look("hand over everything")
    assert inspector.wrong == []


def test_the_secret_address_is_shown_once_and_looks_clean(open_as: OPENS, me: User) -> None:
    page = open_as("/preferences/", user=me)
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("#calendar-address").input_value()
    assert address.endswith(".ics")
    inspector = Inspector(page)
    inspector.look("a new address")
    assert inspector.wrong == []
    page.goto("/preferences/")
    assert address not in page.content()
    assert page.request.get(address).text().count("BEGIN:VEVENT") == len(NAMES)
