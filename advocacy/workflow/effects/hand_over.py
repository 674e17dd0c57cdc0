"""All the work of one person goes to another, at once."""

from advocacy.models import (
    Event,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Group,
    NotificationKind,
    Partnership,
    Touch,
    TouchState,
    User,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.locks import lock_groups
from advocacy.workflow.notices import tell
from advocacy.workflow.step import Step

#: So much in one transaction; what is left is handed over by the next.
MOST = 2000


def hand_over(step: Step) -> None:
    """Open partnerships and steps get a new owner; what was reserved is given back.

    Who wrote an ask, logged a touch or asked for an override stays on record as it was.
    """
    leaver: User = step.subject
    to: User | None = step.data.get("to")
    with Problems() as problems:
        if to is None or not (to.is_active and to.is_insider):
            problems.add("to", _("Choose a colleague who can sign in."))
        elif to.pk == leaver.pk:
            problems.add("to", _("Choose somebody else: this is whose work it is now."))
    assert to is not None  # the block above has raised
    reason = str(step.data.get("reason", "")).strip()[:300]
    ours = _lock(leaver)
    Partnership.objects.filter(pk__in=[own.pk for own in ours]).update(owner=to)
    steps = FollowUp.objects.open().owned_by(leaver)
    steps = FollowUp.objects.filter(pk__in=list(steps.values_list("pk", flat=True)[:MOST]))
    given_back = _give_back(leaver, step)
    moved = steps.filter(state=FollowUpState.OPEN).update(owner=to)
    Event.objects.bulk_create(
        [_event(step, own, leaver=leaver, to=to, reason=reason) for own in ours]
    )
    step.result = leaver
    step.told.update(
        {"from": leaver.name, "to": to.name, "reason": reason, "partnerships": len(ours),
         "steps": moved, "given_back": given_back, "left": _left(leaver)}
    )  # fmt: skip
    if ours or moved:
        tell(
            step, to, NotificationKind.HANDED_OVER,
            partnerships=len(ours), steps=moved, of=leaver.name,
        )  # fmt: skip


def _lock(leaver: User) -> list[Partnership]:
    """The open partnerships of the leaver, under the locks of their families, in one order."""
    found = Partnership.objects.open().owned_by(leaver).order_by("id")[:MOST]
    chosen = dict(found.values_list("id", "group_id"))
    reserved = Touch.objects.reserved().filter(by=leaver).values_list("group_id", flat=True)
    lock_groups({*chosen.values(), *reserved[:MOST]})
    rows = Partnership.objects.open().owned_by(leaver).filter(pk__in=chosen)
    rows = rows.select_related("group", "study__sponsor").order_by("id")
    return list(rows.select_for_update(of=("self",), no_key=True))


def _give_back(leaver: User, step: Step) -> int:
    """Nobody sends for somebody else: the reservation is over, and so is the step to send it."""
    asked = FollowUp.objects.open().owned_by(leaver).of_kind(FollowUpKind.SEND_RESERVED)
    asked.update(state=FollowUpState.CANCELLED, closed_at=step.at)
    return Touch.objects.reserved().filter(by=leaver).update(state=TouchState.RELEASED)


def _event(step: Step, own: Partnership, *, leaver: User, to: User, reason: str) -> Event:
    """Each partnership tells on its own timeline who has it now."""
    group: Group = own.group
    return Event(
        at=step.at, kind=step.action, actor=step.actor, partnership=own, group=group,
        study=own.study, sponsor=own.study.sponsor, limits_version=step.limits.version,
        data={"from": leaver.name, "owner": to.name, "reason": reason},
    )  # fmt: skip


def _left(leaver: User) -> int:
    """What did not fit."""
    return (
        Partnership.objects.open().owned_by(leaver).count()
        + FollowUp.objects.open().owned_by(leaver).count()
    )
