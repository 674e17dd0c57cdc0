"""The stops that follow from an outcome by themselves."""

from datetime import date, timedelta

from advocacy.models import (
    FollowUp,
    FollowUpState,
    Group,
    Partnership,
    Stop,
    StopReason,
    StopScope,
    Touch,
)  # fmt: skip
from advocacy.policy.limits import Limits
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
    rows: list[Stop] = []
    if own is not None:
        rows.append(_stop(group, StopScope.ASK, reason, on, None, touch, own))
    rows.append(_stop(group, StopScope.GROUP_FAMILY, reason, on, for_group, touch, own))
    if own is not None:
        sponsor = _stop(group, StopScope.SPONSOR_FAMILY, reason, on, for_sponsor, touch, own)
        sponsor.sponsor = own.study.sponsor
        rows.append(sponsor)
    Stop.objects.bulk_create(rows)
    step.told["stops"] = [
        {"scope": s.scope, "until": s.until.isoformat() if s.until else None, "reason": s.reason}
        for s in rows
    ]
    return rows


def _stop(
    group: Group, scope: StopScope, reason: StopReason, on: date, days: Days,
    touch: Touch | None, own: Partnership | None,
) -> Stop:  # fmt: skip
    return Stop(
        group=group,
        partnership=own,
        scope=scope,
        reason=reason,
        touch=touch,
        starts_on=on,
        until=None if days is None else on + timedelta(days=days),
    )


def cancel_follow_ups(own: Partnership, step: Step) -> None:
    """Nothing that was planned is done any more."""
    FollowUp.objects.open().filter(partnership=own).update(
        state=FollowUpState.CANCELLED, closed_at=step.at
    )
