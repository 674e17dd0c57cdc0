"""Ask early enough for everybody to do their part."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

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
from advocacy.policy.text import Text, ngettext, percent
from advocacy.policy.text import gettext as _

CODE = "lead-time"
Phases = tuple[PhasePlan, ...]
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
    reads=("phases",),
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
    phases, smaller = plan.of(facts, limits)
    return _judge(facts.today, launch_on, phases, smaller, limits)


@lru_cache(maxsize=4096)
def _judge(
    today: date,
    launch_on: date,
    phases: Phases,
    smaller: Phases | None,
    limits: Limits,
) -> Finding:
    """Remembered, since one plan serves all candidates of a study that share it."""
    weeks = plan.weeks_needed(phases)
    if not weeks:
        return allow(CODE, _("Every phase before the launch is done."))
    days = (launch_on - today).days
    because = _sum(today, launch_on, phases)
    threshold = _("today + {weeks} weeks, by the launch", weeks=weeks)
    evidence = _evidence(phases)
    if weeks * 7 <= days:
        return allow(CODE, because, evidence=evidence, threshold=threshold)
    missing = (weeks * 7 - days) / (weeks * 7)
    best, *others = _ways(today, launch_on, phases, smaller, limits)
    return block(
        CODE,
        _("{sum} Short by {share}.", sum=because, share=percent(missing)),
        evidence=evidence,
        threshold=threshold,
        remedy=best,
        also=tuple(others),
        overridable=missing <= limits.lead_time_override_share,
    )


def _sum(today: date, launch_on: date, phases: Phases) -> Text:
    needed = plan.arithmetic(phases)
    if launch_on < today:
        return _("{needed}; the launch was on {launch}.", needed=needed, launch=launch_on)
    left = plan.weeks_left(today, launch_on)
    return _("{needed}; {left} left to {launch}.", needed=needed, left=left, launch=launch_on)


def _ways(
    today: date, launch_on: date, phases: Phases, smaller: Phases | None, limits: Limits
) -> Iterator[Remedy]:
    """What would make it fit, the kindest first; moving the launch always does."""
    if smaller and plan.fits(smaller, today=today, launch_on=launch_on):
        yield SMALLER
    shortened = plan.with_master(phases, limits)
    if shortened != phases and plan.fits(shortened, today=today, launch_on=launch_on):
        yield Remedy(Mend.SIGN_MASTER, _master(limits.contract_weeks_master))
    yield MOVE


def _master(weeks: int) -> Text:
    return ngettext(
        "Attach a signed master agreement; the contract then takes {count} week",
        "Attach a signed master agreement; the contract then takes {count} weeks",
        weeks,
    )


def _evidence(phases: Phases) -> tuple[Evidence, ...]:
    return tuple(
        Evidence("agreement", p.evidence, _("signed master agreement"))
        for p in phases
        if p.evidence and not p.done
    )
