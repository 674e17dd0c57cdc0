"""The rules, and the one function that runs them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import TypedDict, Unpack

from advocacy.policy.facts import Act, Facts
from advocacy.policy.limits import Limits
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import Decision, Evidence, Finding, Outcome, Remedy

Check = Callable[[Facts, Limits], Finding]


class Principle(StrEnum):
    """The five do's and three don'ts."""

    CUSTOM_APPROACH = "custom-approach"
    MUTUAL_BENEFIT = "mutual-benefit"
    HONOUR_RELATIONSHIPS = "honour-relationships"
    LEAD_TIME = "lead-time"
    BUDGET = "budget"
    DONT_ASSUME = "dont-assume"
    DONT_OVERCOMPLICATE = "dont-overcomplicate"
    DONT_PUSH = "dont-push"


PRINCIPLE_TITLES: dict[Principle, Text] = {
    Principle.CUSTOM_APPROACH: _("Do: take a custom approach"),
    Principle.MUTUAL_BENEFIT: _("Do: make it mutually beneficial"),
    Principle.HONOUR_RELATIONSHIPS: _("Do: honour existing relationships"),
    Principle.LEAD_TIME: _("Do: build in enough lead time"),
    Principle.BUDGET: _("Do: know your budget"),
    Principle.DONT_ASSUME: _("Don’t: assume"),
    Principle.DONT_OVERCOMPLICATE: _("Don’t: overcomplicate"),
    Principle.DONT_PUSH: _("Don’t: push"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One do or don't as code: its name, whom it serves, why it exists and who may except it.

    `reads` names what tells candidates apart for it (see alike.py); where it names nothing,
    everything may.
    """

    code: str
    title: Text
    principle: Principle
    why: Text
    acts: frozenset[Act]
    override_role: str
    limits: tuple[str, ...]
    reads: tuple[str, ...]
    check: Check


RULES: dict[str, Rule] = {}


def rule(
    code: str,
    *,
    title: Text,
    principle: Principle,
    why: Text,
    acts: Iterable[Act],
    override_role: str = "",
    limits: tuple[str, ...] = (),
    reads: tuple[str, ...] = (),
) -> Callable[[Check], Check]:
    """Register a rule under its code; a second rule of the same code is a mistake."""

    def register(check: Check) -> Check:
        if code in RULES:
            raise ValueError(f"two rules are called {code}")
        RULES[code] = Rule(
            code, title, principle, why, frozenset(acts), override_role, limits, reads, check
        )
        rules_for.cache_clear()
        return check

    return register


@cache
def rules_for(act: Act) -> tuple[Rule, ...]:
    """The rules that have a say in an act, in the order of the handbook."""
    return tuple(rule for rule in RULES.values() if act in rule.acts)


def decide(*, facts: Facts, limits: Limits) -> Decision:
    """Run every rule that has a say in `facts.intent.act`; none short-circuits another."""
    act = facts.intent.act
    findings = tuple([rule.check(facts, limits) for rule in rules_for(act)])
    if facts.overrides:
        findings = tuple(_overridden(finding, facts) for finding in findings)
    return Decision(act.value, findings, limits.version, facts.now)


def judge(code: str, *, facts: Facts, limits: Limits) -> Finding:
    """What one rule says, with the exception that covers it."""
    return _overridden(RULES[code].check(facts, limits), facts)


def _overridden(finding: Finding, facts: Facts) -> Finding:
    """The finding with the first exception that covers it, where it can have one at all."""
    if finding.can_be_overridden:
        for override in facts.overrides:
            if override.covers(rule=finding.rule, act=facts.intent.act, now=facts.now):
                return replace(finding, overridden_by=override.id)
    return finding


class Details(TypedDict, total=False):
    """What a finding may say beside its reason."""

    evidence: tuple[Evidence, ...]
    threshold: Text | None
    remedy: Remedy | None
    also: tuple[Remedy, ...]
    clears_at: datetime | None
    overridable: bool
    never: bool


def allow(rule: str, because: Text, **details: Unpack[Details]) -> Finding:
    """The rule has nothing against it, and says by how much."""
    return Finding(rule, Outcome.ALLOW, because, **details)


def warn(rule: str, because: Text, **details: Unpack[Details]) -> Finding:
    """Goes on, but a person should look."""
    return Finding(rule, Outcome.WARN, because, **details)


def block(rule: str, because: Text, **details: Unpack[Details]) -> Finding:
    """Refused."""
    return Finding(rule, Outcome.BLOCK, because, override_role=_role(rule), **details)


def unknown(rule: str, because: Text, **details: Unpack[Details]) -> Finding:
    """A fact is missing; refused until somebody fills it in."""
    return Finding(rule, Outcome.UNKNOWN, because, override_role=_role(rule), **details)


def _role(code: str) -> str:
    return RULES[code].override_role if code in RULES else ""


__all__ = [
    "PRINCIPLE_TITLES", "RULES", "Act", "Evidence", "Facts", "Finding", "Limits", "Outcome",
    "Principle", "Remedy", "Rule", "allow", "block", "decide", "judge", "rule", "rules_for",
    "unknown", "warn",
]  # fmt: skip
