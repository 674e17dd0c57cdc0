"""The keyboard alone: the main job, every stop of a page, dialogs and menus that let one go."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from advocacy.models import Partnership, Stage
from tests import factories
from tests.browser.conftest import OPENS
from tests.browser.hands import IS_SEEN, Keyboard
from tests.browser.job import cast, do_the_job, office_hours

MOST_STOPS = 250
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter(field => !field.disabled && field.type !== "hidden" && field.checkVisibility())
  .filter(field => field.type !== "radio" || field.checked || !document.querySelector(
    `input[name="${field.name}"]:checked`))
  .length"""
HERE = """() => {
  const field = document.activeElement
  const all = window.stopsMet ??= []
  if (!all.includes(field)) all.push(field)
  return [field === document.body, all.indexOf(field)]
}"""


@pytest.fixture(autouse=True)
def _office_hours() -> Iterator[None]:
    """Let it be a working morning at the group."""
    with office_hours():
        yield


def test_a_group_is_won_for_a_study_with_the_keyboard(open_as: OPENS) -> None:
    people = cast()
    do_the_job(open_as("/accounts/login/"), Keyboard(), people)
    own = Partnership.objects.get(study=people.study, group=people.group)
    assert own.stage == Stage.CONVERSATION


def walked(page: Page) -> tuple[int, int]:
    """Tab through the whole page; give the stops met and those there are."""
    there = page.evaluate(STOPS)
    met = -1
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        outside, index = page.evaluate(HERE)
        if outside or index < met:
            break
        met = max(met, index)
        field = page.evaluate_handle("document.activeElement").as_element()
        assert field is not None
        assert field.evaluate(IS_SEEN), f"unseen focus: {field.evaluate('f => f.outerHTML')[:200]}"
    else:
        raise AssertionError("the way through the page does not end")
    return met + 1, there


def test_tab_goes_through_the_whole_page_and_out_again(open_as: OPENS) -> None:
    own = factories.PartnershipFactory(group__profiled=True)
    page = open_as(f"/partnerships/{own.pk}/", user=own.owner)
    met, there = walked(page)
    assert met >= there


def test_a_dialog_keeps_the_focus_and_gives_it_back(open_as: OPENS) -> None:
    own = factories.PartnershipFactory()
    page = open_as(f"/partnerships/{own.pk}/", user=own.owner)
    hands = Keyboard()
    opener = page.get_by_role("link", name="Log a touch").first
    hands.press(opener)
    dialog = page.locator("dialog.box[open]")
    dialog.wait_for()
    for _stop in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('main') === null")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_menu_opens_closes_and_gives_the_focus_back(open_as: OPENS) -> None:
    own = factories.PartnershipFactory()
    page = open_as(f"/partnerships/{own.pk}/", user=own.owner)
    opener = page.get_by_role("button", name="More")
    Keyboard().press(opener)
    first = page.locator("#more .menu-item").first
    expect(first).to_be_visible()
    Keyboard().reach(first)
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_skip_link_leads_past_the_menus(open_as: OPENS) -> None:
    page = open_as("/groups/", user=factories.UserFactory())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
