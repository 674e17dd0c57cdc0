"""Identity providers, and who is told of them: which sponsors there are is nobody else's business.

One that serves our colleagues stands on the sign-in page. One that serves a sponsor is shown to its
own people, and in browsers that have opened the sponsor's own address for signing in.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.models import SocialAccount
from csp.decorators import csp_update
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from advocacy.models import User

COLLEAGUES, SPONSORS = "colleagues", "sponsors"
ROUTE = "company-sign-in"
COOKIE = SALT = "company_sign_in"
YEAR = 365 * 24 * 3600
#: Pages whose forms lead to a provider.
LEADING_THERE = frozenset({"account_login", "socialaccount_connections", "openid_connect_login"})


def serving(whom: str) -> dict[str, dict[str, Any]]:
    """The providers for our colleagues, or those for sponsors' people, by id."""
    return {row["provider_id"]: row for row in settings.OPENID_PROVIDERS if row["serves"] == whom}


def name_of(provider: str) -> str:
    """The name of a sponsor's provider; its id where it is not set up any more."""
    found = serving(SPONSORS).get(provider)
    return str(found["name"]) if found else provider


def address(provider: str) -> str:
    """Where the people of a sponsor find their company's sign-in; nobody can guess it."""
    return settings.PUBLIC_URL + reverse(ROUTE, args=[signing.Signer(salt=SALT).sign(provider)])


def behind(token: str) -> str | None:
    """The provider of such an address, while it is set up."""
    try:
        provider = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    return provider if provider in serving(SPONSORS) else None


def remember(response: HttpResponse, provider: str) -> None:
    """Let this browser's sign-in page offer the provider from now on."""
    response.set_signed_cookie(
        COOKIE, provider, salt=SALT, max_age=YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


def shown_to(request: HttpRequest | None) -> set[str]:
    """The providers that a request may know of."""
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        remembered = str(request.get_signed_cookie(COOKIE, "", salt=SALT)) if request else ""
        return {*serving(COLLEAGUES), *({remembered} & set(serving(SPONSORS)))}
    return of_person(user)


def of_person(user: User) -> set[str]:
    """Those that somebody who is signed in may use, and has joined."""
    joined = set(SocialAccount.objects.filter(user=user).values_list("provider", flat=True))
    if user.is_insider:
        return joined | set(serving(COLLEAGUES))
    named = user.sponsor.viewers_sign_in_with if user.sponsor else ""
    return joined | ({named} & set(serving(SPONSORS)))


class ProvidersMiddleware:
    """Lets forms lead to the providers that their page shows, and tells no page of any other."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is not None and match.view_name in LEADING_THERE and settings.OPENID_PROVIDERS:
            shown = shown_to(request)
            rows = [row for row in settings.OPENID_PROVIDERS if row["provider_id"] in shown]
            origins = ["{0.scheme}://{0.netloc}".format(urlsplit(r["server_url"])) for r in rows]
            if origins:
                csp_update({"form-action": origins})(lambda _request: response)(request)
        return response
