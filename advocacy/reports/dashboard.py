"""The numbers of the desk: each is a table whose every figure leads to the rows behind it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote_plus

from django.utils import timezone

from advocacy.addresses import address_of
from advocacy.clock import midnight
from advocacy.models import GroupKind, Stage, StopReason, StopScope, TouchChannel
from advocacy.models.scope import Scope
from advocacy.models.summary import is_onward
from advocacy.policy.registry import RULES
from advocacy.reports.dashboard_numbers import MOST_LOAD, etiquette, numbers
from advocacy.reports.tables import Cell, Column, Link, Table
from advocacy.speech import gettext as _
from advocacy.templatetags.ui import day, words

Row = dict[str, Any]
Found = Mapping[str, list[Row]]
WEEK = timedelta(days=7)
#: Of the chart of weeks.
HEIGHT = 40
STAGES = Stage.values[:-1]
COUNTED = ("sent", "received", "attempts", "answered")


@dataclass(frozen=True, slots=True)
class Section:
    """One chart with its table: the share of the widest bar for each row, and its colour."""

    code: str
    table: Table
    bars: Sequence[float] = ()
    tone: str = ""
    columns: Sequence["Pillar"] = field(default=())


@dataclass(frozen=True, slots=True)
class Pillar:
    """One week of the chart of touches: where it stands, how high its two bars are."""

    told: str
    x: float
    width: float
    sent: float
    received: float
    sent_url: str
    received_url: str

    @property
    def received_x(self) -> float:
        return round(self.x + self.width, 3)

    @property
    def sent_y(self) -> float:
        return round(HEIGHT - self.sent, 2)

    @property
    def received_y(self) -> float:
        return round(HEIGHT - self.received, 2)


@dataclass(frozen=True, slots=True)
class Links:
    """Leads from a figure to its rows, with the scope that the page has."""

    query: str  # of the scope, without what a figure adds
    page: Callable[[str], str]

    def to(self, what: str, count: int, /, **more: Any) -> Cell:
        """A figure with the address of its rows; a nought has none."""
        return Link(count, self.url(what, **more)) if count else count

    def url(self, what: str, **more: Any) -> str:
        told = [f"{name}={quote_plus(str(value))}" for name, value in more.items() if value]
        tail = "&".join((self.query, *told) if self.query else told)
        return f"{self.page(what)}?{tail}" if tail else self.page(what)


def sections(scope: Scope, *, query: str) -> list[Section]:
    """All charts of the page."""
    found = numbers(
        since=scope.since, until=scope.until, since_at=scope.since_at, until_at=scope.until_at,
        today=midnight(timezone.localdate()), study=scope.study, sponsor=scope.sponsor,
        person=scope.person,
    )  # fmt: skip
    links = Links(query, address_of("dashboard-rows"))
    told = etiquette()
    made = [build(found, links) for build in PARTS]
    return [*made, weeks(found["touches"], links, scope), *crossings(told, links)]


def shares(values: Iterable[float]) -> list[float]:
    """Each in hundredths of the greatest."""
    kept = list(values)
    most = max(kept, default=0) or 1
    return [round(100 * value / most, 2) for value in kept]


def funnel(found: Found, links: Links) -> Section:
    """From stage to stage: how many entered, how many went on, how long it took."""
    entered: Counter[str] = Counter()
    onward: Counter[str] = Counter()
    for row in found["visits"]:
        entered[row["stage"]] += row["n"]
        if is_onward(row["stage"], row["next_stage"]):
            onward[row["stage"]] += row["n"]
    stays = {row["stage"]: round(row["days"], 1) for row in found["stays"]}
    rows: list[list[Cell]] = []
    for stage in STAGES:
        n, on = entered[stage], onward[stage]
        timed = Link(stays[stage], links.url("left", stage=stage)) if stage in stays else None
        rows.append([
            str(Stage(stage).label), links.to("entered", n, stage=stage),
            links.to("onward", on, stage=stage), on / n if n else None, timed,
        ])  # fmt: skip
    note = _(
        "Of the partnerships that entered a stage in this period: how many have gone on since."
    )
    columns = [Column(_("Stage")), Column(_("Entered"), "number"), Column(_("Went on"), "number"),
               Column(_("Share"), "share"), Column(_("Median days there"), "number")]  # fmt: skip
    return Section("funnel", Table(_("From stage to stage"), columns, rows, note),
                   shares(entered[stage] for stage in STAGES))  # fmt: skip


def by_kind(found: Found, links: Links) -> Section:
    """Attempts that a human word answered, by kind of group."""
    labels = {kind.value: str(kind.label) for kind in GroupKind}
    columns = [Column(_("Kind of group")), *columns_of_answers()]
    rows, bars = answers(found["touches"], "kind", labels, links)
    table = Table(_("Response by kind of group"), columns, rows, note_on_answers())
    return Section("answers-kind", table, bars, "ok")


def by_channel(found: Found, links: Links) -> Section:
    """Attempts that a human word answered, by channel."""
    labels = {channel.value: str(channel.label) for channel in TouchChannel}
    columns = [Column(_("Channel")), *columns_of_answers()]
    rows, bars = answers(found["touches"], "channel", labels, links)
    table = Table(_("Response by channel"), columns, rows, note_on_answers())
    return Section("answers-channel", table, bars, "ok")


def note_on_answers() -> str:
    return _("An attempt is answered where a person of the group writes before the next one.")


def columns_of_answers() -> list[Column]:
    return [Column(_("Attempts"), "number"), Column(_("Answered"), "number"),
            Column(_("Response rate"), "share")]  # fmt: skip


def summed(rows: Iterable[Row], name: str) -> dict[Any, Row]:
    """Touches by one of what they are counted by, the others put together."""
    found: dict[Any, Row] = {}
    for row in rows:
        own = found.setdefault(row[name], dict.fromkeys(COUNTED, 0))
        for what in COUNTED:
            own[what] += row[what]
    return found


def answers(
    found: list[Row], name: str, labels: Mapping[str, str], links: Links
) -> tuple[list[list[Cell]], list[float]]:
    """A row for each label, and the rate of each in hundredths."""
    known = summed(found, name)
    rows: list[list[Cell]] = []
    bars: list[float] = []
    for code, label in labels.items():
        row = known.get(code, {"attempts": 0, "answered": 0})
        rate = row["answered"] / row["attempts"] if row["attempts"] else None
        tried = links.to("attempts", row["attempts"], **{name: code})
        rows.append([label, tried, links.to("answered", row["answered"], **{name: code}), rate])
        bars.append(round(100 * (rate or 0), 2))
    return rows, bars


def weeks(found: list[Row], links: Links, scope: Scope) -> Section:
    """Touches a week, of ours and of groups; a week begins on Monday."""
    known = summed(found, "week")
    first = min(known, default=None)
    start = max(scope.since - timedelta(days=scope.since.weekday()), first or scope.since)
    start = start - timedelta(days=start.weekday())
    rows: list[list[Cell]] = []
    told: list[tuple[date, int, int]] = []
    while start < scope.until and known:
        row = known.get(start, {"sent": 0, "received": 0})
        told.append((start, row["sent"], row["received"]))
        rows.append([start, links.to("sent", row["sent"], week=start.isoformat()),
                     links.to("received", row["received"], week=start.isoformat())])  # fmt: skip
        start += WEEK
    columns = [Column(_("Week of"), "day"), Column(_("From us"), "number"),
               Column(_("From groups"), "number")]  # fmt: skip
    table = Table(_("Touches a week"), columns, rows)
    return Section("weeks", table, columns=pillars(told, links))


def pillars(told: list[tuple[date, int, int]], links: Links) -> list[Pillar]:
    """The bars of the chart of weeks, in hundredths of its width and height."""
    most = max((max(sent, received) for _start, sent, received in told), default=0) or 1
    pattern = _("Week of {day}: {sent} from us, {received} from groups")
    step = 100 / max(len(told), 1)
    made = []
    for n, (start, sent, received) in enumerate(told):
        week = start.isoformat()
        made.append(Pillar(
            told=pattern.format(day=day(start), sent=sent, received=received),
            x=round((n + 0.1) * step, 3), width=round(0.4 * step, 3),
            sent=round(HEIGHT * sent / most, 2), received=round(HEIGHT * received / most, 2),
            sent_url=links.url("sent", week=week) if sent else "",
            received_url=links.url("received", week=week) if received else "",
        ))  # fmt: skip
    return made


def title_of(rule: str) -> str:
    """What a rule is called; one of the past by its code."""
    return words(RULES[rule].title) if rule in RULES else rule


def most_first(rows: Iterable[Row]) -> list[Row]:
    """By number, then by rule."""
    return sorted(rows, key=lambda row: (-row["n"], row["rule"]))


def refusals(found: Found, links: Links) -> Section:
    """What is blocked, by rule."""
    rows = most_first(row for row in found["refusals"] if row["n"])
    cells = [[title_of(r["rule"]), links.to("refused", r["n"], rule=r["rule"])] for r in rows]
    columns = [Column(_("Rule")), Column(_("Refused"), "number")]
    note = _("What two rules refuse counts for both.")
    table = Table(_("Blocked by rule"), columns, cells, note)
    return Section("refusals", table, shares(r["n"] for r in rows), "no")


def breaches(found: Found, links: Links) -> Section:
    """What took place against a rule, and how much of it somebody has looked at."""
    rows = most_first(found["breaches"])
    cells = [
        [title_of(r["rule"]), links.to("breaches", r["n"], rule=r["rule"]),
         links.to("breaches", r["seen"], rule=r["rule"], seen="yes")]
        for r in rows
    ]  # fmt: skip
    columns = [Column(_("Rule")), Column(_("Breaches"), "number"),
               Column(_("Looked at"), "number")]  # fmt: skip
    table = Table(_("Breaches by rule"), columns, cells)
    return Section("breaches", table, shares(r["n"] for r in rows), "no")


def overrides(found: Found, links: Links) -> Section:
    """Exceptions, and whether the contact that they allowed was worth it."""
    rows = most_first(found["overrides"])

    def cell(row: Row, name: str) -> Cell:
        state = "" if name == "n" else name
        return links.to("overrides", row[name], rule=row["rule"], state=state)

    cells = [
        [title_of(r["rule"]), *(cell(r, name) for name in ("n", "granted", "used", "paid"))]
        for r in rows
    ]  # fmt: skip
    columns = [
        Column(_("Rule")), Column(_("Asked"), "number"), Column(_("Granted"), "number"),
        Column(_("Contact made"), "number"), Column(_("A reply followed"), "number"),
    ]  # fmt: skip
    table = Table(_("Overrides by rule"), columns, cells)
    return Section("overrides", table, shares(r["n"] for r in rows), "warn")


def stops(found: Found, links: Links) -> Section:
    """Stops by their reason, and how far they reach."""
    known = {(row["reason"], row["scope"]): row["n"] for row in found["stops"]}
    rows: list[list[Cell]] = []
    for reason in StopReason:
        reach = [known.get((reason.value, s.value), 0) for s in StopScope]
        cells = [links.to("stops", n, reason=reason.value, scope=s.value)
                 for s, n in zip(StopScope, reach, strict=True)]  # fmt: skip
        rows.append([str(reason.label), links.to("stops", sum(reach), reason=reason.value), *cells])
    columns = [Column(_("Reason")), Column(_("Stops"), "number"),
               *(Column(scope.label, "number") for scope in StopScope)]  # fmt: skip
    note = _("One answer can stop this ask, every study, and the sponsor’s family.")
    bars = shares(sum(known.get((r.value, s.value), 0) for s in StopScope) for r in StopReason)
    return Section("stops", Table(_("Stops and their reasons"), columns, rows, note), bars, "warn")


def workload(found: Found, links: Links) -> Section:
    """What each person has open now, whatever the period."""
    names = {row["id"]: row["name"] for row in found["names"]}
    people: dict[Any, Row] = {}
    for row in found["owners"]:
        people[row["owner_id"]] = {"name": names.get(row["owner_id"]), "open": row["n"]}
    for row in found["steps"]:
        own = people.setdefault(row["owner_id"], {"name": names.get(row["owner_id"]), "open": 0})
        own |= {"steps": row["n"], "late": row["late"]}
    shown = sorted(people.items(), key=lambda pair: (-pair[1]["open"], str(pair[1]["name"])))
    cells = [
        [own["name"] or _("Nobody’s"), links.to("open", own["open"], owner=key or "none"),
         links.to("steps", own.get("steps", 0), owner=key or "none"),
         links.to("late", own.get("late", 0), owner=key or "none")]
        for key, own in shown
    ]  # fmt: skip
    columns = [Column(_("Owner")), Column(_("Open partnerships"), "number"),
               Column(_("Next steps"), "number"), Column(_("Late"), "number")]  # fmt: skip
    table = Table(_("Work by owner"), columns, cells, _("As it stands now."))
    return Section("workload", table, shares(own["open"] for _key, own in shown))


def crossings(told: Mapping[str, Mapping[int, int]], links: Links) -> list[Section]:
    """Etiquette across studies: who is asked by several, and who hears from us often."""
    several = {n: told["asks"].get(n, 0) for n in range(2, MOST_LOAD + 1)}
    often = {n: told["load"].get(n, 0) for n in range(1, MOST_LOAD + 1)}
    made = []
    for code, title, heading, counts, note in (
        ("asks", _("Families with several open partnerships"), _("Open partnerships"),
         several, _("As it stands now, over all studies.")),
        ("load", _("Contact load in 90 days"), _("Attempts"), often,
         _("Attempts of the last 90 days, over all studies and people.")),
    ):  # fmt: skip
        rows = [[at_least(n), links.to(code, families, n=n)] for n, families in counts.items()]
        columns = [Column(heading), Column(_("Group families"), "number")]
        together = _("An umbrella and its chapters count as one, as for the rules.")
        table = Table(title, columns, rows, f"{note} {together}")
        made.append(Section(code, table, shares(counts.values()), "info"))
    return made


def at_least(n: int) -> str:
    """A number; the last stands for all above it, too."""
    return _("{n} or more").format(n=n) if n == MOST_LOAD else str(n)


PARTS: tuple[Callable[[Found, Links], Section], ...] = (
    funnel, by_kind, by_channel, refusals, breaches, overrides, stops, workload,
)  # fmt: skip
