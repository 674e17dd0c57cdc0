"""What a person fills in to write an ask, or the next version of one."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.partnerships import PartnershipForm, text
from advocacy.models import Ask, Currency, Goal
from advocacy.policy import facts
from advocacy.policy.activities import ACTIVITIES
from advocacy.policy.limits import Limits
from advocacy.templatetags.ui import words as translated

MOST_ATTACHMENTS = 10
LIGHT_ACTIVITY = "newsletter_item"
COPIED = (
    "primary_activity", "optional_activities", "subject_line", "body", "effort_hours", "fee",
    "fee_currency", "benefit", "goal", "exclusivity", "sole_funder", "pay_per_referral",
    "uses_logo",
)  # fmt: skip


def activities() -> list[tuple[str, str]]:
    """Codes and titles of what a group may be asked to do, lightest first."""
    ordered = sorted(ACTIVITIES.values(), key=lambda a: (a.hours, a.code))
    return [(a.code, translated(a.title)) for a in ordered]


def hours_of(codes: list[str]) -> Decimal:
    """The group's own work for these activities, as we estimate it."""
    return sum((ACTIVITIES[c].hours for c in codes if c in ACTIVITIES), Decimal(0))


def scaled(ask: Ask, *, direction: str) -> dict[str, Any]:
    """The last version as first values of the next one, made smaller or larger where asked."""
    values: dict[str, Any] = {name: getattr(ask, name) for name in COPIED}
    values["attachments"] = "\n".join(ask.attachments)
    activity = ACTIVITIES.get(ask.primary_activity)
    if direction == "down":
        if activity and not activity.light:
            values["primary_activity"] = LIGHT_ACTIVITY
        values["optional_activities"] = []
        values["attachments"] = ""
    if direction == "up" and not ask.optional_activities:
        other = "social_post" if ask.primary_activity != "social_post" else LIGHT_ACTIVITY
        values["optional_activities"] = [other]
    if direction in ("up", "down"):
        chosen = [values["primary_activity"], *values["optional_activities"]]
        values["effort_hours"] = hours_of(chosen)
    return values


class AskForm(PartnershipForm):
    """The next version of the ask; words and burden are weighed while one types."""

    action = "write_ask"
    title = _("Write the ask")
    submit = _("Save this version")
    primary_activity = forms.ChoiceField(label=_("What we ask for"))
    optional_activities = forms.MultipleChoiceField(
        label=_("May be left out"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("At most one. Each further wish makes a yes less likely."),
    )  # fmt: skip
    subject_line = forms.CharField(label=_("Subject line"), max_length=200)
    body = text(_("Words to the group"), limit=10_000, rows=10)
    attachments = text(
        _("Attachments"), limit=1000, rows=2, required=False, help_text=_("One name a line.")
    )
    effort_hours = forms.DecimalField(
        label=_("Hours of the group’s work"), min_value=0, max_value=999, max_digits=6,
        decimal_places=2, help_text=_("Reading, answering, placing it, all together."),
    )  # fmt: skip
    benefit = text(
        _("What the group gains"), limit=1000, rows=2, required=False,
        help_text=_("In the group’s terms; a fee alone is not enough."),
    )  # fmt: skip
    goal = forms.ModelChoiceField(
        Goal.objects.none(), label=_("The group’s own goal it serves"), required=False,
        empty_label=_("None of them"),
    )  # fmt: skip
    fee = forms.DecimalField(
        label=_("Fee offered"), min_value=0, max_digits=14, decimal_places=2, required=False
    )
    fee_currency = forms.ChoiceField(label=_("Currency"), choices=Currency.choices)
    uses_logo = forms.BooleanField(label=_("It uses the group’s logo"), required=False)
    exclusivity = forms.BooleanField(label=_("It asks for exclusivity"), required=False)
    sole_funder = forms.BooleanField(label=_("It names a sole funder"), required=False)
    pay_per_referral = forms.BooleanField(
        label=_("It ties the fee to referrals or enrolment"), required=False
    )
    reason = forms.CharField(label=_("Why it changed"), max_length=300, required=False)

    def prepare(self) -> None:
        for name in ("primary_activity", "optional_activities"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = activities()
        self.choices_of("goal", self.partnership.group.goals.all())
        last = self.partnership.asks.first()
        if last is None:
            del self.fields["reason"]
        else:
            self.fields["reason"].required = True
            direction = str(self.initial.pop("scale", ""))
            self.initial = {**scaled(last, direction=direction), **self.initial}
            if direction == "down":
                self.fields["body"].help_text = _("The words are still those of the larger ask.")
        self.mark_parts()

    def mark_parts(self) -> None:
        """Tell counter.js which fields weigh for what."""
        parts = {
            "primary_activity": "activities", "optional_activities": "activities",
            "body": "words", "attachments": "attachments", "effort_hours": "hours",
        }  # fmt: skip
        for name, part in parts.items():
            self.fields[name].widget.attrs["data-burden-part"] = part
        self.fields["attachments"].widget.attrs["data-burden-count"] = "lines"

    def count_words(self, limits: Limits) -> None:
        """Show the live count of words under the text."""
        self.fields["body"].widget.attrs |= {
            "data-counter": "word-count", "data-limit": str(limits.ask_words),
            "data-words": str(_("{n} of {limit} words")),
            "data-over": str(_("{n} of {limit} words: cut {over}")),
        }  # fmt: skip

    def clean_attachments(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["attachments"].splitlines()]
        names = [line for line in lines if line]
        if len(names) > MOST_ATTACHMENTS:
            raise forms.ValidationError(
                _("Name at most %(most)s attachments."), params={"most": MOST_ATTACHMENTS}
            )
        return names

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("primary_activity") in cleaned.get("optional_activities", []):
            self.add_error(
                "optional_activities",
                _("This is what we ask for already. Choose another, or none."),
            )
        return cleaned

    def weighed(self) -> facts.Ask:
        """The ask as it stands in the form, for its burden; unreadable values weigh nothing."""

        def value(name: str) -> Any:
            return self[name].value()

        try:
            hours = Decimal(str(value("effort_hours") or 0))
        except ArithmeticError:
            hours = Decimal(0)
        return facts.Ask(
            id=self.partnership.pk, version=0, primary=str(value("primary_activity") or ""),
            optional=tuple(value("optional_activities") or ()),
            words=len(str(value("body") or "").split()),
            attachments=sum(1 for n in str(value("attachments") or "").splitlines() if n.strip()),
            effort_hours=hours if hours.is_finite() else Decimal(0),
        )  # fmt: skip


class CompareForm(forms.Form):
    """Which two versions are laid side by side; a wrong number falls back to the newest two."""

    old = forms.IntegerField(required=False, min_value=1, max_value=32_000)
    new = forms.IntegerField(required=False, min_value=1, max_value=32_000)
