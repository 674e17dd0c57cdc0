"""What a person fills in to ask the sponsor, and to keep the answer."""

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.forms.partnerships import PartnershipForm, text
from advocacy.models import ClearanceAnswer, Sponsor, SponsorContact
from advocacy.workflow.gather.sponsors import family_of


class AskClearanceForm(PartnershipForm):
    action = "ask_clearance"
    title = _("Ask the sponsor")
    lead = _("Does the sponsor know this group, and may we write to it for this study?")
    submit = _("Record the question")
    asked_of = forms.ModelChoiceField(
        SponsorContact.objects.none(), label=_("Whom at the sponsor"), empty_label=_("Choose one")
    )
    asked_on = forms.DateField(label=_("Asked on"))
    by_mail = forms.BooleanField(
        required=False, label=_("Send the question by mail"),
        help_text=_("With a link to answer by, once and without an account."),
    )  # fmt: skip

    def prepare(self) -> None:
        self.choices_of("asked_of", contacts(self.partnership.study.sponsor), label=described)
        self.initial.setdefault("asked_on", timezone.localdate())


class SendQuestionForm(PartnershipForm):
    action = "send_clearance_question"
    title = _("A link to answer by")
    lead = _(
        "Whoever has it answers once, in the name of the person asked. A new one ends the old."
    )
    submit = _("Make a new link")
    by_mail = forms.BooleanField(required=False, label=_("Send it by mail too"))


class AnswerClearanceForm(PartnershipForm):
    action = "answer_clearance"
    title = _("Record the sponsor’s answer")
    lead = _("Only a dated answer by a named person counts. Silence never clears.")
    submit = _("Record the answer")
    answer = forms.ChoiceField(
        label=_("What the sponsor said"), choices=ClearanceAnswer.choices, widget=forms.RadioSelect
    )
    answered_by = forms.ModelChoiceField(
        SponsorContact.objects.none(), label=_("Who said so"), empty_label=_("Choose one")
    )
    answered_on = forms.DateField(label=_("When"))
    note = text(_("In their words"), limit=2000, rows=2, required=False)

    def prepare(self) -> None:
        self.choices_of("answered_by", contacts(self.partnership.study.sponsor), label=described)
        self.initial.setdefault("answered_on", timezone.localdate())


def contacts(sponsor: Sponsor) -> "QuerySet[SponsorContact]":
    """The people of the whole sponsor family who can still be asked."""
    family = family_of(sponsor, day=timezone.localdate())
    return SponsorContact.objects.present().filter(sponsor__in=family.members)


def described(contact: SponsorContact) -> str:
    """A contact with the position, as one chooses between several."""
    return f"{contact.name}, {contact.position}" if contact.position else contact.name
