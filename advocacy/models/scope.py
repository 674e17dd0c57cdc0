"""Of what a report tells: a period, and a study, sponsor or person where it is narrowed."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from advocacy.models.breach import Breach
from advocacy.models.event import Event
from advocacy.models.follow_up import FollowUp
from advocacy.models.override import Override
from advocacy.models.partnership import Partnership
from advocacy.models.summary import RefusalDay, StageVisit, TouchDay
from advocacy.models.touch import Stop, Touch

#: By which paths a row of each kind leads to its study and to the person whose it is.
PATHS: dict[Any, tuple[str, str]] = {
    StageVisit: ("study", "owner"),
    TouchDay: ("study", "by"),
    RefusalDay: ("study", "by"),
    Touch: ("partnership__study", "by"),
    Event: ("study", "actor"),
    Breach: ("partnership__study", "touch__by"),
    Override: ("partnership__study", "asked_by"),
    Stop: ("partnership__study", "partnership__owner"),
    Partnership: ("study", "owner"),
    FollowUp: ("partnership__study", "owner"),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """From a day on and before another, both in UTC; `None` narrows nothing."""

    since: date
    until: date
    study: UUID | None = None
    sponsor: UUID | None = None
    person: UUID | None = None

    @property
    def since_at(self) -> datetime:
        return midnight(self.since)

    @property
    def until_at(self) -> datetime:
        return midnight(self.until)

    @property
    def last(self) -> date:
        """The last day that counts."""
        return self.until - timedelta(days=1)

    def within(self, rows: Any) -> Any:
        """Narrow rows of one of the kinds above to study, sponsor and person."""
        study, person = PATHS[rows.model]
        wanted = {study: self.study, f"{study}__sponsor": self.sponsor, person: self.person}
        return rows.filter(**{path: key for path, key in wanted.items() if key is not None})


def midnight(day: date) -> datetime:
    """The moment at which a day begins in UTC."""
    return datetime.combine(day, time(), tzinfo=UTC)


def answered_overrides(rows: QuerySet[Override]) -> Any:
    """With `paid`: whether a human word of the group followed the contact that it allowed."""
    words = Touch.objects.filter(
        partnership=OuterRef("partnership"), is_genuine=True, occurred_at__gt=OuterRef("used_at")
    )
    return rows.annotate(paid=Exists(words))
