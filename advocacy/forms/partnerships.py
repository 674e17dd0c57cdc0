"""What a person fills in to move a partnership."""

from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionForm, dress
from advocacy.forms.filters import FilterForm
from advocacy.models import ExitReason, Partnership, Placement, SideState, Stage, Study, User
from advocacy.models.sponsor import Sponsor
from advocacy.models.together import together
from advocacy.policy.calendars import local_date


def text(label: Any, *, limit: int, rows: int = 3, **options: Any) -> forms.CharField:
    """A text of several lines with a limit that the server keeps."""
    widget = forms.Textarea(attrs={"data-rows": rows})
    return forms.CharField(label=label, max_length=limit, widget=widget, **options)


class PartnershipForm(ActionForm):
    """A form of one action on one partnership.

    `title` heads the page, `lead` says what will follow; `prepare` fills choices and first values.
    `ruled` is set where the rules have a say, so that the page shows it before the click.
    """

    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    ruled: ClassVar[bool] = False

    def __init__(self, *args: Any, partnership: Partnership, **kwargs: Any) -> None:
        self.partnership = partnership
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Dress the fields, then fill them from the partnership."""
        super().ready()
        for field in self.fields.values():
            rows = field.widget.attrs.pop("data-rows", None)
            if rows:
                field.widget.attrs["rows"] = rows
        self.prepare()

    def prepare(self) -> None:
        """Fill choices and first values from the partnership."""

    def first_look(self) -> dict[str, Any]:
        """What the rules are shown before anything was filled in."""
        return {}

    def start_with(self, *names: str) -> None:
        """Begin with what the partnership holds already."""
        for name in names:
            self.initial.setdefault(name, getattr(self.partnership, name))

    def choices_of(self, name: str, found: Any, *, label: Any = None) -> None:
        """Offer these records, each under its label."""
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = found
        if label:
            field.label_from_instance = label  # type: ignore[method-assign]  # as Django's manual does


class EditForm(PartnershipForm):
    action = "edit_partnership"
    title = _("Edit")
    why_this_group = text(
        _("Why this group"), limit=1000, rows=4, required=False,
        help_text=_("In two or three sentences: what makes this group right for this study?"),
    )  # fmt: skip
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), empty_label=None)

    def watched(self) -> Partnership:
        return self.partnership

    def prepare(self) -> None:
        self.choices_of("owner", User.objects.insiders())
        self.start_with("why_this_group")
        self.initial.setdefault("owner", self.partnership.owner_id)


class MarkProfiledForm(PartnershipForm):
    action = "mark_profiled"
    title = _("Mark as profiled")
    lead = _("Two things only a person can know; the facts themselves stand on the group’s page.")
    submit = _("Mark as profiled")
    stance_asked = forms.BooleanField(
        label=_("The group was asked, or its own pages were read, how it stands to trials"),
        required=False,
    )
    duplicates_checked = forms.BooleanField(
        label=_("The group is in this system once, under one name"), required=False
    )

    def prepare(self) -> None:
        self.start_with("stance_asked", "duplicates_checked")


class PauseForm(PartnershipForm):
    action = "pause"
    title = _("Pause")
    lead = _("The group asked for time. Nobody writes to it before the day you give.")
    submit = _("Pause")
    until = forms.DateField(label=_("Until"))
    reason = text(_("What the group said"), limit=300, rows=2)


class ResumeForm(PartnershipForm):
    action = "resume"
    title = _("Resume")
    lead = _("The pause ends now. The rules say when the next touch is allowed.")
    submit = _("Resume")
    reason = text(
        _("Why before its day"), limit=300, rows=2, required=False,
        help_text=_("The time is the group’s own. Only a manager ends it before, and says why."),
    )  # fmt: skip

    def prepare(self) -> None:
        day, group = self.partnership.not_before, self.partnership.group
        if day is None or day <= local_date(group.time_zone, timezone.now()):
            del self.fields["reason"]


class IrbHoldForm(PartnershipForm):
    action = "irb_hold"
    title = _("IRB hold")
    lead = _("The ethics committee holds the study or its material. Nothing goes live meanwhile.")
    submit = _("Hold")
    reason = text(_("Why"), limit=300, rows=2)


class LiftIrbHoldForm(PartnershipForm):
    action = "lift_irb_hold"
    title = _("Lift the IRB hold")
    lead = _("The ethics committee has no more objections.")
    submit = _("Lift the hold")


class GroupReviewForm(PartnershipForm):
    action = "group_review"
    title = _("The group reviews the ask")
    submit = _("Move to group review")
    review_process = text(
        _("How the group reviews it"), limit=1000,
        help_text=_("Who decides, and where: the board in March, the medical advisers by mail."),
    )  # fmt: skip
    review_by = forms.DateField(label=_("The group answers by"))

    def prepare(self) -> None:
        self.start_with("review_process", "review_by")


class VerbalYesForm(PartnershipForm):
    action = "verbal_yes"
    title = _("Note a verbal yes")
    lead = _("A yes on the phone is a good sign. It stays “pending written” until it is on paper.")
    submit = _("Note it")
    verbal_yes_on = forms.DateField(label=_("They said yes on"))


class AgreeTermsForm(PartnershipForm):
    action = "agree_terms"
    ruled = True
    title = _("The terms are agreed")
    submit = _("Terms agreed")
    written_yes_on = forms.DateField(label=_("Written yes on"))
    written_yes_source = forms.CharField(
        label=_("Where the yes is on file"), max_length=300,
        help_text=_("For example: mail of the board’s secretary, with its date."),
    )  # fmt: skip


class GoBackForm(PartnershipForm):
    action = "go_back"
    title = _("Go back a stage")
    lead = _("Going back is fine, and stays on the timeline.")
    submit = _("Go back")
    to = forms.ChoiceField(label=_("Back to"))
    reason = text(_("Why"), limit=300, rows=2)

    def prepare(self) -> None:
        now = Stage(self.partnership.stage).position
        to = self.fields["to"]
        assert isinstance(to, forms.ChoiceField)
        to.choices = [(s.value, s.label) for s in reversed(Stage) if s.position < now]

    def clean_to(self) -> Stage:
        return Stage(self.cleaned_data["to"])


class CloseForm(PartnershipForm):
    action = "close"
    title = _("Close this partnership")
    lead = _("Open follow-ups and the budget’s share end with it; its history stays.")
    submit = _("Close it")
    danger = True
    exit_reason = forms.ChoiceField(
        label=_("Why it ends"), choices=[("", _("Choose one")), *ExitReason.choices]
    )
    note = text(_("Note"), limit=500, rows=2, required=False)

    def prepare(self) -> None:
        """A reported partnership is completed; no other is."""
        reported = self.partnership.stage == Stage.REPORTED
        reason = self.fields["exit_reason"]
        assert isinstance(reason, forms.ChoiceField)
        kept = [c for c in ExitReason.choices if reported or c[0] != ExitReason.COMPLETED]
        reason.choices = [("", _("Choose one")), *kept]
        if reported:
            self.initial.setdefault("exit_reason", ExitReason.COMPLETED)


class ReopenForm(PartnershipForm):
    action = "reopen"
    title = _("Take the conversation up again")
    lead = _(
        "The group wrote to us after the end. Only this thread opens; other studies stay stopped."
    )
    submit = _("Open it again")


class NoteForm(PartnershipForm):
    action = "add_note"
    title = _("Add a note")
    submit = _("Add the note")
    note = text(_("Note"), limit=2000, rows=4)


class RenewForm(PartnershipForm):
    action = "renew"
    title = _("Renew")
    lead = _("A new partnership of this study and group begins at the first stage.")
    submit = _("Renew")


class FollowUpForm(PartnershipForm):
    action = "add_follow_up"
    title = _("Add a follow-up")
    submit = _("Add")
    note = forms.CharField(label=_("What to do"), max_length=500)
    due_on = forms.DateField(label=_("Due"))


class ReportForm(PartnershipForm):
    """One figure for each placement."""

    action = "report"
    title = _("Report the figures")
    lead = _("How many people each placement reached, as the group or the channel says.")
    submit = _("Report")

    def prepare(self) -> None:
        self.placements: list[Placement] = list(
            self.partnership.placements.select_related("material")
        )
        for placement in self.placements:
            field = forms.IntegerField(
                label=_("People reached: %(placement)s") % {"placement": placement},
                min_value=0, max_value=1_000_000_000, required=False, initial=placement.reached,
            )  # fmt: skip
            dress(field)
            self.fields[f"reached_{placement.pk}"] = field

    @property
    def values(self) -> dict[str, Any]:
        """The figures by placement, those that are known."""
        figures = {p.pk: self.cleaned_data[f"reached_{p.pk}"] for p in self.placements}
        reached = {key: figure for key, figure in figures.items() if figure is not None}
        return {"reached": reached}


@together
def of_our_own() -> dict[str, Any]:
    """Everybody who may own a partnership, by name."""
    return {"people": User.objects.insiders().values("id", "name")}


class PartnershipFilterForm(FilterForm):
    """What the list of partnerships is narrowed by; a wrong value narrows nothing."""

    alike = frozenset({"q", "stage", "side"})
    listed = frozenset({"owner"})
    q = forms.CharField(
        label=_("Group"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name")}),
    )  # fmt: skip
    stage = forms.ChoiceField(
        label=_("Stage"), required=False,
        choices=[("", _("All open")), ("all", _("All, closed too")), *Stage.choices],
    )  # fmt: skip
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    side = forms.ChoiceField(
        label=_("Side state"), required=False,
        choices=[("", _("Any")), *[c for c in SideState.choices if c[0]]],
    )  # fmt: skip
    study = forms.ModelChoiceField(Study.objects.all(), required=False, widget=forms.HiddenInput)
    sponsor = forms.ModelChoiceField(
        Sponsor.objects.all(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ChoiceField)
        people = [(str(row["id"]), row["name"]) for row in of_our_own()["people"]]
        owner.choices = [("", _("Everybody")), ("mine", _("Mine")), *people]
