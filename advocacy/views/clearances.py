"""The sponsor's clearance: asked of a named person, answered by one."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from advocacy.access import INSIDERS, requires
from advocacy.forms.clearances import AnswerClearanceForm, AskClearanceForm, SendQuestionForm
from advocacy.messages import links
from advocacy.models import ClearanceAnswer, OneTimeLink
from advocacy.models.base import now
from advocacy.views.acts import act_view, partnership_of, sent, show_act
from advocacy.workflow.step import Done

SAID = {
    ClearanceAnswer.NONE_KNOWN: _("Cleared: the sponsor knows of no relationship."),
    ClearanceAnswer.COORDINATE: _("Cleared: every step is agreed with the sponsor first."),
    ClearanceAnswer.SPONSOR_LEADS: _("The sponsor takes the first step. Wait for it."),
    ClearanceAnswer.HOLD: _("On hold at the sponsor’s wish. Only the sponsor lifts it."),
    ClearanceAnswer.DO_NOT_CONTACT: _("Do not contact. The partnership is closed."),
}


def answered(done: Done) -> object:
    """What the answer means."""
    return SAID[ClearanceAnswer(done.result.answer)]


@never_cache
@requires(*INSIDERS)
def question_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The link by which the sponsor's person answers, to copy or to send."""
    partnership = partnership_of(pk)
    form = SendQuestionForm(*sent(request), partnership=partnership)
    link = OneTimeLink.objects.open(now()).asking_about(partnership).first()
    context = {"link": link, "address": links.url(link) if link else ""}
    return show_act(
        request, partnership, form, said=_("The new link is below."), context=context,
        to=reverse("partnership-question", args=[pk]), template="advocacy/clearances/link.html",
    )  # fmt: skip


STEPS = {
    "question": question_link,
    "ask-clearance": act_view(
        AskClearanceForm,
        said=_("Kept. We remind you to call when the sponsor stays silent."),
        anchor="clearance",
    ),
    "answer-clearance": act_view(AnswerClearanceForm, said=answered),
}
