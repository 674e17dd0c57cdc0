"""What a decision was made on, kept beside its event so that it can be judged again."""

from advocacy.models import DecisionFacts, Event
from advocacy.policy import kept
from advocacy.policy.verdict import Decision
from advocacy.workflow.step import Step


def facts_behind(
    event: Event, step: Step, decision: Decision, *, holds: bool
) -> DecisionFacts | None:
    """The row to write with an event; none for what only keeps a place, as it is judged again."""
    if step.facts is None or (holds and decision.clear):
        return None
    return DecisionFacts(
        event=event,
        at=step.facts.now,
        act=decision.action,
        limits_version=step.limits.version,
        refused_by=[finding.rule for finding in decision.refusing],
        alone=step.partnership is None,
        facts=kept.write(step.facts),
    )
