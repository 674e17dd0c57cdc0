"""Facts of contracts: agreement, placements with their approvals, lead-time phases."""

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from django.db.models import Aggregate, Count, FloatField, Q

from advocacy.models import (
    Agreement,
    AgreementKind,
    Approval,
    Partnership,
    PhaseDuration,
    Placement,
    PlacementState,
    Stage,
)  # fmt: skip
from advocacy.policy import facts
from advocacy.policy.facts import Phase
from advocacy.workflow.gather.batch import Batch, grouped

#: A phase is over once the partnership has reached this stage.
PHASE_ENDS = {
    Phase.CONVERSATION: Stage.REVIEW,
    Phase.REVIEW: Stage.TERMS,
    Phase.CONTRACT: Stage.EXECUTED,
    Phase.MATERIALS: Stage.MATERIALS,
    Phase.SETUP: Stage.LIVE,
}


class P80(Aggregate):
    """Eight of ten are at or below it."""

    function = "percentile_cont"
    template = "%(function)s(0.8) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


Learned = dict[tuple[object, str], tuple[Decimal, int]]


def agreements(batch: Batch) -> dict[UUID, Agreement]:
    """The newest campaign agreement of each partnership."""
    rows = Agreement.objects.filter(
        partnership__in=batch.partnership_ids, kind=AgreementKind.CAMPAIGN
    ).order_by("created_at")
    return {row.partnership_id: row for row in rows if row.partnership_id}


def masters(batch: Batch, *, sponsors: set[UUID]) -> dict[UUID, UUID]:
    """Signed master agreements of the sponsor family that still run, by group."""
    rows = Agreement.objects.filter(
        kind=AgreementKind.MASTER,
        group__in=batch.group_ids,
        sponsor__in=sponsors,
        executed_on__isnull=False,
        ends_on__gte=batch.today,
    )
    return {row.group_id: row.id for row in rows}


def agreement_fact(row: Agreement | None, partnership: Partnership) -> facts.Agreement | None:
    """The agreement, or at least the verbal yes, as the rules see it."""
    if row is None:
        if partnership.verbal_yes_on is None:
            return None
        return facts.Agreement(id=partnership.id, verbal_yes_on=partnership.verbal_yes_on)
    return facts.Agreement(
        id=row.id,
        verbal_yes_on=partnership.verbal_yes_on,
        executed_on=row.executed_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        missing=row.missing,
    )


def placements(batch: Batch) -> dict[UUID, list[facts.Placement]]:
    """Planned and running placements with the approvals of their material."""
    rows = list(
        Placement.objects.filter(
            partnership__in=batch.partnership_ids,
            state__in=[PlacementState.PLANNED, PlacementState.LIVE],
        ).select_related("material")
    )
    approvals = grouped(
        (a.material_id, _approval(a))
        for a in Approval.objects.filter(material__in={row.material_id for row in rows})
    )
    return grouped(
        (row.partnership_id, placement_fact(row, approvals.get(row.material_id, [])))
        for row in rows
    )


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


def _approval(row: Approval) -> facts.Approval:
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


def learned(batch: Batch) -> Learned:
    """P80 of real durations in weeks and their number, by group or kind and by phase."""
    kinds = {pair.group.kind for pair in batch.pairs}
    found: Learned = {}
    for name, wanted in (
        ("group_kind", Q(group_kind__in=kinds)),
        ("group_id", Q(group__in=batch.group_ids)),
    ):
        rows = (
            PhaseDuration.objects.filter(wanted)
            .values(name, "phase")
            .annotate(
                p80=P80("weeks"),
                n=Count("id"),
            )
            .filter(n__gte=batch.limits.learned_partnerships)
            .order_by()
        )
        for row in rows:
            weeks = Decimal(str(row["p80"])).quantize(Decimal("0.1"))
            found[row[name], row["phase"]] = (weeks, row["n"])
    return found


def phases(
    batch: Batch, *, group: object, kind: str, stage: str, learned: Learned, master: UUID | None
) -> tuple[tuple[facts.PhasePlan, ...], tuple[facts.PhasePlan, ...]]:
    """The phases as they are planned here, and the same for a small ask."""
    position = Stage(stage).position
    full: list[facts.PhasePlan] = []
    short: list[facts.PhasePlan] = []
    for phase, end in PHASE_ENDS.items():
        done = position >= end.position
        standard = Decimal(getattr(batch.limits, f"{phase.value}_weeks"))
        small = Decimal(getattr(batch.limits, f"{phase.value}_weeks_short"))
        if phase is Phase.CONTRACT and master is not None:
            weeks = Decimal(batch.limits.contract_weeks_master)
            signed = facts.PhasePlan(phase, weeks, "master", done=done, evidence=master)
            full.append(signed)
            short.append(signed)
            continue
        weeks, basis, n = standard, "default", 0
        for key, name in ((group, "group"), (kind, "kind")):
            if (key, phase.value) in learned:
                (weeks, n), basis = learned[key, phase.value], name
                break
        full.append(facts.PhasePlan(phase, weeks, basis, n, done))
        short.append(facts.PhasePlan(phase, min(weeks, small), "short", 0, done))
    return tuple(full), tuple(short)
