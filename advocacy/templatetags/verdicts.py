"""From findings to the places they speak of: rules, principles, records, remedies."""

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from advocacy.models import OverrideState, Role
from advocacy.policy.registry import PRINCIPLE_TITLES, RULES, Rule
from advocacy.policy.text import Text
from advocacy.policy.verdict import Evidence, Finding, Remedy

register = template.Library()


@register.filter
def rule_of(finding: Finding) -> Rule | None:
    """The rule that made a finding, None where it is no longer among the rules."""
    return RULES.get(finding.rule)


@register.filter
def principle(rule: Rule) -> Text:
    """The do or don't that a rule serves."""
    return PRINCIPLE_TITLES[rule.principle]


@register.filter
def role_label(code: str) -> str:
    """A role by its name."""
    return str(Role(code).label) if code in Role.values else code


@register.filter
def evidence_url(evidence: Evidence) -> str:
    """The page of the record that a finding rests on, blank where it has none."""
    if evidence.id is None:
        return ""
    try:
        return reverse(f"{evidence.kind.replace('_', '-')}-detail", args=[evidence.id])
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def remedy_url(context: Context, remedy: Remedy | None) -> str:
    """Where a remedy is carried out: the page gives `remedy_links` (code → address)."""
    links: dict[str, Any] = context.get("remedy_links") or {}
    return str(links.get(remedy.code, "")) if remedy else ""


@register.simple_tag(takes_context=True)
def override_link(context: Context, finding: Finding) -> str:
    """Where an override of this finding is asked for, on pages of a partnership and a decision."""
    partnership, decision = context.get("partnership"), context.get("decision")
    if partnership is None or decision is None or not finding.can_be_overridden:
        return ""
    try:
        return reverse("override-ask", args=[partnership.pk, finding.rule, decision.action])
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def waiting_override(context: Context, finding: Finding) -> str:
    """The override of this finding that waits for somebody, on pages that know `overrides`."""
    decision = context.get("decision")
    for row in context.get("overrides") or ():
        asked = (row.rule, row.act) == (finding.rule, decision and decision.action)
        if asked and row.state == OverrideState.ASKED:
            return reverse("override-detail", args=[row.pk])
    return ""
