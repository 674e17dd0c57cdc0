"""What one card of the board tells: group, study, owner, age, next step, and what is at risk."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from advocacy.models import Agreement, FollowUpKind, LimitVersion, SideState
from advocacy.models.base import now
from advocacy.models.sponsor import ParentEdge
from advocacy.policy import facts, lead_time
from advocacy.policy.calendars import local_date
from advocacy.policy.limits import Limits
from advocacy.templatetags.ui import day, initials
from advocacy.workflow.gather import contracts

Row = Mapping[str, Any]
NO_ID = UUID(int=0)
#: Steps with which it is the group's, or the sponsor's, turn.
WAITING = {
    FollowUpKind.AWAIT_ANSWER: gettext_noop("Waiting for the group"),
    FollowUpKind.GROUP_DECIDES: gettext_noop("Waiting for the group"),
    FollowUpKind.CHASE_SPONSOR: gettext_noop("Waiting for the sponsor"),
}


@dataclass(frozen=True, slots=True)
class Risk:
    """What is wrong, or what is waited for: colour, icon and words."""

    tone: str
    icon: str
    word: str


@dataclass(frozen=True, slots=True)
class Card:
    """One partnership on the board."""

    id: UUID
    stage: str
    group: str
    study: str
    sponsor: str
    owner: str
    initials: str
    age: str
    step: str
    due: str
    risks: tuple[Risk, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What the cards of a page have in common, read once."""

    limits: Limits
    plans: contracts.Plans
    masters: Mapping[UUID, list[tuple[UUID, UUID]]]  # group → sponsor, agreement
    families: Mapping[UUID, UUID]  # sponsor → any one of its family
    moment: datetime
    today: date


def cards_of(rows: Iterable[Row]) -> list[Card]:
    """Rows of `models.board.cards` as cards; a fixed number of queries."""
    found = list(rows)
    known = known_of(found)
    return [card_of(row, known) for row in found]


def card_of(row: Row, known: Known) -> Card:
    """One row in words."""
    kind, due_on = row["next_step"] or ("", None)
    due = date.fromisoformat(due_on) if due_on else None
    return Card(
        id=row["id"], stage=row["stage"], group=row["group__name"],
        study=row["study__nct_number"] or row["study__protocol_id"],
        sponsor=row["study__sponsor__name"], owner=row["owner__name"] or _("Nobody’s"),
        initials=initials(row["owner__name"] or "?"), age=age_of(row["stage_since"], known.today),
        step=str(FollowUpKind(kind).label) if kind in FollowUpKind.values else "",
        due=_("due {day}").format(day=day(due)) if due and due >= known.today else "",
        risks=tuple(risks_of(row, kind, due, known)),
    )  # fmt: skip


def age_of(since: datetime, today: date) -> str:
    """How long it has stood in its stage."""
    days = max((today - timezone.localtime(since).date()).days, 0)
    if not days:
        return _("here since today")
    return ngettext("here for {n} day", "here for {n} days", days).format(n=days)


def risks_of(row: Row, kind: str, due: date | None, known: Known) -> Iterable[Risk]:
    """The worst first."""
    late = due is not None and due < known.today
    if late and due is not None:
        days = (known.today - due).days
        word = ngettext("{n} day late", "{n} days late", days).format(n=days)
        yield Risk("no", "clock-alert", word)
    if short := too_short(row, known):
        yield Risk("no", "calendar-x-2", short)
    if row["side_state"]:
        word = str(SideState(row["side_state"]).label)
        until = row["not_before"]
        if row["side_state"] == SideState.PAUSED and until and until > known.today:
            word = _("Paused until {day}").format(day=day(until))
        yield Risk("warn", "circle-pause", word)
    elif kind in WAITING and not late:
        yield Risk("info", "hourglass", _(WAITING[FollowUpKind(kind)]))


def too_short(row: Row, known: Known) -> str:
    """That the phases ahead do not fit before the launch, as the rule on lead time counts them."""
    launch_on = row["study__launch_on"]
    if launch_on is None:
        return ""
    today = local_date(row["group__time_zone"], known.moment)
    phases = phases_of(row, known)
    if not lead_time.weeks_needed(phases) or lead_time.fits(
        phases, today=today, launch_on=launch_on
    ):
        return ""
    needed = lead_time.weeks_needed(phases)
    left = lead_time.weeks_left(today, launch_on)
    if left < 0:
        return _("Launch has passed")
    return _("Needs {needed} weeks, has {left}").format(
        needed=f"{needed.normalize():f}", left=f"{left.normalize():f}"
    )


def phases_of(row: Row, known: Known) -> tuple[facts.PhasePlan, ...]:
    """The phases ahead; the short ones where the newest ask is a small one."""
    family = known.families.get(row["study__sponsor_id"], row["study__sponsor_id"])
    signed = known.masters.get(row["group_id"], ())
    own = [key for sponsor, key in signed if known.families.get(sponsor, sponsor) == family]
    full, short = known.plans.of(
        group=str(row["group_id"]), kind=row["group__kind"], stage=row["stage"],
        master=own[0] if own else None,
    )  # fmt: skip
    return short if is_light(row["newest_ask"], known.limits) else full


def is_light(asked: Any, limits: Limits) -> bool:
    """Whether the newest ask is small enough for the short phases."""
    if not asked:
        return False
    primary, optional, hours = asked
    ask = facts.Ask(
        id=NO_ID, version=0, primary=primary, optional=tuple(optional), words=0, attachments=0,
        effort_hours=Decimal(hours),
    )  # fmt: skip
    return lead_time.is_light(ask, limits)


def known_of(rows: list[Row]) -> Known:
    """Limits, learned durations, master agreements and sponsor families, for all cards at once."""
    limits = LimitVersion.objects.in_force()
    moment = now()
    groups = list({row["group_id"] for row in rows})
    kinds = list({row["group__kind"] for row in rows})
    signed = Agreement.objects.masters().signed_with(groups, moment.date())
    masters: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for group, sponsor, key in signed.values_list("group_id", "sponsor_id", "id"):
        masters.setdefault(group, []).append((sponsor, key))
    return Known(
        limits=limits,
        plans=contracts.Plans(limits, learned(groups, kinds, limits=limits)),
        masters=masters,
        families=families(moment.date()) if masters else {},
        moment=moment,
        today=timezone.localdate(),
    )


def learned(groups: list[UUID], kinds: list[str], *, limits: Limits) -> contracts.Learned:
    """The durations learned of these groups and kinds, by the very question of the rules."""
    with connection.cursor() as cursor:
        cursor.execute(contracts.LEARNED.sql, {"groups": groups, "kinds": kinds})
        return {
            (whose, phase): (weeks, n)
            for whose, phase, n, weeks in cursor.fetchall()
            if n >= limits.learned_partnerships
        }


def families(on: date) -> dict[UUID, UUID]:
    """Each sponsor that has relatives on a day, with the one that stands for its family."""
    above: dict[UUID, UUID] = {}

    def top(key: UUID) -> UUID:
        while above.get(key, key) != key:
            key = above[key]
        return key

    for child, parent in ParentEdge.objects.on(on).values_list("child_id", "parent_id"):
        above[top(child)] = top(parent)
        above.setdefault(parent, parent)
    return {key: top(key) for key in above}
