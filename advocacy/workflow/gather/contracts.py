"""Facts of contracts: agreement, placements with their approvals, lead-time phases."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from advocacy.models import Agreement, Approval, Partnership, Placement, Stage
from advocacy.policy import facts
from advocacy.policy.facts import Act, Phase
from advocacy.policy.limits import Limits
from advocacy.workflow.gather.batch import grouped, same
from advocacy.workflow.gather.questions import EVERY_ACT, Answers, Question, Row, day

#: A phase is over once the partnership has reached this stage.
PHASE_ENDS = {
    Phase.CONVERSATION: Stage.REVIEW,
    Phase.REVIEW: Stage.TERMS,
    Phase.CONTRACT: Stage.EXECUTED,
    Phase.MATERIALS: Stage.MATERIALS,
    Phase.SETUP: Stage.LIVE,
}
Phases = tuple[facts.PhasePlan, ...]
PLANNED = frozenset({Act.CONSIDER, Act.CONTACT, Act.AGREE_TERMS})
PLACED = frozenset({Act.EXECUTE, Act.PLACE, Act.GO_LIVE, Act.PAY})

AGREEMENTS = Question(
    """
    SELECT DISTINCT ON (partnership_id) partnership_id, id, purpose, activity, acknowledgement,
        amount, in_kind, starts_on, ends_on, group_signatory, group_signed_on, sponsor_signatory,
        sponsor_signed_on, file_hash, exclusivity, sole_funder, pay_per_referral, executed_on
    FROM advocacy_agreement
    WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND kind = 'campaign'
    ORDER BY partnership_id, created_at DESC
    """,
    acts=EVERY_ACT - {Act.THANK, Act.ANSWER, Act.REPLY},
    own=True,
)
MASTERS = Question(
    """
    SELECT DISTINCT ON (group_id) group_id, id FROM advocacy_agreement
    WHERE kind = 'master' AND group_id = ANY(%(groups)s::uuid[])
        AND sponsor_id IN (SELECT id FROM member)
        AND executed_on IS NOT NULL AND ends_on >= %(today)s
    ORDER BY group_id, created_at
    """,
    acts=PLANNED,
)
PLACEMENTS = Question(
    """
    SELECT p.id, p.partnership_id, p.material_id, m.title, m.version, p.file_hash, p.language,
        p.country, p.channel, p.planned_on
    FROM advocacy_placement p JOIN advocacy_material m ON m.id = p.material_id
    WHERE p.partnership_id = ANY(%(partnerships)s::uuid[]) AND p.state IN ('planned', 'live')
    ORDER BY p.planned_on, p.id
    """,
    acts=PLACED,
    own=True,
)
APPROVALS = Question(
    """
    SELECT a.material_id, a.file_hash, a.language, a.country, a.channel, a.body, a.approved_on,
        a.expires_on, a.withdrawn_on
    FROM advocacy_approval a WHERE a.material_id IN (
        SELECT material_id FROM advocacy_placement
        WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND state IN ('planned', 'live'))
    ORDER BY a.approved_on DESC, a.id
    """,
    acts=PLACED,
    own=True,
)
#: Eight of ten real durations are at or below it; by kind of group, and by the group itself.
LEARNED = Question(
    """
    SELECT group_kind AS whose, phase, count(*) AS n,
        round(percentile_cont(0.8) WITHIN GROUP (ORDER BY weeks)::numeric, 1) AS weeks
    FROM advocacy_phaseduration WHERE group_kind = ANY(%(kinds)s) GROUP BY 1, 2
    UNION ALL
    SELECT group_id::text, phase, count(*),
        round(percentile_cont(0.8) WITHIN GROUP (ORDER BY weeks)::numeric, 1)
    FROM advocacy_phaseduration WHERE group_id = ANY(%(groups)s::uuid[]) GROUP BY 1, 2
    """,
    acts=PLANNED,
)
QUESTIONS = (AGREEMENTS, MASTERS, PLACEMENTS, APPROVALS, LEARNED)

Learned = dict[tuple[str, str], tuple[Decimal, int]]


def agreements(said: Answers) -> dict[str, Row]:
    """The newest campaign agreement of each partnership."""
    rows = said.to(AGREEMENTS)
    for r in rows:
        r.starts_on, r.ends_on = day(r.starts_on), day(r.ends_on)
        r.executed_on = day(r.executed_on)
    return {r.partnership_id: r for r in rows}


def masters(said: Answers) -> dict[str, UUID]:
    """Signed master agreements of the sponsor family that still run, by group."""
    return {r.group_id: UUID(r.id) for r in said.to(MASTERS)}


def agreement_fact(r: Row | None, partnership: Partnership) -> facts.Agreement | None:
    """The agreement, or at least the verbal yes, as the rules see it."""
    if r is None:
        if partnership.verbal_yes_on is None:
            return None
        return facts.Agreement(id=None, verbal_yes_on=partnership.verbal_yes_on)
    return facts.Agreement(
        id=UUID(r.id),
        verbal_yes_on=partnership.verbal_yes_on,
        executed_on=r.executed_on,
        starts_on=r.starts_on,
        ends_on=r.ends_on,
        missing=Agreement(**vars(r)).missing,
    )


def placements(said: Answers) -> dict[str, list[facts.Placement]]:
    """Planned and running placements with the approvals of their material."""
    approvals = grouped((r.material_id, _approval_of(r)) for r in said.to(APPROVALS))
    return grouped(
        (
            r.partnership_id,
            facts.Placement(
                id=UUID(r.id),
                material=r.title,
                version=r.version,
                file_hash=r.file_hash,
                language=r.language,
                country=r.country,
                channel=r.channel,
                planned_on=date.fromisoformat(r.planned_on),
                approvals=tuple(approvals.get(r.material_id, ())),
            ),
        )
        for r in said.to(PLACEMENTS)
    )


def _approval_of(r: Row) -> facts.Approval:
    r.approved_on, r.expires_on = (
        date.fromisoformat(r.approved_on),
        date.fromisoformat(r.expires_on),
    )
    return _approval(r)


def placement_fact(row: Placement, approvals: Iterable[facts.Approval]) -> facts.Placement:
    return facts.Placement(
        id=row.id,
        material=row.material.title,
        version=row.material.version,
        file_hash=row.file_hash,
        language=row.language,
        country=row.country,
        channel=row.channel,
        planned_on=row.planned_on,
        approvals=tuple(approvals),
    )


def _approval(row: Approval | Row) -> facts.Approval:
    return facts.Approval(
        file_hash=row.file_hash,
        language=row.language,
        country=row.country,
        channel=row.channel,
        body=row.body,
        approved_on=row.approved_on,
        expires_on=row.expires_on,
        withdrawn=row.withdrawn_on is not None,
    )


def approvals_of(material_id: UUID) -> tuple[facts.Approval, ...]:
    """The approvals of one material, for a placement that is not written yet."""
    return tuple(_approval(a) for a in Approval.objects.filter(material=material_id))


def learned(said: Answers, *, limits: Limits) -> Learned:
    """P80 of real durations in weeks and their number, by group or kind and by phase."""
    return {
        (r.whose, r.phase): (r.weeks, r.n)
        for r in said.to(LEARNED)
        if r.n >= limits.learned_partnerships
    }


@dataclass(slots=True)
class Plans:
    """The phases as they are planned; one plan serves all groups that nothing tells apart."""

    limits: Limits
    learned: Learned
    made: dict[Hashable, tuple[Phases, Phases]] = field(default_factory=dict)
    whose: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.whose = frozenset(whose for whose, _phase in self.learned)

    def of(
        self, *, group: str, kind: str, stage: str, master: UUID | None
    ) -> tuple[Phases, Phases]:
        """The phases of one pair, and the same for a small ask."""
        key = self.likeness(group=group, kind=kind, stage=stage, master=master)
        if key not in self.made:
            self.made[key] = same(self._plan(group=group, kind=kind, stage=stage, master=master))
        return self.made[key]

    def likeness(self, *, group: str, kind: str, stage: str, master: UUID | None) -> Hashable:
        """What tells one plan from another."""
        return (group if group in self.whose else "", kind, stage, master)

    def _plan(
        self, *, group: str, kind: str, stage: str, master: UUID | None
    ) -> tuple[Phases, Phases]:
        position, limits = Stage(stage).position, self.limits
        full: list[facts.PhasePlan] = []
        short: list[facts.PhasePlan] = []
        for phase, end in PHASE_ENDS.items():
            done = position >= end.position
            if phase is Phase.CONTRACT and master is not None:
                weeks = Decimal(limits.contract_weeks_master)
                signed = facts.PhasePlan(phase, weeks, "master", done=done, evidence=master)
                full.append(signed)
                short.append(signed)
                continue
            weeks, basis, n = Decimal(getattr(limits, f"{phase.value}_weeks")), "default", 0
            small = Decimal(getattr(limits, f"{phase.value}_weeks_short"))
            for whose, name in ((group, "group"), (kind, "kind")):
                if (whose, phase.value) in self.learned:
                    (weeks, n), basis = self.learned[whose, phase.value], name
                    break
            full.append(facts.PhasePlan(phase, weeks, basis, n, done))
            short.append(facts.PhasePlan(phase, min(weeks, small), "short", 0, done))
        return tuple(full), tuple(short)
