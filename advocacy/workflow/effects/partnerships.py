"""Starting a partnership, who looks after it, pauses, going back, renewing."""

from datetime import timedelta

from advocacy.models import (
    Event,
    ExitReason,
    FollowUp,
    Group,
    NotificationKind,
    Partnership,
    SideState,
    Stage,
    Study,
    User,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import InvalidData, NotAllowed, StageRefused
from advocacy.workflow.gather import threads
from advocacy.workflow.notices import tell
from advocacy.workflow.step import MANAGERS, Step

#: So long a pause may be taken back by whoever entered it.
TAKEN_BACK = timedelta(minutes=10)
#: Holds of others, which a pause of ours must not cover up.
HOLDS = (SideState.IRB_HOLD, SideState.SPONSOR_HOLD)


def start_partnership(step: Step) -> None:
    """Put one group on the list of one study."""
    study: Study = step.subject
    group: Group | None = step.data.get("group")
    with Problems() as problems:
        values = problems.values(Partnership, step.data, ("why_this_group",))
        owner = _owner(problems, step.data.get("owner") or step.actor)
        if group is None:
            problems.add("group", _("Choose a group."))
        elif group.merged_into_id or group.dissolved_on:
            problems.add("group", _("This group does not exist any more. Choose its successor."))
    _begin(step, Partnership(study=study, group=group, owner=owner, **values))
    step.told["why_this_group"] = values["why_this_group"][:300]


def _begin(step: Step, own: Partnership) -> None:
    own.stage_since = step.at
    own.save(force_insert=True)
    step.partnership, step.group, step.result = own, own.group, own
    step.study, step.sponsor = own.study, own.study.sponsor
    step.told["owner"] = own.owner.name if own.owner else ""
    tell(step, own.owner, NotificationKind.HANDED_OVER)


def _owner(problems: Problems, owner: User | None) -> User | None:
    if owner is not None and not (owner.is_active and owner.is_insider):
        problems.add("owner", _("This person cannot sign in any more. Choose a colleague."))
    return owner


def edit_partnership(step: Step) -> None:
    """Change why this group was chosen, or who owns it."""
    with Problems() as problems:
        values = problems.values(Partnership, step.data, ("why_this_group",), changing=True)
        if "owner" in step.data:
            values["owner"] = _owner(problems, step.data["owner"])
    own, before = step.of, step.of.owner_id
    step.told["changes"] = changes.apply(own, values)
    if own.owner_id != before:  # the next steps go along, on the days they had
        steps = FollowUp.objects.open().filter(partnership=own)
        steps.update(owner=own.owner)
        tell(step, own.owner, NotificationKind.HANDED_OVER)
    step.result = own


def mark_profiled(step: Step) -> None:
    """The group is known well enough to ask the sponsor about it."""
    own = step.of
    own.stance_asked = bool(step.data.get("stance_asked") or own.stance_asked)
    own.duplicates_checked = bool(step.data.get("duplicates_checked") or own.duplicates_checked)
    own.save(update_fields=["stance_asked", "duplicates_checked"])
    step.result = own


def pause(step: Step) -> None:
    """The group asked for time: nobody writes before the day it named."""
    own, until = step.of, step.data.get("until")
    if own.side_state in HOLDS:
        raise StageRefused(_("This partnership is on hold already. It goes on when that ends."))
    with Problems() as problems:
        if until is None or until <= step.today:
            problems.add("until", _("Give a day to come, on which it goes on."))
        if not str(step.data.get("reason", "")).strip():
            problems.add("reason", _("Say in a few words why."))
    if own.side_state == SideState.PAUSED and own.not_before and until and until < own.not_before:
        _may_end_early(step)
    own.side_state, own.not_before = SideState.PAUSED, until
    own.save(update_fields=["side_state", "not_before"])
    step.result = own
    step.told.update(until=str(until), reason=str(step.data["reason"])[:300])


def resume(step: Step) -> None:
    """The pause is over; before its day only where a manager says why, or it was a slip."""
    own = step.of
    if own.side_state != SideState.PAUSED:
        raise StageRefused(_("This partnership is not paused."))
    if own.not_before and own.not_before > step.today:
        _may_end_early(step)
    own.side_state, own.not_before = SideState.NONE, None
    own.save(update_fields=["side_state", "not_before"])
    step.result = own


def _may_end_early(step: Step) -> None:
    """A time that the group asked for is the group's; who entered it may take it back at once."""
    own, reason = step.of, str(step.data.get("reason", "")).strip()
    step.told["reason"] = reason[:300]
    said = Event.objects.filter(partnership=own, kind="pause").order_by("-at", "-id").first()
    if (
        said is not None
        and said.actor_id == step.who.id
        and step.at - said.at <= TAKEN_BACK
        and said.data.get("until") == str(own.not_before)
    ):
        return
    if step.who.role not in MANAGERS:
        raise NotAllowed(
            _("The group is away or asked for time until {day}. It goes on that day, or once the"
              " group writes: log that. Before, only a manager ends the pause, with a reason.",
              day=own.not_before or step.today)
        )  # fmt: skip
    if not reason:
        raise InvalidData({"reason": _("Say why it goes on before the day the group named.")})


def irb_hold(step: Step) -> None:
    """The ethics committee stopped the material; everything waits."""
    own = step.of
    own.side_state = SideState.IRB_HOLD
    own.save(update_fields=["side_state"])
    step.result = own
    step.told["reason"] = str(step.data.get("reason", ""))[:300]


def lift_irb_hold(step: Step) -> None:
    """The committee let go."""
    own = step.of
    if own.side_state != SideState.IRB_HOLD:
        raise StageRefused(_("There is no IRB hold on this partnership."))
    own.side_state = SideState.NONE
    own.save(update_fields=["side_state"])
    step.result = own


def go_back(step: Step) -> None:
    """Back to an earlier stage, with a reason; what was recorded stays."""
    own, to = step.of, Stage(step.data["to"])
    with Problems() as problems:
        if to.position >= Stage(own.stage).position:
            problems.add("to", _("Choose a stage before the present one."))
        if not str(step.data.get("reason", "")).strip():
            problems.add("reason", _("Say in a few words why."))
    step.to_stage, step.result = to, own
    step.told["reason"] = str(step.data["reason"])[:300]


def renew(step: Step) -> None:
    """A finished partnership begins anew, with its history behind it."""
    old = step.of
    if old.exit_reason != ExitReason.COMPLETED:
        raise StageRefused(
            _("Only a completed partnership is renewed. Start one for another study instead.")
        )
    step.from_stage = ""
    own = Partnership(
        study=old.study, group=old.group, owner=old.owner, why_this_group=old.why_this_group,
        duplicates_checked=True, renewed_from=old,
    )  # fmt: skip
    _begin(step, own)
    step.told["renewed_from"] = str(old.id)


def reopen(step: Step) -> None:
    """The group invited us after the end: the conversation in this thread goes on."""
    own = step.of
    touches = list(own.touches.order_by("occurred_at"))
    since = own.closed_at
    heard = [t for t in touches if since and t.is_genuine and t.occurred_at > since]
    if not heard or not threads.in_conversation(touches):
        raise StageRefused(
            _("It opens again only when the group writes and welcomes an answer. Log that first.")
        )
    step.to_stage, step.result = Stage.CONVERSATION, own


def add_note(step: Step) -> None:
    """Something worth remembering, on the timeline."""
    note = str(step.data.get("note", "")).strip()
    if not note:
        raise InvalidData({"note": _("Write the note first.")})
    step.told["note"], step.result = note[:2000], step.of
