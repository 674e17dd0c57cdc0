"""What a person fills in once for many rows; never a contact."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm
from advocacy.forms.clearances import contacts, described
from advocacy.forms.partnerships import text
from advocacy.models import ExitReason, Partnership, SponsorContact, User


class BulkForm(ActionForm):
    """A form of one action on many rows; `rows` are the partnerships, where there are any yet."""

    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""

    def __init__(self, *args: Any, rows: Sequence[Partnership] = (), **kwargs: Any) -> None:
        self.rows = rows
        super().__init__(*args, **kwargs)

    def offer(self, name: str, found: Any, *, label: Any = None) -> None:
        """Offer these records in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = found
        if label:
            field.label_from_instance = label  # type: ignore[method-assign]  # as Django's manual does


class ReassignForm(BulkForm):
    action = "edit_partnership"
    title = _("Hand over")
    lead = _("The new owner finds the partnerships under “mine”; open next steps stay as they are.")
    submit = _("Hand over")
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("New owner"), empty_label=_("Choose")
    )

    def ready(self) -> None:
        """Offer all of our own people."""
        super().ready()
        self.offer("owner", User.objects.insiders())


class AskForm(BulkForm):
    action = "ask_clearance"
    title = _("Ask the sponsor")
    lead = _("One question to one person for all these groups. Each answer is recorded by itself.")
    submit = _("Keep the questions")
    asked_of = forms.ModelChoiceField(
        SponsorContact.objects.none(), label=_("Whom at the sponsor"), empty_label=_("Choose")
    )
    asked_on = forms.DateField(label=_("Asked on"))

    def ready(self) -> None:
        """Offer the people of the first row's sponsor family."""
        super().ready()
        if self.rows:
            self.offer("asked_of", contacts(self.rows[0].study.sponsor), label=described)
        self.initial.setdefault("asked_on", timezone.localdate())


class CloseForm(BulkForm):
    action = "close"
    title = _("Close these partnerships")
    lead = _("Open follow-ups and the budget’s share end with them; their history stays.")
    submit = _("Close them")
    danger = True
    exit_reason = forms.ChoiceField(
        label=_("Why they end"),
        choices=[
            ("", _("Choose")),
            *[pair for pair in ExitReason.choices if pair[0] != ExitReason.COMPLETED],
        ],
    )
    note = text(_("Note"), limit=500, rows=2, required=False)


class StartManyForm(BulkForm):
    action = "start_partnership"
    title = _("Start partnerships")
    lead = _("Why this group is written on each partnership by itself, before the first touch.")
    submit = _("Start the partnerships")
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Who looks after them"), empty_label=None
    )

    def ready(self) -> None:
        """Offer all of our own people."""
        super().ready()
        self.offer("owner", User.objects.insiders())
