"""What people and attackers type: fitting values for any field, and values that fit none."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms

from advocacy.forms.fields import CodesField, ListField, PickField
from tests.views.everything import LATER, NOW

SCRIPT = "<script>alert(1)</script>\"'&{{7*7}}"
BIDI = "a\r\nBcc: you@example.org\u202egnp.exe\u2066"
NOBODY = UUID(int=7)
FITTING = {
    "language": "en", "nct_number": "NCT99999999", "email": "sam@example.net",
    "starts_month": "6", "ends_month": "7", "starts_day": "1", "ends_day": "2",
    "website": "https://example.org/", "proof_url": "https://example.org/",
    "until": str(LATER), "due_on": str(LATER), "review_by": str(LATER), "expires_on": str(LATER),
    "ends_on": str(LATER), "enrolment_ends_on": str(LATER + timedelta(days=400)),
    "launch_on": str(LATER + timedelta(days=100)), "return_on": str(LATER), "aliases": "",
    "cap": "9000", "approved": "8000", "occurred_at": "2026-09-22T10:30", "revenue_year": "2025",
    "country": "US", "time_zone": "America/New_York", "ticker": "XYZ", "region": "NY",
    "happened": "mail", "days": "7", "protocol_id": "EX-HOSTILE", "registry_number": "99-1234567",
    "phone": "+1 555 0100", "query": "kind=umbrella", "staff_size": "5", "version": "",
}  # fmt: skip
#: Fields whose text has a form of its own.
CODED = {"language", "nct_number", "ticker", "region", "registry_number", "phone", "version"}

Poison = Callable[[forms.Field], Any]


def is_text(name: str, field: forms.Field) -> bool:
    """Free words."""
    coded = (CodesField, forms.EmailField, forms.URLField, forms.RegexField, forms.UUIDField)
    return isinstance(field, forms.CharField) and not (name in CODED or isinstance(field, coded))


def is_date(name: str, field: forms.Field) -> bool:
    return isinstance(field, forms.DateField | forms.DateTimeField)


def is_number(name: str, field: forms.Field) -> bool:
    return isinstance(field, forms.DecimalField | forms.IntegerField)


def is_record(name: str, field: forms.Field) -> bool:
    """A record of another table, chosen in any way."""
    return isinstance(field, forms.ModelChoiceField | PickField)


def is_code(name: str, field: forms.Field) -> bool:
    """One of a list that we wrote."""
    chosen = isinstance(field, forms.ChoiceField | forms.MultipleChoiceField | CodesField)
    return chosen and not is_record(name, field)


def is_link(name: str, field: forms.Field) -> bool:
    return isinstance(field, forms.URLField | forms.EmailField)


def fitting(form: forms.BaseForm) -> dict[str, Any]:
    """A value for each field that the form may well take."""
    return {name: value for name, field in form.fields.items()
            if (value := fitting_value(name, field)) not in (None, "", [])}  # fmt: skip


def fitting_value(name: str, field: forms.Field) -> Any:
    if name in FITTING:
        return FITTING[name]
    if is_record(name, field):
        row = field.queryset.all().first()
        several = isinstance(field, forms.ModelMultipleChoiceField)
        return "" if row is None else [str(row.pk)] if several else str(row.pk)
    empty = (
        forms.BooleanField | forms.MultipleChoiceField | forms.FileField | CodesField | ListField
    )
    if isinstance(field, empty):
        return ""
    return plain_value(name, field)


def plain_value(name: str, field: forms.Field) -> str:
    """A value for a field of one plain value."""
    if isinstance(field, forms.ChoiceField):
        return next((code for code in codes(field.choices) if code), "")
    if is_date(name, field):
        return str(NOW.date())
    if is_number(name, field):
        return "1"
    return f"Words of {name}"[: getattr(field, "max_length", None) or 200]


def codes(choices: Any) -> list[str]:
    """The codes of a list of choices, with those in its groups."""
    found: list[str] = []
    for code, label in choices:
        found += codes(label) if isinstance(label, list | tuple) else [str(code)]
    return found


def foreign(field: forms.Field) -> str:
    """The id of a real record of the same table that this form does not offer."""
    offered = field.queryset.all()
    others = offered.model._default_manager.exclude(pk__in=offered.values("pk"))
    row = others.first()
    return str(row.pk if row else NOBODY)


def short(text: str, field: forms.Field) -> str:
    """A text that is no longer than the field allows."""
    most = getattr(field, "max_length", None)
    return text if most is None or len(text) <= most else "<b>"[:most]
