"""What a person says about a mail that came in: what it is, and where it belongs."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.forms.happenings import BOUNCES, DECLINES, INBOUND, REFUSALS
from advocacy.models import (
    Direction,
    InboundKind,
    InboundMail,
    Partnership,
    ReplyOutcome,
    TouchChannel,
)  # fmt: skip

MEANINGS = INBOUND | BOUNCES
#: What else is asked after some answers, and in which words.
ASKED = {
    "declined": ("decline_kind", _("Choose what they declined.")),
    "policy_no": ("policy_kind", _("Choose what their policy rules out.")),
    "out_of_office": ("return_on", _("Give the day on which they are back.")),
}
LIKELY = {
    InboundKind.OUT_OF_OFFICE: "out_of_office",
    InboundKind.BOUNCE_HARD: "bounce_hard",
    InboundKind.BOUNCE_SOFT: "bounce_soft",
}


class ReadReplyForm(ActionForm):
    """What a reply says, chosen by whoever has read it."""

    action = "read_reply"
    submit = _("This is what it says")
    outcome = forms.ChoiceField(
        label=_("What does it say?"), widget=forms.RadioSelect,
        choices=[(code, item.label) for code, item in MEANINGS.items()],
    )  # fmt: skip
    decline_kind = forms.ChoiceField(
        label=_("What did they decline?"), required=False, choices=[("", _("None")), *DECLINES]
    )
    policy_kind = forms.ChoiceField(
        label=_("What does their policy rule out?"), required=False,
        choices=[("", _("None")), *REFUSALS],
    )  # fmt: skip
    return_on = forms.DateField(label=_("Back on"), required=False)

    def __init__(self, *args: Any, mail: InboundMail, **kwargs: Any) -> None:
        self.mail = mail
        super().__init__(*args, **kwargs)
        self.initial.setdefault("return_on", mail.return_on)
        away = "out_of_office" if mail.return_on else ""
        self.initial.setdefault("outcome", LIKELY.get(InboundKind(mail.kind), away))

    def clean(self) -> dict[str, Any]:
        """Ask for what this very answer leaves open."""
        cleaned = super().clean() or {}
        name, words = ASKED.get(str(cleaned.get("outcome")), ("", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, words)
        return cleaned

    @property
    def values(self) -> dict[str, Any]:
        """What was said, and only what belongs to it."""
        told = self.cleaned_data
        name, _words = ASKED.get(told["outcome"], ("", ""))
        return {"outcome": ReplyOutcome(told["outcome"])} | ({name: told[name]} if name else {})


class SortMailForm(ReadReplyForm):
    """Where a mail belongs and what it says; of a copy of ours only where."""

    action = "file_mail"
    submit = _("File it there")
    partnership = forms.ModelChoiceField(
        Partnership.objects.none(), label=_("Which partnership?"), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip
    field_order = ("partnership",)

    def __init__(self, *args: Any, likely: list[Partnership], **kwargs: Any) -> None:
        self.likely = likely
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Offer the partnerships that may be meant; the suggested one first."""
        super().ready()
        field = self.fields["partnership"]
        assert isinstance(field, forms.ModelChoiceField)
        keys = [own.pk for own in self.likely]
        field.queryset = Partnership.objects.filter(pk__in=keys).for_page()
        field.label_from_instance = about  # type: ignore[method-assign,assignment]  # as Django's manual does
        if self.likely:
            self.initial.setdefault("partnership", self.likely[0].pk)
        if self.mail.kind == InboundKind.COPY:
            for name in ("outcome", "decline_kind", "policy_kind", "return_on"):
                del self.fields[name]

    @property
    def values(self) -> dict[str, Any]:
        """What the record is told."""
        mail, own = self.mail, self.cleaned_data["partnership"]
        person = own.group.people.filter(address=mail.sender).exclude(address="").first()
        common = {
            "channel": TouchChannel.MAIL, "person": person, "occurred_at": mail.sent_at,
            "summary": mail.new_text[:4000], "mail": mail,
        }  # fmt: skip
        if mail.kind == InboundKind.COPY:
            return common | {"direction": Direction.OUT}
        return common | {"direction": Direction.IN, **super().values}


def about(own: Partnership) -> str:
    """A partnership as one tells it from others."""
    return f"{own.group} · {own.study}"


class DismissMailForm(ActionForm):
    """Why a mail belongs nowhere."""

    action = "dismiss_mail"
    submit = _("Put it away")
    note = forms.CharField(label=_("Why does it belong nowhere?"), max_length=300)
