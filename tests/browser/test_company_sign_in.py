"""A sponsor's people sign in with their company's account, at a provider that really runs."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from playwright.sync_api import Page, expect

from advocacy.models import Sponsor, User, ViewerSession
from pagcrm import providers
from tests.browser.conftest import OPENS, PHONE
from tests.factories import UserFactory
from tests.portal.conftest import Window, made

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
STARTS_WITHIN = 60
NAME = "Northlight"


class Provider:
    """An identity provider on this machine; who signs in there is who we say."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        """Until it answers."""
        until = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                requests.get(f"{self.url}/.well-known/openid-configuration", timeout=5)
            except requests.RequestException:
                assert time.monotonic() < until, "the provider does not start"
                time.sleep(0.1)
            else:
                return

    def knows(self, subject: str, **claims: Any) -> None:
        """Have an account there with these claims."""
        requests.put(f"{self.url}/users/{subject}", json=claims, timeout=5).raise_for_status()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    try:
        provider.wait()
        yield provider
    finally:
        provider.stop()


@pytest.fixture
def provider(running: Provider, settings: Any) -> Provider:
    """The provider, set up as an administrator would."""
    app = {"provider_id": "northlight", "name": NAME, "client_id": "pagcrm", "secret": "hush"}
    settings.OPENID_PROVIDERS = [app | {"server_url": running.url, "serves": "sponsors"}]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {
        "OAUTH_PKCE_ENABLED": True, "APPS": [app | {"settings": {"server_url": running.url}}],
    }}  # fmt: skip
    return running


@pytest.fixture
def shared(transactional_db: None, provider: Provider) -> Window:
    """A window whose sponsor asks its people to sign in with its own accounts."""
    window = made()
    sponsor = Sponsor.objects.filter(pk=window.world.study.sponsor_id)
    sponsor.update(viewers_sign_in_with="northlight")
    return window


def go(page: Page, subject: str) -> None:
    """From the sponsor's own address through the provider's page, as this account there."""
    page.route("https://cdn.jsdelivr.net/**", lambda route: route.fulfill(content_type="text/css"))
    expect(page.get_by_role("button", name=NAME)).to_have_count(0)
    page.goto(urlsplit(providers.address("northlight")).path)
    page.get_by_role("button", name=NAME).click()
    page.wait_for_url("**/oauth2/authorize**")
    page.locator("input[name=sub]").fill(subject)
    page.locator("form button").first.click()


def test_a_viewer_signs_in_with_the_companys_account_and_is_in_the_window(
    open_as: OPENS, shared: Window, provider: Provider
) -> None:
    provider.knows("v-17", email=shared.vera.email, email_verified=True, name="Vera V.")
    page = open_as("/", viewport=PHONE)
    go(page, "v-17")
    expect(page.get_by_role("heading", name="Where your studies stand")).to_be_visible()
    assert page.url.endswith("/portal/")
    assert ViewerSession.objects.alive().of(shared.vera).exists()
    assert User.objects.filter(email=shared.vera.email).count() == 1, "no account is made"


@pytest.mark.parametrize("who", ["colleague", "stranger", "unverified", "unknown"])
def test_the_companys_provider_lets_nobody_else_in(
    open_as: OPENS, shared: Window, provider: Provider, who: str
) -> None:
    email = {
        "colleague": shared.mira.email, "stranger": UserFactory(viewer=True).email,
        "unverified": shared.vera.email, "unknown": "nobody@northlight.example",
    }[who]  # fmt: skip
    before = User.objects.count()
    provider.knows(who, email=email, email_verified=who != "unverified")
    page = open_as("/", viewport=PHONE)
    go(page, who)
    page.wait_for_url(lambda url: not url.startswith(provider.url))
    expect(page.get_by_role("heading", name="Where your studies stand")).to_have_count(0)
    page.goto("/portal/")
    assert "/login" in page.url, "still signed out"
    assert User.objects.count() == before
    assert not ViewerSession.objects.alive().of(shared.vera).exclude(device="").exists()


def test_a_password_opens_nothing_any_more(open_as: OPENS, shared: Window) -> None:
    shared.vera.set_password("a-quiet-horse-battery")
    shared.vera.save(update_fields=["password"])
    page = open_as("/", viewport=PHONE)
    page.locator("input[name=login]").fill(shared.vera.email)
    page.locator("input[name=password]").fill("a-quiet-horse-battery")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(
        page.get_by_text("Your company asks you to sign in with its own account.")
    ).to_be_visible()
    expect(page.get_by_role("button", name=NAME)).to_be_visible()
