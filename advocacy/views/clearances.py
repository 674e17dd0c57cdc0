"""The sponsor's clearance: asked of a named person, answered by one."""

from django.utils.translation import gettext_lazy as _

from advocacy.forms.clearances import AnswerClearanceForm, AskClearanceForm
from advocacy.models import ClearanceAnswer
from advocacy.views.acts import act_view
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


STEPS = {
    "ask-clearance": act_view(
        AskClearanceForm,
        said=_("Kept. We remind you to call when the sponsor stays silent."),
        anchor="clearance",
    ),
    "answer-clearance": act_view(AnswerClearanceForm, said=answered),
}
