"""Ask early enough for everybody to do their part."""

from decimal import Decimal

from advocacy.policy import lead_time as plan
from advocacy.policy.facts import PhasePlan, Purpose
from advocacy.policy.registry import (
    Act,
    Evidence,
    Facts,
    Finding,
    Limits,
    Principle,
    Remedy,
    allow,
    block,
    rule,
    unknown,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Text, percent
from advocacy.policy.text import gettext as _

CODE = "lead-time"
MOVE = Remedy(Mend.MOVE_LAUNCH, _("Move the launch"))
SMALLER = Remedy(Mend.SMALLER_ASK, _("Smaller ask that fits"))


@rule(
    CODE,
    title=_("Lead time"),
    principle=Principle.LEAD_TIME,
    why=_(
        "A group has its own calendar, its board meets when it meets, and contract and ethics "
        "approval take weeks. Start early enough that nobody has to be hurried."
    ),
    acts=(Act.CONSIDER, Act.CONTACT, Act.AGREE_TERMS),
    override_role="manager",
    limits=(
        "conversation_weeks",
        "review_weeks",
        "contract_weeks",
        "materials_weeks",
        "setup_weeks",
        "conversation_weeks_short",
        "review_weeks_short",
        "contract_weeks_short",
        "materials_weeks_short",
        "setup_weeks_short",
        "contract_weeks_master",
        "learned_partnerships",
        "lead_time_override_share",
        "light_ask_hours",
    ),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Want today and the remaining phases to end by the launch, the arithmetic shown."""
    if facts.intent.purpose is Purpose.THANK_YOU:
        return allow(CODE, _("A thank-you starts no plan, so no lead time runs."))
    launch_on = facts.study.launch_on
    if launch_on is None:
        return unknown(
            CODE,
            _("The study has no launch date, so nobody can say whether the time is enough."),
            remedy=Remedy(Mend.ADD_LAUNCH, _("Enter the launch date of the study")),
        )
    short_phases = facts.short_phases or plan.default_phases(limits, short=True)
    small = facts.ask is not None and plan.is_light(facts.ask, limits)
    phases = short_phases if small else facts.phases or plan.default_phases(limits)
    weeks = plan.weeks_needed(phases)
    if not weeks:
        return allow(CODE, _("Every phase before the launch is done."))
    days = (launch_on - facts.today).days
    because = _sum(facts, phases, days=days)
    threshold = _("today + {weeks} weeks, by the launch", weeks=weeks)
    evidence = _evidence(phases)
    if weeks * 7 <= days:
        return allow(CODE, because, evidence=evidence, threshold=threshold)
    missing = (weeks * 7 - days) / (weeks * 7)
    ways = _ways(facts, limits, phases, short_phases=None if small else short_phases)
    return block(
        CODE,
        _("{sum} Short by {share}.", sum=because, share=percent(missing)),
        evidence=evidence,
        threshold=threshold,
        remedy=ways[0],
        also=ways[1:],
        overridable=missing <= limits.lead_time_override_share,
    )


def _sum(facts: Facts, phases: tuple[PhasePlan, ...], *, days: int) -> Text:
    launch_on = facts.study.launch_on or facts.today
    arithmetic = plan.arithmetic(phases)
    if days < 0:
        return _(
            "{arithmetic}; the launch was on {launch}.", arithmetic=arithmetic, launch=launch_on
        )
    left: Decimal = plan.weeks_left(facts.today, launch_on)
    return _(
        "{arithmetic}; {left} left to {launch}.", arithmetic=arithmetic, left=left, launch=launch_on
    )


def _ways(
    facts: Facts,
    limits: Limits,
    phases: tuple[PhasePlan, ...],
    *,
    short_phases: tuple[PhasePlan, ...] | None,
) -> tuple[Remedy, ...]:
    """What would make it fit, the kindest first; moving the launch always does."""
    today, launch_on = facts.today, facts.study.launch_on or facts.today
    ways: list[Remedy] = []
    if short_phases and plan.fits(short_phases, today=today, launch_on=launch_on):
        ways.append(SMALLER)
    shortened = plan.with_master(phases, limits)
    if shortened != phases and plan.fits(shortened, today=today, launch_on=launch_on):
        ways.append(
            Remedy(
                Mend.SIGN_MASTER,
                _(
                    "Attach a signed master agreement; the contract then takes {weeks}",
                    weeks=limits.contract_weeks_master,
                ),
            )
        )
    return (*ways, MOVE)


def _evidence(phases: tuple[PhasePlan, ...]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("agreement", p.evidence, _("signed master agreement"))
        for p in phases
        if p.evidence and not p.done
    )
