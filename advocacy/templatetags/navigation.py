"""Which places a person may go to, and where "Log a touch" leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

register = template.Library()

STAFF = frozenset({"staff", "manager", "compliance", "admin"})
REVIEWERS = STAFF - {"staff"}


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the main navigation; `section` is how the url names of its pages begin."""

    url_name: str
    label: str
    icon: str
    roles: frozenset[str] = STAFF
    starts_group: bool = False

    @property
    def section(self) -> str:
        return self.url_name.removesuffix("-list")


#: Whose first page is their day.
HOME_OF = {"staff": "home"}

PLACES = (
    Place("my-day", _("My day"), "list-checks"),
    Place("home", _("Home"), "house", REVIEWERS),
    Place("study-list", _("Studies"), "flask-conical"),
    Place("group-list", _("Groups"), "users"),
    Place("sponsor-list", _("Sponsors"), "building-2"),
    Place("partnership-list", _("Partnerships"), "handshake"),
    Place("board", _("Board"), "square-kanban"),
    Place("mail-list", _("Mail"), "inbox"),
    Place("dashboard", _("Dashboard"), "chart-column", REVIEWERS, starts_group=True),
    Place("budget-list", _("Budgets"), "wallet", REVIEWERS),
    Place("promise-list", _("Promises"), "hand-heart", REVIEWERS),
    Place("report-list", _("Reports"), "file-text"),
    Place("override-list", _("Overrides"), "scale", REVIEWERS),
    Place("breach-list", _("Breaches"), "flag", REVIEWERS),
    Place("sharing-list", _("Sharing"), "eye", REVIEWERS),
    Place("policy-list", _("Policy"), "sliders-horizontal", REVIEWERS),
    Place("operations", _("Operations"), "mail-check", frozenset({"admin"})),
    Place("handbook", _("Handbook"), "book-open", starts_group=True),
)


def _reverse_or_blank(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _current(place: Place, *, url_name: str, role: str) -> str:
    if url_name == place.url_name or (place.url_name, url_name) == ("my-day", HOME_OF.get(role)):
        return "page"
    return "true" if url_name.startswith(f"{place.section}-") else ""


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[dict[str, Any]]:
    """The places open to the signed-in person's role, the present one marked."""
    request = context.get("request")
    role = getattr(getattr(request, "user", None), "role", "")
    match = getattr(request, "resolver_match", None)
    url_name = (match.url_name if match else "") or ""
    counts: Mapping[str, Any] = context.get("nav_counts") or {}
    items: list[dict[str, Any]] = []
    for place in PLACES:
        url = _reverse_or_blank(place.url_name) if role in place.roles else ""
        if not url:
            continue
        count = counts.get(place.url_name, 0)
        late = isinstance(count, Mapping) and bool(count.get("late"))
        items.append({
            "url": url,
            "label": gettext(place.label),
            "icon": place.icon,
            "starts_group": place.starts_group,
            "current": _current(place, url_name=url_name, role=role),
            "count": count.get("n", 0) if isinstance(count, Mapping) else count,
            "late": late,
        })  # fmt: skip
    return items


@register.simple_tag(takes_context=True)
def touch_url(context: Context) -> str:
    """Where "Log a touch" leads: to the form, filled in with what the page is about."""
    request = context.get("request")
    if getattr(getattr(request, "user", None), "role", "") not in STAFF:
        return ""
    url = _reverse_or_blank("touch-log")
    for name in ("partnership", "group"):
        key = getattr(context.get(name), "pk", None)
        if url and key:
            return f"{url}?{urlencode({name: key})}"
    return url
