"""The queries of the desk's numbers: two round trips, from rows that the database keeps."""

import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast, Coalesce

from advocacy.models import (
    Breach,
    FollowUp,
    Override,
    OverrideState,
    Partnership,
    RefusalDay,
    Sponsor,
    StageVisit,
    Stop,
    Study,
    TouchDay,
    User,
)  # fmt: skip
from advocacy.models.base import now
from advocacy.models.plans import fetch_one
from advocacy.models.scope import Scope, answered_overrides
from advocacy.models.together import together

LOAD_DAYS = 90
MOST_LOAD = 5


def narrowed(scope: Mapping[str, UUID | None], rows: Any) -> Any:
    """Rows of the scope; its days are not known yet."""
    day = date.min
    return Scope(since=day, until=day, **scope).within(rows)


@together
def numbers(
    *, since: date, until: date, since_at: datetime, until_at: datetime, today: datetime,
    study: UUID | None, sponsor: UUID | None, person: UUID | None,
) -> dict[str, Any]:  # fmt: skip
    """Everything that a query can count, in one round trip."""
    scope = {"study": study, "sponsor": sponsor, "person": person}
    days = narrowed(scope, TouchDay.objects.between(since, until))
    visits = narrowed(scope, StageVisit.objects.entered_between(since_at, until_at))
    breaches = Breach.objects.filter(created_at__gte=since_at, created_at__lt=until_at)
    asked = answered_overrides(
        Override.objects.filter(asked_at__gte=since_at, asked_at__lt=until_at)
    )
    stops = Stop.objects.filter(starts_on__gte=since, starts_on__lt=until)
    late = Q(due_at__lt=today)
    contact = Q(used_at__isnull=False, act="contact")
    return {
        "visits": visits.counted(),
        "stays": visits.stays(),
        "touches": days.counted(),
        "refusals": narrowed(scope, RefusalDay.objects.between(since, until)).counted(),
        "breaches": narrowed(scope, breaches).order_by().values("rule").annotate(
            n=Count("id"), seen=Count("id", filter=Q(seen_at__isnull=False))
        ),
        "overrides": narrowed(scope, asked).order_by().values("rule").annotate(
            n=Count("id"), granted=Count("id", filter=Q(state=OverrideState.GRANTED)),
            used=Count("id", filter=contact), paid=Count("id", filter=contact & Q(paid=True)),
        ),
        "stops": narrowed(scope, stops).order_by().values("reason", "scope").annotate(
            n=Count("id")
        ),
        "owners": narrowed(scope, Partnership.objects.open())
        .order_by().values("owner_id").annotate(n=Count("*")),
        "steps": narrowed(scope, FollowUp.objects.open())
        .order_by().values("owner_id").annotate(n=Count("*"), late=Count("id", filter=late)),
        "names": User.objects.order_by().values("id", "name"),
    }  # fmt: skip


@together
def choices() -> dict[str, Any]:
    """What the numbers can be narrowed to: keys as text, for lists to choose from."""
    key, name = Cast("id", TextField()), Coalesce("nct_number", "protocol_id")
    return {
        "studies": Study.objects.order_by("protocol_id").annotate(key=key, name=name).values(
            "key", "name", "title"
        ),
        "sponsors": Sponsor.objects.order_by("sort_name", "id").filter(
            studies__isnull=False
        ).distinct().annotate(key=key).values("key", "name", "sort_name", "id"),
        "people": User.objects.insiders().annotate(key=key).values("key", "name"),
    }  # fmt: skip


#: How many families hear of how many studies now, and were asked how often in the last 90 days.
#: Few groups have one above them: those alone are looked up, from an index that has no others.
#: Their order is the index's, so that it is taken even while the planner thinks they are many.
ETIQUETTE = """
    WITH below AS MATERIALIZED (
        SELECT id, family_id FROM advocacy_group WHERE family_id <> id ORDER BY id
    ), asked AS (
        SELECT LEAST(count(*), %(most)s) AS n
        FROM advocacy_partnership AS own LEFT JOIN below ON below.id = own.group_id
        WHERE own.stage <> 'closed'
        GROUP BY COALESCE(family_id, own.group_id) HAVING count(*) > 1
    ), tried AS (
        SELECT LEAST(count(*), %(most)s) AS n
        FROM advocacy_touch AS own LEFT JOIN below ON below.id = own.group_id
        WHERE own.is_attempt AND own.state = 'delivered' AND own.occurred_at >= %(since)s
        GROUP BY COALESCE(family_id, own.group_id)
    )
    SELECT (SELECT json_object_agg(n, families)::text
            FROM (SELECT n, count(*) AS families FROM asked GROUP BY n) AS a),
           (SELECT json_object_agg(n, families)::text
            FROM (SELECT n, count(*) AS families FROM tried GROUP BY n) AS l)
"""
KINDS = {"most": "int", "since": "timestamptz"}


def etiquette() -> dict[str, dict[int, int]]:
    """Families by the number of their open partnerships, and of attempts in the last 90 days."""
    values = {"most": MOST_LOAD, "since": now() - timedelta(days=LOAD_DAYS)}
    told = zip(("asks", "load"), fetch_one(ETIQUETTE, values, KINDS), strict=True)
    return {what: {int(n): m for n, m in json.loads(row or "{}").items()} for what, row in told}
