"""One's own next steps as a calendar that phones and desks subscribe to (RFC 5545)."""

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from advocacy.access import public
from advocacy.models import CalendarFeed, FollowUp, FollowUpKind, User
from advocacy.views.step_lines import FIELDS

if TYPE_CHECKING:
    from icalendar import Event

MOST = 500
LASTS = timedelta(minutes=15)
REFRESH = timedelta(hours=1)


@public
@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; whoever has no such address finds nothing."""
    feed = CalendarFeed.objects.behind(token)
    if feed is None:
        raise Http404
    body = calendar_of(feed.owner)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="next-steps.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=response) or response


def calendar_of(owner: User) -> bytes:
    """Open steps of one person, each at its hour where the group lives; no notes, no reasons."""
    from icalendar import Calendar  # nine megabytes, of which most processes have no need

    made = Calendar()
    made.add("prodid", "-//pagcrm//next steps//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("Next steps of {name}").format(name=owner.name))
    made.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    rows = FollowUp.objects.open().owned_by(owner).order_by("due_at", "id")
    for row in rows.values("created_at", *FIELDS)[:MOST]:
        made.add_component(entry(row))
    made.add_missing_timezones()
    body: bytes = made.to_ical()
    return body


def entry(row: dict[str, Any]) -> "Event":
    """One step as an entry that does not make its owner look busy."""
    starts = row["due_at"].astimezone(ZoneInfo(row["group__time_zone"]))
    kind = str(FollowUpKind(row["kind"]).label)
    study = row["partnership__study__nct_number"] or row["partnership__study__protocol_id"]
    own = row["partnership_id"]
    page = ("partnership-detail", own) if own else ("group-detail", row["group_id"])
    from icalendar import Event

    made = Event()
    made.add("uid", f"{row['id']}@{settings.PUBLIC_URL.partition('://')[2]}")
    made.add("dtstamp", row["created_at"])
    made.add("dtstart", starts)
    made.add("dtend", starts + LASTS)
    made.add("summary", " · ".join(filter(None, (kind, row["group__name"], study))))
    made.add("url", settings.PUBLIC_URL + reverse(page[0], args=[page[1]]))
    made.add("class", "PRIVATE")
    made.add("transp", "TRANSPARENT")
    return made
