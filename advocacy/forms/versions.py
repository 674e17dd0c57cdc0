"""The version that a form was opened on, and the choice between two people's words."""

import re
from typing import Any

from django import forms
from django.db.models import Model
from django.http import QueryDict

from advocacy.workflow.versions import LENGTH, value_of

MOST_FIELDS = 60
PAIR = re.compile(rf"([a-z_]{{1,40}}):([0-9a-f]{{{LENGTH}}})")
KEEP = "keep_"
THEIRS = "theirs"


class VersionField(forms.CharField):
    """Digests by field name, hidden in the form; what cannot be read counts as none."""

    widget = forms.HiddenInput

    def __init__(self, *, initial: dict[str, str]) -> None:
        super().__init__(required=False, initial=initial)

    def prepare_value(self, value: Any) -> Any:
        """Write the digests in one line."""
        if isinstance(value, dict):
            return ",".join(f"{name}:{known}" for name, known in value.items())
        return value

    def to_python(self, value: Any) -> dict[str, str]:  # type: ignore[override]  # pairs are its point
        """Read them again."""
        parts = str(value or "").split(",")[:MOST_FIELDS]
        found = (PAIR.fullmatch(part) for part in parts)
        return {match[1]: match[2] for match in found if match}


def settle(form: Any, record: Model) -> None:
    """Put what the record holds into the fields whose newer version the person chose to keep."""
    if not form.is_bound or not isinstance(form.data, QueryDict):
        return
    theirs = [name for name in form.fields if form.data.get(KEEP + name) == THEIRS]
    if not theirs:
        return
    form.data, form.files = form.data.copy(), form.files.copy()
    for name in theirs:
        put(form, name, value_of(record, name))


def put(form: Any, name: str, value: Any) -> None:
    """Let a field hold a value as if it had been sent."""
    field = form.fields[name]
    for stale in (name, f"{name}_pick", f"{name}_was"):
        form.data.pop(stale, None)
    form.files.pop(name, None)
    shown = field.prepare_value(value)
    if isinstance(field, forms.FileField) or shown in (None, False):
        return
    if isinstance(shown, list | tuple):
        form.data.setlist(name, [str(one) for one in shown])
    else:
        form.data[name] = "on" if shown is True else str(shown)
