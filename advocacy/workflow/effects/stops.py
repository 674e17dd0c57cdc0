"""The stops that follow from an outcome by themselves."""

from datetime import date, timedelta

from advocacy.models import (
    FollowUp,
    FollowUpState,
    NotificationKind,
    Partnership,
    Stop,
    StopReason,
    StopScope,
    Touch,
)  # fmt: skip
from advocacy.policy.limits import Limits
from advocacy.workflow.notices import tell
from advocacy.workflow.step import Step

Days = int | None  # None = for good


def durations(reason: str, limits: Limits) -> tuple[Days, Days]:
    """Days for every study of this group, and for the same sponsor family."""
    return {
        StopReason.NO_RESPONSE: (
            limits.quiet_no_response_days, limits.quiet_no_response_sponsor_days,
        ),
        StopReason.HESITANT: (limits.quiet_hesitant_days, limits.quiet_hesitant_sponsor_days),
        StopReason.DECLINED: (limits.quiet_declined_days, limits.quiet_declined_sponsor_days),
        StopReason.POLICY_NO: (None, None),
        StopReason.OPT_OUT: (None, None),
    }[StopReason(reason)]  # fmt: skip


def set_stops(step: Step, *, reason: StopReason, touch: Touch | None, on: date) -> list[Stop]:
    """Close the ask, cool off the group and the sponsor family; tells the event what and until."""
    own, group = step.partnership, step.group
    if group is None:
        return []
    for_group, for_sponsor = durations(reason, step.limits)
    common = {
        "group": group, "partnership": own, "reason": reason, "touch": touch, "starts_on": on,
    }  # fmt: skip
    rows = [Stop(scope=StopScope.GROUP_FAMILY, until=_until(on, for_group), **common)]
    if own is not None:
        rows.append(Stop(scope=StopScope.ASK, **common))
        rows.append(
            Stop(
                scope=StopScope.SPONSOR_FAMILY, sponsor=own.study.sponsor,
                until=_until(on, for_sponsor), **common,
            )
        )  # fmt: skip
    Stop.objects.bulk_create(rows)
    step.told["stops"] = [
        {
            "scope": s.scope, "until": s.until.isoformat() if s.until else None,
            "reason": s.reason, "starts_on": on.isoformat(),
        }
        for s in rows
    ]  # fmt: skip
    if own is not None:
        tell(step, own.owner, NotificationKind.STOPPED, reason=str(reason))
    return rows


def _until(on: date, days: Days) -> date | None:
    return None if days is None else on + timedelta(days=days)


def cancel_follow_ups(own: Partnership, step: Step) -> None:
    """Nothing that was planned is done any more."""
    FollowUp.objects.open().filter(partnership=own).update(
        state=FollowUpState.CANCELLED, closed_at=step.at
    )
