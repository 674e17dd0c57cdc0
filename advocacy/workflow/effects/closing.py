"""Closing a partnership, by a person, by a policy or by silence."""

from advocacy.models import (
    BudgetHold,
    Event,
    ExitReason,
    Group,
    HoldState,
    NotificationKind,
    Partnership,
    Stage,
    Stop,
    StopReason,
    Touch,
    TouchState,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow import silence, stages
from advocacy.workflow.effects import stops
from advocacy.workflow.errors import InvalidData, StageRefused
from advocacy.workflow.notices import tell
from advocacy.workflow.step import Step

#: Reasons that are the group's own word: logged with it, and chosen only where its stop runs.
ANSWERS = {
    ExitReason.HESITANT: StopReason.HESITANT,
    ExitReason.DECLINED_STUDY: StopReason.DECLINED,
    ExitReason.DECLINED_FEE: StopReason.DECLINED,
    ExitReason.DECLINED_SPONSOR: StopReason.DECLINED,
    ExitReason.NO_INDUSTRY: StopReason.POLICY_NO,
    ExitReason.NO_TRIALS: StopReason.POLICY_NO,
    ExitReason.OPT_OUT: StopReason.OPT_OUT,
}


def close(step: Step) -> None:
    """A person ends it, with a reason from the list."""
    reason = ExitReason(step.data["exit_reason"])
    if reason is ExitReason.COMPLETED and step.of.stage != Stage.REPORTED:
        raise InvalidData(
            {"exit_reason": _("“Completed” is for reported partnerships. Choose why it ends now.")}
        )
    if reason in ANSWERS and not _stopped(step, ANSWERS[reason]):
        raise InvalidData(
            {"exit_reason": _("This is an answer of the group. Log it: its stops then follow.")}
        )
    if reason is ExitReason.NO_RESPONSE:
        last = _last_attempt(step.of)
        if last is None:
            raise InvalidData({"exit_reason": _("Nobody has written to the group yet.")})
        stops.set_stops(step, reason=StopReason.NO_RESPONSE, touch=last, on=step.today)
    step.told.update(exit_reason=reason.value, note=step.data.get("note", ""))
    end(step, reason)


def _stopped(step: Step, reason: StopReason) -> bool:
    """Whether the group, or one above it, is stopped for this reason already."""
    lineage = step.of.group.lineage
    return Stop.objects.running(step.today).filter(group__in=lineage, reason=reason).exists()


def _last_attempt(own: Partnership) -> Touch | None:
    return Touch.objects.attempts().filter(partnership=own).order_by("-occurred_at").first()


def end(step: Step, reason: ExitReason) -> None:
    """Close the partnership of this step, free its budget, release what was reserved."""
    own = step.of
    own.exit_reason = reason
    step.to_stage = Stage.CLOSED
    free(own)


def free(own: Partnership) -> None:
    """Give back the offered or committed budget and any reservation."""
    if Stage(own.stage).position < Stage.EXECUTED.position:  # what is signed stays promised
        BudgetHold.objects.filter(partnership=own).exclude(state=HoldState.PAID).delete()
    Touch.objects.reserved().filter(partnership=own).update(state=TouchState.RELEASED)


def close_silent(step: Step) -> None:
    """Silence after the last attempt is an answer: the ask closes by itself."""
    due = silence.closes_on(step.of, limits=step.limits)
    if due is None or due > step.today:
        raise StageRefused(_("The group still has time to answer."))
    last = _last_attempt(step.of)
    stops.set_stops(step, reason=StopReason.NO_RESPONSE, touch=last, on=step.today)
    step.told["exit_reason"] = ExitReason.NO_RESPONSE.value
    end(step, ExitReason.NO_RESPONSE)


def close_for_policy(step: Step, *, group: Group, exit_reason: ExitReason) -> None:
    """Close what is open with a group and its chapters and has no executed agreement yet."""
    before = [s for s in Stage if s.position < Stage.EXECUTED.position]
    rows = Partnership.objects.filter(
        group__lineage__contains=[group.id], stage__in=before
    ).select_related("group", "study__sponsor", "owner")
    for own in rows.select_for_update(of=("self",), no_key=True):
        if step.partnership is not None and own.id == step.partnership.id:
            continue
        came_from = own.stage
        own.exit_reason = exit_reason
        free(own)
        stages.enter(own, Stage.CLOSED, at=step.at)
        stops.cancel_follow_ups(own, step)
        tell(step, own.owner, NotificationKind.STOPPED, about=own, reason=exit_reason.value)
        Event.objects.create(
            at=step.at, kind="close", actor=step.actor, partnership=own, group=own.group,
            study=own.study, sponsor=own.study.sponsor, from_stage=came_from,
            to_stage=Stage.CLOSED, limits_version=step.limits.version,
            data={"exit_reason": exit_reason.value, "because_of": group.name},
        )  # fmt: skip
