"""What is there all day: the command palette, single keys, and drafts that outlive a session."""

import re
from typing import TYPE_CHECKING, cast

import pytest
from playwright.sync_api import Page, expect

from advocacy.models import Group, Partnership, User
from tests import factories as make
from tests.browser.axe import AXE, WCAG, Inspector
from tests.browser.conftest import OPENS, PHONE

if TYPE_CHECKING:
    from playwright._impl._api_structures import SetCookieParam


@pytest.fixture
def alice(transactional_db: None) -> User:
    return make.UserFactory(name="Alice Owner")


@pytest.fixture
def asthma(transactional_db: None) -> Group:
    return make.GroupFactory(name="Asthma Voices")


@pytest.fixture
def own(alice: User, asthma: Group) -> Partnership:
    return make.PartnershipFactory(owner=alice, group=asthma)


def test_the_palette_opens_a_record_by_keys_alone(
    open_as: OPENS, alice: User, asthma: Group
) -> None:
    page = open_as("/", user=alice)
    page.keyboard.press("Control+k")
    page.keyboard.type("ashtma")
    chosen = page.locator("#palette [role=option][aria-selected=true]")
    expect(chosen).to_contain_text("Asthma Voices")
    inspector = Inspector(page)
    inspector.look("palette")
    assert inspector.wrong == []
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/groups/{asthma.pk}/$"))


def test_the_palette_knows_what_this_page_offers(open_as: OPENS, own: Partnership) -> None:
    page = open_as(f"/partnerships/{own.pk}/", user=own.owner)
    page.keyboard.press("Control+k")
    page.keyboard.type("pau")
    chosen = page.locator("#palette [role=option][aria-selected=true]")
    expect(chosen).to_have_text("Pause")
    page.keyboard.press("Enter")
    expect(page.locator("dialog.box h1")).to_have_text("Pause")


def test_the_search_box_becomes_the_palette(open_as: OPENS, alice: User, asthma: Group) -> None:
    page = open_as("/", user=alice, viewport=PHONE)
    page.locator("#site-search").click()
    page.keyboard.type("voic")
    page.locator("#palette [role=option]", has_text="Asthma Voices").click()
    page.wait_for_url(re.compile(f"/groups/{asthma.pk}/$"))
    page.keyboard.press("Control+k")
    first = page.locator("#palette [role=group]", has_text="Opened last").locator("[role=option]")
    expect(first.first).to_contain_text("Asthma Voices")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_single_keys_go_places_and_do_things(open_as: OPENS, own: Partnership) -> None:
    page = open_as("/", user=own.owner)
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url(re.compile("/partnerships/$"))
    page.keyboard.press("j")
    expect(page.locator("tbody tr th a")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/partnerships/{own.pk}/$"))
    page.keyboard.press("e")
    expect(page.locator("dialog.box textarea").first).to_be_focused()
    page.keyboard.type("l?g")
    expect(page.locator("dialog[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("l")
    expect(page.locator("dialog.box h1")).to_have_text("Log a touch")


def test_the_sheet_lists_the_keys_and_switches_them_off(open_as: OPENS, own: Partnership) -> None:
    page = open_as("/", user=own.owner)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    inspector = Inspector(page)
    inspector.look("keys")
    assert inspector.wrong == []
    page.locator("#keys-on").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("[popovertarget=account-menu]").click()
    page.locator("[data-keys-open]").click()
    expect(page.locator("#keys-on")).not_to_be_checked()


NOTE = "They read it at the board on Monday and will write back."


def touch_form(own: Partnership) -> str:
    return f"/touches/log/?partnership={own.pk}"


def drafts(page: Page) -> int:
    return int(
        page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('pagcrm-draft')).length")
    )


def type_note(page: Page) -> None:
    page.locator("textarea[name=summary]").fill(NOTE)
    for _turn in range(40):
        if drafts(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError("no draft was kept")


def test_a_text_survives_a_lost_session(open_as: OPENS, own: Partnership) -> None:
    page = open_as(touch_form(own), user=own.owner)
    type_note(page)
    cookie = [cast("SetCookieParam", c) for c in page.context.cookies()]
    page.context.clear_cookies(name="sessionid")
    page.locator("input[name=happened]").first.check(force=True)
    page.locator("main form.touch-form button[type=submit]").click()
    page.wait_for_url(re.compile("/accounts/login/"))
    page.context.add_cookies(cookie)  # signed in again
    page.goto(touch_form(own))
    expect(page.locator(".draft")).to_contain_text("did not save")
    inspector = Inspector(page)
    page.evaluate(AXE)
    inspector.run("draft 1280 light", tags=WCAG)
    assert inspector.wrong == []
    page.locator("[data-draft-restore]").click()
    expect(page.locator("textarea[name=summary]")).to_have_value(NOTE)


def test_a_saved_text_leaves_no_draft(open_as: OPENS, own: Partnership) -> None:
    page = open_as(touch_form(own), user=own.owner)
    type_note(page)
    page.locator("input[name=happened]").first.check(force=True)
    page.locator("main form.touch-form button[type=submit]").click()
    page.wait_for_url(re.compile(f"/partnerships/{own.pk}/"))
    assert drafts(page) == 0


def test_a_text_in_a_closed_dialog_is_offered_again_and_can_go(
    open_as: OPENS, own: Partnership
) -> None:
    page = open_as(f"/partnerships/{own.pk}/", user=own.owner)
    page.locator(".log-touch").click()
    type_note(page)
    page.keyboard.press("Escape")
    page.locator(".log-touch").click()
    page.locator("dialog [data-draft-discard]").click()
    expect(page.locator(".draft")).to_have_count(0)
    assert drafts(page) == 0


def test_sign_out_forgets_drafts_by_choice(open_as: OPENS, own: Partnership) -> None:
    page = open_as(touch_form(own), user=own.owner)
    type_note(page)
    page.locator("[popovertarget=account-menu]").click()
    expect(page.locator("#forget-drafts")).to_be_checked()
    page.locator("#account-menu form button[type=submit]").click()
    page.wait_for_url(lambda url: "/touches/log/" not in url)
    assert drafts(page) == 0


def test_all_day_pages_are_clean(open_as: OPENS, own: Partnership) -> None:
    page = open_as(f"/groups/{own.group_id}/edit/", user=own.owner)
    inspector = Inspector(page)
    colleague = page.context.new_page()
    colleague.goto(page.url)
    colleague.locator("[name=city]").fill("Salem")
    colleague.locator("main form[method=post] button.btn-primary").last.click()
    colleague.wait_for_url(re.compile(f"/groups/{own.group_id}/$"))
    page.locator("[name=city]").fill("Lynn")
    page.evaluate("document.querySelector('main form[method=post]').requestSubmit()")
    expect(page.locator("#conflict")).to_be_visible()
    inspector.look("conflict")
    page.goto("/partnerships/?stage=all")
    page.locator(".saved summary").click()
    inspector.look("list with its bars")
    page.locator("#saved-name").fill("All of them")
    page.locator(".saved-form button").click()
    page.locator(".saved .text-link").click()
    inspector.look("saved filters")
    page.goto("/partnerships/?stage=all")
    page.locator("#bulk-all").check()
    expect(page.locator("[data-bulk-count]")).to_have_text("1 row is ticked")
    page.locator("#bulk button").click()
    inspector.look("bulk, before")
    page.locator("select[name=owner]").select_option(index=1)
    page.locator("main .action-form button.btn-primary").click()
    inspector.look("bulk, after")
    assert inspector.wrong == []


def test_undo_is_a_button_in_the_message(open_as: OPENS, own: Partnership) -> None:
    make.FollowUpFactory(partnership=own, group=own.group, owner=own.owner)
    page = open_as("/next-steps/", user=own.owner)
    page.locator("button", has_text="Done").first.click()
    inspector = Inspector(page)
    inspector.look("undo")
    assert inspector.wrong == []
    page.locator(".undo button").click()
    expect(page.locator("#messages")).to_contain_text("Taken back.")


def test_a_text_that_was_refused_in_a_dialog_is_kept(open_as: OPENS, own: Partnership) -> None:
    page = open_as(f"/partnerships/{own.pk}/", user=own.owner)
    page.locator(".log-touch").click()
    type_note(page)
    page.locator("dialog form.touch-form button[type=submit]").click()  # nothing was chosen
    expect(page.locator("dialog [data-error-summary]")).to_be_visible()
    page.keyboard.press("Escape")
    page.goto("/")
    page.goto(touch_form(own))
    expect(page.locator(".draft")).to_be_visible()
