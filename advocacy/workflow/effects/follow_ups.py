"""What a person does with a follow-up."""

from advocacy.models import FollowUp, FollowUpKind, FollowUpState, NotificationKind
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import InvalidData, StageRefused
from advocacy.workflow.next_steps import KEPT
from advocacy.workflow.notices import tell
from advocacy.workflow.step import Step


def add_follow_up(step: Step) -> None:
    """A step of one's own beside those that the workflow sets."""
    with Problems() as problems:
        values = problems.values(FollowUp, step.data, ("note", "due_on"))
        if not values["note"]:
            problems.add("note", _("Say what is to be done."))
    step.result = FollowUp.objects.create(
        partnership=step.partnership, group=step.for_group, owner=step.who, kind=FollowUpKind.OTHER,
        due_at=step.calendar.at(values["due_on"], 9), **values,
    )  # fmt: skip
    step.told.update(note=values["note"], due_on=str(values["due_on"]))


def plan_steps(step: Step) -> None:
    """A date has come that changes what is to be done; the plan itself is worked out at the end."""
    step.result = step.of
    step.told["kind"] = step.data["kind"]


def _open(step: Step) -> FollowUp:
    row: FollowUp = step.subject
    if row.state != FollowUpState.OPEN:
        raise StageRefused(_("This follow-up is closed already."))
    step.result = row
    step.told["kind"] = row.kind
    return row


def complete_follow_up(step: Step) -> None:
    """Done."""
    row = _open(step)
    row.state, row.closed_at = FollowUpState.DONE, step.at
    row.save(update_fields=["state", "closed_at"])
    step.told["note"] = str(step.data.get("note", ""))[:300]


def snooze_follow_up(step: Step) -> None:
    """Later."""
    row, due = _open(step), step.data.get("due_on")
    if due is None or due <= step.today:
        raise InvalidData({"due_on": _("Give a day to come.")})
    row.due_on, row.due_at = due, step.calendar.at(due, 9)
    row.save(update_fields=["due_on", "due_at"])
    step.told["due_on"] = str(due)


def reassign_follow_up(step: Step) -> None:
    """Somebody else does it."""
    row, owner = _open(step), step.data.get("owner")
    if owner is None or not (owner.is_active and owner.is_insider):
        raise InvalidData({"owner": _("Choose a colleague who can sign in.")})
    row.owner = owner
    row.save(update_fields=["owner"])
    step.told["owner"] = owner.name
    tell(step, owner, NotificationKind.HANDED_OVER, follow_up=row.kind)


def reopen_follow_up(step: Step) -> None:
    """Done or put off by mistake: open again, on the day given or the one it had.

    Where the plan has set the same step anew meanwhile, that one gives way: it is this one.
    """
    row: FollowUp = step.subject
    if row.kind not in KEPT:
        again = FollowUp.objects.open().filter(partnership=row.partnership_id, kind=row.kind)
        again.exclude(pk=row.pk).update(state=FollowUpState.CANCELLED, closed_at=step.at)
    due = step.data.get("due_on") or row.due_on
    row.state, row.closed_at = FollowUpState.OPEN, None
    row.due_on, row.due_at = due, step.calendar.at(due, 9)
    row.save(update_fields=["state", "closed_at", "due_on", "due_at"])
    step.result = row
    step.told.update(kind=row.kind, due_on=str(due))
