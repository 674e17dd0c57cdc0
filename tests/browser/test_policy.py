"""The policy studio by keyboard: draft, replay with a bar that moves by itself, second person."""

import pytest
from playwright.sync_api import Page, expect

from advocacy.models import LimitVersion, Replay, User
from advocacy.workflow import replays
from tests import factories as make
from tests.browser.axe import Inspector
from tests.browser.conftest import OPENS
from tests.browser.hands import Keyboard
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def past(transactional_db: None) -> None:
    """Three decisions, one of which a longer wait would turn."""
    for days in (0, 7, 13):
        world = clear_world()
        world.contact_now()
        if days:
            world.wait(days)
            world.contact_now(purpose="reminder")


@pytest.fixture
def maker(transactional_db: None) -> User:
    person: User = make.UserFactory(manager=True)
    return person


def drafted(page: Page) -> LimitVersion:
    """A draft made without the mouse: first with a slip, which is kept and named."""
    hands = Keyboard()
    hands.write(page.get_by_label("Why the limits should change"), "Groups meet once a week.")
    hands.write(page.get_by_label("Wait before the second attempt"), "99")
    hands.press(page.get_by_role("button", name="Save the draft"))
    summary = page.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Wait before the second attempt: Give 3 to 30.")
    expect(page.get_by_label("Wait before the second attempt")).to_have_value("99")
    hands.press(summary.get_by_role("link"))
    expect(page.get_by_label("Wait before the second attempt")).to_be_focused()
    hands.write(page.get_by_label("Wait before the second attempt"), "7")
    hands.press(page.get_by_role("button", name="Save the draft"))
    expect(page.locator("h1")).to_contain_text("draft")
    return LimitVersion.objects.drafts().get()


def test_limits_are_drafted_replayed_and_put_in_force_without_a_mouse(
    open_as: OPENS, past: None, maker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replays, "CHUNK", 1)
    page = open_as("/policy/new/", user=maker)
    version = drafted(page)
    assert version.values == {"spacing_business_days": 7}
    expect(page.get_by_role("link", name="Put in force")).to_have_count(0)

    Keyboard().press(page.get_by_role("button", name="Replay over the past"))
    expect(page.locator("#replay")).to_contain_text("Waiting for a worker.")
    replay = Replay.objects.get()
    page.evaluate("window.sameDocument = true")
    replays.run(replay.pk, seconds=0)
    replays.run(replay.pk, seconds=0)
    bar = page.locator("#replay progress")
    expect(bar).to_have_attribute("value", "40")
    expect(page.locator("#replay-told")).to_contain_text("2 of 5 decisions judged.")
    page.locator("#replay-cancel").focus()
    while replays.run(replay.pk):
        pass
    expect(page.locator("#replay")).to_contain_text("1 would now be refused of 5 past decisions")
    assert page.evaluate("window.sameDocument")

    second = open_as(f"/policy/{version.pk}/", user=make.UserFactory(compliance=True))
    hands = Keyboard()
    hands.press(second.get_by_role("link", name="1 would now be refused"))
    expect(second.locator(".turned tbody tr")).to_have_count(1)
    expect(second.locator(".turned tbody")).to_contain_text("5 of 7 business days")
    hands.press(second.get_by_role("link", name=f"Version {version.number}"))
    hands.press(second.get_by_role("link", name="Put in force"))
    hands.press(second.get_by_role("button", name="Put in force"))
    expect(second.locator("#messages")).to_contain_text("In force from now on.")
    assert LimitVersion.objects.in_force().spacing_business_days == 7


def test_a_replay_is_started_and_looked_at_without_scripts(
    open_as: OPENS, past: None, maker: User
) -> None:
    page = open_as("/policy/new/", user=maker, java_script_enabled=False)
    page.get_by_label("Why the limits should change").fill("Shorter asks.")
    page.get_by_label("Words in an ask, at most").fill("120")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Replay over the past").click()
    replays.run(Replay.objects.get().pk)
    page.get_by_role("link", name="Look again").click()
    page.reload()
    expect(page.locator("#replay")).to_contain_text("0 would now be refused")


def test_the_form_is_clean_for_axe_on_every_screen(open_as: OPENS, maker: User) -> None:
    inspector = Inspector(open_as("/policy/new/", user=maker))
    inspector.look("all limits")
    assert inspector.wrong == []
