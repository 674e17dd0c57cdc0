"""What a rule answers, and what all rules together answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from advocacy.policy.text import Text, joined


class Outcome(StrEnum):
    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"
    UNKNOWN = "unknown"  # facts are missing; counts as a block

    @property
    def refuses(self) -> bool:
        return self is Outcome.BLOCK or self is Outcome.UNKNOWN


class Standing(StrEnum):
    """The answer in one word, as candidate lists show it."""

    CLEAR = "clear"
    NOT_YET = "not_yet"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A linked record that a finding rests on.

    `kind` is the record's name in lower case (touch, stop, opt_out, clearance, tie, stance,
    report_back, partnership, ask, goal, budget_line, quote, agreement, placement, busy_period);
    `id` is None for what has no page of its own.
    """

    kind: str
    id: UUID | None
    label: Text | str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What mends it: `code` names the place (the page turns it into a link), `text` says it."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's verdict with the arithmetic, the evidence, the way out and its earliest date.

    `clears_at` is an aware datetime in the group's zone, None where time alone does not clear it.
    `overridable` is False where this very finding has no exception, whatever the rule allows.
    """

    rule: str
    outcome: Outcome
    because: Text
    evidence: tuple[Evidence, ...] = ()
    threshold: Text | None = None
    remedy: Remedy | None = None
    also: tuple[Remedy, ...] = ()
    clears_at: datetime | None = None
    overridable: bool = True
    never: bool = False
    override_role: str = ""
    overridden_by: UUID | None = None

    @property
    def refuses(self) -> bool:
        return self.outcome.refuses and self.overridden_by is None

    @property
    def can_be_overridden(self) -> bool:
        return self.refuses and self.overridable and bool(self.override_role)

    def as_json(self) -> dict[str, Any]:
        """The finding as it is kept in an event."""
        return {
            "rule": self.rule,
            "outcome": self.outcome.value,
            "because": str(self.because),
            "threshold": str(self.threshold) if self.threshold else "",
            "remedy": str(self.remedy.text) if self.remedy else "",
            "clears_at": self.clears_at.isoformat() if self.clears_at else None,
            "evidence": [
                {"kind": e.kind, "id": str(e.id) if e.id else None, "label": str(e.label)}
                for e in self.evidence
            ],
            "overridden_by": str(self.overridden_by) if self.overridden_by else None,
        }


_WEIGHT = {Outcome.ALLOW: 0, Outcome.WARN: 1, Outcome.UNKNOWN: 2, Outcome.BLOCK: 3}


def combined(findings: Sequence[Finding]) -> Finding:
    """Several findings of one rule as one: the gravest wins, and all that refuse are told.

    It clears when the last part clears, and has an exception only where every part has one.
    """
    gravest = max(findings, key=lambda f: _WEIGHT[f.outcome])
    if gravest.outcome.refuses:
        told = [f for f in findings if f.outcome.refuses]
    else:
        told = [f for f in findings if f.outcome is gravest.outcome]
    if len(told) == 1:
        return gravest
    moments = [f.clears_at for f in told if f.clears_at]
    return replace(
        gravest,
        because=joined(tuple(f.because for f in told)),
        evidence=tuple(e for f in told for e in f.evidence),
        also=_others(told, first=gravest.remedy),
        clears_at=max(moments) if len(moments) == len(told) else None,
        overridable=all(f.overridable for f in told),
        never=any(f.never for f in told),
    )


def _others(findings: Iterable[Finding], *, first: Remedy | None) -> tuple[Remedy, ...]:
    remedies = (r for f in findings for r in (f.remedy, *f.also) if r and r != first)
    return tuple(dict.fromkeys(remedies))


_BLOCK, _UNKNOWN = Outcome.BLOCK, Outcome.UNKNOWN  # looked up once, for lists of thousands


@dataclass(frozen=True, slots=True)
class Decision:
    """All findings on one action, none left out, under one version of the limits.

    `refusing` are those that stand against it, `standing` is the answer in one word; both are
    worked out once, as lists of thousands ask for them again and again.
    """

    action: str
    findings: tuple[Finding, ...]
    limits_version: int = 0
    decided_at: datetime | None = field(default=None, compare=False)
    refusing: tuple[Finding, ...] = field(init=False, compare=False, repr=False)
    standing: Standing = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        refusing = tuple([
            f for f in self.findings
            if (f.outcome is _BLOCK or f.outcome is _UNKNOWN) and f.overridden_by is None
        ])  # fmt: skip
        standing = Standing.CLEAR
        if refusing:
            standing = Standing.NEVER if any(f.never for f in refusing) else Standing.NOT_YET
        object.__setattr__(self, "refusing", refusing)
        object.__setattr__(self, "standing", standing)

    @property
    def warning(self) -> tuple[Finding, ...]:
        return tuple(
            f for f in self.findings if f.outcome is Outcome.WARN or f.overridden_by is not None
        )

    @property
    def passing(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.outcome is Outcome.ALLOW)

    @property
    def clear(self) -> bool:
        return not self.refusing

    @property
    def refused_by(self) -> tuple[str, ...]:
        """The rules that refuse."""
        return tuple([f.rule for f in self.refusing])

    @property
    def earliest(self) -> datetime | None:
        """When the last of the refusals clears; None if one of them does not clear by time."""
        moments = [f.clears_at for f in self.refusing]
        known = [m for m in moments if m is not None]
        return max(known) if known and len(known) == len(moments) else None

    def of(self, rule: str) -> Finding | None:
        """The finding of one rule, None where the rule has no say in this action."""
        return next((f for f in self.findings if f.rule == rule), None)

    def refuses_because_of(self, rules: Iterable[str]) -> bool:
        wanted = set(rules)
        return any(f.rule in wanted for f in self.refusing)

    def as_json(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "limits_version": self.limits_version,
            "clear": self.clear,
            "findings": [f.as_json() for f in self.findings],
        }
