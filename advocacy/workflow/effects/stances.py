"""How a group stands to trials, and who said never."""

from advocacy.matching.emails import email_key
from advocacy.models import (
    ExitReason,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Group,
    OptOut,
    Person,
    Stance,
    StanceKind,
    Stop,
    StopReason,
    StopScope,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import changes, closing
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.step import Step

EXITS = {
    StanceKind.NO_TRIALS: ExitReason.NO_TRIALS,
    StanceKind.NO_INDUSTRY: ExitReason.NO_INDUSTRY,
}
LIFTED_BECAUSE_CHARACTERS = 300


def record_stance(step: Step) -> None:
    """Keep what the group said; a policy against trials or industry stops everything for good."""
    group: Group = step.subject
    with Problems() as problems:
        values = problems.values(Stance, step.data, ("kind", "source", "as_of"))
        problems.has_come("as_of", values, step)
    stance = Stance.objects.create(group=group, **values)
    step.result, step.group = stance, group
    step.told |= changes.told_of(stance, ("kind", "source", "as_of"))
    asked = FollowUp.objects.open().filter(group=group).of_kind(FollowUpKind.RENEW_STANCE)
    asked.update(state=FollowUpState.CANCELLED, closed_at=step.at)
    newest = group.stances.first()
    if newest == stance and StanceKind(stance.kind).is_no:
        stop_for_good(step, group=group, reason=StopReason.POLICY_NO)
        closing.close_for_policy(step, group=group, exit_reason=EXITS[StanceKind(stance.kind)])


def stop_for_good(step: Step, *, group: Group, reason: StopReason) -> None:
    """Let no study reach the group any more, unless that is so already."""
    running = Stop.objects.running(step.today).filter(
        group=group, scope=StopScope.GROUP_FAMILY, reason=reason, until__isnull=True
    )
    if not running.exists():
        Stop.objects.create(
            group=group, scope=StopScope.GROUP_FAMILY, reason=reason, starts_on=step.today
        )
    step.told["stopped"] = reason.value


def record_opt_out(step: Step) -> None:
    """Keep that somebody said never: the whole group, or one person for herself."""
    group: Group = step.subject
    person: Person | None = step.data.get("person")
    with Problems() as problems:
        values = problems.values(OptOut, step.data, ("words", "source", "said_on"))
        problems.has_come("said_on", values, step)
        if person and person.group_id != group.pk:
            problems.add(
                "person", _("This person is not at {group}. Choose one who is.", group=group.name)
            )
        elif standing(group, person):
            problems.add("said_on", _("This opt-out is on file already. Nothing more is needed."))
    step.group = group
    step.told |= {name: str(value) for name, value in values.items() if value}
    if person is not None:
        step.result = OptOut.objects.create(
            person=person, email_key=email_key(person.email), **values
        )
        step.told |= {"person": str(person.pk), "name": person.name}
        return
    step.result = OptOut.objects.create(group=group, **values)
    stop_for_good(step, group=group, reason=StopReason.OPT_OUT)
    closing.close_for_policy(step, group=group, exit_reason=ExitReason.OPT_OUT)


def standing(group: Group, person: Person | None) -> bool:
    """Whether the same opt-out is on file and was not lifted."""
    known = OptOut.objects.standing()
    if person is not None:
        return known.filter(person=person).exists()
    return known.of_group().filter(group=group).exists()


def lift_opt_out(step: Step) -> None:
    """Note the invitation in the group's own words, which alone ends an opt-out."""
    opt_out: OptOut = step.subject
    step.group = opt_out.person.group if opt_out.person else opt_out.group
    with Problems() as problems:
        values = problems.values(OptOut, step.data, ("invitation", "lifted_on"))
        values["lifted_on"] = values["lifted_on"] or step.today
        problems.has_come("lifted_on", values, step)
        if not values["invitation"]:
            problems.add("invitation", _("Give the invitation in their own words."))
        if values["lifted_on"] < opt_out.said_on:
            problems.add(
                "lifted_on",
                _("The opt-out is of {day}. An invitation comes after it.", day=opt_out.said_on),
            )
        if opt_out.lifted_on is not None:
            problems.add("lifted_on", _("This opt-out was lifted already. Nothing is left to do."))
    changes.apply(opt_out, values)
    step.result = opt_out
    step.told |= {"invitation": opt_out.invitation, "lifted_on": str(opt_out.lifted_on)}
    if opt_out.person:
        same = OptOut.objects.standing().of_person(opt_out.person)
        same.update(lifted_on=opt_out.lifted_on, invitation=opt_out.invitation)
        step.told |= {"person": str(opt_out.person.pk), "name": opt_out.person.name}
    elif opt_out.group:
        step.told["stops_lifted"] = lift_stops(opt_out)


def lift_stops(opt_out: OptOut) -> int:
    """End the stops that came with the opt-out of a group; others go on."""
    stops = Stop.objects.filter(
        group=opt_out.group, reason=StopReason.OPT_OUT, lifted_on__isnull=True
    )
    return stops.update(
        lifted_on=opt_out.lifted_on,
        lifted_because=opt_out.invitation[:LIFTED_BECAUSE_CHARACTERS],
    )
