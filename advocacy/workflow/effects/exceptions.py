"""Overrides, asked by one and decided by another, and breaches that somebody looked at."""

from datetime import timedelta

from advocacy.models import (
    Breach,
    NotificationKind,
    Override,
    OverrideReason,
    OverrideState,
    Role,
)  # fmt: skip
from advocacy.policy.facts import Act, Intent, Purpose
from advocacy.policy.registry import RULES, decide
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import Finding
from advocacy.workflow.effects.checks import Problems
from advocacy.workflow.errors import InvalidData, NotAllowed, StageRefused
from advocacy.workflow.gather.assemble import gather
from advocacy.workflow.gather.batch import Pair
from advocacy.workflow.notices import tell, tell_roles
from advocacy.workflow.step import Step

#: Who may decide an override that a rule gives to this role.
DECIDE = {"manager": (Role.MANAGER, Role.ADMIN), "compliance": (Role.COMPLIANCE,)}


def ask_override(step: Step) -> None:
    """Ask for one exception, for one rule and one act, while the rule refuses it."""
    rule, act = step.data.get("rule", ""), step.data.get("act", "")
    with Problems() as problems:
        values = problems.values(Override, step.data, ("reason", "note"))
        problems.one_of("rule", rule, RULES)
        problems.one_of("act", act, [a.value for a in Act])
        problems.one_of("reason", values["reason"], OverrideReason.values)
    finding = _finding(step, rule, Act(act))
    if finding is None or not finding.refuses:
        raise StageRefused(_("This rule does not refuse it now. Look at the partnership again."))
    if not finding.can_be_overridden:
        raise NotAllowed(_("This rule has no override, for anybody."))
    step.result = Override.objects.create(
        partnership=step.of, rule=rule, act=act, role=RULES[rule].override_role,
        asked_by=step.who, asked_at=step.at, finding=finding.as_json(), **values,
    )  # fmt: skip
    step.told.update(rule=rule, act=act, reason=values["reason"], note=values["note"][:300])
    deciders = DECIDE.get(step.result.role, ())
    tell_roles(
        step, deciders, NotificationKind.OVERRIDE_ASKED, rule=rule, override=str(step.result.id)
    )


def _finding(step: Step, rule: str, act: Act) -> Finding | None:
    own, purpose = step.of, Purpose.ASK if act is Act.CONTACT else None
    limits, known = gather(
        study=own.study, pairs=[Pair(own.group, own)], intent=Intent(act, purpose), now=step.at,
        limits=step.limits,
    )  # fmt: skip
    return decide(facts=known[own.group_id], limits=limits).of(rule)


def decide_override(step: Step) -> None:
    """Grant or deny what a colleague asked for; nobody decides for herself."""
    row: Override = step.subject
    if row.state != OverrideState.ASKED:
        raise StageRefused(_("This was decided already."))
    if row.asked_by_id == step.who.id:
        raise NotAllowed(_("Nobody decides an override of their own. Ask a colleague."))
    if step.who.role not in DECIDE.get(row.role, ()):
        raise NotAllowed(_("This override is decided by: {role}.", role=str(Role(row.role).label)))
    granted, note = bool(step.data.get("granted")), str(step.data.get("note", "")).strip()
    if not note:
        raise InvalidData({"note": _("Say in a few words why.")})
    row.state = OverrideState.GRANTED if granted else OverrideState.DENIED
    row.decided_by, row.decided_at, row.decision_note = step.who, step.at, note[:2000]
    if granted:
        row.expires_at = step.at + timedelta(days=_days(step))
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_note", "expires_at"])
    step.result = row
    step.told.update(rule=row.rule, act=row.act, granted=granted, note=note[:300])
    kind = NotificationKind.OVERRIDE_GRANTED if granted else NotificationKind.OVERRIDE_DENIED
    for person in {row.asked_by, step.of.owner}:  # the work may be somebody else's by now
        tell(step, person, kind, rule=row.rule, override=str(row.id), note=note[:300])


def _days(step: Step) -> int:
    longest = step.limits.override_days
    days = int(step.data.get("days") or longest)
    if not 1 <= days <= longest:
        raise InvalidData({"days": _("Give 1 to {longest} days.", longest=longest)})
    return days


def see_breach(step: Step) -> None:
    """A manager looked at it and says what was done."""
    row: Breach = step.subject
    note = str(step.data.get("note", "")).strip()
    if not note:
        raise InvalidData({"note": _("Say what was done about it.")})
    row.seen_by, row.seen_at, row.note = step.who, step.at, note[:2000]
    row.save(update_fields=["seen_by", "seen_at", "note"])
    step.result = row
    step.told.update(rule=row.rule, note=note[:300])
