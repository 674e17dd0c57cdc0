"""Which places a person may go to, and where "Log a touch" leads."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as _

from advocacy.addresses import address
from advocacy.templatetags.icons import icon
from advocacy.templatetags.ui import rows

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
    Place("launch-list", _("Launches"), "rocket", REVIEWERS),
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


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one person sees it on one page; `current` is the value of aria-current."""

    url_name: str
    url: str
    label: str
    icon: str
    starts_group: bool
    current: str


@lru_cache(maxsize=1024)
def entries(role: str, url_name: str, language: str, mounted_at: str) -> tuple[Entry, ...]:
    """The places open to a role, the present one marked, in the language that is active."""
    return tuple(
        Entry(
            place.url_name, address(place.url_name), gettext(place.label),
            icon(place.icon, size=18, aria_hidden="true"), place.starts_group,
            _current(place, url_name=url_name, role=role),
        )
        for place in PLACES
        if role in place.roles
    )  # fmt: skip


def _current(place: Place, *, url_name: str, role: str) -> str:
    if url_name == place.url_name or (place.url_name, url_name) == ("my-day", HOME_OF.get(role)):
        return "page"
    return "true" if url_name.startswith(f"{place.section}-") else ""


@register.simple_tag(takes_context=True)
def sidebar(context: Context) -> SafeString:
    """The main navigation, with what waits for the person at each place."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    places = entries(
        str(_role(request)), (match.url_name if match else "") or "", get_language() or "",
        get_script_prefix(),
    )  # fmt: skip
    counts = context.get("nav_counts") or {}
    return rows("frame/sidebar", places=places, counts=counts)


@register.simple_tag(takes_context=True)
def topbar(context: Context) -> SafeString:
    """What is above every page: search, "Log a touch", news, and who is signed in."""
    counts = context.get("nav_counts") or {}
    return rows(
        "frame/topbar", user=context["user"], touch_url=context.get("touch_url", ""),
        news=counts.get("notification-list"), csrf_token=context.get("csrf_token", ""),
    )  # fmt: skip


def _role(request: Any) -> str:
    return getattr(getattr(request, "user", None), "role", "")


@register.simple_tag(takes_context=True)
def touch_url(context: Context) -> str:
    """Where "Log a touch" leads: to the form, filled in with what the page is about."""
    request = context.get("request")
    if _role(request) not in STAFF:
        return ""
    url = address("touch-log")
    for name in ("partnership", "group"):
        key = getattr(context.get(name), "pk", None)
        if key:
            return f"{url}?{urlencode({name: key})}"
    return url
