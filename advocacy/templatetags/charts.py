"""Figures for charts that are drawn on the server as SVG: lead time and budget."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext

from advocacy.policy.lead_time import PhaseWindow
from advocacy.policy.text import Money, Text
from advocacy.policy.words import PHASES

register = template.Library()

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of a chart in hundredths of its width."""

    label: Text | str
    x: float
    width: float
    tone: str = ""
    window: PhaseWindow | None = None
    amount: Money | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class LeadTime:
    """The phases as bars between the first possible day and the launch, and where today is."""

    bars: tuple[Bar, ...]
    today_x: float
    starts_on: date
    late: bool


@register.simple_tag
def lead_time_bars(windows: Iterable[PhaseWindow], today: date, launch_on: date) -> LeadTime | None:
    """Place each phase on one axis; a phase that should have begun already is late."""
    planned = tuple(windows)
    if not planned:
        return None
    starts_on = min(window.starts_on for window in planned)
    axis_start = min(starts_on, today)
    days = max((launch_on - axis_start).days, 1)

    def at(day: date) -> float:
        return round(min(max((day - axis_start).days / days, 0), 1) * WIDTH, 2)

    bars = tuple(
        Bar(
            PHASES[window.plan.phase],
            at(window.starts_on),
            max(round(at(window.ends_on) - at(window.starts_on), 2), 1),
            "late" if window.starts_on < today else "",
            window=window,
        )
        for window in planned
    )
    return LeadTime(bars, at(today), starts_on, late=starts_on < today)


@register.simple_tag
def budget_bars(
    budget: Any, contingency_share: Decimal, links: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Committed, offered and contingency beside the approved amount, and what stays free."""
    urls = links or {}
    spoken_for = budget.committed + budget.offered
    contingency = (spoken_for * contingency_share).quantize(Decimal("0.01"))
    whole = max(budget.approved, spoken_for + contingency, Decimal(1))
    parts = (
        ("committed", gettext("Committed"), budget.committed, ""),
        ("offered", gettext("Offered"), budget.offered, "info"),
        ("contingency", gettext("Contingency"), contingency, "warn"),
    )
    bars: list[Bar] = []
    x = 0.0
    for code, label, amount, tone in parts:
        width = round(float(amount / whole) * WIDTH, 2)
        bars.append(Bar(label, round(x, 2), width, tone, amount=Money(amount, budget.currency),
                        url=urls.get(code, "")))  # fmt: skip
        x += width
    free = budget.approved - spoken_for - contingency
    return {
        "bars": bars,
        "approved": Money(budget.approved, budget.currency),
        "approved_x": round(float(budget.approved / whole) * WIDTH, 2),
        "free": Money(abs(free), budget.currency),
        "over": free < 0,
    }
