"""When things are, told from today."""

from datetime import UTC, date, datetime, timedelta

from tests import days

TODAY = days.here


def days_ago(count: int) -> date:
    """Give a day that many days before today."""
    return TODAY() - timedelta(days=count)


def moment(ago: int = 0) -> datetime:
    """Give a moment that many days ago."""
    return datetime.now(tz=UTC) - timedelta(days=ago)
