"""Gives a refusal of the database the same words as the rule that it backs."""

from django.db import IntegrityError

from advocacy.policy.facts import Facts
from advocacy.policy.limits import Limits
from advocacy.policy.registry import RULES
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _
from advocacy.policy.verdict import Decision, Finding, Outcome
from advocacy.workflow.errors import InvalidData, PolicyBlocked, StageRefused, WorkflowError

#: Name of a trigger's or constraint's refusal → the rule whose words a person should read.
HARD_RULES = {
    "hard_opt_out": "opt-out",
    "hard_policy_no": "stopped",
    "hard_stopped": "stopped",
    "hard_stop_for_good": "stopped",
    "hard_sponsor_no": "sponsor-clearance",
    "hard_independence": "independence",
    "hard_budget_cap": "budget",
    "hard_attempt_limit": "attempt-limit",
    "hard_breach_recorded": "attempt-limit",
    "touch_one_thank_you": "stopped",
    "hard_executed_agreement": "executed-agreement",
    "agreement_executed_is_complete": "executed-agreement",
    "hard_approved_material": "approved-material",
    "agreement_executed_is_independent": "independence",
}

#: The others: what a person should do instead.
OTHERS: dict[str, Text] = {
    "touch_one_reservation": _(
        "A colleague is writing to this group at this moment. Look at the timeline before you do."
    ),
    "partnership_open_once": _(
        "This study already has an open partnership with this group. Open that one instead."
    ),
    "clearance_asked_once": _(
        "The sponsor was asked already and has not answered. Record the answer, or call."
    ),
    "override_not_by_oneself": _("Nobody decides an override of their own. Ask a colleague."),
    "override_of_a_rule_that_allows_it": _("This rule has no override, for anybody."),
    "override_asked_once": _("An override for this is already waiting for its decision."),
    "override_at_most_14_days": _("An override holds for 14 days at most."),
    "hard_override_once": _("This override was used. Each one serves a single action."),
    "hard_override_asked": _("What was asked does not change. Ask for another override."),
    "limits_not_by_oneself": _(
        "Nobody puts limits in force that they drafted. Ask a second person."
    ),
    "hard_limits_drafted": _("New limits begin as a draft. Draft them first."),
    "hard_limits_stay": _("A version that was in force does not change. Draft a new one from it."),
    "hard_limits_replayed": _("These values were not replayed over the past yet. Replay them."),
    "hard_replay_stays": _("This replay has ended. Start a new one."),
    "replay_once_at_a_time": _("A replay of this draft is under way. Wait for it, or cancel it."),
    "hard_audit_trail": _("Events are never changed. Record what is right as a new one."),
    "group_no_cycle": _("A group cannot belong to one of its own chapters. Choose another."),
    "opt_out_lifted_by_invitation": _(
        "Only an invitation by the group lifts an opt-out. Give it in their own words."
    ),
    "opt_out_once_a_group": _("This group has opted out already."),
    "sponsor_name_key": _("A sponsor of this name exists. Open that one instead."),
}


def explain(error: IntegrityError, *, facts: Facts | None, limits: Limits) -> WorkflowError:
    """The database's refusal as the workflow's own."""
    name = constraint_of(error)
    if name in HARD_RULES:
        return PolicyBlocked(_decision(HARD_RULES[name], facts, limits))
    if name in OTHERS:
        return StageRefused(OTHERS[name])
    if name.endswith(("_uniq", "_key")) or "unique" in str(error).lower():
        return InvalidData(
            {"__all__": _("A record with these values exists. Look for it before adding another.")}
        )
    return InvalidData(
        {"__all__": _("These values contradict one another ({name}). Check them.", name=name)}
    )


def constraint_of(error: IntegrityError) -> str:
    """The name that PostgreSQL gives with its refusal; empty where it gives none."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return str(getattr(diagnosis, "constraint_name", None) or "")


def _decision(code: str, facts: Facts | None, limits: Limits) -> Decision:
    """What the rule says to the same facts; where it saw nothing, its title and reason."""
    rule = RULES[code]
    if facts is not None:
        said = rule.check(facts, limits)
        if said.outcome.refuses:
            return Decision(facts.intent.act.value, (said,))
    finding = Finding(
        code,
        Outcome.BLOCK,
        _("{title}: the records changed a moment ago and no longer allow this. Look at the"
          " page again.", title=rule.title),
        overridable=False,
    )  # fmt: skip
    return Decision(facts.intent.act.value if facts else "write", (finding,))
