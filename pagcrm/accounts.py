"""How people get in: accounts are made by an administrator, never by a visitor."""

import logging
import time
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any
from uuid import UUID

from allauth.account import auth_backends
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from requests import Session

from advocacy.models import Sponsor, User
from advocacy.models.together import together
from pagcrm import evenly, providers
from pagcrm.outward import guarded

logger = logging.getLogger(__name__)
#: Seconds; longer than a mail server takes to accept a mail.
STEP = 2


@together
def _with_key(*, person: UUID) -> dict[str, Any]:
    return {"people": User.objects.filter(pk=person)}


class AuthenticationBackend(auth_backends.AuthenticationBackend):
    """Sign-in by e-mail address; who is behind a session is read in one planned statement."""

    def get_user(self, user_id: UUID) -> User | None:
        """The person behind a session, as long as she may sign in."""
        for person in _with_key(person=user_id)["people"]:
            if self.user_can_authenticate(person):
                found: User = person
                return found
        return None


class AccountAdapter(DefaultAccountAdapter):
    """Password accounts without public sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse every sign-up."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send what can be sent: an error would tell that there is such an account."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("A mail about an account could not be sent.")


class EvenlyMiddleware:
    """Answers who forgot a password in whole steps of time: a mail is written for some only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.monotonic()
        response = self.get_response(request)
        match = request.resolver_match
        if request.method == "POST" and match and match.view_name == "account_reset_password":
            evenly.wait(begun, step=STEP)
        return response


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts of an identity provider, joined to a known e-mail address only.

    A sponsor's provider vouches for that sponsor's people and for nobody else, ours least of all;
    nobody else is told that there is one.
    """

    def list_apps(
        self, request: HttpRequest | None, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Those of the environment that this request may know of; all others are not there."""
        apps: list[SocialApp] = super().list_apps(request, provider=provider, client_id=client_id)
        shown = providers.shown_to(request)
        return [app for app in apps if app.provider_id in shown]

    def get_requests_session(self) -> Session:
        """What asks providers; it reaches nothing of our own network."""
        return guarded(super().get_requests_session())

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Refuse every sign-up."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Refuse a known person whom this provider may not vouch for."""
        person = request.user if request.user.is_authenticated else sociallogin.user
        known = sociallogin.is_existing or request.user.is_authenticated
        if known and not may_vouch(sociallogin.account.provider, person):
            page = render(request, "socialaccount/authentication_error.html", status=403)
            raise ImmediateHttpResponse(page)


def may_vouch(provider: str, person: User) -> bool:
    """Whether somebody may be signed in by this identity provider.

    One that serves sponsors is for the viewers of those that have named it, as long as they do; one
    that serves our colleagues is for them. Any other vouches for nobody.
    """
    if provider in providers.serving(providers.COLLEAGUES):
        return person.is_insider
    if person.is_insider or provider not in providers.serving(providers.SPONSORS):
        return False
    named_by = Sponsor.objects.signing_in_with(provider).values_list("pk", flat=True)
    return person.sponsor_id in set(named_by)


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """Give the e-mail address that a sign-in was tried with, for counting failures."""
    given = credentials or {}
    tried = given.get("email") or given.get("username") or request.POST.get("login") or ""
    return str(tried).strip().lower()
