"""The sharing page by hand: level, single partnerships, in four looks with axe."""

import os
from typing import Any

import pytest

from advocacy.models import HiddenPartnership, Share
from tests import factories
from tests.browser.axe import Inspector
from tests.browser.conftest import PHONE

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_manager_shares_a_study_and_keeps_one_partnership_back(open_as: Any) -> None:
    own = factories.PartnershipFactory()
    factories.PartnershipFactory(study=own.study)
    page = open_as("/sharing/", user=factories.UserFactory(manager=True))
    inspector = Inspector(page)
    page.get_by_role("link", name="Nothing shared").click()
    page.get_by_role("link", name=own.study.nct_number).click()
    inspector.look("nothing shared")
    page.get_by_label("Full:").check()
    page.get_by_label("Budget", exact=True).check()
    page.get_by_role("button", name="Save what they see").click()
    page.get_by_text("sees from now on").wait_for()
    share = Share.objects.get()
    assert (share.level, share.hidden_fields) == ("full", ["budget"])
    page.locator("tr", has_text=own.group.name).get_by_role("button").click()
    page.get_by_text("Kept back. They see nothing of it now.").wait_for()
    assert HiddenPartnership.objects.get().partnership == own
    inspector.look("one kept back")
    shots(page, "sharing")
    page.goto("/sharing/")
    inspector.look("list")
    shots(page, "sharing-list")
    assert inspector.wrong == []


def shots(page: Any, name: str) -> None:
    """Leave pictures where somebody asked for them."""
    folder = os.environ.get("PAGCRM_SHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}-wide.png", full_page=True)
        before = page.viewport_size
        page.set_viewport_size(PHONE)
        page.emulate_media(color_scheme="dark")
        page.screenshot(path=f"{folder}/{name}-phone.png", full_page=True)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(before)
