"""The dashboard in a browser: sound for everybody, and each bar leads to its rows."""

from datetime import timedelta

from playwright.sync_api import expect

from advocacy.models.base import now
from tests import factories as make
from tests.browser.axe import Inspector
from tests.browser.conftest import OPENS


def test_the_dashboard_is_sound_and_leads_to_its_rows(
    open_as: OPENS, transactional_db: None
) -> None:
    mary = make.UserFactory(manager=True, name="Mary Manager")
    own = make.PartnershipFactory(stage_since=now() - timedelta(days=3))
    make.TouchFactory(partnership=own, group=own.group, occurred_at=now() - timedelta(days=9))
    make.BreachFactory(touch__partnership=own)
    make.OverrideFactory(partnership=own)
    make.StopFactory(group=own.group, partnership=own)
    page = open_as("/dashboard/", user=mary)
    inspector = Inspector(page)
    inspector.look("dashboard")
    page.locator("#funnel td.num a").first.click()
    expect(page.locator("h1")).to_have_text("Entered the stage: Identified")
    inspector.look("rows")
    assert inspector.wrong == []
    page.goto("/dashboard/")
    page.locator("#weeks svg a").first.click()
    expect(page.locator("h1")).to_contain_text("Touches from")


def test_the_period_is_chosen_without_a_button(open_as: OPENS, transactional_db: None) -> None:
    make.PartnershipFactory(stage_since=now() - timedelta(days=200))
    page = open_as("/dashboard/", user=make.UserFactory(manager=True))
    expect(page.locator("#funnel td.num").first).to_have_text("0")
    page.locator("#id_period").select_option("365")
    page.wait_for_url("**period=365**")
    expect(page.locator("#funnel td.num a").first).to_have_text("1")
    page.locator("#id_period").select_option("custom")
    page.locator("#id_since").wait_for()
