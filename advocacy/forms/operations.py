"""What an administrator decides about a mail."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.models import Message, MessageState

RETRY, SENT, CANCEL = "retry_message", "mark_message_sent", "cancel_message"
WORDS = {
    RETRY: _("Send it again"),
    SENT: _("It did arrive: mark it as sent"),
    CANCEL: _("Give it up: it is not to be sent"),
}


def open_decisions(message: Message) -> list[str]:
    """What can be decided about a mail as it stands."""
    unknown = message.state == MessageState.UNKNOWN
    offered = {RETRY: message.retryable, SENT: unknown, CANCEL: message.cancellable}
    return [action for action, allowed in offered.items() if allowed]


class DecideMessageForm(ActionForm):
    """Send again, mark as sent, or give up; always with a note."""

    submit: ClassVar[Any] = _("Decide")
    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Why"), max_length=300, widget=forms.Textarea,
        help_text=_("For example what the log of the mail server says."),
    )  # fmt: skip

    def __init__(self, *args: Any, message: Message, **kwargs: Any) -> None:
        self.offered = [(action, WORDS[action]) for action in open_decisions(message)]
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Offer only what is possible."""
        super().ready()
        self.fields["decision"].choices = self.offered  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def values(self) -> dict[str, Any]:
        """The note; the decision is the action."""
        return {"note": self.cleaned_data["note"]}

    @property
    def chosen(self) -> str:
        """The action that was decided on; any of them before the form is valid."""
        return str(self.data.get("decision") or RETRY)
