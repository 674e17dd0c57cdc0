"""The numbers beside the main navigation: what waits for the person who looks."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from advocacy.clock import midnight
from advocacy.models import Breach, FollowUp, InboundMail, Notification, Override, User
from advocacy.models.together import together


def nav_counts(request: HttpRequest) -> dict[str, Any]:
    """Count in one query, and only where a page draws the navigation."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {}
    return {"nav_counts": SimpleLazyObject(lambda: counts_of(user))}


def counts_of(user: User) -> dict[str, Any]:
    """Steps that are due, overrides to decide, breaches and news to look at, by url name."""
    if not user.is_insider:
        return {}
    decides = user.role if user.decides else ""
    day = timezone.localdate()
    today, tomorrow = midnight(day), midnight(day + timedelta(days=1))
    (row,) = waiting(person=user.pk, today=today, tomorrow=tomorrow, decides=decides)["row"]
    return {
        "my-day": {"n": row["due"] or 0, "late": bool(row["late"])},
        "notification-list": row["unread"] or 0,
        "mail-list": row["mails"] or 0,
        "override-list": row.get("overrides") or 0,
        "breach-list": row.get("breaches") or 0,
    }


@together
def waiting(
    *, person: UUID, today: datetime, tomorrow: datetime, decides: str
) -> dict[str, QuerySet[Any]]:
    """The numbers of one person; `decides` is the role, blank for one who decides nothing."""
    steps = FollowUp.objects.open().filter(owner=person)
    wanted: dict[str, QuerySet[Any]] = {
        "due": steps.due_before(tomorrow),
        "late": steps.due_before(today),
        "mails": InboundMail.objects.to_sort(),
        "unread": Notification.objects.filter(recipient=person).unread(),
    }
    if decides:
        open_ones = Override.objects.decided_by_role(decides).exclude(asked_by=person)
        wanted |= {"overrides": open_ones, "breaches": Breach.objects.unseen()}
    numbers = {name: Subquery(count(rows)) for name, rows in wanted.items()}
    return {"row": User.objects.filter(pk=person).values(**numbers)}


def count(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The number of rows as a subquery; no row at all where there is none."""
    counted: QuerySet[Any] = rows.order_by().values(one=Value(1)).annotate(n=Count("pk"))
    return counted.values("n")
