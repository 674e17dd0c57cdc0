"""What a person fills in to send a mail from here."""

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.forms.touches import NOTE_LENGTH
from advocacy.workflow.effects.mails import SUBJECT_LENGTH


class SendMailForm(ActionForm):
    """The words of one mail to one person; looked at before they go."""

    action = "send_mail"
    title = _("Write to the group")
    submit = _("Look at it as it will go")
    subject = forms.CharField(label=_("Subject line"), max_length=SUBJECT_LENGTH)
    body = forms.CharField(
        label=_("Words"), max_length=NOTE_LENGTH, widget=forms.Textarea,
        help_text=_("Postal address and opt-out line are put under it by themselves."),
    )  # fmt: skip

    def ready(self) -> None:
        """Leave room to write."""
        super().ready()
        self.fields["body"].widget.attrs["rows"] = 14

    @property
    def values(self) -> dict[str, str]:
        """The rules look at the words as at any note of what is sent."""
        told = self.cleaned_data
        return {"subject": told["subject"], "body": told["body"], "summary": told["body"]}
