"""The numbers beside the main navigation: what waits for the person who looks."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from advocacy.models import Breach, FollowUp, Override, User
from advocacy.models.prepared import prepared


def nav_counts(request: HttpRequest) -> dict[str, Any]:
    """Count in one query, and only where a page draws the navigation."""
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False):
        return {}
    return {"nav_counts": SimpleLazyObject(lambda: counts_of(request.user))}


def counts_of(user: User) -> dict[str, Any]:
    """Overdue next steps, overrides to decide and breaches to look at, by url name."""
    if not user.is_insider:
        return {}
    decides = user.role if user.decides else ""
    (row,) = waiting(person=user.pk, today=timezone.localdate(), decides=decides)
    return {
        "home": {"n": row["late"] or 0, "late": True},
        "override-list": row.get("overrides") or 0,
        "breach-list": row.get("breaches") or 0,
    }


@prepared
def waiting(*, person: UUID, today: date, decides: str) -> QuerySet[Any]:
    """The numbers of one person; `decides` is the role, blank for one who decides nothing."""
    overdue = FollowUp.objects.open().filter(owner=person).overdue(today)
    wanted: dict[str, QuerySet[Any]] = {"late": overdue}
    if decides:
        open_ones = Override.objects.decided_by_role(decides).exclude(asked_by=person)
        wanted |= {"overrides": open_ones, "breaches": Breach.objects.unseen()}
    numbers = {name: Subquery(count(rows)) for name, rows in wanted.items()}
    return User.objects.filter(pk=person).values(**numbers)


def count(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The number of rows as a subquery; no row at all where there is none."""
    counted: QuerySet[Any] = rows.order_by().values(one=Value(1)).annotate(n=Count("pk"))
    return counted.values("n")
