"""A plan as bars on one axis of days, in hundredths of its width, each with its words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.models import Stage
from advocacy.policy import lead_time
from advocacy.policy.facts import Phase
from advocacy.policy.remedies import Mend
from advocacy.policy.words import PHASES
from advocacy.templatetags.ui import short_day, words
from advocacy.workflow.planner import Judged, Outlook

#: How far the launch may be dragged beyond what the study has, and how far back the axis goes.
AHEAD, BACK = timedelta(weeks=16), timedelta(weeks=26)
MOST_TICKS = 8
#: Contract and materials run side by side: top and height of their bars in pixels.
LANES = {Phase.CONTRACT: (3, 8), Phase.MATERIALS: (13, 8)}
WHOLE = (5, 14)
TONES = {"late": "no", "close": "warn", "fits": "ok", "done": ""}


@dataclass(frozen=True, slots=True)
class Axis:
    """The days that the plan shows."""

    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        return (self.ends_on - self.starts_on).days

    def at(self, day: date) -> float:
        """The place of a day; one outside stands at the edge."""
        share = (day - self.starts_on).days / self.days
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    def ticks(self) -> list[tuple[float, str]]:
        """The first of every month, or of every few, with its name; January goes by its year."""
        months = self.days / 30
        step = int(-(-months // MOST_TICKS)) or 1
        found, day = [], _next_month(self.starts_on)
        while day < self.ends_on:
            found.append((self.at(day), date_format(day, "Y" if day.month == 1 else "M")))
            for _step in range(step):
                day = _next_month(day)
        return found


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def axis_of(plan: Iterable[Outlook], *, today: date, launch_on: date, tried: date) -> Axis:
    """From today, or from when the first phase had to start, to some months past the launch."""
    starts = [one.judged.windows[0].starts_on for one in plan if one.judged.windows]
    first = max(min([today, *starts]), today - BACK)
    last = max(launch_on, today) + AHEAD
    return Axis(min(first, tried) - timedelta(days=3), max(last, tried + timedelta(weeks=2)))


@dataclass(frozen=True, slots=True)
class Bar:
    """One phase, from its latest start to its end."""

    x: float
    width: float
    y: int
    height: int
    tone: str
    title: str


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A plan as it is drawn and told, shared by all rows whose plan is the same."""

    state: str
    tone: str
    slack: str
    bars: list[Bar]
    starts: str
    small: str
    master: bool
    overridable: bool
    earliest: date | None
    because: str


@dataclass(frozen=True, slots=True)
class Line:
    """One partnership of the plan, as its row shows it."""

    id: UUID
    group: str
    stage: str
    owner: str
    busy: list[tuple[float, float, str]]
    change: str  # gain or lose where another launch changes the verdict
    shape: Shape


def lines_of(plan: Iterable[tuple[Outlook, str]], axis: Axis) -> list[Line]:
    """The rows, each with what the tried launch changes for it."""
    shapes: dict[int, Shape] = {}
    made = []
    for one, change in plan:
        own, judged = one.own, one.judged
        if id(judged) not in shapes:
            shapes[id(judged)] = shape_of(judged, axis)
        made.append(Line(
            own.pk, own.group.name, str(Stage(own.stage).label),
            own.owner.name if own.owner else "", busy_of(one, axis), change, shapes[id(judged)],
        ))  # fmt: skip
    return made


def shape_of(one: Judged, axis: Axis) -> Shape:
    """What is drawn and said of a plan."""
    late = one.state == "late"
    remedies = [one.finding.remedy, *one.finding.also] if late else []
    codes = {remedy.code for remedy in remedies if remedy}
    return Shape(
        state=one.state,
        tone=TONES[one.state],
        slack=slack_words(one),
        bars=bars_of(one, axis),
        starts=starts_of(one),
        small=weeks_of(one) if Mend.SMALLER_ASK in codes else "",
        master=Mend.SIGN_MASTER in codes,
        overridable=late and one.finding.can_be_overridden,
        earliest=lead_time.earliest_launch(one.phases, today=one.today) if late else None,
        because=words(one.finding.because) if late else "",
    )


def weeks_of(one: Judged) -> str:
    """How long a small ask takes here."""
    weeks = lead_time.weeks_needed(one.smaller or ())
    return ngettext("{weeks} week", "{weeks} weeks", int(weeks)).format(weeks=f"{weeks:f}")


def slack_words(one: Judged) -> str:
    """Days to spare or too late, in words."""
    if one.done:
        return _("all done")
    n = abs(one.slack)
    if one.slack < 0:
        return ngettext("{n} day too late", "{n} days too late", n).format(n=n)
    return ngettext("{n} day to spare", "{n} days to spare", n).format(n=n)


def starts_of(one: Judged) -> str:
    """The latest start of each remaining phase."""
    return " · ".join(
        _("{phase} by {day}").format(phase=words(PHASES[w.plan.phase]), day=short_day(w.starts_on))
        for w in one.windows
    )


def bars_of(one: Judged, axis: Axis) -> list[Bar]:
    """The remaining phases; one that had to start before today is late."""
    made = []
    for window in one.windows:
        x, (y, height) = axis.at(window.starts_on), LANES.get(window.plan.phase, WHOLE)
        title = _("{phase}: {start} to {end}").format(
            phase=words(PHASES[window.plan.phase]),
            start=short_day(window.starts_on), end=short_day(window.ends_on),
        )  # fmt: skip
        tone = "late" if window.starts_on < one.today else ""
        width = max(round(axis.at(window.ends_on) - x, 2), 0.3)
        made.append(Bar(x, width, y, height, tone, title))
    return made


def busy_of(one: Outlook, axis: Axis) -> list[tuple[float, float, str]]:
    """When the group has no ear for anybody, as far as the axis shows it."""
    return [
        (axis.at(period.starts_on), round(axis.at(period.ends_on) - axis.at(period.starts_on), 2),
         _("busy: {name}").format(name=period.name))
        for period in one.busy
        if period.ends_on > axis.starts_on and period.starts_on < axis.ends_on
    ]  # fmt: skip
