"""Decisions that a draft turns, each with what its rules said and would say."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from advocacy.models import LimitVersion, Replay, TurnedDecision
from advocacy.policy import again, kept
from advocacy.policy.limits import Limits, from_values
from advocacy.policy.registry import RULES
from advocacy.policy.text import Text
from advocacy.policy.titles import ACT_TITLES
from advocacy.policy.verdict import Finding


@dataclass(frozen=True, slots=True)
class Both:
    """What one rule said under the limits of the time, and what it says under the draft."""

    title: Text
    then: Finding
    drafted: Finding


@dataclass(frozen=True, slots=True)
class TurnedLine:
    """One past decision as a row."""

    row: TurnedDecision
    act: Text | str
    url: str
    zone: str
    findings: tuple[Both, ...]

    @property
    def was_logged(self) -> bool:
        """It took place, whatever the rules said: a refusal of it is a breach."""
        return self.row.event.touch_id is not None and self.row.event.kind != "refused"


def turned_lines(rows: Iterable[TurnedDecision], replay: Replay) -> list[TurnedLine]:
    """The rows of one page; their facts are judged anew, so that nothing needs to be kept twice."""
    versions = {v.number: v.limits for v in LimitVersion.objects.activated()} | {0: Limits()}
    draft = from_values(version=replay.version.number, values=replay.values)
    return [_line(row, versions, draft) for row in rows]


def _line(row: TurnedDecision, versions: dict[int, Limits], draft: Limits) -> TurnedLine:
    known = row.event.known
    facts, own = kept.read(known.facts), versions[known.limits_version]
    then = again.findings(facts, own=own, limits=own, rules=row.rules)
    drafted = again.findings(facts, own=own, limits=draft, rules=row.rules)
    return TurnedLine(
        row=row,
        act=ACT_TITLES.get(known.act, known.act),
        url=_url(row),
        zone=facts.group.calendar.zone,
        findings=tuple(Both(RULES[a.rule].title, a, b) for a, b in zip(then, drafted, strict=True)),
    )


def _url(row: TurnedDecision) -> str:
    event = row.event
    if event.partnership_id is not None:
        return reverse("partnership-detail", args=[event.partnership_id])
    return reverse("group-detail", args=[event.group_id]) if event.group_id else ""
