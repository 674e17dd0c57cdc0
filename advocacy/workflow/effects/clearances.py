"""Asking the sponsor, and its dated answer."""

from advocacy.models import (
    Clearance,
    ClearanceAnswer,
    ExitReason,
    SideState,
    SponsorContact,
    Stage,
)  # fmt: skip
from advocacy.policy.text import gettext as _
from advocacy.workflow.effects import by_sponsor, closing
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import StageRefused
from advocacy.workflow.gather.sponsors import family_of
from advocacy.workflow.step import Step

CLEARS = (ClearanceAnswer.NONE_KNOWN, ClearanceAnswer.COORDINATE)


def ask_clearance(step: Step) -> None:
    """A question to a named person at the sponsor; silence never answers it."""
    with Problems() as problems:
        values = problems.values(Clearance, step.data, ("asked_of", "asked_on"))
        problems.has_come("asked_on", values, step)
        _of_family(step, problems, "asked_of", values["asked_of"])
    row = Clearance.objects.create(
        study=step.of.study, group=step.of.group, asked_by=step.who, **values
    )
    if step.data.get("by_mail"):
        by_sponsor.link_for(step, row, by_mail=True)
    step.result = row
    step.told.update(asked_of=values["asked_of"].name, asked_on=str(values["asked_on"]))


def answer_clearance(step: Step) -> None:
    """The sponsor's answer, dated and named; it moves the partnership by itself."""
    own = step.of
    row = Clearance.objects.unanswered().filter(study=own.study, group=own.group).first()
    if row is None:
        raise StageRefused(_("Nobody has been asked yet. Record the question first."))
    contact = by_sponsor.who_answers(step, row)
    if contact is not None:
        step.data |= {"answered_by": contact, "answered_on": max(step.today, row.asked_on)}
    with Problems() as problems:
        names = ("answer", "answered_by", "answered_on", "note")
        values = problems.values(Clearance, step.data, names)
        problems.one_of("answer", values["answer"], ClearanceAnswer.values)
        for field in ("answer", "answered_by", "answered_on"):
            if not values[field]:
                problems.add(field, _("Fill this in: an answer needs its date and its person."))
        problems.has_come("answered_on", values, step)
        _of_family(step, problems, "answered_by", values["answered_by"])
    with Problems() as problems:
        if values["answered_on"] < row.asked_on:
            problems.add("answered_on", _("It was asked on {day} only.", day=row.asked_on))
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    step.result = row
    step.told.update(
        answer=row.answer, answered_by=values["answered_by"].name,
        answered_on=str(row.answered_on), note=row.note[:300],
    )  # fmt: skip
    if contact is not None:
        by_sponsor.tell_of_answer(step, row, contact)
    _follow(step, ClearanceAnswer(row.answer))


def _follow(step: Step, answer: ClearanceAnswer) -> None:
    own = step.of
    held = own.side_state == SideState.SPONSOR_HOLD
    if answer is ClearanceAnswer.DO_NOT_CONTACT:
        if Stage(own.stage).position < Stage.EXECUTED.position:
            closing.end(step, ExitReason.SPONSOR_DNC)
        return
    if answer is ClearanceAnswer.HOLD and own.side_state == SideState.IRB_HOLD:
        return  # the rule reads the answer itself; the committee's hold stays in sight
    if answer is ClearanceAnswer.HOLD:
        own.side_state = SideState.SPONSOR_HOLD
        own.save(update_fields=["side_state"])
        return
    if held:
        own.side_state = SideState.NONE
        own.save(update_fields=["side_state"])
    if answer in CLEARS and own.stage == Stage.PROFILED:
        step.to_stage = Stage.CLEARED


def _of_family(step: Step, problems: Problems, field: str, person: SponsorContact | None) -> None:
    """Only somebody of the study's own sponsor family can answer for it."""
    if person is None:
        problems.add(field, _("Choose a person at the sponsor."))
    elif person.sponsor_id not in family_of(step.of.study.sponsor, day=step.today).members:
        problems.add(field, _("This person is not at the study’s sponsor. Choose one who is."))
