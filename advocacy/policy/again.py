"""Judging a past decision again: the same facts, other limits."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from advocacy.policy.facts import Facts, PhasePlan
from advocacy.policy.kept import other
from advocacy.policy.limits import Limits, described
from advocacy.policy.registry import RULES, judge, rules_for
from advocacy.policy.verdict import Finding

#: Limits that set a date or a way out when something happens, and refuse nothing by themselves.
#: What was written down under them stays; a draft of theirs holds for what comes.
FOR_WHAT_COMES = frozenset({
    "report_back_days", "clearance_chase_business_days", "learned_partnerships",
    "lead_time_override_share", "budget_override_share", "silence_business_days",
    "thank_you_business_days", "out_of_office_business_days", "bounce_days",
    "quiet_no_response_days", "quiet_no_response_sponsor_days", "quiet_hesitant_days",
    "quiet_hesitant_sponsor_days", "quiet_declined_days", "quiet_declined_sponsor_days",
    "reservation_minutes", "override_days", "agreement_alert_days",
})  # fmt: skip

LEAD_TIME = "lead-time"


def changed(before: Limits, after: Limits) -> frozenset[str]:
    """The names of the limits in which two versions differ."""
    names = (name for name, _default, _meta in described())
    return frozenset(n for n in names if getattr(before, n) != getattr(after, n))


def turning(names: Iterable[str]) -> frozenset[str]:
    """The rules that may say something else when these limits change."""
    judged = set(names) - FOR_WHAT_COMES
    return frozenset(code for code, rule in RULES.items() if not judged.isdisjoint(rule.limits))


def findings(facts: Facts, *, limits: Limits, rules: Collection[str]) -> list[Finding]:
    """What these rules say to the facts, those of them that have a say in the act."""
    if LEAD_TIME in rules:
        facts = planned_by(facts, limits)
    own = (rule.code for rule in rules_for(facts.intent.act) if rule.code in rules)
    return [judge(code, facts=facts, limits=limits) for code in own]


def refusing(facts: Facts, *, limits: Limits, rules: Collection[str]) -> frozenset[str]:
    """Which of these rules stand against the act."""
    return frozenset(f.rule for f in findings(facts, limits=limits, rules=rules) if f.refuses)


def planned_by(facts: Facts, limits: Limits) -> Facts:
    """The facts with phases as these limits plan them; what was learned of partners stays."""
    full = tuple(_phase(plan, limits) for plan in facts.phases)
    short = tuple(_short(plan, limits) for plan in full)
    return other(facts, phases=full, short_phases=short if facts.short_phases else ())


@lru_cache(maxsize=1024)
def _phase(plan: PhasePlan, limits: Limits) -> PhasePlan:
    if plan.basis == "master":
        return replace(plan, weeks=Decimal(limits.contract_weeks_master))
    if plan.basis == "default":
        return replace(plan, weeks=Decimal(getattr(limits, f"{plan.phase.value}_weeks")))
    return plan


@lru_cache(maxsize=1024)
def _short(plan: PhasePlan, limits: Limits) -> PhasePlan:
    if plan.basis == "master":
        return plan
    small = Decimal(getattr(limits, f"{plan.phase.value}_weeks_short"))
    return replace(plan, weeks=min(plan.weeks, small), basis="short", n=0)
