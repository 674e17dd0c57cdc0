"""When silence becomes an answer."""

from datetime import date, timedelta

from advocacy.models import Partnership, Stage, Touch
from advocacy.policy.limits import Limits
from advocacy.workflow.step import calendar_of


def closes_on(own: Partnership, *, limits: Limits) -> date | None:
    """The first day on which the ask closes by itself; None while it does not come to that.

    Business days are counted from the last attempt, or from the end of an absence or pause
    that the group told us of.
    """
    if own.stage != Stage.OUTREACH:
        return None
    attempts = list(Touch.objects.attempts().filter(partnership=own).order_by("occurred_at"))
    if len(attempts) < limits.attempts_per_ask:
        return None
    if Touch.objects.unread().filter(partnership=own).exists():
        return None
    calendar = calendar_of(own.group)
    last = calendar.local(attempts[-1].occurred_at).date()
    if own.not_before is not None:
        last = max(last, own.not_before - timedelta(days=1))
    return calendar.add_business_days(last, limits.silence_business_days) + timedelta(days=1)
