"""Judging a past decision again: the same facts, other limits."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache, lru_cache

from advocacy.policy.facts import Act, Facts, PhasePlan, Stop, StopReason, StopScope
from advocacy.policy.kept import other
from advocacy.policy.limits import Limits, described
from advocacy.policy.registry import RULES, judge, rules_for
from advocacy.policy.verdict import Finding

#: Limits that set a date or a way out when something happens, or a length that is learned: what is
#: kept of a decision does not tell what they would have changed. Drafts hold for what comes.
FOR_WHAT_COMES = frozenset({
    "report_back_days", "clearance_chase_business_days", "learned_partnerships",
    "silence_business_days", "thank_you_business_days", "out_of_office_business_days",
    "bounce_days", "reservation_minutes", "override_days", "agreement_alert_days",
})  # fmt: skip

LEAD_TIME, STOPPED = "lead-time", "stopped"
#: How long a stop lasts: by its reason, for every study and for the sponsor family.
LENGTHS = {
    (StopReason.NO_RESPONSE, StopScope.GROUP_FAMILY): "quiet_no_response_days",
    (StopReason.NO_RESPONSE, StopScope.SPONSOR_FAMILY): "quiet_no_response_sponsor_days",
    (StopReason.HESITANT, StopScope.GROUP_FAMILY): "quiet_hesitant_days",
    (StopReason.HESITANT, StopScope.SPONSOR_FAMILY): "quiet_hesitant_sponsor_days",
    (StopReason.DECLINED, StopScope.GROUP_FAMILY): "quiet_declined_days",
    (StopReason.DECLINED, StopScope.SPONSOR_FAMILY): "quiet_declined_sponsor_days",
}
#: Days that no draft can make a stop exceed.
LONGEST_STOP = int(max(
    meta["high"] for name, _default, meta in described() if name in LENGTHS.values()
))  # fmt: skip


def changed(before: Limits, after: Limits) -> frozenset[str]:
    """The names of the limits in which two versions differ."""
    names = (name for name, _default, _meta in described())
    return frozenset(n for n in names if getattr(before, n) != getattr(after, n))


def turning(names: Iterable[str]) -> frozenset[str]:
    """The rules that may say something else when these limits change."""
    judged = set(names) - FOR_WHAT_COMES
    return frozenset(code for code, rule in RULES.items() if not judged.isdisjoint(rule.limits))


@cache
def speaking(act: str) -> frozenset[str]:
    """The rules that have a say in an act."""
    return frozenset(rule.code for rule in rules_for(Act(act)))


def findings(facts: Facts, *, own: Limits, limits: Limits, rules: Collection[str]) -> list[Finding]:
    """What these rules say to facts of the time of `own` limits; those with a say in the act."""
    if LEAD_TIME in rules:
        facts = planned_by(facts, limits)
    if STOPPED in rules and own is not limits:
        facts = stopped_by(facts, own=own, limits=limits)
    codes = (rule.code for rule in rules_for(facts.intent.act) if rule.code in rules)
    return [judge(code, facts=facts, limits=limits) for code in codes]


def refusing(
    facts: Facts, *, own: Limits, limits: Limits, rules: Collection[str]
) -> frozenset[str]:
    """Which of these rules stand against the act."""
    found = findings(facts, own=own, limits=limits, rules=rules)
    return frozenset(finding.rule for finding in found if finding.refuses)


def stopped_by(facts: Facts, *, own: Limits, limits: Limits) -> Facts:
    """The facts with stops as long as these limits make them, also those that had run out.

    Only what differs from the limits of the time moves: a stop that was laid before those were
    in force keeps the length that it has.
    """
    other_lengths = _lengths(own, limits)
    if not other_lengths:
        return facts
    stops = (*facts.stops, *(facts.ended_stops or ()))
    return other(facts, stops=tuple([_lasting(stop, other_lengths) for stop in stops]))


def hides_stops(facts: Facts, *, own: Limits, limits: Limits) -> bool:
    """Whether stops that had run out matter under longer lengths, and nobody noted them."""
    if facts.ended_stops is not None or STOPPED not in speaking(facts.intent.act):
        return False
    return any(days > getattr(own, LENGTHS[key]) for key, days in _lengths(own, limits).items())


def _lasting(stop: Stop, lengths: Mapping[tuple[StopReason, StopScope], int]) -> Stop:
    days = lengths.get((stop.reason, stop.scope))
    if days is None or stop.until is None:
        return stop
    return replace(stop, until=stop.starts_on + timedelta(days=days))


@lru_cache(maxsize=64)
def _lengths(own: Limits, limits: Limits) -> dict[tuple[StopReason, StopScope], int]:
    """The days of each kind of stop for which two versions differ, as the second has them."""
    pairs = ((key, getattr(own, name), getattr(limits, name)) for key, name in LENGTHS.items())
    return {key: after for key, before, after in pairs if before != after}


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
