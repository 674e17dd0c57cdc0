"""Home: what each person should see first, by role."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import EVERYBODY, INSIDERS, requires
from advocacy.models import (
    Breach,
    Event,
    FollowUp,
    Override,
    Partnership,
    Role,
    Stage,
    Touch,
    User,
)  # fmt: skip
from advocacy.models.partnership import in_order
from advocacy.models.together import Found, together
from advocacy.templatetags.timeline import rule_title
from advocacy.views import my_day
from advocacy.views.counts import count
from advocacy.views.keyset import keyset
from advocacy.views.pages import signed_in
from pagcrm.health import ask_broker, ask_database, ask_worker, works

MOST_ROWS = 6
MOST_BREACHES = 40
REFUSAL_DAYS = 30
CHART_WIDTH = 100


@requires(*EVERYBODY)
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the day; a sponsor's people have a window of their own."""
    user = signed_in(request)
    if not user.is_insider:
        return redirect("portal-home")
    template, context_of = PAGES[user.role]
    return render(request, template, context_of(user))


def for_manager(user: User) -> dict[str, Any]:
    """Decisions that wait, breaches, the pipeline, what is held up and who is late."""
    found = at_home(user)
    return {
        **reviews(found), "pipeline": pipeline(found), "held_up": held_up(found),
        "late": late(found),
    }  # fmt: skip


def for_compliance(user: User) -> dict[str, Any]:
    """Decisions that wait for compliance, and breaches."""
    found = at_home(user)
    return {**reviews(found), "held_up": held_up(found)}


def for_admin(user: User) -> dict[str, Any]:
    """How many people there are in each role, and where the health is told."""
    counts, found = User.objects.counted_by_role(), at_home(user)
    people = [(Role(code).label, counts.get(code, 0)) for code in Role.values]
    return {**reviews(found), "people": people, "health": health(), "pipeline": pipeline(found)}


def at_home(user: User) -> Found:
    """All that the first page of somebody who decides tells, in one round trip."""
    since = timezone.now() - timedelta(days=REFUSAL_DAYS)
    today, _tomorrow, _later = my_day.bounds()
    return rows_at_home(person=user.pk, role=user.role, today=today, since=since)


@together
def rows_at_home(
    *, person: UUID, role: str, today: datetime, since: datetime
) -> dict[str, QuerySet[Any]]:
    """The rows of each part of the page."""
    mine = Override.objects.decided_by_role(role).exclude(asked_by=person)
    return {
        "overrides": mine.for_page().order_by("asked_at", "id")[:MOST_ROWS],
        "breaches": Breach.objects.unseen().for_page()[:MOST_BREACHES],
        "stages": Partnership.objects.open().by_stage(),
        "rules": Event.objects.since(since).by_rule(),
        "late": FollowUp.objects.open().due_before(today).by_owner(),
        "counts": User.objects.filter(pk=person).values(
            overrides=Subquery(count(mine)), breaches=Subquery(count(Breach.objects.unseen()))
        ),
    }


def health() -> list[tuple[str, bool]]:
    """Whether database, broker and worker answer now."""
    asked = ((_("Database"), ask_database), (_("Broker"), ask_broker), (_("Worker"), ask_worker))
    return [(name, works(ask)) for name, ask in asked]


def reviews(found: Found) -> dict[str, Any]:
    """Overrides that this person may decide, and breaches that nobody has looked at."""
    breaches: dict[Touch, list[tuple[Breach, str]]] = {}
    for row in found["breaches"]:
        breaches.setdefault(row.touch, []).append((row, rule_title(row.rule)))
    (counts,) = found["counts"]
    return {
        "override_count": counts["overrides"] or 0,
        "breach_count": counts["breaches"] or 0,
        "overrides": [(row, rule_title(row.rule)) for row in found["overrides"]],
        "breaches": list(breaches.items())[:MOST_ROWS],
    }


def pipeline(found: Found) -> list[dict[str, Any]]:
    """How many partnerships are in each stage but the last, as bars that lead to the rows."""
    counts = in_order(found["stages"])
    most = max(counts.values()) or 1
    url = reverse("partnership-list")
    return [
        {
            "label": Stage(code).label,
            "count": n,
            "width": CHART_WIDTH * n / most,
            "url": f"{url}?stage={code}",
        }
        for code, n in counts.items()
        if code != Stage.CLOSED
    ]


def held_up(found: Found) -> list[dict[str, Any]]:
    """How many attempts of the last 30 days each rule refused, the most frequent first."""
    counts = sorted(
        ((row["rule"], row["n"]) for row in found["rules"]), key=lambda r: (-r[1], r[0])
    )
    most = max((n for __, n in counts), default=1)
    url = reverse("refusal-list")
    return [
        {
            "label": rule_title(code),
            "code": code,
            "count": n,
            "width": CHART_WIDTH * n / most,
            "url": f"{url}?rule={code}",
        }
        for code, n in counts
    ]


def late(found: Found) -> list[dict[str, Any]]:
    """How many next steps are overdue, by person."""
    url = reverse("follow-up-list")
    rows = []
    for row in found["late"]:
        whose = f"owner={row['owner_id']}" if row["owner_id"] else "whose=unowned"
        name = row["owner__name"] or ""
        rows.append({"name": name, "count": row["n"], "url": f"{url}?when=overdue&{whose}"})
    return sorted(rows, key=lambda row: (-row["count"], row["name"]))


PAGES: dict[str, tuple[str, Callable[[User], dict[str, Any]]]] = {
    Role.STAFF: ("advocacy/my_day/page.html", my_day.context_of),
    Role.MANAGER: ("advocacy/home/manager.html", for_manager),
    Role.COMPLIANCE: ("advocacy/home/compliance.html", for_compliance),
    Role.ADMIN: ("advocacy/home/admin.html", for_admin),
}


@requires(*INSIDERS)
def refusal_list(request: HttpRequest) -> HttpResponse:
    """What the rules refused in the last 30 days, one rule's or all."""
    since = timezone.now() - timedelta(days=REFUSAL_DAYS)
    rule = request.GET.get("rule", "")[:60].replace("\x00", "")
    rows = Event.objects.since(since).for_page()
    chosen = rows.refused_by(rule) if rule else rows.refused()
    page = keyset(chosen, request, order=("-at", "-id"))
    context = {
        "page": page,
        "rule": rule,
        "rule_title": rule_title(rule) if rule else "",
        "days": REFUSAL_DAYS,
    }
    return render(request, "advocacy/home/refusals.html", context)
