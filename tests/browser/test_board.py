"""The board by mouse, by keyboard and by touch; a refused card goes back and says why."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from advocacy.models import Partnership, Stage, User
from tests import factories as make
from tests.browser.axe import Inspector
from tests.browser.conftest import OPENS, PHONE


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make.UserFactory(name="Alice Owner")


@pytest.fixture
def own(alice: User) -> Partnership:
    group = make.GroupFactory(name="Asthma Voices")
    return make.PartnershipFactory(owner=alice, group=group, stage=Stage.PROFILED)


def column(page: Page, stage: str) -> Locator:
    return page.locator(f".board-column[data-stage={stage}]")


def card(page: Page, stage: str) -> Locator:
    return column(page, stage).locator(".board-card", has_text="Asthma Voices")


def give_reason(page: Page) -> None:
    dialog = page.locator("dialog.box[open]")
    expect(dialog.locator("h1")).to_have_text("Go back a stage")
    dialog.locator("textarea").fill("A fact was wrong.")
    dialog.locator("textarea").press("Tab")
    page.keyboard.press("Enter")


def test_a_card_is_dragged_back_with_its_reason(open_as: OPENS, own: Partnership) -> None:
    page = open_as("/board/?owner=mine", user=own.owner)
    card(page, "profiled").drag_to(column(page, "identified"))
    give_reason(page)
    expect(page.locator(".messages")).to_contain_text("Gone back")
    expect(card(page, "identified").locator(".board-name")).to_be_focused()
    assert page.url.endswith("/board/?owner=mine")


def test_a_refused_card_goes_back_and_says_why(open_as: OPENS, own: Partnership) -> None:
    Partnership.objects.update(stage=Stage.IDENTIFIED)
    page = open_as("/board/", user=own.owner)
    card(page, "identified").drag_to(column(page, "sponsor_cleared"))
    dialog = page.locator("dialog.box[open]")
    expect(dialog).to_contain_text("This can be done in: Profiled.")
    inspector = Inspector(page)
    inspector.look("refused")
    assert inspector.wrong == []
    page.keyboard.press("Escape")
    expect(card(page, "identified").locator(".board-name")).to_be_focused()
    expect(page.locator("#board-said")).to_contain_text("Asthma Voices is back in Identified.")
    expect(page.locator("#board-said")).to_contain_text("This can be done in: Profiled.")


def test_a_form_that_is_refused_keeps_the_card_too(open_as: OPENS, own: Partnership) -> None:
    Partnership.objects.update(stage=Stage.IDENTIFIED)
    page = open_as("/board/", user=own.owner)
    card(page, "identified").drag_to(column(page, "profiled"))
    dialog = page.locator("dialog.box[open]")
    dialog.get_by_role("button", name="Mark as profiled").click()
    expect(dialog.locator(".verdict h2")).to_have_text("Profiled needs more first.")
    dialog.get_by_role("link", name="Cancel").click()
    expect(card(page, "identified")).to_be_visible()
    expect(page.locator("#board-said")).to_contain_text("Profiled needs more first.")


def test_a_card_goes_by_keyboard_alone(open_as: OPENS, own: Partnership) -> None:
    page = open_as("/board/", user=own.owner)
    card(page, "profiled").locator(".board-name").focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".dialog-about")).to_contain_text("Asthma Voices")
    give_reason(page)
    expect(card(page, "identified").locator(".board-name")).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator("#board-said")).to_have_text("This is the first column.")


def test_the_menu_of_a_card_names_all_stages(open_as: OPENS, own: Partnership) -> None:
    page = open_as("/board/", user=own.owner)
    card(page, "profiled").locator(".board-move").press("Enter")
    dialog = page.locator("dialog.box[open]")
    expect(dialog.locator("li")).to_have_count(len(Stage))
    inspector = Inspector(page)
    inspector.look("menu")
    assert inspector.wrong == []
    dialog.get_by_role("link", name="Identified").press("Enter")
    give_reason(page)
    expect(card(page, "identified")).to_be_visible()


def test_arrow_keys_go_from_card_to_card(open_as: OPENS, own: Partnership) -> None:
    below = make.PartnershipFactory(stage=Stage.PROFILED)
    beside = make.PartnershipFactory(stage=Stage.REVIEW)
    page = open_as("/board/", user=own.owner)
    names = [p.group.name for p in (own, below)]
    page.locator(".board-name").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".board-name:focus")).to_have_text(re.compile("|".join(names)))
    page.keyboard.press("ArrowRight")
    expect(page.locator(".board-name:focus")).to_have_text(beside.group.name)


def test_a_phone_shows_one_column_and_moves_by_touch(open_as: OPENS, own: Partnership) -> None:
    make.PartnershipFactory(stage=Stage.TERMS)
    page = open_as("/board/", user=own.owner, viewport=PHONE, has_touch=True)
    expect(page.locator(".board-column:visible")).to_have_count(1)
    page.locator(".board-stages a", has_text="Terms agreed").tap()
    expect(column(page, "terms_agreed")).to_be_visible()
    expect(column(page, "profiled")).to_be_hidden()
    page.locator(".board-stages a", has_text="Profiled").tap()
    card(page, "profiled").locator(".board-move").tap()
    page.locator("dialog.box[open]").get_by_role("link", name="Identified").tap()
    expect(page.locator("dialog.box[open] h1")).to_have_text("Go back a stage")


def test_all_works_without_javascript(open_as: OPENS, own: Partnership) -> None:
    page = open_as("/board/", user=own.owner, java_script_enabled=False)
    card(page, "profiled").get_by_role("link", name="Move").click()
    page.get_by_role("link", name="Identified").click()
    page.locator("textarea").fill("A fact was wrong.")
    page.get_by_role("button", name="Go back").click()
    expect(card(page, "identified")).to_be_visible()


def test_the_board_is_sound_for_everybody(open_as: OPENS, own: Partnership) -> None:
    for stage in (Stage.TERMS, Stage.REVIEW, Stage.OUTREACH):
        late = make.PartnershipFactory(stage=stage, side_state="irb_hold")
        make.FollowUpFactory(partnership=late, due_on=make.TODAY().replace(year=2020))
    page = open_as("/board/", user=own.owner)
    inspector = Inspector(page)
    inspector.look("board")
    page.goto("/board/?lanes=owner")
    inspector.look("lanes")
    page.goto("/board/profiled/")
    inspector.look("column")
    assert inspector.wrong == []
