"""From findings to the places they speak of: rules, principles, records, remedies."""

from collections.abc import Iterable
from functools import cache
from uuid import UUID

from django.urls import NoReverseMatch

from advocacy.addresses import address
from advocacy.models import Override, OverrideState, Partnership, Role
from advocacy.policy.registry import PRINCIPLE_TITLES, RULES, Rule
from advocacy.policy.text import Text
from advocacy.policy.verdict import Decision, Evidence, Finding


def rule_of(finding: Finding) -> Rule | None:
    """The rule that made a finding, None where it is no longer among the rules."""
    return RULES.get(finding.rule)


def principle(rule: Rule) -> Text:
    """The do or don't that a rule serves."""
    return PRINCIPLE_TITLES[rule.principle]


def role_label(code: str) -> str:
    """A role by its name."""
    return str(Role(code).label) if code in Role.values else code


def evidence_url(evidence: Evidence) -> str:
    """The page of the record that a finding rests on, blank where it has none."""
    route = f"{evidence.kind.replace('_', '-')}-detail"
    return address(route, evidence.id) if evidence.id and _is_there(route) else ""


@cache
def _is_there(route: str) -> bool:
    try:
        return bool(address(route, UUID(int=0)))
    except NoReverseMatch:
        return False


def override_link(
    partnership: Partnership | None, decision: Decision | None, finding: Finding
) -> str:
    """Where an override of this finding is asked for, on pages of a partnership and a decision."""
    if not partnership or not decision or not finding.can_be_overridden:
        return ""
    return address("override-ask", partnership.pk, finding.rule, decision.action)


def waiting_override(
    overrides: Iterable[Override], decision: Decision | None, finding: Finding
) -> str:
    """The override of this finding that waits for somebody, among those asked for."""
    for row in overrides:
        asked = (row.rule, row.act) == (finding.rule, decision and decision.action)
        if asked and row.state == OverrideState.ASKED:
            return address("override-detail", row.pk)
    return ""
