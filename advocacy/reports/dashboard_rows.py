"""The rows behind each figure of the desk: as many as the figure says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from advocacy.clock import midnight as day_begins
from advocacy.models import (
    Breach,
    Event,
    FollowUp,
    FollowUpKind,
    Group,
    GroupKind,
    Override,
    OverrideState,
    Partnership,
    Stage,
    StageVisit,
    Stop,
    StopReason,
    StopScope,
    Touch,
    TouchChannel,
)  # fmt: skip
from advocacy.models.base import now
from advocacy.models.scope import Scope, answered_overrides, midnight
from advocacy.reports.dashboard import title_of
from advocacy.reports.dashboard_numbers import LOAD_DAYS, MOST_LOAD
from advocacy.reports.tables import Cell, Column, Link
from advocacy.templatetags.ui import day

Asked = Mapping[str, str]
Row = dict[str, Any]
ABOUT = ("partnership_id", "group_id", "group__name")
OF_STUDY = ("study__nct_number", "study__protocol_id")


@dataclass(frozen=True, slots=True)
class Source:
    """What one kind of figure counts, and how a row of it reads."""

    title: str
    rows: Callable[[Scope, Asked], Any]
    order: Sequence[str]
    fields: Sequence[str]
    heads: Sequence[str]
    cells: Callable[[Row], Sequence[Cell]]

    def columns(self) -> list[Column]:
        """The headings, in the reader's language; the first two are always the same."""
        return [Column(_("Group")), Column(_("Study")), *(Column(_(head)) for head in self.heads)]


def label(choices: Any, code: str) -> str:
    """A code in words; one of the past as it is."""
    return str(choices(code).label) if code in choices.values else code


def of_group(row: Row, *, path: str = "") -> Cell:
    """The group's name; leads to the partnership, or to the group where there is none."""
    own, group = row.get("partnership_id"), row.get(f"{path}group_id")
    name = row[f"{path}group__name"] or "–"
    if own:
        return Link(name, reverse("partnership-detail", args=[own]))
    return Link(name, reverse("group-detail", args=[group])) if group else name


def of_study(row: Row, *, path: str = "partnership__") -> Cell:
    """The study's number, or a dash outside of any."""
    return row[f"{path}study__nct_number"] or row[f"{path}study__protocol_id"] or "–"


def study_fields(path: str = "partnership__") -> tuple[str, ...]:
    return tuple(f"{path}{name}" for name in OF_STUDY)


# --- stages --------------------------------------------------------------------------------------
def visits(scope: Scope, asked: Asked) -> Any:
    rows = StageVisit.objects.entered_between(scope.since_at, scope.until_at)
    return scope.within(rows).in_stage(asked.get("stage", ""))


def visit_cells(row: Row) -> Sequence[Cell]:
    stage = label(Stage, row["stage"])
    following = label(Stage, row["next_stage"]) if row["next_stage"] else _("is here")
    return [
        of_group(row, path="partnership__"), of_study(row), row["owner__name"] or _("Nobody’s"),
        stage, row["entered_at"], row["left_at"], following,
    ]  # fmt: skip


VISIT: dict[str, Any] = {
    "order": ("-entered_at", "-id"),
    "fields": ("id", "partnership_id", "partnership__group__name", *study_fields(), "owner__name",
               "stage", "entered_at", "left_at", "next_stage"),
    "heads": (gettext_noop("Owner then"), gettext_noop("Stage"), gettext_noop("Entered"),
              gettext_noop("Left"), gettext_noop("Next")),
    "cells": visit_cells,
}  # fmt: skip


# --- touches -------------------------------------------------------------------------------------
def touches(scope: Scope, asked: Asked) -> Any:
    since, until = scope.since_at, scope.until_at
    if week := day_of(asked.get("week", "")):
        since = max(since, midnight(week))
        until = min(until, midnight(week + timedelta(days=7)))
    rows = Touch.objects.filter(occurred_at__gte=since, occurred_at__lt=until)
    if asked.get("kind"):
        rows = rows.filter(group__kind=asked["kind"])
    if asked.get("channel"):
        rows = rows.filter(channel=asked["channel"])
    return scope.within(rows)


def day_of(text: str) -> date | None:
    """A day of an address; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def sent(scope: Scope, asked: Asked) -> Any:
    return touches(scope, asked).filter(direction="out", state__in=["delivered", "no_answer"])


def received(scope: Scope, asked: Asked) -> Any:
    return touches(scope, asked).filter(is_genuine=True)


def attempts(scope: Scope, asked: Asked) -> Any:
    return touches(scope, asked).filter(is_attempt=True, state="delivered")


def answered(scope: Scope, asked: Asked) -> Any:
    """Attempts after which a human word comes before the next attempt of the same thread."""
    after = Q(occurred_at__gt=OuterRef("occurred_at")) | Q(
        occurred_at=OuterRef("occurred_at"), id__gt=OuterRef("id")
    )
    between = Q(occurred_at__gt=OuterRef(OuterRef("occurred_at"))) | Q(
        occurred_at=OuterRef(OuterRef("occurred_at")), id__gt=OuterRef(OuterRef("id"))
    )
    before_word = Q(occurred_at__lt=OuterRef("occurred_at")) | Q(
        occurred_at=OuterRef("occurred_at"), id__lt=OuterRef("id")
    )
    others = Touch.objects.filter(between, before_word, is_attempt=True, state="delivered")
    words = Touch.objects.filter(after, is_genuine=True)
    inside = words.filter(partnership=OuterRef("partnership")).exclude(
        Exists(others.filter(partnership=OuterRef("partnership")))
    )
    outside = words.filter(partnership__isnull=True, group=OuterRef("group")).exclude(
        Exists(others.filter(partnership__isnull=True, group=OuterRef("group")))
    )
    alone = Q(partnership__isnull=True) & Exists(outside)
    return attempts(scope, asked).filter(Q(Exists(inside)) | alone)


def touch_cells(row: Row) -> Sequence[Cell]:
    way = _("from us") if row["direction"] == "out" else _("from the group")
    return [of_group(row), of_study(row), row["occurred_at"], label(TouchChannel, row["channel"]),
            way, row["by__name"], row["summary"][:120]]  # fmt: skip


TOUCH: dict[str, Any] = {
    "order": ("-occurred_at", "-id"),
    "fields": ("id", *ABOUT, *study_fields(), "occurred_at", "channel", "direction", "by__name",
               "summary"),
    "heads": (gettext_noop("When"), gettext_noop("Channel"), gettext_noop("Direction"),
              gettext_noop("Logged by"), gettext_noop("What was said")),
    "cells": touch_cells,
}  # fmt: skip


# --- rules ---------------------------------------------------------------------------------------
def refused(scope: Scope, asked: Asked) -> Any:
    rows = Event.objects.refused_by(asked.get("rule", "")[:60])
    return scope.within(rows.filter(at__gte=scope.since_at, at__lt=scope.until_at))


def refused_cells(row: Row) -> Sequence[Cell]:
    return [of_group(row), of_study(row, path=""), row["at"], row["actor__name"] or "–"]


def breaches(scope: Scope, asked: Asked) -> Any:
    rows = Breach.objects.filter(created_at__gte=scope.since_at, created_at__lt=scope.until_at)
    rows = rows.seen() if asked.get("seen") else rows
    return scope.within(rows.filter(rule=asked.get("rule", "")[:40]))


def breach_cells(row: Row) -> Sequence[Cell]:
    page = reverse("breach-detail", args=[row["id"]])
    return [of_group(row), of_study(row), Link(title_of(row["rule"]), page), row["created_at"],
            row["touch__by__name"], row["seen_by__name"] or _("nobody yet")]  # fmt: skip


def overrides(scope: Scope, asked: Asked) -> Any:
    rows = Override.objects.filter(
        rule=asked.get("rule", "")[:40], asked_at__gte=scope.since_at, asked_at__lt=scope.until_at
    )
    rows = scope.within(answered_overrides(rows))
    match asked.get("state"):
        case "granted":
            return rows.filter(state=OverrideState.GRANTED)
        case "used":
            return rows.filter(used_at__isnull=False, act="contact")
        case "paid":
            return rows.filter(used_at__isnull=False, act="contact", paid=True)
    return rows


def override_cells(row: Row) -> Sequence[Cell]:
    page = reverse("override-detail", args=[row["id"]])
    return [
        of_group(row, path="partnership__"), of_study(row), Link(title_of(row["rule"]), page),
        row["asked_at"], row["asked_by__name"], label(OverrideState, row["state"]), row["used_at"],
        _("yes") if row["paid"] and row["used_at"] else _("no"),
    ]  # fmt: skip


def stops(scope: Scope, asked: Asked) -> Any:
    rows = Stop.objects.filter(starts_on__gte=scope.since, starts_on__lt=scope.until)
    rows = rows.filter(reason=asked.get("reason", "")[:20])
    if asked.get("scope"):
        rows = rows.filter(scope=asked["scope"])
    return scope.within(rows)


def stop_cells(row: Row) -> Sequence[Cell]:
    return [
        of_group(row), of_study(row), label(StopReason, row["reason"]),
        label(StopScope, row["scope"]), row["starts_on"], row["until"] or _("for good"),
    ]  # fmt: skip


# --- what is open now ----------------------------------------------------------------------------
def of_owner(rows: Any, asked: Asked) -> Any:
    """Of one person, or of nobody."""
    owner = asked.get("owner", "")
    if owner == "none":
        return rows.filter(owner__isnull=True)
    try:
        return rows.filter(owner=UUID(owner))
    except ValueError:
        return rows.none()


def open_ones(scope: Scope, asked: Asked) -> Any:
    return of_owner(scope.within(Partnership.objects.open()), asked)


def open_cells(row: Row) -> Sequence[Cell]:
    page = reverse("partnership-detail", args=[row["id"]])
    return [Link(row["group__name"], page), of_study(row, path=""), label(Stage, row["stage"]),
            row["stage_since"], row["owner__name"] or _("Nobody’s")]  # fmt: skip


def steps(scope: Scope, asked: Asked) -> Any:
    return of_owner(scope.within(FollowUp.objects.open()), asked)


def late(scope: Scope, asked: Asked) -> Any:
    """Late by the reader's own clock, as on the first page and on My day."""
    return steps(scope, asked).due_before(day_begins(timezone.localdate()))


def step_cells(row: Row) -> Sequence[Cell]:
    return [of_group(row), of_study(row), label(FollowUpKind, row["kind"]), row["due_on"],
            row["owner__name"] or _("Nobody’s")]  # fmt: skip


STEP: dict[str, Any] = {
    "order": ("due_on", "id"),
    "fields": ("id", *ABOUT, *study_fields(), "kind", "due_on", "owner__name"),
    "heads": (gettext_noop("Next step"), gettext_noop("Due"), gettext_noop("Owner")),
    "cells": step_cells,
}


# --- etiquette -----------------------------------------------------------------------------------
def as_many(rows: Any, asked: Asked) -> Any:
    """Families with just so many, or at least so many at the end of the scale."""
    n = int(asked["n"]) if asked.get("n", "").isdecimal() and len(asked["n"]) < 4 else 0
    return rows.filter(many__gte=n) if n >= MOST_LOAD else rows.filter(many=n, many__gt=0)


def asks(_scope: Scope, asked: Asked) -> Any:
    under_way = Q(family_members__partnerships__stage__in=[s for s in Stage if s != Stage.CLOSED])
    rows = Group.objects.filter(under_way).annotate(many=Count("family_members__partnerships"))
    return as_many(rows, asked)


def load(_scope: Scope, asked: Asked) -> Any:
    since: datetime = now() - timedelta(days=LOAD_DAYS)
    made = Q(
        family_members__touches__is_attempt=True, family_members__touches__state="delivered",
        family_members__touches__occurred_at__gte=since,
    )  # fmt: skip
    rows = Group.objects.filter(made).annotate(many=Count("family_members__touches"))
    return as_many(rows, asked)


def group_cells(row: Row) -> Sequence[Cell]:
    return [Link(row["name"], reverse("group-detail", args=[row["id"]])), "–", row["many"]]


SOURCES = {
    "entered": Source(gettext_noop("Entered the stage"), visits, **VISIT),
    "onward": Source(gettext_noop("Went on from the stage"),
                     lambda scope, asked: visits(scope, asked).gone_on(), **VISIT),
    "left": Source(gettext_noop("Have left the stage"),
                   lambda scope, asked: visits(scope, asked).over(), **VISIT),
    "sent": Source(gettext_noop("Touches from us"), sent, **TOUCH),
    "received": Source(gettext_noop("Touches from groups"), received, **TOUCH),
    "attempts": Source(gettext_noop("Attempts"), attempts, **TOUCH),
    "answered": Source(gettext_noop("Attempts that were answered"), answered, **TOUCH),
    "refused": Source(
        gettext_noop("Refused by the rule"), refused, ("-at", "-id"),
        ("id", *ABOUT, *OF_STUDY, "at", "actor__name"),
        (gettext_noop("When"), gettext_noop("Who tried")), refused_cells,
    ),
    "breaches": Source(
        gettext_noop("Breaches of the rule"), breaches, ("-created_at", "-id"),
        ("id", *ABOUT, *study_fields(), "rule", "created_at", "touch__by__name", "seen_by__name"),
        (gettext_noop("Rule"), gettext_noop("Logged"), gettext_noop("Whose touch"),
         gettext_noop("Looked at by")), breach_cells,
    ),
    "overrides": Source(
        gettext_noop("Overrides of the rule"), overrides, ("-asked_at", "-id"),
        ("id", "partnership_id", "partnership__group__name", *study_fields(), "rule", "asked_at",
         "asked_by__name", "state", "used_at", "paid"),
        (gettext_noop("Rule"), gettext_noop("Asked"), gettext_noop("By"), gettext_noop("State"),
         gettext_noop("Used"), gettext_noop("A reply followed")), override_cells,
    ),
    "stops": Source(
        gettext_noop("Stops"), stops, ("-starts_on", "-id"),
        ("id", *ABOUT, *study_fields(), "reason", "scope", "starts_on", "until"),
        (gettext_noop("Reason"), gettext_noop("Scope"), gettext_noop("From"),
         gettext_noop("Free again on")), stop_cells,
    ),
    "open": Source(
        gettext_noop("Open partnerships"), open_ones, ("-stage_since", "-id"),
        ("id", "group__name", *OF_STUDY, "stage", "stage_since", "owner__name"),
        (gettext_noop("Stage"), gettext_noop("Since"), gettext_noop("Owner")), open_cells,
    ),
    "steps": Source(gettext_noop("Next steps"), steps, **STEP),
    "late": Source(gettext_noop("Late next steps"), late, **STEP),
    "asks": Source(
        gettext_noop("Families with several open partnerships"), asks,
        ("sort_name", "id"),
        ("id", "name", "sort_name", "many"), (gettext_noop("Open partnerships"),), group_cells,
    ),
    "load": Source(
        gettext_noop("Group families by their attempts of the last 90 days"), load,
        ("sort_name", "id"),
        ("id", "name", "sort_name", "many"), (gettext_noop("Attempts"),), group_cells,
    ),
}  # fmt: skip
#: What stands open now, whatever the period.
OF_NOW = {"open", "steps", "late", "asks", "load"}
#: By which a figure's address says what it counts, and the words of its codes.
CODES: dict[str, Any] = {
    "stage": Stage, "kind": GroupKind, "channel": TouchChannel, "reason": StopReason,
    "scope": StopScope,
}  # fmt: skip


def subject_of(asked: Asked) -> str:
    """What a figure counts, in words: the stage, the rule, the week …"""
    told = [label(codes, asked[name]) for name, codes in CODES.items() if asked.get(name)]
    if asked.get("rule"):
        told.append(title_of(asked["rule"]))
    if week := day_of(asked.get("week", "")):
        told.append(_("week of {day}").format(day=day(week)))
    return ", ".join(told)
