"""The day on which tests are, and where."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PLACE = "America/New_York"  # of all groups and all people, unless a test moves them


def here() -> date:
    """Give the date there; dates near it, so that nothing expires under a test."""
    return datetime.now(tz=ZoneInfo(PLACE)).date()


def seconds_left(zone: str) -> float:
    """Count the seconds until the next day begins in a zone."""
    now = datetime.now(tz=ZoneInfo(zone))
    begun = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return (timedelta(days=1) - (now - begun)).total_seconds()
