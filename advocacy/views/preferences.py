"""What one is told and when, on whose clock; the private calendar; the way out of each mail."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from advocacy.access import INSIDERS, public, requires
from advocacy.forms.preferences import PreferencesForm
from advocacy.messages.unsubscribe import BadToken, Unsubscribe, read
from advocacy.models import CalendarFeed, NotificationPreferences, User
from advocacy.models.preferences import SWITCHES
from advocacy.views.pages import gone, posted, signed_in


@requires(*INSIDERS)
def preferences(request: HttpRequest) -> HttpResponse:
    """Choose which mails come, and on whose clock days begin."""
    user = signed_in(request)
    form = PreferencesForm(posted(request), user=user)
    if request.method == "POST" and form.is_valid():
        form.keep()
        messages.success(request, _("Saved."))
        return gone(request, reverse("preferences"))
    status = 422 if form.is_bound else 200
    return render(request, "advocacy/preferences/page.html", around(user, form), status=status)


def around(user: User, form: PreferencesForm) -> dict[str, Any]:
    """What the page shows beside what has just happened."""
    return {"form": form, "feed": CalendarFeed.objects.filter(owner=user).first()}


@require_POST
@never_cache
@requires(*INSIDERS)
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """Make a new secret address; it is shown now and never again."""
    user = signed_in(request)
    token = CalendarFeed.objects.renew(user)
    address = request.build_absolute_uri(reverse("calendar-feed", args=[token]))
    context = around(user, PreferencesForm(None, user=user)) | {"address": address}
    return render(request, "advocacy/preferences/page.html", context)


@require_POST
@requires(*INSIDERS)
def calendar_close(request: HttpRequest) -> HttpResponse:
    """Close the feed: its address stops working at once."""
    if CalendarFeed.objects.revoke(signed_in(request)):
        messages.success(request, _("The calendar feed is closed. Its address no longer works."))
    return gone(request, reverse("preferences"))


@csrf_exempt  # a mail program presses the button (RFC 8058); the signed link is the right to
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Looking shows what the link would stop; only the button, or a mail program, stops it."""
    wish, user = wished(token)
    stopped = request.method == "POST"
    if stopped:
        NotificationPreferences.objects.turn_off(user, wish.what)
    said = {
        "digest": _("the daily digest"), "urgent": _("urgent reminders"),
        "weekly": _("the weekly summary"),
    }  # fmt: skip
    choices = reverse("preferences" if user.is_insider else "portal-me")
    context = {
        "what": said[wish.what], "stopped": stopped, "email": user.email, "choices": choices,
    }  # fmt: skip
    return render(request, "advocacy/preferences/unsubscribe.html", context)


def wished(token: str) -> tuple[Unsubscribe, User]:
    """What the link is about and whose mails; a 404 for one that was cut off or made up."""
    try:
        wish = read(token)
    except BadToken as error:
        raise Http404 from error
    user = User.objects.filter(pk=wish.who).first()
    if user is None or wish.what not in SWITCHES:
        raise Http404
    return wish, user
