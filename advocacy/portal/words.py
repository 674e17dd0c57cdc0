"""The portal's plain words: phases, what happened, what comes next, how much is used."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.models import ClearanceAnswer, Stage, TouchChannel
from advocacy.models.countries import COUNTRIES
from advocacy.models.partnership import SideState
from advocacy.models.profile import ChannelKind
from advocacy.models.window import EndedBecause, HappeningCode
from advocacy.policy.text import Money
from advocacy.templatetags.ui import day as as_day

Row = Mapping[str, Any]
#: Fourteen stages in five phases, which are understood at a glance.
PHASES: tuple[tuple[Any, frozenset[str]], ...] = (
    (gettext_lazy("Preparing"), frozenset({Stage.IDENTIFIED, Stage.PROFILED, Stage.CLEARED})),
    (gettext_lazy("In contact"), frozenset({Stage.OUTREACH, Stage.CONVERSATION, Stage.REVIEW})),
    (gettext_lazy("Agreeing"), frozenset({Stage.TERMS, Stage.CONTRACTING, Stage.EXECUTED})),
    (gettext_lazy("Running"), frozenset({Stage.MATERIALS, Stage.SCHEDULED, Stage.LIVE})),
    (gettext_lazy("Ended"), frozenset({Stage.REPORTED, Stage.CLOSED})),
)
SIDES = {
    SideState.PAUSED: gettext_lazy("The group asked for time"),
    SideState.SPONSOR_HOLD: gettext_lazy("On hold, as you asked"),
    SideState.IRB_HOLD: gettext_lazy("Held by the ethics committee"),
}
MILESTONES = (
    ("answer_by", gettext_lazy("The group decides")),
    ("placement_on", gettext_lazy("Placement")),
    ("report_due_on", gettext_lazy("Report to the group")),
)
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, or that comes: the words, when, and where one reads more."""

    words: str
    group: str
    partnership: UUID
    at: datetime | date
    study: str = ""


@dataclass(slots=True)
class Card:
    """A study as the overview shows it."""

    id: UUID
    title: str
    number: str
    launch_on: date | None
    level: str
    phases: list[tuple[str, int]] = field(default_factory=list)
    total: int = 0
    budgets: list["Used"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Used:
    """A budget line with how much of it is used, in words and as the width of a bar."""

    id: UUID
    approved: Money
    used: Money
    offered: Money
    used_width: float
    offered_x: float
    offered_width: float
    percent: int


def in_words(row: Row) -> str:
    """What happened, as one plain phrase."""
    code, detail = row["code"], row["detail"]
    said = str(HappeningCode(code).label) if code in HappeningCode.values else ""
    if code == HappeningCode.STAGE and row["stage"]:
        return _("Moved on to: {stage}").format(stage=Stage(row["stage"]).label)
    if code == HappeningCode.ANSWERED and detail in EndedBecause.values:
        return str(EndedBecause(detail).label)
    for choices in (ClearanceAnswer, EndedBecause, ChannelKind, TouchChannel):
        if detail in choices.values:
            said = f"{said}: {choices(detail).label}"
            break
    if row["on_day"]:
        said = _("{said}, for {day}").format(said=said, day=as_day(row["on_day"]))
    return said


def happened(row: Row) -> Line:
    """One line of a timeline."""
    group, study = row["partnership__group_name"], row["study__title"]
    return Line(in_words(row), group, row["partnership_id"], row["at"], study)


def moved(row: Row) -> Line:
    """A partnership whose stage is new, where the timeline is not shared."""
    words = _("Now at: {stage}").format(stage=Stage(row["stage"]).label)
    return Line(words, row["group_name"], row["id"], row["stage_since"], row["study__title"])


def coming(row: Row) -> Line:
    """What comes next of a partnership."""
    name = next(label for key, label in MILESTONES if row[key] == row["next_on"])
    return Line(str(name), row["group_name"], row["id"], row["next_on"], row["study__title"])


def milestones(row: Row) -> list[tuple[str, date, bool]]:
    """All dates of a partnership, each with whether it is over."""
    today = timezone.localdate()
    return [(str(label), row[key], row[key] < today) for key, label in MILESTONES if row[key]]


def standing(row: Row) -> str:
    """What holds a partnership up, in words that tell nothing of others; blank for nothing."""
    if row["ended"]:
        return str(EndedBecause(row["ended"]).label)
    if row["side"]:
        return str(SIDES[SideState(row["side"])])
    return "" if row["contactable"] else _("Not contactable now")


def country(code: str) -> str:
    """The name of a country."""
    return str(COUNTRIES.get(code, code))


def phases_of(counts: Iterable[Row]) -> list[tuple[str, int]]:
    """How many partnerships are in each phase."""
    rows = list(counts)
    return [
        (str(label), sum(row["n"] for row in rows if row["stage"] in stages))
        for label, stages in PHASES
    ]


def stages_of(row: Row) -> list[dict[str, Any]]:
    """The bar of a partnership's page; none where it ended before its time."""
    if row["ended"] and row["ended"] != EndedBecause.COMPLETED:
        return []
    stage = row["stage"]
    now = next((n for n, (_label, stages) in enumerate(PHASES) if stage in stages), 0)
    state = {True: "done", False: "next"}
    return [
        {"label": label, "state": "now" if n == now else state[n < now]}
        for n, (label, _stages) in enumerate(PHASES)
    ]


def used(row: Row) -> Used:
    """How much of a budget line is used: agreed and paid; offers stand beside."""
    money = row["committed"] + row["paid"]
    whole = max(row["approved"], money + row["offered"], Decimal(1))
    width, offered = float(money / whole) * WIDTH, float(row["offered"] / whole) * WIDTH
    share = int(money * 100 / row["approved"]) if row["approved"] else 0
    return Used(
        row["id"], Money(row["approved"], row["currency"]), Money(money, row["currency"]),
        Money(row["offered"], row["currency"]), round(width, 2), round(width, 2),
        round(offered, 2), share,
    )  # fmt: skip


def cards(studies: Iterable[Row], counts: Iterable[Row], budgets: Iterable[Row]) -> list[Card]:
    """The studies of a page, each with its phases and its budget."""
    by_study: dict[UUID, list[Row]] = {}
    for row in counts:
        by_study.setdefault(row["study_id"], []).append(row)
    lines: dict[UUID, list[Used]] = {}
    for row in budgets:
        lines.setdefault(row["study_id"], []).append(used(row))
    found = []
    for study in studies:
        phases = phases_of(by_study.get(study["id"], ()))
        number = study["nct_number"] or study["protocol_id"]
        found.append(Card(
            study["id"], study["title"], number, study["launch_on"], study["level"], phases,
            sum(n for _label, n in phases), lines.get(study["id"], []),
        ))  # fmt: skip
    return found
