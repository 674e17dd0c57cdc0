"""May a group be contacted at all, whatever the study: for many groups with a few queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from advocacy.models import Group, OptOut, Partnership, Stance, Stop, StopScope
from advocacy.models.base import now
from advocacy.policy.calendars import local_date
from advocacy.templatetags.ui import day as as_day


@dataclass(slots=True)
class Standing:
    """What stands against contact with one group on a day, its own and from above."""

    group: Group
    stance: Stance | None = None
    opt_outs: list[OptOut] = field(default_factory=list)
    personal: list[OptOut] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    open_count: int = 0

    @property
    def opted_out(self) -> bool:
        """The group, or one above it, said never."""
        return bool(self.opt_outs)

    @property
    def general(self) -> list[Stop]:
        """Stops that bind whatever the study."""
        return [stop for stop in self.stops if stop.scope == StopScope.GROUP_FAMILY]

    @property
    def partial(self) -> list[Stop]:
        """Stops for one sponsor family or one ask."""
        return [stop for stop in self.stops if stop.scope != StopScope.GROUP_FAMILY]

    @property
    def for_good(self) -> bool:
        """Time alone never ends it."""
        return self.opted_out or any(stop.until is None for stop in self.general)

    @property
    def until(self) -> date | None:
        """The first day on which no general stop runs any more."""
        days = [stop.until for stop in self.general if stop.until]
        return None if self.for_good else max(days, default=None)

    @property
    def tone(self) -> str:
        """The colour of it."""
        if self.opted_out or self.general:
            return "no"
        return "warn" if self.partial else "ok"

    @property
    def words(self) -> str:
        """It in one line."""
        if self.opted_out:
            return _("Opted out: never contact")
        if self.for_good:
            return _("Not contactable, for good")
        if self.until:
            return _("Not contactable until {day}").format(day=as_day(self.until))
        if self.partial:
            return _("Stopped for some")
        return _("No stop")

    @property
    def hidden(self) -> set[UUID]:
        """People whose ways to be reached are hidden; all of them where the group opted out."""
        return {row.person_id for row in self.personal if row.person_id}

    def hides(self, person_id: UUID) -> bool:
        """Whether the ways to reach this person are hidden."""
        return self.opted_out or person_id in self.hidden


def standings(groups: Sequence[Group]) -> dict[UUID, Standing]:
    """Give the standing of each group: four queries, however many groups there are."""
    above = {key for group in groups for key in group.lineage}
    ids = [group.pk for group in groups]
    found = {group.pk: Standing(group) for group in groups}
    today = {group.pk: local_date(group.time_zone, now()) for group in groups}
    earliest = min(today.values(), default=now().date())
    stops = list(Stop.objects.running(earliest).over(above))
    opt_outs = list(OptOut.objects.standing().over(above))
    for stance in Stance.objects.newest_of(ids):
        found[stance.group_id].stance = stance
    for key, count in Partnership.objects.open().with_groups(ids).counted_by_group().items():
        found[key].open_count = count
    for group in groups:
        lineage = set(group.lineage)
        standing = found[group.pk]
        bind = [
            row for row in stops
            if row.group_id in lineage and (row.until is None or row.until > today[group.pk])
        ]  # fmt: skip
        standing.stops = sorted(bind, key=lambda row: row.scope != StopScope.GROUP_FAMILY)
        standing.opt_outs = whole(opt_outs, lineage)
        standing.personal = [
            row for row in opt_outs if row.person is not None and row.person.group_id == group.pk
        ]
    return found


def whole(opt_outs: Iterable[OptOut], lineage: set[UUID]) -> list[OptOut]:
    """Opt-outs of whole groups among these, not of one person, erased or not."""
    return [
        row for row in opt_outs
        if row.person_id is None and not row.email_key and row.group_id in lineage
    ]  # fmt: skip


def standing_of(group: Group) -> Standing:
    """The standing of one group."""
    return standings([group])[group.pk]
