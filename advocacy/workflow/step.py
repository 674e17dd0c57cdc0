"""One action on its way through the write path."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from django.db.models import Model

from advocacy.models import (
    Breach,
    Event,
    Group,
    Notification,
    Partnership,
    Role,
    Sponsor,
    Stage,
    Study,
    Touch,
    User,
)  # fmt: skip
from advocacy.models.writes import Writes
from advocacy.policy.calendars import BusinessCalendar, local_date
from advocacy.policy.facts import Facts, Intent
from advocacy.policy.limits import Limits
from advocacy.policy.verdict import Decision

INSIDERS = (Role.STAFF, Role.MANAGER, Role.COMPLIANCE, Role.ADMIN)
DECIDERS = (Role.MANAGER, Role.COMPLIANCE, Role.ADMIN)
MANAGERS = (Role.MANAGER, Role.ADMIN)
SYSTEM: tuple[Role, ...] = ()


@dataclass(slots=True)
class Step:
    """What an effect may read and write: the locked records, the decision, what to tell.

    `told` becomes the event's data; `result` is the record that the action made or changed.
    """

    action: str
    actor: User | None
    subject: Any
    data: dict[str, Any]
    at: datetime
    limits: Limits
    partnership: Partnership | None = None
    group: Group | None = None
    study: Study | None = None
    sponsor: Sponsor | None = None
    facts: Facts | None = None
    decision: Decision | None = None
    thread: list[Touch] | None = None
    told: dict[str, Any] = field(default_factory=dict)
    result: Any = None
    touch: Touch | None = None
    breaches: list[Breach] = field(default_factory=list)
    notices: list[Notification] = field(default_factory=list)
    writes: Writes = field(default_factory=Writes)
    from_stage: str = ""
    to_stage: str = ""

    @property
    def of(self) -> Partnership:
        """The partnership of an action that always has one."""
        if self.partnership is None:
            raise LookupError("this action has no partnership")
        return self.partnership

    @property
    def said(self) -> list[Touch]:
        """All touches of the thread, oldest first, read once under the lock.

        The thread is the partnership, or what was said with the group outside of any.
        """
        if self.thread is None:
            if self.partnership is None:
                rows = Touch.objects.of_group_alone(self.for_group)
            else:
                rows = Touch.objects.filter(partnership=self.of).order_by("occurred_at", "id")
            self.thread = list(rows)
        return self.thread

    @property
    def for_group(self) -> Group:
        """The group of an action that always has one."""
        if self.group is None:
            raise LookupError("this action has no group")
        return self.group

    @property
    def calendar(self) -> BusinessCalendar:
        """The calendar of the place where the group lives."""
        return calendar_of(self.for_group)

    @property
    def today(self) -> date:
        """The date there; in UTC, where the action has no group."""
        return self.calendar.local(self.at).date() if self.group else self.at.date()

    @property
    def today_of_actor(self) -> date:
        """The date where the person is who acts; `today`, where the clock does."""
        return local_date(self.actor.time_zone, self.at) if self.actor else self.today

    @property
    def who(self) -> User:
        """The person of an action that the clock never takes."""
        if self.actor is None:
            raise LookupError("this action has no actor")
        return self.actor


class Placed(Protocol):
    """What has a place with a calendar of its own: a group."""

    @property
    def country(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def time_zone(self) -> str: ...


def calendar_of(group: Placed) -> BusinessCalendar:
    """The business calendar of a group's place."""
    return BusinessCalendar(group.country, group.region, group.time_zone)


Effect = Callable[[Step], None]
IntentOf = Callable[[Step], Intent | None]


@dataclass(frozen=True, slots=True)
class Move:
    """One row of the transition table.

    `stages` are those in which it may happen (empty = any but closed), `intent` is set where
    the rules have a say, `logs` where they may only take note and never refuse.
    """

    action: str
    effect: Effect
    subject: type[Model] | tuple[type[Model], ...] | None
    roles: tuple[Role, ...] = INSIDERS
    stages: tuple[Stage, ...] = ()
    closed_too: bool = False
    to: Stage | None = None
    intent: IntentOf | None = None
    logs: bool = False
    holds: bool = False  # keeps a place only: what follows uses the exceptions up
    needs: bool = False  # the requirements of `to` are checked, as the checklist shows them
    by_clock: bool = False  # may happen without a person of ours: a task, a link in a mail
    plans: bool = True  # the partnership's next step is worked out anew
    amend: Callable[[Step, Facts], Facts] | None = None  # facts that come with the data


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it."""

    event: Event
    result: Any
    decision: Decision | None
    breaches: tuple[Breach, ...]
