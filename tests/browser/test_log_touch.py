"""Logging a touch while one is on the phone: three inputs or fewer, with and without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from advocacy.models import Partnership, Stage, Touch, TouchState
from tests import factories
from tests.browser.conftest import OPENS, PHONE
from tests.browser.job import office_hours

MOST_INPUTS = 3
THUMB = 44  # pixels: what a thumb meets without looking


@pytest.fixture(autouse=True)
def _office_hours() -> Iterator[None]:
    """Let it be a working morning at the group."""
    with office_hours():
        yield


@pytest.fixture
def own(transactional_db: None) -> Partnership:
    """Give a partnership in which a mail has been sent."""
    partnership: Partnership = factories.PartnershipFactory(stage=Stage.OUTREACH)
    factories.AskFactory(partnership=partnership)
    factories.TouchFactory(partnership=partnership)
    return partnership


def newest() -> Touch:
    """The touch that was logged."""
    return Touch.objects.latest("occurred_at")


def height_of(page: Page, selector: str) -> float:
    """How high a thing is that a thumb must meet."""
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    return box["height"]


def test_on_a_phone_three_taps_log_a_missed_call_in_a_dialog(
    open_as: OPENS, own: Partnership
) -> None:
    page = open_as(f"/partnerships/{own.pk}/", user=own.owner, viewport=PHONE, has_touch=True)
    inputs = 0
    page.locator(".phone-bar a").tap()
    inputs += 1
    dialog = page.locator("dialog.box[open]")
    assert height_of(page, "dialog .happening") >= THUMB
    dialog.get_by_label("Phoned, no answer").tap()
    inputs += 1
    dialog.get_by_role("button", name="Log it").tap()
    inputs += 1
    expect(page.locator("#messages")).to_contain_text("Logged.")
    assert inputs <= MOST_INPUTS
    assert newest().state == TouchState.NO_ANSWER
    assert newest().partnership == own


def test_without_javascript_the_same_three_inputs_log_it_on_a_page(
    open_as: OPENS, own: Partnership
) -> None:
    page = open_as(
        f"/partnerships/{own.pk}/", user=own.owner, viewport=PHONE, java_script_enabled=False
    )
    page.locator(".phone-bar a").click()
    page.get_by_label("Interested", exact=True).click()
    page.get_by_role("button", name="Log it").click()
    expect(page.locator("#messages")).to_have_text(re.compile(r"^\s*Logged\."))
    own.refresh_from_db()
    assert own.stage == Stage.CONVERSATION


def test_from_any_other_page_the_group_is_one_input_more(open_as: OPENS, own: Partnership) -> None:
    page = open_as("/handbook/", user=own.owner, viewport=PHONE, has_touch=True)
    page.locator(".phone-bar a").tap()
    dialog = page.locator("dialog.box[open]")
    dialog.get_by_role("link", name=own.group.name).tap()
    dialog.get_by_label("Left a voicemail").tap()
    dialog.get_by_role("button", name="Log it").tap()
    expect(page.locator("#messages")).to_contain_text("Logged.")
    assert newest().channel == "voicemail"


def test_nothing_chosen_is_said_in_the_dialog_and_the_note_is_kept(
    open_as: OPENS, own: Partnership
) -> None:
    page = open_as(f"/partnerships/{own.pk}/", user=own.owner, viewport=PHONE)
    page.locator(".phone-bar a").click()
    dialog = page.locator("dialog.box[open]")
    dialog.get_by_label("Note").fill("They were friendly.")
    dialog.get_by_role("button", name="Log it").click()
    expect(dialog.locator("[data-error-summary]")).to_be_focused()
    expect(dialog).to_contain_text("Choose what happened.")
    expect(dialog.get_by_label("Note")).to_have_value("They were friendly.")


def test_only_what_the_answer_needs_is_shown(open_as: OPENS, own: Partnership) -> None:
    page = open_as(f"/touches/log/?partnership={own.pk}", user=own.owner, viewport=PHONE)
    back_on = page.get_by_label("Back on")
    expect(back_on).to_be_hidden()
    page.get_by_label("Out of office until").click()
    expect(back_on).to_be_visible()
    page.get_by_label("Sent a mail").click()
    expect(back_on).to_be_hidden()
