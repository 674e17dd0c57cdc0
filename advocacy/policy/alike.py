"""The answer in short, worked out once for all groups that a rule cannot tell apart.

A list of ten thousand shows the words of fifty; of the others it needs how they stand, from when
on, and which rules refuse. That rests on kinds, days and counts, never on whose record it is. So
each rule is run once for each likeness of what it reads, by the registry's own check, and what it
said serves the whole list. A test holds this against whole decisions on random facts.
"""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.facts import Act, BusyPeriod, Clearance, Facts, Load, OptOut, ProfileFact
from advocacy.policy.limits import Limits
from advocacy.policy.registry import rules_for
from advocacy.policy.verdict import Decision, Finding


class Likeness(NamedTuple):
    """What tells two groups of one study apart for the rules, while there is no partnership.

    Each part is what a verdict may rest on: no ids, no names, no words. A rule says by these
    names what it `reads`; `place`, on which the date depends, counts for every rule.
    """

    place: BusinessCalendar
    phases: Hashable
    profile: Hashable = ()
    stance: Hashable = None
    busy: Hashable = ()
    opt_outs: Hashable = ()
    report_backs: Hashable = ()
    stops: Hashable = ()
    clearance: Hashable = None
    load: Hashable = None


def profile(known: Collection[ProfileFact]) -> Hashable:
    """The kinds with their days, and whether anybody said where they come from."""
    return tuple([(f.kind, bool(f.source), f.as_of) for f in known])


def stance(said: Any) -> Hashable:
    """What was said and when; of a fact, or of a row that holds the same."""
    return None if said is None else (said.kind, said.as_of)


def busy(periods: Collection[BusyPeriod]) -> Hashable:
    """The days alone."""
    return tuple([(b.starts_on, b.ends_on) for b in periods])


def opt_outs(said: Collection[OptOut]) -> Hashable:
    """Whose they are: the group's, or whose of its people."""
    return tuple([o.person for o in said])


def report_backs(owed: Collection[Any]) -> Hashable:
    """When each was due."""
    return tuple([r.due_on for r in owed])


def stops(running: Collection[Any]) -> Hashable:
    """Which stops bind and until when; of facts, or of rows that hold the same."""
    return tuple([(s.scope, s.reason, s.starts_on, s.until) for s in running])


def clearance(newest: Clearance | None, pending: Clearance | None) -> Hashable:
    """What was asked and answered when, and whether somebody stands behind the answer."""
    if newest is None and pending is None:
        return None
    return tuple([
        one and (one.asked_on, one.answer, one.answered_on, bool(one.answered_by))
        for one in (newest, pending)
    ])  # fmt: skip


def load(known: Load | None) -> Hashable:
    """The days of what reached the family, and how many asks are open."""
    if known is None:
        return None
    return (known.unsolicited, known.new_asks, len(known.open_asks), known.invited)


@dataclass(slots=True)
class Alike:
    """The short answers to one act about the groups of one study, at one moment."""

    act: Act
    limits: Limits
    _whole: dict[Likeness, Decision] = field(default_factory=dict)
    _rules: list[tuple[Callable[[Facts, Limits], Finding], Any, dict[Hashable, Finding]]] = field(
        init=False
    )

    def __post_init__(self) -> None:
        self._rules = [
            (rule.check, attrgetter("place", *rule.reads) if rule.reads else None, {})
            for rule in rules_for(self.act)
        ]

    def decide(self, likeness: Likeness, facts: Callable[[], Facts]) -> Decision:
        """How it stands, from when on and which rules refuse; its words may be another group's."""
        said = self._whole.get(likeness)
        if said is None:
            said = self._whole[likeness] = self._decide(likeness, facts)
        return said

    def _decide(self, likeness: Likeness, facts: Callable[[], Facts]) -> Decision:
        known: Facts | None = None
        findings = []
        for check, read, said in self._rules:
            key = read(likeness) if read else likeness
            if key not in said:
                known = known or facts()
                said[key] = check(known, self.limits)
            findings.append(said[key])
        return Decision(self.act.value, tuple(findings), self.limits.version)
