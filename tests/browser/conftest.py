"""A real browser on a real server; what a page complains of on its console fails the test."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from advocacy.models.user import User
from tests.browser.chromium import executable

QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 800}
# Without motion, so that nothing is looked at while it moves or fades.
USUAL: dict[str, Any] = {"viewport": WIDE, "locale": "en-GB", "reduced_motion": "reduce"}
# A page that says no is an answer, though Chromium calls it a failed resource; a file is not.
ANSWERS = tuple(f"a status of {status}" for status in (403, 404, 409, 422))
OPENS = Callable[..., Page]
# A machine that does other things, too, is slow and not wrong; a process's first page is slowest.
MOST_WAITING = 30_000
MOST_LOADING = 60_000
expect.set_options(timeout=MOST_WAITING)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start one Chromium for all tests."""
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable(), args=[*QUIET, *sandbox], headless=True
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_as(browser: Browser, live_server: Any, transactional_db: None) -> Iterator[OPENS]:
    """Give a function that opens an address in which `user` is signed in.

    Everything that a page complains of on its console fails the test at its end, violations of
    the content security policy among them.
    """
    contexts = []
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        asset = "/static/" in str(message.location.get("url"))
        answered = not asset and any(words in message.text for words in ANSWERS)
        if message.type in {"error", "warning"} and not answered:
            complaints.append(f"{message.location.get('url')}: {message.text}")

    def open_page(address: str = "/", *, user: User | None = None, **options: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, **(USUAL | options))
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.set_default_timeout(MOST_WAITING)
        page.set_default_navigation_timeout(MOST_LOADING)
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def session_cookie(user: User, url: str) -> Any:
    """Sign in without the form, which has a test of its own."""
    client = Client()
    client.force_login(user)
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}
