"""The choice of a country: 250 lines, written once for each language."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from advocacy.models.countries import COUNTRIES

Choices = list[tuple[str, Any]]
SELECTED = SafeString(" selected")


def by_name() -> Choices:
    """The countries in the order of their names in the present language."""
    return list(_by_name(get_language()))


@cache
def _by_name(language: str | None) -> tuple[tuple[str, str], ...]:
    named = ((code, str(name)) for code, name in COUNTRIES.items())
    return tuple(sorted(named, key=lambda pair: pair[1]))


@cache
def _drawn(language: str | None) -> SafeString:
    return format_html_join("", '<option value="{}">{}</option>', _by_name(language))


class CountrySelect(forms.Select):
    """A list of all countries, after a first line for none."""

    blank: Any = ""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Mark the one chosen in the lines drawn before."""
        given = flatatt({"name": name, **self.build_attrs(self.attrs, attrs)})
        lines, chosen = _drawn(get_language()), str(value or "")
        if chosen in COUNTRIES:
            mark = f'<option value="{chosen}"'
            lines = SafeString(lines.replace(mark, f"{mark} selected", 1))
        mark = "" if chosen else SELECTED
        first = format_html('<option value=""{}>{}</option>', mark, self.blank)
        return format_html("<select{}>{}{}</select>", given, first, lines)


class CountryField(forms.ChoiceField):
    """One country by its code; `blank` is what the first line says."""

    widget = CountrySelect

    def __init__(self, *, blank: Any, **options: Any) -> None:
        choices: Callable[[], Choices] = lambda: [("", blank), *by_name()]  # noqa: E731 # asked for late
        super().__init__(choices=choices, **options)
        self.widget.blank = blank

    def valid_value(self, value: Any) -> bool:
        """Whether it is the code of a country."""
        return value in COUNTRIES
