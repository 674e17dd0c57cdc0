"""The sponsor's window on a phone: every page under axe, both themes, and the keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from advocacy.messages import links
from advocacy.models import Clearance, User
from advocacy.models.base import now
from advocacy.models.window import WindowBudget
from advocacy.workflow.perform import perform
from tests.browser.axe import Inspector
from tests.browser.conftest import OPENS, PHONE, WIDE
from tests.factories import UserFactory
from tests.portal.conftest import Window, made

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


@pytest.fixture
def shared(transactional_db: None) -> Window:
    return made()


def addresses(window: Window) -> list[str]:
    """Every page of the portal, each with a record that is there."""
    names = ("portal-home", "portal-placements", "portal-declare", "portal-me")
    budget = WindowBudget.objects.get(study=window.share.pk)
    return [
        *map(reverse, names), window.study, window.partnership, window.question,
        reverse("portal-budget", args=[budget.pk]),
    ]  # fmt: skip


def test_every_page_is_sound_on_a_phone(open_as: OPENS, shared: Window) -> None:
    page = open_as("/portal/", user=shared.vera, viewport=PHONE)
    inspector = Inspector(page)
    for address in addresses(shared):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        inspector.look(address)
    assert inspector.wrong == []


def test_a_form_in_error_is_sound_and_says_what_is_wrong(open_as: OPENS, shared: Window) -> None:
    page = open_as(shared.question, user=shared.vera, viewport=PHONE)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("[data-error-summary]")).to_be_focused()
    assert page.title().startswith("Error:")
    inspector = Inspector(page)
    inspector.look(shared.question)
    assert inspector.wrong == []


def test_an_empty_window_is_sound(open_as: OPENS, transactional_db: None) -> None:
    page = open_as("/portal/", user=UserFactory(viewer=True), viewport=PHONE)
    expect(page.get_by_text("Nothing is shared with you yet")).to_be_visible()
    inspector = Inspector(page)
    inspector.look("/portal/")
    assert inspector.wrong == []


def tab_to(page: Page, name: str) -> None:
    """Go on by the keyboard until this is where one is."""
    for _stop in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            return
    raise AssertionError(f"the keyboard does not reach {name}")


def test_a_question_is_answered_by_the_keyboard_alone(open_as: OPENS, shared: Window) -> None:
    page = open_as("/portal/", user=shared.vera, viewport=PHONE)
    tab_to(page, "Answer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/questions/**")
    page.locator("input[name=answer]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    tab_to(page, "Send the answer")
    page.keyboard.press("Enter")
    page.wait_for_url("**/portal/")
    expect(page.get_by_text("Your answer is kept")).to_be_visible()
    assert Clearance.objects.get(group=shared.asking.group).answer == "coordinate"


def test_without_scripts_everything_works(open_as: OPENS, shared: Window) -> None:
    page = open_as(
        shared.question, user=shared.vera, viewport=PHONE, java_script_enabled=False
    )  # fmt: skip
    page.locator("input[value=hold]").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is kept")).to_be_visible()


def test_a_manager_looks_as_the_sponsor_in_a_frame_whose_buttons_do_nothing(
    open_as: OPENS, shared: Window
) -> None:
    boss: User = shared.mira
    sponsor = shared.world.study.sponsor
    page = open_as(
        reverse("portal-preview-sponsor", args=[sponsor.pk]), user=boss, viewport=WIDE
    )  # fmt: skip
    page.get_by_role("button", name="Look", exact=True).click()
    frame = page.frame_locator("iframe.window-frame")
    expect(frame.get_by_role("heading", name="Where your studies stand")).to_be_visible()
    frame.get_by_role("link", name="Answer").first.click()
    expect(frame.get_by_role("button", name="Send the answer")).to_be_visible()
    frame.locator("input[value=hold]").check()
    frame.get_by_role("button", name="Send the answer").click()
    page.wait_for_timeout(300)
    assert Clearance.objects.get(group=shared.asking.group).answer == ""
    frame.get_by_role("link", name="Sign out").click()
    expect(frame.get_by_role("heading", name="Not part of this view")).to_be_visible()
    frame.get_by_role("link", name="Back to the overview").click()
    expect(frame.get_by_role("heading", name="Where your studies stand")).to_be_visible()
    assert all("sandboxed" in line for line in open_as.complaints)
    open_as.complaints.clear()


def test_the_pages_behind_links_are_sound_and_work_on_a_phone(
    open_as: OPENS, shared: Window
) -> None:
    shared.asking.at = now()
    link = shared.asking.do("send_clearance_question", by_mail=False).result
    invited: User = perform(
        "invite_viewer", actor=shared.mira, subject=shared.world.study.sponsor,
        data={"name": "Kim Sample", "email": "kim@sponsor.example"},
    ).result  # fmt: skip
    page = open_as(f"/questions/{links.make(link.pk)}/", viewport=PHONE)
    inspector = Inspector(page)
    inspector.look("question")
    page.get_by_label("Hold").check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Your answer is kept")).to_be_visible()
    page.goto(f"/invitations/{links.make(invited.one_time_links.get().pk)}/")
    inspector.look("invitation")
    for field in ("password", "again"):
        page.locator(f"input[name={field}]").fill("a-quiet-horse-battery")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("Your password is set")).to_be_visible()
    assert inspector.wrong == []
