"""One thread of the story: its clock, its place, who acts, and the hands to act with."""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model

from advocacy.demo.story.world import World
from advocacy.models import User
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.verdict import Decision
from advocacy.workflow.errors import PolicyBlocked, StageRefused, WorkflowError
from advocacy.workflow.perform import perform
from advocacy.workflow.step import Done

#: A plot acts, then yields the moment at which it wants to go on.
Plot = Iterator[datetime]

#: Nothing is told of the last hour, so that no minute of it lies ahead.
REST = timedelta(hours=1)


@dataclass(slots=True)
class Scene:
    """Acts at its own time, in the working hours of its place; a name makes its dice fall alike."""

    world: World
    name: str
    calendar: BusinessCalendar
    weeks_ago: float
    who: User
    at: datetime = field(init=False)
    dice: Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = Random(self.name)  # noqa: S311  # a story, no secret
        days = timedelta(days=round(self.weeks_ago * 7))
        self.at = self._on(self.calendar.next_business_day(self.today - days))

    @property
    def today(self) -> date:
        """The day of telling, on the calendar there."""
        return self.calendar.local_date(self.world.now)

    @property
    def day(self) -> date:
        """The day on which this thread is, on the calendar there."""
        return self.calendar.local_date(self.at)

    def _on(self, day: date) -> datetime:
        opening = self.calendar.at(day, 9)
        return opening + timedelta(minutes=self.dice.randrange(10, 360))

    def wait(self, days: int = 1) -> datetime:
        """Go on so many business days later."""
        self.at = self._on(self.calendar.add_business_days(self.day, days))
        return self.at

    def until(self, days_before_today: int) -> datetime:
        """Go on so many business days before today; the next day where that is over."""
        day = self.today
        for _step in range(days_before_today):
            day -= timedelta(days=1)
            while not self.calendar.is_business_day(day):
                day -= timedelta(days=1)
        moment = self._on(day)
        if moment <= self.at:
            return self.wait()
        self.at = moment
        return moment

    def ahead(self, days: int) -> date:
        """The day so many business days on from where this thread is."""
        return self.calendar.add_business_days(self.day, days)

    def do(
        self, action: str, subject: Model | None = None, *, actor: User | None = None, **data: Any
    ) -> Done:
        """Carry out an action some minutes after the last."""
        self.at += timedelta(minutes=self.dice.randint(1, 4))
        return perform(
            action, actor=actor or self.who, subject=subject, data=data, at=self.at
        )  # fmt: skip

    def refused(self, action: str, subject: Model | None = None, **data: Any) -> Decision:
        """Try what the rules refuse; the refusal stays on the timeline."""
        try:
            self.do(action, subject, **data)
        except PolicyBlocked as refusal:
            return refusal.decision
        raise Astray(f"{action} was not refused")


class Astray(Exception):
    """What was to be refused was carried out."""


def tell(plots: Iterable[tuple[Scene, Plot]], *, now: datetime) -> list[str]:
    """Let all plots act in the order of time; what lies ahead of now is left untold.

    A plot that is stopped unforeseen, as by a holiday of that year, ends where it is, and so does
    one that builds on it; their names are given, with the reason.
    """
    number, stopped = count(), []
    queue = [(scene.at, next(number), scene, plot) for scene, plot in plots]
    heapq.heapify(queue)
    while queue:
        moment, _turn, scene, plot = heapq.heappop(queue)
        if moment > now - REST:
            continue
        try:
            following = next(plot, None)
        except (WorkflowError, Astray, LookupError, ObjectDoesNotExist) as error:
            stopped.append(f"{scene.name}: {reason(error)}")
            continue
        if following is not None:
            heapq.heappush(queue, (following, next(number), scene, plot))
    return stopped


def reason(error: Exception) -> str:
    """Why a plot did not go on, with what the rules said."""
    if isinstance(error, PolicyBlocked):
        return "; ".join(f"{f.rule}: {f.because}" for f in error.decision.refusing)
    if isinstance(error, StageRefused) and error.missing:
        return f"{error} {', '.join(str(lack.text) for lack in error.missing)}"
    return str(error) or type(error).__name__
