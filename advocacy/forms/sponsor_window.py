"""What a sponsor's own people fill in: an answer, a relationship, a higher budget."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.forms.partnerships import text
from advocacy.models import ClearanceAnswer, Currency, RelationshipKind
from advocacy.policy.text import Money
from advocacy.templatetags.ui import money

#: The sponsor's answers in the sponsor's words, and what each of them means for us.
ANSWERS = {
    ClearanceAnswer.NONE_KNOWN: (
        _("We know of no relationship"), _("We may write to the group."),
    ),
    ClearanceAnswer.COORDINATE: (
        _("Coordinate with us"), _("We may write, and agree each step with you first."),
    ),
    ClearanceAnswer.SPONSOR_LEADS: (
        _("We take the first step"), _("You speak to the group; we wait for your word."),
    ),
    ClearanceAnswer.HOLD: (
        _("Hold"), _("Nobody writes for now. Only you can lift this."),
    ),
    ClearanceAnswer.DO_NOT_CONTACT: (
        _("Do not contact"), _("We do not write to this group for this study."),
    ),
}  # fmt: skip


class AnswerForm(ActionForm):
    """The answer to a clearance question, in the name of who gives it."""

    action = "answer_clearance"
    submit = _("Send the answer")
    form_errors: ClassVar[Any] = None
    answer = forms.ChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect,
        choices=[(code, f"{word} – {means}") for code, (word, means) in ANSWERS.items()],
    )  # fmt: skip
    speak_to = forms.CharField(
        required=False, label=_("Whom we should speak to at your company"), max_length=160,
        help_text=_("Name and e-mail, if it is not you."),
    )  # fmt: skip
    note = text(_("A note"), limit=1500, rows=3, required=False)

    @property
    def values(self) -> dict[str, Any]:
        """The person named is kept with the note."""
        said = dict(self.cleaned_data)
        person = said.pop("speak_to", "")
        lines = [_("Speak to: {person}").format(person=person) if person else "", said["note"]]
        return said | {"note": "\n".join(line for line in lines if line)}


class DeclareForm(ActionForm):
    """A relationship between the sponsor and a group, declared by the sponsor."""

    action = "declare_relationship"
    submit = _("Declare it")
    group_name = forms.CharField(label=_("Name of the patient group"), max_length=240)
    kind = forms.ChoiceField(
        label=_("What kind of relationship"),
        choices=[c for c in RelationshipKind.choices if c[0] != RelationshipKind.CO_LISTED],
    )
    starts_on = forms.DateField(label=_("Since"), required=False)
    ends_on = forms.DateField(
        label=_("Until"), required=False, help_text=_("Blank while it goes on.")
    )
    amount = forms.DecimalField(
        label=_("Amount"), required=False, max_digits=14, decimal_places=2, min_value=0
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    confidential = forms.BooleanField(
        required=False, label=_("Keep it confidential"),
        help_text=_("Then only managers and compliance see the amount."),
    )  # fmt: skip
    note = text(_("A note"), limit=1000, rows=3, required=False)


class RaiseForm(ActionForm):
    """A higher approved amount, in the name of who raises it."""

    action = "raise_budget"
    submit = _("Raise the budget")
    approved = forms.DecimalField(label=_("New approved amount"), max_digits=14, decimal_places=2)
    note = forms.CharField(label=_("A note"), required=False, max_length=300)

    def __init__(self, *args: Any, approved: Money, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approved"].label = _("New approved amount in {currency}").format(
            currency=approved.currency
        )
        self.fields["approved"].help_text = _("More than {amount}. It counts at once.").format(
            amount=money(approved)
        )
