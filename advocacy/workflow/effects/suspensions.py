"""Placements that are taken down, and planned again."""

from advocacy.models import (
    Approval,
    Event,
    FollowUp,
    FollowUpKind,
    Partnership,
    Placement,
    PlacementState,
)  # fmt: skip
from advocacy.policy.facts import Facts
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects.campaigns import judged
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import StageRefused
from advocacy.workflow.step import Step, calendar_of


def suspend_placement(step: Step) -> None:
    """It does not run, or not any more; proof of what ran stays."""
    placement: Placement = step.subject
    reason = str(step.data.get("reason", "")).strip()
    if placement.state not in (PlacementState.PLANNED, PlacementState.LIVE):
        raise StageRefused(_("Only what is planned or live is suspended."))
    with Problems() as problems:
        if not reason:
            problems.add("reason", _("Say in a few words why."))
    _suspend(placement)
    step.result = placement
    step.told.update(material=str(placement.material), reason=reason[:300])


def resume_placement(step: Step) -> None:
    """A suspended placement that never ran is planned again; all rules are asked anew."""
    placement: Placement = step.subject
    with Problems() as problems:
        values = problems.values(Placement, step.data, ("planned_on",))
    placement.state, placement.planned_on = PlacementState.PLANNED, values["planned_on"]
    placement.save(update_fields=["state", "planned_on"])
    step.result = placement
    step.told.update(material=str(placement.material), planned_on=str(placement.planned_on))


def with_suspended(step: Step, facts: Facts) -> Facts:
    """The placement that is to be planned again, for the rules to judge."""
    placement: Placement = step.subject
    if placement.state != PlacementState.SUSPENDED:
        raise StageRefused(_("Only what is suspended is planned again."))
    if placement.went_live_on is not None:
        raise StageRefused(_("It ran already, and its proof stays. Schedule a new placement."))
    with Problems() as problems:
        day = problems.values(Placement, step.data, ("planned_on",))["planned_on"]
        if day is None or day < step.today:
            problems.add("planned_on", _("Give a day that is not over."))
    placement.planned_on = day
    return judged(facts, placement)


def of_approval(step: Step, approval: Approval) -> int:
    """Take down all that runs on an approval; returns how many.

    The partnerships are locked first, so that nothing goes live on it meanwhile.
    """
    material = Placement.objects.filter(material=approval.material_id)
    owns = Partnership.objects.filter(pk__in=material.values("partnership"))
    owns = owns.select_related("group", "study__sponsor", "owner").order_by("pk")
    count = 0
    for own in owns.select_for_update(of=("self",), no_key=True):
        for placement in Placement.objects.resting_on(approval).filter(partnership=own):
            _suspend(placement)
            _tell(step, own, approval)
            count += 1
    return count


def _suspend(placement: Placement) -> None:
    placement.state = PlacementState.SUSPENDED
    placement.save(update_fields=["state"])


def _tell(step: Step, own: Partnership, approval: Approval) -> None:
    """On the partnership's timeline, and as a thing to do today."""
    calendar = calendar_of(own.group)
    today = calendar.local_date(step.at)
    note = _("{body} withdrew its approval: have the placement taken down.", body=approval.body)
    FollowUp.objects.create(
        partnership=own, group=own.group, owner=own.owner, kind=FollowUpKind.OTHER,
        note=str(note)[:500], due_on=today, due_at=calendar.at(today, 9),
    )  # fmt: skip
    Event.objects.create(
        at=step.at, kind="suspend_placement", actor=step.actor, partnership=own, group=own.group,
        study=own.study, sponsor=own.study.sponsor, limits_version=step.limits.version,
        data={"material": str(approval.material), "body": approval.body,
              "withdrawn_on": str(approval.withdrawn_on)},
    )  # fmt: skip
