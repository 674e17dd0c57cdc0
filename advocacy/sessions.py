"""Sessions of sponsors' people: each browser is known, and may be shut out at the next request."""

import re
from typing import Any, cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import auth, messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.models import Role, Sponsor, User, ViewerSession
from advocacy.models.base import now
from pagcrm import providers

KEY = "viewer_session"
#: What opens while a second factor is still to be set up.
SETTING_UP = ("mfa_", "account_reauthenticate")
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"),
    ("Mac OS X", "Mac"), ("CrOS", "Chromebook"), ("Linux", "Linux"),
)  # fmt: skip


def begin(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Write down that a viewer signed in, with which browser; called after each sign-in."""
    if user.role != Role.SPONSOR_VIEWER:
        return
    row = ViewerSession.objects.create(
        user=user, before=ViewerSession.objects.last_seen(user),
        device=device(request.headers.get("User-Agent", "")),
    )  # fmt: skip
    request.session[KEY] = str(row.pk)


def device(agent: str) -> str:
    """A browser in plain words, as "Safari on iPhone"; blank where it says nothing we know."""
    browser = next((name for sign, name in BROWSERS if re.search(rf"\b{sign}\b", agent)), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    if browser and system:
        return _("{browser} on {system}").format(browser=browser, system=system)
    return browser or system


def of_request(request: HttpRequest) -> ViewerSession | None:
    """The session of a viewer's browser, while it is alive; with the person and the sponsor."""
    key = str(request.session.get(KEY, ""))
    if not re.fullmatch(r"[0-9a-f-]{36}", key):
        return None
    factor = Authenticator.objects.filter(user=OuterRef("user")).exclude(
        type=Authenticator.Type.RECOVERY_CODES
    )
    rows = ViewerSession.objects.alive().of(request.user).annotate(has_factor=Exists(factor))
    return rows.select_related("user__sponsor").filter(pk=key).first()


def gate(request: HttpRequest, route: str) -> HttpResponse | None:
    """None where a request may go on: everybody but a viewer whose session or sponsor forbids it.

    A session that was ended opens nothing. A sponsor's own identity provider comes first, then
    the second factor that it asks for; until then nothing else opens.
    """
    user = request.user
    if not user.is_authenticated or user.role != Role.SPONSOR_VIEWER:
        return None
    row = of_request(request)
    if row is None or row.user.sponsor is None:
        return out(request, _("You were signed out. Sign in again."))
    sponsor: Sponsor = row.user.sponsor
    if sponsor.viewers_sign_in_with and not signed_in_with(request, sponsor.viewers_sign_in_with):
        response = out(request, _("Your company asks you to sign in with its own account."))
        providers.remember(response, sponsor.viewers_sign_in_with)
        return response
    if sponsor.viewers_need_mfa and not has_factor(row) and not route.startswith(SETTING_UP):
        messages.info(
            request,
            _("Your company asks for a second step at sign-in. Set one up; then all else opens."),
        )
        return HttpResponseRedirect(reverse("mfa_index"))
    ViewerSession.objects.all().seen(row, now())
    request.viewer_session = row  # type: ignore[attr-defined]  # read by the portal
    return None


def has_factor(row: ViewerSession) -> bool:
    """Whether the person has set up a second step; counted with the session."""
    return bool(cast("Any", row).has_factor)


def signed_in_with(request: HttpRequest, provider: str) -> bool:
    """Whether this very session was begun with this identity provider."""
    records = get_authentication_records(request, cast("User", request.user))
    return any(
        record.get("method") == "socialaccount" and record.get("provider") == provider
        for record in records
    )


def out(request: HttpRequest, why: str) -> HttpResponse:
    """Sign the person out of this browser and lead to sign-in."""
    from advocacy.access import to_sign_in

    auth.logout(request)
    messages.info(request, why)
    return to_sign_in(request)
