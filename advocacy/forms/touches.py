"""What a person fills in to write to a group, and to log what happened."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.forms.happenings import DECLINES, HAPPENINGS, REFUSALS
from advocacy.forms.partnerships import PartnershipForm, text
from advocacy.models import (
    Group,
    Partnership,
    Person,
    Purpose,
    ReplyOutcome,
    Stage,
    TouchChannel,
)  # fmt: skip

UNSOLICITED = (Purpose.EXPLORATORY, Purpose.ASK, Purpose.REMINDER, Purpose.THANK_YOU)
NOTE_LENGTH = 4000
MOST_CLOSED = 3


class ToGroupForm(PartnershipForm):
    """Whom we write to, and how."""

    channel = forms.ChoiceField(label=_("How"), choices=TouchChannel.choices)
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("To whom"), required=False,
        empty_label=_("The group, nobody by name"),
    )  # fmt: skip

    def prepare(self) -> None:
        group = self.partnership.group
        if self.is_bound:  # whom it proposes is past
            self.choices_of("person", group.people.present(), label=reachable)
            return
        people = group.people.present().with_opt_out()
        self.choices_of("person", people, label=reachable)
        likely = [p.pk for p in people if not p.needs_fixing and not p.opted_out]
        if likely:
            self.initial.setdefault("person", likely[0])


def thread_name(partnership: Partnership) -> str:
    """A study as one chooses what a touch belongs to; closed threads say so."""
    if not partnership.is_closed:
        return str(partnership.study)
    return _("%(study)s (closed: %(reason)s)") % {
        "study": partnership.study,
        "reason": partnership.get_exit_reason_display(),
    }


def reachable(person: Person) -> str:
    """A person with the position, and a warning where the address does not work."""
    parts = [person.name, person.position]
    if person.needs_fixing:
        parts.append(str(_("address does not work")))
    return ", ".join(part for part in parts if part)


class ReserveTouchForm(ToGroupForm):
    action = "reserve_touch"
    ruled = True
    title = _("Write to the group")
    lead = _("All rules run now. If they agree, nobody else can write to the group meanwhile.")
    submit = _("Go on and write")
    purpose = forms.ChoiceField(
        label=_("What for"), choices=[(p.value, p.label) for p in UNSOLICITED],
        widget=forms.RadioSelect,
    )  # fmt: skip
    field_order = ("purpose", "channel", "person")

    def first_look(self) -> dict[str, Any]:
        """The purpose that fits, before another is chosen."""
        return {"purpose": self.initial.get("purpose") or Purpose.ASK, "channel": TouchChannel.MAIL}


class SendTouchForm(ActionForm):
    action = "send_touch"
    title = _("Write to the group")
    submit = _("It is sent")
    summary = forms.CharField(
        label=_("What you sent, or what was said"), max_length=NOTE_LENGTH, widget=forms.Textarea,
        help_text=_("A short note is enough; the ask itself is on file."),
    )  # fmt: skip

    def ready(self) -> None:
        """Leave room to write."""
        super().ready()
        self.fields["summary"].widget.attrs["rows"] = 6


class OwedTouchForm(ToGroupForm):
    """A touch that the group expects: thanks, an answer, a reply."""

    summary = text(_("What you sent, or what was said"), limit=NOTE_LENGTH, rows=5)


class ThankYouForm(OwedTouchForm):
    action = "send_thank_you"
    ruled = True
    title = _("Send the thank-you")
    lead = _("One short thank-you, with no request and no question in it.")
    submit = _("It is sent")


class AnswerForm(OwedTouchForm):
    action = "send_answer"
    ruled = True
    title = _("Answer their question")
    lead = _("One answer to what they asked, with no request in it.")
    submit = _("It is sent")


class ReplyForm(OwedTouchForm):
    action = "send_reply"
    ruled = True
    title = _("Reply in the conversation")
    lead = _("They wrote to us, so a reply is no attempt.")
    submit = _("It is sent")
    with_ask = forms.BooleanField(
        label=_("The ask went with it"), required=False,
        help_text=_("The newest version counts as sent: the group can look at it from now on."),
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        newest = self.partnership.asks.first()
        if newest is None or newest.sent_at is not None:
            del self.fields["with_ask"]


class LogTouchForm(ActionForm):
    """What happened, in one choice and one note; the rest is needed now and then."""

    action = "log_touch"
    submit = _("Log it")
    about = forms.ChoiceField(
        label=_("About which study"), required=False, widget=forms.RadioSelect
    )
    happened = forms.ChoiceField(
        label=_("What happened"), widget=forms.RadioSelect,
        choices=[(code, item.label) for code, item in HAPPENINGS.items()],
    )  # fmt: skip
    decline_kind = forms.ChoiceField(
        label=_("What did they decline?"), required=False, widget=forms.RadioSelect,
        choices=DECLINES,
    )  # fmt: skip
    policy_kind = forms.ChoiceField(
        label=_("What does their policy rule out?"), required=False, widget=forms.RadioSelect,
        choices=REFUSALS,
    )  # fmt: skip
    return_on = forms.DateField(label=_("Back on"), required=False)
    channel = forms.ChoiceField(
        label=_("How did they answer?"), required=False, widget=forms.RadioSelect,
        choices=[(c.value, c.label) for c in (
            TouchChannel.PHONE, TouchChannel.MAIL, TouchChannel.MESSAGE, TouchChannel.MEETING,
            TouchChannel.LETTER,
        )],
    )  # fmt: skip
    summary = forms.CharField(
        label=_("Note"), max_length=NOTE_LENGTH, required=False, widget=forms.Textarea,
        help_text=_("What was said, in their words where you can. No patient’s data."),
    )  # fmt: skip
    occurred_at = forms.DateTimeField(label=_("When, by their clock"), required=False)
    person = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who"), required=False, empty_label=_("Nobody by name")
    )
    purpose = forms.ChoiceField(
        label=_("What for"), required=False,
        choices=[("", _("As it comes from the ask")), *Purpose.choices],
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        group: Group,
        partnership: Partnership | None,
        now: datetime,
        **kwargs: Any,
    ) -> None:
        self.group, self.partnership, self.now = group, partnership, now
        self.zone = ZoneInfo(group.time_zone)
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Offer the group's people and what is open with it; now is the first answer to when."""
        super().ready()
        self.fields["happened"].error_messages["required"] = _("Choose what happened.")
        person = self.fields["person"]
        assert isinstance(person, forms.ModelChoiceField)
        person.queryset = self.group.people.present()
        person.label_from_instance = reachable  # type: ignore[method-assign,assignment]  # as Django's manual does
        self.threads: list[Partnership] = []
        if self.partnership is None:
            self.threads = [
                *self.group.partnerships.open().for_page(),
                *self.group.partnerships.in_stage(Stage.CLOSED).for_page()[:MOST_CLOSED],
            ]
        about = self.fields["about"]
        assert isinstance(about, forms.ChoiceField)
        about.choices = [(str(p.pk), thread_name(p)) for p in self.threads]
        if self.threads:
            about.choices.append(("none", _("None of them: the group in general")))
            self.initial.setdefault(
                "about", str(self.threads[0].pk) if len(self.threads) == 1 else ""
            )
            about.required = True
        else:
            del self.fields["about"]
        local = timezone.localtime(self.now, self.zone)
        self.initial.setdefault("occurred_at", local.replace(tzinfo=None, second=0, microsecond=0))
        self.initial.setdefault("channel", TouchChannel.PHONE)

    def clean_occurred_at(self) -> datetime:
        """Read the time by the group's clock; nothing typed means now."""
        given: datetime | None = self.cleaned_data.get("occurred_at")
        if given is None or "occurred_at" not in self.changed_data:
            return self.now
        local = given.replace(tzinfo=self.zone)
        if local > self.now:
            raise forms.ValidationError(
                _("This is still to come. Give the time at which it happened.")
            )
        return local

    def clean(self) -> dict[str, Any]:
        """Ask for what this very answer leaves open."""
        cleaned = super().clean() or {}
        asked = {
            "declined": ("decline_kind", _("Choose what they declined.")),
            "policy_no": ("policy_kind", _("Choose what their policy rules out.")),
            "out_of_office": ("return_on", _("Give the day on which they are back.")),
        }
        name, words = asked.get(str(cleaned.get("happened")), ("", ""))
        if name and not cleaned.get(name) and name not in self.errors:
            self.add_error(name, words)
        return cleaned

    @property
    def subject(self) -> Partnership | Group:
        """The partnership it belongs to; the group where it belongs to none."""
        if self.partnership is not None:
            return self.partnership
        chosen = self.cleaned_data.get("about")
        return next((p for p in self.threads if str(p.pk) == chosen), self.group)

    @property
    def values(self) -> dict[str, Any]:
        """What the record is told: only what belongs to this kind of happening."""
        told = self.cleaned_data
        item = HAPPENINGS[told["happened"]]
        values: dict[str, Any] = {
            "direction": item.direction, "channel": item.channel or told["channel"] or "phone",
            "person": told["person"], "occurred_at": told["occurred_at"],
            "summary": told["summary"], "state": item.state,
        }  # fmt: skip
        if told["purpose"]:
            values["purpose"] = told["purpose"]
        if item.outcome:
            values["outcome"] = item.outcome
        for name, outcome in EXTRAS.items():
            if item.outcome == outcome:
                values[name] = told[name]
        return values


EXTRAS = {
    "decline_kind": ReplyOutcome.DECLINED,
    "policy_kind": ReplyOutcome.POLICY_NO,
    "return_on": ReplyOutcome.OUT_OF_OFFICE,
}


class FindForm(forms.Form):
    """The first step of logging from anywhere: which group?"""

    q = forms.CharField(
        label=_("Which group?"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
