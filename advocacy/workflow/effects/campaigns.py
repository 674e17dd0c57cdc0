"""Placements, going live, what came of it, and what the group was promised."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Sum

from advocacy.models import (
    BudgetHold,
    ChannelKind,
    HoldState,
    Material,
    Placement,
    PlacementState,
    ReportBack,
    Stage,
    Transfer,
    TransferKind,
)  # fmt: skip
from advocacy.policy.facts import Facts
from advocacy.policy.text import Money
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import InvalidData
from advocacy.workflow.gather import contracts
from advocacy.workflow.step import Step

PLACEMENT = ("material", "channel", "language", "country", "planned_on")
TRANSFER = ("kind", "amount", "currency", "category", "description", "given_on", "paid_by")


def ready_materials(step: Step) -> None:
    """All that will be shown is approved."""
    step.result = step.of


def with_planned(step: Step, facts: Facts) -> Facts:
    """The placement about to be written, for the rules to judge."""
    material: Material | None = step.data.get("material")
    if material is None or step.data.get("planned_on") is None:
        raise InvalidData({"material": _("Choose the material and the day.")})
    return judged(facts, _placement(step, material))


def judged(facts: Facts, row: Placement) -> Facts:
    """The facts with this placement alone, with the approvals of its material."""
    planned = contracts.placement_fact(row, contracts.approvals_of(row.material_id))
    return replace(facts, placements=(planned,))


def _placement(step: Step, material: Material) -> Placement:
    return Placement(
        id=uuid4(), partnership=step.of, material=material, file_hash=material.file_hash,
        **{name: step.data.get(name) or "" for name in PLACEMENT[1:]},
    )  # fmt: skip


def schedule_placement(step: Step) -> None:
    """One run of one exact material in one channel on a date."""
    with Problems() as problems:
        values = problems.values(Placement, step.data, PLACEMENT)
        problems.one_of("channel", values["channel"], ChannelKind.values)
        problems.country("country", values["country"])
        material: Material = values["material"]
        if material.study_id != step.of.study_id:
            problems.add("material", _("This material is another study’s. Choose one of this."))
    placement = Placement(partnership=step.of, file_hash=material.file_hash, **values)
    placement.save(force_insert=True)
    step.result = placement
    if step.of.stage == Stage.MATERIALS:
        step.to_stage = Stage.SCHEDULED
    step.told |= changes.told_of(placement, PLACEMENT)


def go_live(step: Step) -> None:
    """The planned placements run; the report-back is owed from now on."""
    own = step.of
    proof = step.data["proof_url"]
    if source := step.data.get("logo_permission_source"):
        changes.apply(own, {"logo_permission_source": source})
    for placement in own.placements.filter(state=PlacementState.PLANNED):
        placement.state, placement.went_live_on = PlacementState.LIVE, step.today
        placement.proof_url = proof
        placement.save(update_fields=["state", "went_live_on", "proof_url"])
    due = step.today + timedelta(days=step.limits.report_back_days)
    promised = step.data.get("promised") or str(_("The figures of the campaign, with thanks."))
    if own.stage != Stage.LIVE:
        ReportBack.objects.create(partnership=own, group=own.group, promised=promised, due_on=due)
    step.result = own
    step.told.update(proof_url=proof, report_back_due=str(due))


def report(step: Step) -> None:
    """How many people each placement reached."""
    reached: dict[UUID, int] = step.data["reached"]
    for placement in step.of.placements.ran().filter(pk__in=reached):
        placement.reached, placement.state = reached[placement.id], PlacementState.DONE
        placement.save(update_fields=["reached", "state"])
    step.result = step.of
    step.told["reached"] = sum(reached.values())


def send_report_back(step: Step) -> None:
    """The group was told what came of it, as promised."""
    row: ReportBack = step.subject
    with Problems() as problems:
        values = problems.values(ReportBack, step.data, ("sent_on",))
        if values["sent_on"] is None:
            problems.add("sent_on", _("Give the day on which it was sent."))
        problems.has_come("sent_on", values, step)
    changes.apply(row, values)
    step.result = row
    step.told.update(promised=row.promised, sent_on=str(row.sent_on))


def _within_agreement(step: Step, problems: Problems, values: dict[str, Any]) -> None:
    """Money beyond what was signed is not paid."""
    if values["kind"] != TransferKind.MONEY or problems.found:
        return
    signed = step.of.agreements.filter(
        executed_on__isnull=False, currency=values["currency"]
    ).aggregate(total=Sum("amount"))["total"]
    paid = step.of.transfers.filter(kind=TransferKind.MONEY, currency=values["currency"]).aggregate(
        total=Sum("amount")
    )["total"]
    left = (signed or Decimal(0)) - (paid or Decimal(0))
    if values["amount"] > left:
        problems.add(
            "amount",
            _("The agreement leaves {left} to pay. Sign an amendment first.",
              left=Money(left, values["currency"])),
        )  # fmt: skip


def record_transfer(step: Step) -> None:
    """What the sponsor gave, in money or otherwise, as it is disclosed."""
    own = step.of
    with Problems() as problems:
        values = problems.values(Transfer, step.data, TRANSFER)
        problems.one_of("kind", values["kind"], TransferKind.values)
        problems.has_come("given_on", values, step)
        _within_agreement(step, problems, values)
    transfer = Transfer.objects.create(
        partnership=own, sponsor=own.study.sponsor, group=own.group, **values
    )
    if transfer.kind == TransferKind.MONEY:
        BudgetHold.objects.filter(partnership=own).update(state=HoldState.PAID)
    step.result = transfer
    step.told |= changes.told_of(transfer, TRANSFER)
