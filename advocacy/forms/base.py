"""What every form of an action shares."""

import copy
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from advocacy.forms.countries import CountryField
from advocacy.forms.versions import VersionField, settle
from advocacy.policy.text import Text
from advocacy.templatetags.ui import words
from advocacy.workflow.versions import KEY, version_of

FIRST_YEAR, LAST_YEAR = 1900, 2100
THOUSANDS = re.compile(r"-?\d{1,3}([,\s\u00a0\u202f]\d{3})+(\.\d+)?")
LANGUAGE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


def sensible_year(day: date) -> None:
    """Refuse a year that is surely a slip of the fingers."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Check the year: %(year)s."), params={"year": day.year})


def not_negative(number: Decimal) -> None:
    """Refuse a figure below zero; there are none in this product."""
    if number < 0:
        raise ValidationError(_("Give zero or more."))


def is_language(code: str) -> bool:
    """Whether this can be a language code."""
    return bool(LANGUAGE.fullmatch(code))


def plain_messages(field: forms.Field) -> None:
    """Say in our words what is wrong, and what to do about it."""
    chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    field.error_messages["required"] = _("Choose one.") if chosen else _("Fill this in.")
    if isinstance(field, forms.ModelMultipleChoiceField | forms.MultipleChoiceField):
        return
    if chosen:
        field.error_messages["invalid_choice"] = _("This is not in the list. Choose one of it.")
    elif isinstance(field, forms.DateField):
        field.error_messages["invalid"] = _("Give a date as year-month-day, such as 2026-03-31.")


def plain_blank(field: forms.Field) -> None:
    """Say "Choose" or "None" where Django draws a line of dashes."""
    word = _("Choose") if field.required else _("None")
    if isinstance(field, forms.ModelChoiceField):
        if field.empty_label == "---------":
            field.empty_label = word
    elif isinstance(field, forms.ChoiceField) and not isinstance(field, CountryField):
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]  # iterable once it is a field
        if choices and choices[0] == ("", "---------"):
            field.choices = [("", word), *choices[1:]]


class FigureInput(forms.TextInput):
    """A figure as people write it: with commas or blanks between thousands."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        if isinstance(value, str) and THOUSANDS.fullmatch(value.strip()):
            return re.sub(r"[,\s\u00a0\u202f]", "", value)
        return value


def dress(field: forms.Field) -> None:
    """Give a field the input that suits phones and desks."""
    plain_messages(field)
    if field.widget.is_hidden:
        return
    plain_blank(field)
    if isinstance(field, forms.DateField):
        field.widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        field.validators.append(sensible_year)
    elif isinstance(field, forms.DateTimeField):
        field.widget = forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}
        )
        field.validators.append(sensible_year)
    elif isinstance(field.widget, forms.Textarea):
        field.widget.attrs["rows"] = 3
    elif isinstance(field, forms.DecimalField | forms.IntegerField):
        field.localize = False
        if field.min_value is None:
            field.validators.append(not_negative)
        field.widget = FigureInput(attrs={"inputmode": "decimal"})


class ActionMixin:
    """The values of a form are the data of one action.

    `submit` is the word on the button; `danger` makes it red.
    """

    action: ClassVar[str] = ""
    submit: ClassVar[Any] = _("Save")
    danger: ClassVar[bool] = False
    use_required_attribute = False
    fields: dict[str, forms.Field]
    data: Any  # a QueryDict once it is bound
    cleaned_data: dict[str, Any]

    def ready(self) -> None:
        """Dress all fields; called once they are made."""
        for field in self.fields.values():
            dress(field)
        record = self.watched()
        if record is not None:
            settle(self, record)
            self.fields[KEY] = VersionField(initial=version_of(record, self.fields))

    def watched(self) -> Model | None:
        """The record that two people may edit at once; None where a form adds one."""
        return None

    def reopen(self, record: Model) -> None:
        """Show the form again as opened on this newer version; what was typed stays."""
        self.data = self.data.copy()
        self.data[KEY] = self.fields[KEY].prepare_value(version_of(record, self.fields))

    @property
    def values(self) -> dict[str, Any]:
        """What `perform` takes as data."""
        return dict(self.cleaned_data)

    def take_errors(self, errors: Mapping[str, Text]) -> None:
        """Put what the workflow found wrong beside the fields it speaks of."""
        for name, text in errors.items():
            self.add_error(name if name in self.fields else None, words(text))  # type: ignore[attr-defined]  # a form's method


class ActionForm(ActionMixin, forms.Form):
    """A form of an action with fields of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready()


class ActionModelForm(ActionMixin, forms.ModelForm):
    """A form of an action whose fields are those of a model; it never saves."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.record: Model | None = kwargs.get("instance")
        if self.record is not None:  # validation writes into it, the page shows it
            kwargs["instance"] = copy.copy(self.record)
        super().__init__(*args, **kwargs)
        self.ready()

    def watched(self) -> Model | None:
        """The record that an edit changes."""
        return self.record if self.action.startswith("edit_") else None

    def save(self, commit: bool = True) -> Any:
        """State is written by the workflow alone."""
        raise NotImplementedError
