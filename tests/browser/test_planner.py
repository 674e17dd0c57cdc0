"""The launch is dragged and moved with the keys; the plan follows, and only then it is saved."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from advocacy.models import Study
from tests import factories
from tests.browser.conftest import OPENS, PHONE
from tests.browser.hands import Keyboard

WEEKS = 8


@pytest.fixture
def study(transactional_db: None) -> Study:
    """Two partnerships, one with eleven weeks of work ahead and eight to the launch."""
    launch = factories.TODAY() + timedelta(weeks=WEEKS)
    made: Study = factories.StudyFactory(launch_on=launch, enrolment_ends_on=None)
    factories.PartnershipFactory(study=made, group__name="Alder Alliance")
    factories.PartnershipFactory(study=made, stage="contracting", group__name="Birch Circle")
    return made


def launch_of(study: Study) -> date:
    assert study.launch_on is not None
    return study.launch_on


def tried(page: Page) -> date:
    return date.fromisoformat(page.locator("#id_launch").input_value())


def expect_the_plan_of(page: Page, day: date) -> None:
    """The plan follows the marker a moment later; what it offers to save is this day."""
    expect(page.locator("[name=launch_on]")).to_have_value(day.isoformat())


def test_with_the_mouse_a_manager_drags_the_launch_sees_the_plan_and_saves(
    open_as: OPENS, study: Study
) -> None:
    page = open_as(f"/studies/{study.pk}/plan/", user=factories.UserFactory(manager=True))
    marker = page.get_by_role("slider", name="Launch")
    box = marker.bounding_box()
    assert box is not None
    late = page.locator(".plan-counts .late b")
    expect(late).to_have_text("1")
    at = float(marker.input_value()) / float(marker.get_attribute("max") or 1)
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 12 + at * (box["width"] - 24), y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.75, y, steps=8)
    page.mouse.up()
    day = tried(page)
    expect_the_plan_of(page, day)
    expect(page.get_by_role("heading", name="If the launch were")).to_be_visible()
    expect(late).to_have_text("0")
    expect(page.get_by_text("1 partnership gains time enough")).to_be_visible()
    assert day > launch_of(study) + timedelta(weeks=3)
    assert Study.objects.get().launch_on == study.launch_on
    page.get_by_label("Why it moves").fill("The site opens later")
    page.get_by_role("button", name="Move the launch to").click()
    moved = "The launch is moved: 1 partnership gains time enough, 0 lose it"
    expect(page.get_by_text(moved)).to_be_visible()
    assert Study.objects.get().launch_on == day


def test_with_the_keyboard_alone(open_as: OPENS, study: Study) -> None:
    page = open_as(f"/studies/{study.pk}/plan/", user=factories.UserFactory(manager=True))
    hands = Keyboard()
    marker = page.get_by_role("slider", name="Launch")
    hands.reach(marker)
    for key, days in (("ArrowRight", 1), ("PageUp", 29), ("ArrowLeft", 28)):
        page.keyboard.press(key)
        assert tried(page) == launch_of(study) + timedelta(days=days)
    expect_the_plan_of(page, tried(page))
    expect(page.locator(".plan-counts .late b")).to_have_text("0")
    expect(marker).to_be_focused()
    assert str(tried(page).year) in (marker.get_attribute("aria-valuetext") or "")
    hands.write(page.get_by_label("Why it moves"), "The board meets later")
    hands.press(page.get_by_role("button", name="Move the launch to"))
    expect(page.get_by_text("gains time enough, 0 lose it")).to_be_visible()
    assert Study.objects.get().launch_on == launch_of(study) + timedelta(days=28)


def test_without_scripts_a_date_is_tried_and_saved(open_as: OPENS, study: Study) -> None:
    later = launch_of(study) + timedelta(weeks=4)
    page = open_as(
        f"/studies/{study.pk}/plan/", user=factories.UserFactory(manager=True),
        java_script_enabled=False,
    )  # fmt: skip
    expect(page.get_by_role("slider")).to_have_count(0)
    page.get_by_label("Try a launch on").fill(later.isoformat())
    page.get_by_role("button", name="Show the plan").click()
    page.get_by_label("Why it moves").fill("Later")
    page.get_by_role("button", name="Move the launch to").click()
    expect(page.get_by_text("The launch is moved")).to_be_visible()
    assert Study.objects.get().launch_on == later


def test_on_a_phone_nothing_is_wider_than_the_window(open_as: OPENS, study: Study) -> None:
    page = open_as(f"/studies/{study.pk}/plan/", user=factories.UserFactory(), viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_text("A small ask fits").first).to_be_visible()
