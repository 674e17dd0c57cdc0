"""The write path: whatever asks for a change of business state goes through `perform`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model

from advocacy.models import Event, Override, Stage, User
from advocacy.models.base import now as present
from advocacy.models.writes import Writes
from advocacy.policy.facts import WITHOUT_ASK
from advocacy.policy.limits import Limits
from advocacy.policy.registry import decide
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import Decision
from advocacy.workflow import bounds, guards, kept, next_steps, notices, stages, versions
from advocacy.workflow.errors import (
    NotAllowed,
    NotFound,
    PolicyBlocked,
    Requirement,
    StageRefused,
    WorkflowError,
)  # fmt: skip
from advocacy.workflow.gather.alone import judge_alone
from advocacy.workflow.gather.assemble import gather
from advocacy.workflow.gather.batch import Pair
from advocacy.workflow.gather.money import PRICED
from advocacy.workflow.locks import FamilyMovedError, lock_subject
from advocacy.workflow.step import Done, Move, Step
from advocacy.workflow.transitions import MOVES

#: How often an action begins anew because its group was moved to another family meanwhile.
TURNS = 3
MOVING = _("This family of groups is being changed right now. Try again.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What would come of an action: the rules' decision, what the stage lacks, why not allowed."""

    decision: Decision | None
    missing: tuple[Requirement, ...]
    refused: WorkflowError | None

    @property
    def clear(self) -> bool:
        return self.refused is None and (self.decision is None or self.decision.clear)


def perform(
    action: str,
    *,
    actor: User | None,
    subject: Model | None = None,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Done:
    """Carry out one action, whole or not at all, and write what happened.

    `at` is the moment it is written under; the present unless a history is being told.
    Raises a WorkflowError that says why not and what to do; a refusal by the rules is recorded.
    """
    move, moment, values = MOVES[action], at or present(), dict(data or {})
    for _turn in range(TURNS):
        try:
            return _perform(move, actor, subject, values, moment)
        except FamilyMovedError:
            continue
    raise NotFound(MOVING)


def _perform(
    move: Move, actor: User | None, subject: Model | None, data: dict[str, Any], at: datetime
) -> Done:
    step: Step | None = None
    try:
        with transaction.atomic(durable=True):
            step = _begin(move, actor, subject, data, at)
            _check(move, step)
            move.effect(step)
            _finish(move, step)
            event = _write_event(step)
            notices.write(step)
            step.writes.flush()
        return Done(event, step.result, step.decision, tuple(step.breaches))
    except PolicyBlocked as refusal:
        _write_refusal(step, refusal.decision)
        raise
    except IntegrityError as error:
        refused = guards.explain(
            error, facts=step.facts if step else None, limits=step.limits if step else Limits()
        )
        if isinstance(refused, PolicyBlocked):
            _write_refusal(step, refused.decision)
        raise refused from error


def preview(
    action: str,
    *,
    actor: User | None,
    subject: Model | None = None,
    data: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Preview:
    """The same checks without writing anything."""
    move, moment = MOVES[action], at or present()
    with transaction.atomic():
        try:
            step = _begin(move, actor, subject, dict(data or {}), moment)
        except FamilyMovedError:
            return Preview(None, (), NotFound(MOVING))
        except WorkflowError as error:
            return Preview(None, (), error)
        try:
            _check(move, step)
        except WorkflowError as error:
            missing = error.missing if isinstance(error, StageRefused) else ()
            return Preview(step.decision, missing, error)
        return Preview(step.decision, (), None)


def _begin(
    move: Move, actor: User | None, subject: Model | None, data: dict[str, Any], at: datetime
) -> Step:
    """Check the role, lock the family, read the records."""
    if actor is None and not move.by_clock:
        raise NotAllowed(_("This happens by itself only; nobody can ask for it."))
    if actor is not None and (not actor.is_active or actor.role not in move.roles):
        raise NotAllowed(
            _("Your role does not carry this. Ask a colleague whose role does: {roles}.",
              roles=", ".join(str(role.label) for role in move.roles))
        )  # fmt: skip
    if move.subject is not None and not isinstance(subject, move.subject):
        raise NotFound(_("This record does not exist any more. Go back and choose again."))
    step = Step(move.action, actor, subject, data, at, Limits())
    lock_subject(step, priced=is_priced(move, step), threaded=move.intent is not None)
    bounds.check(step)
    step.from_stage = step.partnership.stage if step.partnership else ""
    return step


def is_priced(move: Move, step: Step) -> bool:
    """Whether the rules will weigh the study's budget, so that nobody may draw on it meanwhile."""
    intent = move.intent(step) if move.intent is not None and not move.logs else None
    return intent is not None and intent.act in PRICED and intent.purpose not in WITHOUT_ASK


def _check(move: Move, step: Step) -> None:
    """Stage first, then all rules, then what the stage ahead still needs."""
    _check_stage(move, step)
    versions.check(step)
    own = step.partnership
    intent = move.intent(step) if move.intent is not None else None
    moment = step.data.get("occurred_at", step.at) if move.logs else step.at
    if own is None and intent is not None:
        step.facts, step.decision = judge_alone(
            group=step.for_group, said=step.said, intent=intent, now=moment, limits=step.limits
        )
    if own is not None and intent is not None:
        step.limits, known = gather(
            study=own.study, pairs=[Pair(own.group, own)], intent=intent, now=moment,
            limits=step.limits,
        )  # fmt: skip
        facts = known[own.group_id]
        step.facts = move.amend(step, facts) if move.amend else facts
        step.decision = decide(facts=step.facts, limits=step.limits)
        if not step.decision.clear and not move.logs:
            raise PolicyBlocked(step.decision)
    if move.needs and move.to is not None and own is not None:
        missing = stages.missing(own, to=move.to, data=step.data, at=step.at)
        if missing:
            raise StageRefused(_("{stage} needs more first.", stage=str(move.to.label)), missing)


def _check_stage(move: Move, step: Step) -> None:
    own = step.partnership
    if own is None:
        return
    if own.stage == Stage.CLOSED and not (move.closed_too or Stage.CLOSED in move.stages):
        raise StageRefused(_("This partnership is closed. Renew it, or choose another study."))
    if move.stages and own.stage not in move.stages:
        wanted = ", ".join(str(stage.label) for stage in move.stages)
        raise StageRefused(
            _("This can be done in: {stages}. The partnership is at: {stage}.",
              stages=wanted, stage=str(Stage(own.stage).label))
        )  # fmt: skip


def _finish(move: Move, step: Step) -> None:
    """Move the stage, use up overrides, keep the next step."""
    own = step.partnership
    if own is None:
        return
    if move.to is not None and not step.to_stage:
        step.to_stage = move.to
    if step.to_stage and step.to_stage != own.stage:
        stages.enter(own, step.to_stage, at=step.at)
    else:
        step.to_stage = ""
    if step.decision is not None and not (move.logs or move.holds):
        used = [f.overridden_by for f in step.decision.findings if f.overridden_by]
        if used:
            Override.objects.filter(pk__in=used).update(used_at=step.at)
    if move.plans:
        next_steps.keep(own, at=step.at, limits=step.limits, writes=step.writes)


def _write_event(step: Step) -> Event:
    return _event(step, kind=step.action, data=step.told, decision=step.decision)


def _event(step: Step, *, kind: str, data: dict[str, Any], decision: Decision | None) -> Event:
    own = step.partnership
    event = Event(
        at=step.at,
        kind=kind,
        actor=step.actor,
        partnership=own,
        group=step.group,
        study=step.study,
        sponsor=step.sponsor,
        touch=step.touch if kind != "refused" else None,
        from_stage=step.from_stage if step.to_stage else "",
        to_stage=step.to_stage if kind != "refused" else "",
        data=data,
        decision=decision.as_json() if decision else None,
        limits_version=step.limits.version,
    )
    step.writes.insert(event)
    if decision is not None:
        known = kept.facts_behind(event, step, decision, holds=MOVES[step.action].holds)
        if known is not None:
            step.writes.insert(known)
    return event


def _write_refusal(step: Step | None, decision: Decision) -> None:
    """A refused attempt is recorded in a transaction of its own."""
    if step is None:
        return
    said = {k: str(v)[:300] for k, v in step.data.items() if k in ("channel", "purpose", "summary")}
    step.writes = Writes()  # what the action itself was to write is off
    with transaction.atomic():
        _event(step, kind="refused", data={"action": step.action, **said}, decision=decision)
        step.writes.flush()
