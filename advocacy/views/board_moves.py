"""A card goes to another column: the same form and rules as on the partnership's page."""

from itertools import pairwise
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import resolve, reverse
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy

from advocacy.access import INSIDERS, requires
from advocacy.forms.partnerships import GoBackForm
from advocacy.models import Clearance, Partnership, Stage
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _
from advocacy.views.acts import around, partnership_of, sent, show_act
from advocacy.views.pages import REFUSED_PAGE, way_back
from advocacy.views.remedies import step
from advocacy.views.situation import ONWARD
from advocacy.workflow.transitions import MOVES

#: The page on which one comes into a stage: that of the button that leads there. Blank: logging.
INTO = {after: ONWARD[stage][0] for stage, after in pairwise(Stage)}
#: The action behind it, whose stages the workflow knows.
ACTIONS = {
    Stage.PROFILED: "mark_profiled",
    Stage.CLEARED: "answer_clearance",
    Stage.OUTREACH: "reserve_touch",
    Stage.CONVERSATION: "log_touch",
    Stage.REVIEW: "group_review",
    Stage.TERMS: "agree_terms",
    Stage.CONTRACTING: "draft_agreement",
    Stage.EXECUTED: "execute",
    Stage.MATERIALS: "ready_materials",
    Stage.SCHEDULED: "schedule_placement",
    Stage.LIVE: "go_live",
    Stage.REPORTED: "report",
    Stage.CLOSED: "close",
}


@requires(*INSIDERS)
def partnership_move(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """To which stage? Then the very form of the action that leads there, or why it cannot be."""
    partnership = partnership_of(pk)
    to = request.GET.get("to", "")
    if to not in Stage.values:
        return render(request, "advocacy/board/move.html", choices(request, partnership))
    refusal = refused(partnership, Stage(to))
    if refusal is not None:
        back = way_back(request) or reverse("board")
        shown = {**around(partnership), "refusal": refusal, "back": back}
        return render(request, REFUSED_PAGE, shown, status=409)
    return form_of(request, partnership, Stage(to))


def choices(request: HttpRequest, partnership: Partnership) -> dict[str, Any]:
    """All stages, each with whether one can go there from here."""
    now = Stage(partnership.stage)
    stages = [
        {
            "label": stage.label, "value": stage.value, "here": stage is now,
            "back": stage.position < now.position, "refusal": refused(partnership, stage),
        }
        for stage in Stage
    ]  # fmt: skip
    back = way_back(request) or reverse("board")
    title = __("Move {group}").format(group=partnership.group)
    return {**around(partnership), "title": title, "stages": stages, "back": back, "next": back}


def refused(partnership: Partnership, to: Stage) -> Text | None:
    """Why this stage cannot be entered from the present one; None where its form may be opened."""
    now = Stage(partnership.stage)
    if now is Stage.CLOSED:
        return _("This partnership is closed. Renew it, or choose another study.")
    if to is now:
        return _("It is in this stage already.")
    if to.position < now.position:
        return None
    allowed = (Stage.PROFILED,) if to is Stage.CLEARED else MOVES[ACTIONS[to]].stages
    if allowed and now not in allowed:
        wanted = ", ".join(str(stage.label) for stage in allowed)
        return _(
            "This can be done in: {stages}. The partnership is at: {stage}.",
            stages=wanted, stage=str(now.label),
        )  # fmt: skip
    return None


def form_of(request: HttpRequest, partnership: Partnership, to: Stage) -> HttpResponseBase:
    """The page of the action that leads to a stage, drawn and taken under this address."""
    if to.position < Stage(partnership.stage).position:
        form = GoBackForm(*sent(request), partnership=partnership, initial={"to": to.value})
        said = gettext_lazy("Gone back. The timeline says why.")
        return show_act(request, partnership, form, said=said)
    match = resolve(page_of(partnership, to))
    given = request.GET.copy()
    if to is Stage.OUTREACH:
        given.pop("next", None)  # the words are still to be written
    if to is Stage.CONVERSATION:
        given["partnership"] = str(partnership.pk)
    request.GET = given  # type: ignore[assignment]  # the act reads it as its own address
    answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    return answer


def is_asked(partnership: Partnership) -> bool:
    """Whether the sponsor was asked and has not answered yet."""
    own = Clearance.objects.of_group(partnership.group).filter(study=partnership.study_id)
    return own.unanswered().exists()


def page_of(partnership: Partnership, to: Stage) -> str:
    """The address of the action that leads to a stage."""
    slug = INTO[to]
    if slug == "ask-clearance" and is_asked(partnership):
        slug = "answer-clearance"
    return step(partnership, slug) if slug else reverse("touch-log")
