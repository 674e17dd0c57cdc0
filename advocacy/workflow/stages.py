"""The pipeline: what each stage needs before it is entered, and entering it."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any

from advocacy.models import (
    Approval,
    Event,
    ExitReason,
    Partnership,
    PhaseDuration,
    SideState,
    Stage,
    Transfer,
)  # fmt: skip
from advocacy.policy.facts import Act, Facts, Intent, Purpose, StanceKind
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import Decision
from advocacy.policy.words import AGREEMENT_FIELDS
from advocacy.workflow.errors import Requirement
from advocacy.workflow.gather.assemble import decide_for
from advocacy.workflow.gather.contracts import PHASE_ENDS

#: Where each phase of the lead time begins.
PHASE_STARTS = {
    "conversation": Stage.OUTREACH,
    "review": Stage.REVIEW,
    "contract": Stage.TERMS,
    "materials": Stage.TERMS,
    "setup": Stage.MATERIALS,
}


def next_stage(partnership: Partnership) -> Stage | None:
    """The stage after this one; None at the end."""
    position = Stage(partnership.stage).position
    stages = list(Stage)
    return stages[position + 1] if position + 1 < len(stages) else None


def act_for(stage: Stage | None) -> Intent:
    """The act whose rules guard the way into a stage."""
    if stage in (Stage.TERMS, Stage.CONTRACTING):
        return Intent(Act.AGREE_TERMS)
    if stage is Stage.EXECUTED:
        return Intent(Act.EXECUTE)
    if stage in (Stage.MATERIALS, Stage.SCHEDULED):
        return Intent(Act.PLACE)
    if stage is Stage.LIVE:
        return Intent(Act.GO_LIVE)
    if stage in (Stage.REPORTED, Stage.CLOSED):
        return Intent(Act.PAY)
    return Intent(Act.CONTACT, Purpose.ASK)


def missing(
    partnership: Partnership, *, to: Stage, data: Mapping[str, Any], at: datetime
) -> tuple[Requirement, ...]:
    """What `to` needs and is not there, the values just given counted in."""
    partnership = copy(partnership)  # the effect must still see what is new
    for name in ("stance_asked", "duplicates_checked", "review_process", "review_by",
                 "written_yes_on", "written_yes_source", "logo_permission_source"):  # fmt: skip
        if name in data:
            setattr(partnership, name, data[name])
    facts, _limits, decision = decide_for(partnership=partnership, intent=act_for(to), now=at)
    wanted = requirements(partnership, to=to, facts=facts, decision=decision)
    given = {"proof": bool(data.get("proof_url")), "figures": bool(data.get("reached"))}
    return tuple(r for r in wanted if not r.met and not given.get(r.code))


def checklist(
    partnership: Partnership, facts: Facts, decision: Decision
) -> tuple[Requirement, ...]:
    """What the next stage needs, met or not, as the page shows it."""
    ahead = next_stage(partnership)
    return () if ahead is None else requirements(
        partnership, to=ahead, facts=facts, decision=decision
    )  # fmt: skip


def requirements(
    own: Partnership, *, to: Stage, facts: Facts, decision: Decision
) -> tuple[Requirement, ...]:
    """The table of DOMAIN: each stage with its needs."""
    return {
        Stage.PROFILED: _profiled,
        Stage.CLEARED: _cleared,
        Stage.OUTREACH: _outreach,
        Stage.CONVERSATION: _conversation,
        Stage.REVIEW: _review,
        Stage.TERMS: _terms,
        Stage.CONTRACTING: _contracting,
        Stage.EXECUTED: _executed,
        Stage.MATERIALS: _materials,
        Stage.SCHEDULED: _scheduled,
        Stage.LIVE: _live,
        Stage.REPORTED: _reported,
        Stage.CLOSED: _closed,
    }[to](own, facts, decision)


def _ok(decision: Decision, rule: str) -> bool:
    finding = decision.of(rule)
    return finding is None or not finding.refuses


def _profiled(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    stance = facts.group.stance
    known = stance is not None and stance.kind is not StanceKind.UNKNOWN
    return (
        Requirement("complete_profile", _("profile facts"), _ok(decision, "profile-complete")),
        Requirement("why_this_group", _("a “why this group” note"), bool(own.why_this_group)),
        Requirement("ask_stance", _("stance asked"), known or own.stance_asked),
        Requirement("check_duplicates", _("duplicates checked"), own.duplicates_checked),
    )  # fmt: skip


def _cleared(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    met = _ok(decision, "sponsor-clearance")
    return (Requirement("ask_sponsor", _("the sponsor’s clearance, not expired"), met),)


def _outreach(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    return (
        Requirement("assign_owner", _("one owner"), own.owner_id is not None),
        Requirement("write_ask", _("an ask, or a first question without one"), met=True),
        Requirement("clear", _("clear to contact"), decision.clear),
    )


def _conversation(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    met = any(t.genuine for t in facts.touches)
    return (Requirement("await_answer", _("an answer from a person at the group"), met),)


def _review(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    return (
        Requirement("reply" if facts.ask else "write_ask", _("an ask that they have seen"),
                    facts.ask is not None and facts.ask.sent),
        Requirement("group_review", _("how they decide, and by when"),
                    bool(own.review_process and own.review_by)),
    )  # fmt: skip


def _terms(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    return (
        Requirement("agree_terms", _("the group’s written yes"),
                    bool(own.written_yes_on and own.written_yes_source)),
        Requirement("raise_budget", _("room in the budget"), _ok(decision, "budget")),
        Requirement("add_quote", _("a fee that is fair"), _ok(decision, "fair-fee")),
    )  # fmt: skip


def _contracting(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    drafted = facts.agreement is not None and facts.agreement.id is not None
    return (Requirement("draft_agreement", _("a draft agreement"), drafted),)


def _executed(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    draft = facts.agreement
    if draft is None or draft.starts_on is None:
        return (Requirement("sign_agreement", _("a draft agreement with its dates"), met=False),)
    wanted = tuple(
        Requirement(
            "sign_agreement", _("agreement: {field}", field=AGREEMENT_FIELDS[name]), met=False
        )
        for name in draft.missing
    )
    signed = Requirement("sign_agreement", _("all fields, both signatures, the file"), met=True)
    independent = Requirement("change_term", _("independent terms"), _ok(decision, "independence"))
    return (*(wanted or (signed,)), independent)


def _materials(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    today = facts.today
    approved = Approval.objects.filter(
        material__study=own.study_id, withdrawn_on__isnull=True, expires_on__gt=today
    ).exists()
    return (Requirement("approve_material", _("approved material for this study"), approved),)


def _scheduled(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    return (Requirement("schedule", _("a placement with its date"), bool(facts.placements)),)


def _live(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    logo = not facts.terms.uses_logo or bool(own.logo_permission_source)
    return (
        Requirement("schedule", _("placements"), bool(facts.placements)),
        Requirement("approve_material", _("approval of each exact material"),
                    _ok(decision, "approved-material")),
        Requirement("logo", _("permission to use the logo, where it is used"), logo),
        Requirement("proof", _("a link to the proof"), met=False),
    )  # fmt: skip


def _reported(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    sent = not own.report_backs.filter(sent_on__isnull=True).exists()
    owes_money = facts.ask is not None and facts.ask.fee is not None
    paid = not owes_money or Transfer.objects.filter(partnership=own).exists()
    return (
        Requirement("figures", _("people reached"), met=False),
        Requirement("send_report_back", _("report-back sent to the group"), sent),
        Requirement("record_transfer", _("payment recorded for disclosure"), paid),
    )


def _closed(own: Partnership, facts: Facts, decision: Decision) -> tuple[Requirement, ...]:
    return (Requirement("close", _("a closing word; it can be renewed"), met=True),)


def enter(own: Partnership, stage: str, *, at: datetime) -> None:
    """Write the new stage; learn how long the phases took once a partnership is live."""
    own.stage, own.stage_since = stage, at
    fields = ["stage", "stage_since"]
    if stage == Stage.CLOSED:
        own.closed_at, own.side_state, own.not_before = at, SideState.NONE, None
        own.exit_reason = own.exit_reason or ExitReason.COMPLETED
        fields += ["closed_at", "exit_reason", "side_state", "not_before"]
    elif own.closed_at is not None:
        own.closed_at, own.exit_reason = None, ""
        fields += ["closed_at", "exit_reason"]
    own.save(update_fields=fields)
    if stage == Stage.LIVE:
        _learn(own, at)


def _learn(own: Partnership, at: datetime) -> None:
    steps = Event.objects.filter(partnership=own).exclude(to_stage="").order_by("at")
    entered: dict[str, datetime] = dict(steps.values_list("to_stage", "at"))
    entered[Stage.LIVE] = at
    rows = []
    for phase, end in PHASE_ENDS.items():
        start = PHASE_STARTS[phase.value]
        if start in entered and end in entered and entered[end] >= entered[start]:
            weeks = round((entered[end] - entered[start]).total_seconds() / 604800, 2)
            rows.append(
                PhaseDuration(
                    partnership=own, group=own.group, group_kind=own.group.kind,
                    phase=phase.value, weeks=weeks,
                )
            )  # fmt: skip
    PhaseDuration.objects.bulk_create(rows, ignore_conflicts=True)
