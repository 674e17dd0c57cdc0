"""The numbers beside the main navigation: what waits for the person who looks."""

from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from advocacy.models import Breach, FollowUp, Override, User


def nav_counts(request: HttpRequest) -> dict[str, Any]:
    """Count in one query, and only where a page draws the navigation."""
    user = getattr(request, "user", None)
    if not getattr(user, "is_authenticated", False):
        return {}
    return {"nav_counts": SimpleLazyObject(lambda: counts_of(request.user))}


def counts_of(user: Any) -> dict[str, Any]:
    """Overdue next steps, overrides to decide and breaches to look at, by url name."""
    if not user.is_insider:
        return {}
    overdue = FollowUp.objects.open().owned_by(user).overdue(timezone.localdate())
    wanted: dict[str, QuerySet[Any]] = {"late": overdue}
    if user.decides:
        wanted |= {
            "overrides": Override.objects.open_to(user),
            "breaches": Breach.objects.unseen(),
        }
    numbers = {f"{name}_n": Subquery(count(rows)) for name, rows in wanted.items()}
    row: Any = User.objects.filter(pk=user.pk).values(**numbers).get()
    return {
        "home": {"n": row["late_n"] or 0, "late": True},
        "override-list": row.get("overrides_n") or 0,
        "breach-list": row.get("breaches_n") or 0,
    }


def count(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The number of rows as a subquery; no row at all where there is none."""
    counted: QuerySet[Any] = rows.order_by().values(one=Value(1)).annotate(n=Count("pk"))
    return counted.values("n")
