"""Exceptions: asked for by one person, decided by another."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.overrides import AskOverrideForm, DecideOverrideForm
from advocacy.models import LimitVersion, Override, Partnership, Role, User
from advocacy.policy.facts import Act, Intent, Purpose
from advocacy.policy.registry import RULES, Rule
from advocacy.policy.titles import ACT_TITLES
from advocacy.policy.verdict import Finding
from advocacy.templatetags.timeline import rule_title
from advocacy.views.findings import kept_finding
from advocacy.views.keyset import keyset
from advocacy.views.pages import form_page, found, posted, signed_in
from advocacy.workflow.effects.exceptions import DECIDE
from advocacy.workflow.gather import decide_for

WAITING, DECIDED = "waiting", "decided"


@requires(*INSIDERS)
def override_list(request: HttpRequest) -> HttpResponse:
    """Exceptions that wait for somebody, and those that were decided."""
    decided = request.GET.get("show") == DECIDED
    user = signed_in(request)
    rows = Override.objects.for_page()
    chosen = rows.decided() if decided else rows.waiting()
    page = keyset(chosen, request, order=("-asked_at", "-id"))
    context = {
        "page": page,
        "decided": decided,
        "tabs": tabs(decided=decided),
        "items": [(row, may_decide(row, user), Role(row.role).label) for row in page.rows],
    }
    return render(request, "advocacy/overrides/list.html", context)


def tabs(*, decided: bool) -> list[dict[str, Any]]:
    """Waiting first, as that is what one comes for."""
    url = reverse("override-list")
    return [
        {"label": _("Waiting"), "url": url, "current": not decided},
        {"label": _("Decided"), "url": f"{url}?show={DECIDED}", "current": decided},
    ]


def may_decide(override: Override, user: User) -> bool:
    """Those whom the rule names decide, and nobody on what she asked for herself."""
    fitting = user.role in DECIDE.get(override.role, ())
    return bool(override.decided_by_id is None and fitting and override.asked_by_id != user.pk)


@requires(*INSIDERS)
def override_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One exception with what the rule said when it was asked for, and its decision."""
    user = signed_in(request)
    override = found(Override.objects.for_page(), pk)
    most_days = LimitVersion.objects.in_force().override_days
    form = DecideOverrideForm(posted(request), most_days=most_days)
    context = {
        "override": override,
        "title": _("Override: {rule}").format(rule=rule_title(override.rule)),
        "finding": kept_finding(override.finding, rule=override.rule),
        "act_title": ACT_TITLES.get(override.act, override.act),
        "may_decide": may_decide(override, user),
        "own": override.asked_by_id == user.pk,
        "decider": Role(override.role).label,
    }
    if request.method == "POST" and not context["may_decide"]:
        raise PermissionDenied(_("Somebody else decides this; nobody decides what they asked for."))
    return form_page(
        request,
        form,
        subject=override,
        to=reverse("override-detail", args=[pk]),
        said=_("Decided. The person who asked sees it on the partnership."),
        template="advocacy/overrides/detail.html",
        context=context,
    )


@requires(*INSIDERS)
def override_ask(request: HttpRequest, pk: UUID, rule: str, act: str) -> HttpResponse:
    """Ask for one exception of one rule, for one action of one partnership."""
    partnership = found(Partnership.objects.for_page(), pk)
    if rule not in RULES or act not in set(Act):
        raise Http404
    back = reverse("partnership-detail", args=[pk])
    return form_page(
        request,
        AskOverrideForm(posted(request)),
        subject=partnership,
        to=back,
        said=_("Asked. Whoever decides it sees it on the home page."),
        data={"rule": rule, "act": act},
        template="advocacy/overrides/ask.html",
        context={
            "title": _("Ask for an override"),
            "back": back,
            "crumbs": [{"label": str(partnership.group), "url": back}],
            **asking(partnership, rule=RULES[rule], act=Act(act)),
        },
    )


def asking(partnership: Partnership, *, rule: Rule, act: Act) -> dict[str, Any]:
    """What the rule says now, who would decide, and whether it can be asked at all."""
    finding = finding_now(partnership, rule=rule, act=act)
    waiting = partnership.overrides.waiting().about(rule=rule.code, act=act).first()
    return {
        "partnership": partnership,
        "zone": partnership.group.time_zone,
        "finding": finding,
        "waiting": waiting,
        "rule": rule,
        "act_title": ACT_TITLES[act],
        "decider": Role(rule.override_role).label if rule.override_role else "",
        "possible": finding is not None and finding.can_be_overridden and not waiting,
    }


def finding_now(partnership: Partnership, *, rule: Rule, act: Act) -> Finding | None:
    """What the rule says at this moment; None where it has no say in this act."""
    if act not in rule.acts:
        return None
    intent = Intent(act, Purpose.ASK if act is Act.CONTACT else None)
    return decide_for(partnership=partnership, intent=intent)[2].of(rule.code)
