"""Home: what each person should see first, by role."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

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
from advocacy.templatetags.timeline import rule_title
from advocacy.views import my_day
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
    return {**reviews(user), "pipeline": pipeline(), "held_up": held_up(), "late": late()}


def for_compliance(user: User) -> dict[str, Any]:
    """Decisions that wait for compliance, and breaches."""
    return {**reviews(user), "held_up": held_up()}


def for_admin(user: User) -> dict[str, Any]:
    """How many people there are in each role, and where the health is told."""
    counts = User.objects.counted_by_role()
    people = [(Role(code).label, counts.get(code, 0)) for code in Role.values]
    return {**reviews(user), "people": people, "health": health(), "pipeline": pipeline()}


def health() -> list[tuple[str, bool]]:
    """Whether database, broker and worker answer now."""
    asked = ((_("Database"), ask_database), (_("Broker"), ask_broker), (_("Worker"), ask_worker))
    return [(name, works(ask)) for name, ask in asked]


def reviews(user: User) -> dict[str, Any]:
    """Overrides that this person may decide, and breaches that nobody has looked at."""
    overrides = Override.objects.open_to(user).for_page().order_by("asked_at", "id")[:MOST_ROWS]
    breaches: dict[Touch, list[tuple[Breach, str]]] = {}
    for row in Breach.objects.unseen().for_page()[:MOST_BREACHES]:
        breaches.setdefault(row.touch, []).append((row, rule_title(row.rule)))
    return {
        "overrides": [(row, rule_title(row.rule)) for row in overrides],
        "breaches": list(breaches.items())[:MOST_ROWS],
    }


def pipeline() -> list[dict[str, Any]]:
    """How many partnerships are in each stage but the last, as bars that lead to the rows."""
    counts = Partnership.objects.open().counted_by_stage()
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


def held_up() -> list[dict[str, Any]]:
    """How many attempts of the last 30 days each rule refused."""
    since = timezone.now() - timedelta(days=REFUSAL_DAYS)
    counts = Event.objects.since(since).counted_by_rule()
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


def late() -> list[dict[str, Any]]:
    """How many next steps are overdue, by person."""
    today, _tomorrow, _later = my_day.bounds()
    counts = FollowUp.objects.open().due_before(today).counted_by_owner()
    names = User.objects.in_bulk([key for key in counts if key is not None])
    url = reverse("follow-up-list")
    rows = [
        {
            "name": names[key].name if key in names else "",
            "count": n,
            "url": f"{url}?when=overdue&" + (f"owner={key}" if key else "whose=unowned"),
        }
        for key, n in counts.items()
    ]
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
