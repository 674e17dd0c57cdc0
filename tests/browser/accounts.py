"""The pages of sign-in, and those of a person's own account with its second factors."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import reverse
from playwright.sync_api import Page

from advocacy.models import User
from tests import factories

PASSWORD = "right-horse-battery"
#: A key as Chromium can pretend to have one.
KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
#: What anybody may open who is not signed in, by the route's name.
SIGNED_OUT = (
    "account_login", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key_done", "account_inactive", "socialaccount_login_cancelled",
)  # fmt: skip
#: What a person opens who has a password alone.
PLAIN = (
    "account_change_password", "account_logout", "mfa_index",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "socialaccount_connections",
)  # fmt: skip
#: What needs a second factor that is there already.
GUARDED = (
    "mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_list_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn", "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
)  # fmt: skip
OF_KEY = ("mfa_remove_webauthn", "mfa_edit_webauthn")
#: What is opened on the way: the second step of sign-in, a link of a mail.
ON_THE_WAY = (
    "mfa_authenticate", "account_reauthenticate", "account_reset_password_from_key",
    "socialaccount_login_error",
)  # fmt: skip
EVERY = {*SIGNED_OUT, *PLAIN, *GUARDED, *ON_THE_WAY}


def with_password() -> User:
    """Somebody who signs in by the form."""
    user: User = factories.UserFactory(email="kim@example.org", manager=True)
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def sign_in(page: Page, user: User) -> None:
    """Fill the form in, as far as the password brings one."""
    page.goto(reverse("account_login"))
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def sign_in_again(page: Page) -> None:
    """Give the password once more, which the pages of second factors want."""
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url(lambda url: "/reauthenticate/" not in url)


def second_factors(page: Page, user: User) -> Authenticator:
    """An app, codes on paper, and a key that the browser pretends to hold, which is given back."""
    TOTP.activate(user, "ABCDEFGHIJKLMNOP")
    RecoveryCodes.activate(user)
    pretend = page.context.new_cdp_session(page)
    pretend.send("WebAuthn.enable")
    pretend.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.goto(reverse("mfa_add_webauthn"))
    page.locator("main input[type=text], main input[name=name]").first.fill("Blue key")
    page.locator("main button:not([type=button]), #mfa_webauthn_add").first.click()
    page.wait_for_url(lambda url: "/add/" not in url)
    key: Authenticator = Authenticator.objects.get(user=user, type=Authenticator.Type.WEBAUTHN)
    return key


def reset_link(user: User) -> str:
    """The address that a mail for a new password holds."""
    key = default_token_generator.make_token(user)
    values = {"uidb36": user_pk_to_url_str(user), "key": key}
    return reverse("account_reset_password_from_key", kwargs=values)
