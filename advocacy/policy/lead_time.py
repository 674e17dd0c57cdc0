"""The phases before a launch: how long they take together, and when each must begin."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import lru_cache
from uuid import UUID

from advocacy.policy.activities import ACTIVITIES, Activity
from advocacy.policy.facts import Ask, Facts, Phase, PhasePlan
from advocacy.policy.limits import Limits
from advocacy.policy.text import Text, joined
from advocacy.policy.text import gettext as _
from advocacy.policy.words import PHASES

SIDE_BY_SIDE = (Phase.CONTRACT, Phase.MATERIALS)
STEPS = ((Phase.CONVERSATION,), (Phase.REVIEW,), SIDE_BY_SIDE, (Phase.SETUP,))
NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class PhaseWindow:
    """A phase planned back from the launch: the latest day it may start, the day it must end."""

    plan: PhasePlan
    starts_on: date
    ends_on: date


@lru_cache(maxsize=64)
def default_phases(
    limits: Limits, *, short: bool = False, master: bool = False
) -> tuple[PhasePlan, ...]:
    """All five phases as the limits have them; `master`: a master agreement is signed."""
    suffix, basis = ("_weeks_short", "short") if short else ("_weeks", "default")
    plans = [
        PhasePlan(phase, Decimal(getattr(limits, f"{phase.value}{suffix}")), basis)
        for phase in Phase
    ]
    if master:
        plans = [_with_master(p, limits) for p in plans]
    return tuple(plans)


def with_master(phases: Iterable[PhasePlan], limits: Limits) -> tuple[PhasePlan, ...]:
    """The same phases once a master agreement is signed: the contract alone gets shorter."""
    return tuple(_with_master(plan, limits) for plan in phases)


def _with_master(plan: PhasePlan, limits: Limits) -> PhasePlan:
    weeks = Decimal(limits.contract_weeks_master)
    if plan.phase is not Phase.CONTRACT or plan.done or plan.weeks <= weeks:
        return plan
    return replace(plan, weeks=weeks, basis="master", n=0)


def is_light(ask: Ask, limits: Limits) -> bool:
    """The ask is small enough for the short phases."""
    activities = (ask.primary, *ask.optional)
    return ask.effort_hours <= limits.light_ask_hours and all(
        code in ACTIVITIES and ACTIVITIES[code].light for code in activities
    )


def of(facts: Facts, limits: Limits) -> tuple[tuple[PhasePlan, ...], tuple[PhasePlan, ...] | None]:
    """The phases that count, and those of a small ask where theirs are not small already."""
    short = facts.short_phases or default_phases(limits, short=True)
    if facts.ask is not None and is_light(facts.ask, limits):
        return short, None
    return facts.phases or default_phases(limits), short


def light_activities(limits: Limits) -> tuple[Activity, ...]:
    """What a small ask may be made of, by the same measure as an ask that is written."""
    return tuple(
        activity
        for activity in ACTIVITIES.values()
        if is_light(Ask(UUID(int=0), 0, activity.code, (), 0, 0, activity.hours), limits)
    )


def weeks_needed(phases: Iterable[PhasePlan]) -> Decimal:
    """The phases that are not done, one after the other, contract and materials side by side."""
    total = contract = materials = NOTHING
    for plan in phases:
        if plan.done:
            continue
        if plan.phase is Phase.CONTRACT:
            contract = plan.weeks
        elif plan.phase is Phase.MATERIALS:
            materials = plan.weeks
        else:
            total += plan.weeks
    return total + max(contract, materials)


def weeks_left(today: date, launch_on: date) -> Decimal:
    """Weeks to the launch, rounded down to a tenth; negative after it."""
    return (Decimal((launch_on - today).days) / 7).quantize(Decimal("0.1"), ROUND_FLOOR)


def fits(phases: Iterable[PhasePlan], *, today: date, launch_on: date) -> bool:
    """The phases that are not done can all end by the launch."""
    return weeks_needed(phases) * 7 <= (launch_on - today).days


def latest_start(phases: Iterable[PhasePlan], *, launch_on: date) -> date:
    """The last day on which the first open phase may start."""
    return launch_on - _days(weeks_needed(phases))


def earliest_launch(phases: Iterable[PhasePlan], *, today: date) -> date:
    """The first launch for which all open phases have time, were they to begin today."""
    return today + _days(weeks_needed(phases))


def slack_days(phases: Iterable[PhasePlan], *, today: date, launch_on: date) -> int:
    """Days that may still pass before the first open phase must start; below zero it is late."""
    return (latest_start(phases, launch_on=launch_on) - today).days


def schedule(phases: Iterable[PhasePlan], *, launch_on: date) -> tuple[PhaseWindow, ...]:
    """The open phases back from the launch, in the order in which they begin."""
    open_plans = {plan.phase: plan for plan in phases if not plan.done}
    windows: list[PhaseWindow] = []
    after = NOTHING
    for step in reversed(STEPS):
        plans = [open_plans[phase] for phase in reversed(step) if phase in open_plans]
        for plan in plans:
            starts_on = launch_on - _days(after + plan.weeks)
            windows.append(PhaseWindow(plan, starts_on, launch_on - _days(after)))
        after += max((plan.weeks for plan in plans), default=NOTHING)
    return tuple(reversed(windows))


def _days(weeks: Decimal) -> timedelta:
    return timedelta(days=int((weeks * 7).to_integral_value(ROUND_CEILING)))


@lru_cache(maxsize=4096)
def arithmetic(phases: tuple[PhasePlan, ...]) -> Text:
    """The sum as a person would write it, with what each learned phase rests on."""
    open_plans = {plan.phase: plan for plan in phases if not plan.done}
    terms: list[Text] = []
    for step in STEPS:
        plans = sorted(
            (open_plans[phase] for phase in step if phase in open_plans),
            key=lambda plan: -plan.weeks,
        )
        if len(plans) == 2:
            longer, shorter = (_term(plan) for plan in plans)
            terms.append(_("{longer} ({shorter} beside it)", longer=longer, shorter=shorter))
        elif plans:
            terms.append(_term(plans[0]))
    return _(
        "{sum} = {weeks} weeks",
        sum=joined(tuple(terms), separator=" + "),
        weeks=weeks_needed(phases),
    )


def _term(plan: PhasePlan) -> Text:
    phase = PHASES[plan.phase]
    match plan.basis:
        case "group":
            return _(
                "{weeks} {phase} [P80 of {n} partnerships with this group]",
                weeks=plan.weeks,
                phase=phase,
                n=plan.n,
            )
        case "kind":
            return _(
                "{weeks} {phase} [P80 of {n} partnerships with groups of its kind]",
                weeks=plan.weeks,
                phase=phase,
                n=plan.n,
            )
        case "master":
            return _("{weeks} {phase} [master agreement signed]", weeks=plan.weeks, phase=phase)
    return _("{weeks} {phase}", weeks=plan.weeks, phase=phase)
