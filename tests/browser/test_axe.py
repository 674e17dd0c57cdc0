"""axe and narrow windows on every page: full, in error, in dialogs; empty ones first."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.axe import Inspector
from tests.browser.conftest import OPENS
from tests.browser.every_page import full_world
from tests.browser.job import office_hours

EMPTY = (
    "/", "/groups/", "/sponsors/", "/studies/", "/partnerships/", "/next-steps/", "/overrides/",
    "/breaches/", "/refusals/", "/touches/log/", "/accounts/2fa/",
)  # fmt: skip
SIGNED_OUT = ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/")


@pytest.fixture(autouse=True)
def _office_hours() -> Iterator[None]:
    """Let it be a working morning at the group."""
    with office_hours():
        yield


def visit(page: Page, address: str) -> None:
    """Open a page, which must not be a broken one."""
    answer = page.goto(address)
    assert answer is not None
    assert answer.status < 500, address


def test_every_page_is_clean(open_as: OPENS) -> None:
    known = full_world()
    page = open_as("/", user=known.visitor)
    inspector = Inspector(page)
    for address in known.addresses():
        visit(page, address)
        inspector.look(address)
    assert inspector.wrong == []
