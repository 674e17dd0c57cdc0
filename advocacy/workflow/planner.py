"""The lead-time plan of a whole study: the rule's own verdict on each open partnership, in bulk."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from advocacy.models import Partnership, Study
from advocacy.models.base import now as present
from advocacy.policy import facts, lead_time
from advocacy.policy.facts import Act, Intent, Phase
from advocacy.policy.limits import Limits
from advocacy.policy.registry import Finding
from advocacy.policy.rules import lead_time as rule
from advocacy.workflow.gather import contact, contracts, groups
from advocacy.workflow.gather.assemble import LIMITS, limits_of
from advocacy.workflow.gather.batch import Batch, Pair
from advocacy.workflow.gather.questions import Answers, Question

#: Half of the real durations are at or below it; beside the P80 that the rule plans with.
MEDIANS = Question(
    """
    SELECT group_kind AS whose, phase,
        round(percentile_cont(0.5) WITHIN GROUP (ORDER BY weeks)::numeric, 1) AS weeks
    FROM advocacy_phaseduration WHERE group_kind = ANY(%(kinds)s) GROUP BY 1, 2
    UNION ALL
    SELECT group_id::text, phase,
        round(percentile_cont(0.5) WITHIN GROUP (ORDER BY weeks)::numeric, 1)
    FROM advocacy_phaseduration WHERE group_id = ANY(%(groups)s::uuid[]) GROUP BY 1, 2
    """
)
QUESTIONS = (
    LIMITS, contact.ASKS, contracts.MASTERS, contracts.LEARNED, groups.BUSY_PERIODS, MEDIANS,
)  # fmt: skip
ACTS = (Act.CONSIDER, Act.CONTACT, Act.AGREE_TERMS)
Phases = tuple[facts.PhasePlan, ...]
#: A plan with so many days or fewer to spare is close.
CLOSE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Duration:
    """How long one phase took in finished partnerships; `whose` is a kind, or a group's id."""

    whose: str
    phase: Phase
    median: Decimal
    p80: Decimal
    n: int
    used: bool  # enough of them, so that the rule plans with the P80


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rule says of one plan; all partnerships with the same phases share it."""

    phases: tuple[facts.PhasePlan, ...]
    smaller: tuple[facts.PhasePlan, ...] | None
    finding: Finding
    windows: tuple[lead_time.PhaseWindow, ...]  # back from the launch
    slack: int  # days to spare; below zero, days too late
    done: bool  # every phase before the launch is over
    today: date

    @property
    def fits(self) -> bool:
        return not self.finding.refuses

    @property
    def state(self) -> str:
        """One of: late, close, fits, done."""
        return state_of(done=self.done, fits=self.fits, slack=self.slack)


def state_of(*, done: bool, fits: bool, slack: int) -> str:
    """One of: late, close, fits, done."""
    if done:
        return "done"
    if not fits:
        return "late"
    return "close" if slack <= CLOSE_DAYS else "fits"


@dataclass(frozen=True, slots=True)
class Outlook:
    """One partnership under one launch."""

    own: Partnership
    busy: tuple[facts.BusyPeriod, ...]
    judged: Judged


@dataclass(frozen=True, slots=True)
class Plan:
    """All open partnerships of a study with what the rule must know of each."""

    limits: Limits
    known: tuple[tuple[Partnership, facts.Facts], ...]
    durations: tuple[Duration, ...]

    def under(self, launch_on: date) -> list[Outlook]:
        """Each partnership, were the launch on this day; nothing is read or written."""
        if not self.known:
            return []
        study = replace(self.known[0][1].study, launch_on=launch_on)
        alike: dict[Hashable, Judged] = {}
        found = []
        for own, one in self.known:
            phases, smaller = lead_time.of(one, self.limits)
            key = (phases, smaller, one.today)
            if key not in alike:
                alike[key] = self._judged(replace(one, study=study), phases, smaller, launch_on)
            found.append(Outlook(own, one.group.busy, alike[key]))
        return found

    def _judged(
        self, one: facts.Facts, phases: Phases, smaller: Phases | None, launch_on: date
    ) -> Judged:
        return Judged(
            phases, smaller, rule.check(one, self.limits),
            windows=lead_time.schedule(phases, launch_on=launch_on),
            slack=lead_time.slack_days(phases, today=one.today, launch_on=launch_on),
            done=not lead_time.weeks_needed(phases), today=one.today,
        )  # fmt: skip


def changed(before: Iterable[Outlook], after: Iterable[Outlook]) -> tuple[set[str], set[str]]:
    """Ids of the partnerships that gain time enough by another launch, and that lose it."""
    could = {str(one.own.pk) for one in before if one.judged.fits}
    can = {str(one.own.pk) for one in after if one.judged.fits}
    return can - could, could - can


def plan_of(study: Study, *, now: datetime | None = None) -> Plan:
    """The plan of a study, in two queries however many partnerships it has."""
    rows = Partnership.objects.of_study(study).open().select_related("group", "owner")
    pairs = tuple(Pair(own.group, own) for own in rows)
    batch = Batch(study, pairs, now or present())
    said = Answers(batch, QUESTIONS, acts=ACTS)
    limits = limits_of(said)
    plans = contracts.Plans(limits, contracts.learned(said, limits=limits))
    asks, masters = contact.asks(said), contracts.masters(said)
    busy = groups.busy_periods(said, batch)
    about = facts.Study(study.id, study.title, study.sponsor.name, study.launch_on)
    known = []
    for pair in pairs:
        own = pair.partnership
        assert own is not None  # all of these pairs have one
        full, short = plans.of(
            group=pair.key, kind=pair.group.kind, stage=own.stage, master=masters.get(pair.key)
        )
        ask = asks.get(pair.own)
        one = facts.Facts(
            now=batch.now, intent=Intent(Act.AGREE_TERMS), study=about,
            group=facts.Group(pair.group.id, pair.group.name, batch.calendars[pair.key],
                              busy=tuple(busy.get(pair.key, ()))),
            ask=None if ask is None else contact.ask_fact(ask), phases=full, short_phases=short,
        )  # fmt: skip
        known.append((own, one))
    return Plan(limits, tuple(known), durations(said, plans.learned))


def durations(
    said: Answers, learned: Mapping[tuple[str, str], tuple[Decimal, int]]
) -> tuple[Duration, ...]:
    """Median and P80 of each phase by kind and by group, also where they are too few to count."""
    medians = {(r.whose, r.phase): r.weeks for r in said.to(MEDIANS)}
    return tuple(
        Duration(r.whose, Phase(r.phase), medians[r.whose, r.phase], r.weeks, r.n,
                 used=(r.whose, r.phase) in learned)
        for r in said.to(contracts.LEARNED)
    )  # fmt: skip
