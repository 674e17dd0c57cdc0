"""Who may open which page: every view and every route of a third party is declared."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import ResolverMatch
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from advocacy import sessions
from advocacy.models.user import Role, User

type_of_view = Callable[..., HttpResponseBase]
Roles = frozenset[str]

INSIDERS = (Role.STAFF, Role.MANAGER, Role.COMPLIANCE, Role.ADMIN)
DECIDERS = (Role.MANAGER, Role.COMPLIANCE, Role.ADMIN)
EVERYBODY: Roles = frozenset(Role)
PUBLIC: Roles = frozenset({"public"})
NOBODY: Roles = frozenset()
# allauth's old addresses, which have no name and only lead to the new ones.
MOVED = "django.views.generic.base.RedirectView"

# Routes that we include but did not write: the longest beginning of the route's name decides.
THIRD_PARTY: dict[str, Roles] = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_reset_password": PUBLIC,
    "account_reauthenticate": EVERYBODY,
    "account_change_password": EVERYBODY,
    "account_set_password": EVERYBODY,
    "account_signup": NOBODY,
    "account_email": NOBODY,
    "account_confirm": NOBODY,
    "account_request_login_code": NOBODY,
    "mfa_authenticate": PUBLIC,
    "mfa_login_webauthn": PUBLIC,
    "mfa_trust": PUBLIC,
    "mfa_signup_webauthn": NOBODY,
    "mfa_": EVERYBODY,
    "openid_connect_": PUBLIC,
    "socialaccount_login": PUBLIC,
    "socialaccount_signup": NOBODY,
    "socialaccount_connections": EVERYBODY,
    MOVED: PUBLIC,
    "admin:": frozenset({Role.ADMIN}),
}


class SignedInRequest(HttpRequest):
    """What a view gets behind `requires`: the person is known; a type only."""

    user: User


class NotYours(PermissionDenied):
    """An insider asked for a page of other roles, who are the ones to ask."""

    def __init__(self, roles: Iterable[str]) -> None:
        super().__init__()
        self.roles = sorted(roles)


def requires(*roles: str) -> Callable[[type_of_view], type_of_view]:
    """Let only these roles open the view."""
    allowed = frozenset(roles)

    def decorate(view: type_of_view) -> type_of_view:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return refusal(request, allowed) or view(request, *args, **kwargs)

        checked.roles = allowed  # type: ignore[attr-defined]  # read by the middleware and tests
        return checked

    return decorate


def public(view: type_of_view) -> type_of_view:
    """Let anybody open the view, also without signing in."""
    view.roles = PUBLIC  # type: ignore[attr-defined]  # read by the middleware and tests
    return view


def refusal(request: HttpRequest, allowed: Roles) -> HttpResponse | None:
    """Give None when the person may go on; the way to sign-in, a 404 or a 403 when not."""
    if allowed == PUBLIC:
        return None
    if allowed == NOBODY:
        raise Http404
    if not request.user.is_authenticated:
        return to_sign_in(request)
    if request.user.role in allowed:
        return None
    if request.user.role == Role.SPONSOR_VIEWER:
        raise Http404
    raise NotYours(allowed)


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to sign-in and back afterwards, to the page that the person was looking at."""
    seen = request.get_full_path()
    if request.method not in {"GET", "HEAD"} or request.headers.get("HX-Request"):
        before = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"
        ours = url_has_allowed_host_and_scheme(before, {request.get_host()})
        parts = urlsplit(before if ours else "/")
        seen = parts._replace(scheme="", netloc="").geturl() or "/"
    response = redirect_to_login(seen)
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(response.url)
    return response


def declared(match: ResolverMatch) -> Roles | None:
    """Give the roles declared for a route, None when nobody declared any."""
    roles: Roles | None = getattr(match.func, "roles", None)
    if roles is not None:
        return roles
    beginnings = [name for name in THIRD_PARTY if match.view_name.startswith(name)]
    return THIRD_PARTY[max(beginnings, key=len)] if beginnings else None


class AccessMiddleware:
    """Guards the routes of third parties, and closes a route that nobody declared."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: type_of_view, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse before the view runs."""
        if request.resolver_match is None:
            raise Http404
        roles = declared(request.resolver_match) or NOBODY
        if roles in (PUBLIC, NOBODY):
            return refusal(request, roles)
        return refusal(request, roles) or sessions.gate(request, request.resolver_match.view_name)
