"""Days and times are shown by the reader's own clock."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone


class ClockMiddleware:
    """Sets the signed-in person's time zone for the length of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with timezone.override(None):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """Take the zone from the account; one that no machine knows is left alone."""
        try:
            timezone.activate(ZoneInfo(getattr(request.user, "time_zone", "UTC")))
        except (ZoneInfoNotFoundError, ValueError):
            timezone.deactivate()


def midnight(day: date) -> datetime:
    """When a day begins on the reader's own clock."""
    return timezone.make_aware(datetime.combine(day, time.min))
