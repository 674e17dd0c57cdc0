"""Inputs and lists of choices look as Django draws them."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from advocacy.forms.countries import CountryField, by_name
from advocacy.forms.renderer import Renderer


class SampleForm(forms.Form):
    """One list with groups, one that is required, one with characters that must be escaped."""

    place = forms.ChoiceField(
        choices=[("", "<any>"), ("EU", [("DE", "Germany"), ("FR", 'France "the"')]), ("US", "US")],
        required=False,
    )
    kind = forms.ChoiceField(choices=[(1, "one"), (2, "two")])
    name = forms.CharField(max_length=9)
    share = forms.IntegerField(min_value=1, required=False)
    mail = forms.EmailField(disabled=True)
    day = forms.DateField(widget=forms.DateInput(attrs={"placeholder": 'a "day"'}))
    yes = forms.BooleanField()
    no = forms.BooleanField(required=False)
    key = forms.CharField(widget=forms.HiddenInput)


GIVEN = {
    "place": "DE", "kind": "2", "name": '<b> & "q"', "share": "7", "mail": "a@example.org",
    "day": "2026-03-31", "yes": "on", "key": "k",
}  # fmt: skip


def drawn(renderer: TemplatesSetting, given: dict[str, str]) -> list[object]:
    """All fields as elements, so that the order of attributes does not matter."""
    form = SampleForm(given, renderer=renderer)
    return [parse_html(str(form[name])) for name in form.fields]


@pytest.mark.parametrize("given", [GIVEN, {}])
def test_it_draws_the_same_as_django(given: dict[str, str]) -> None:
    assert drawn(Renderer(), given) == drawn(TemplatesSetting(), given)


@pytest.mark.parametrize("chosen", ["", "DE", "<b>"])
def test_the_countries_are_drawn_as_any_list(chosen: str) -> None:
    class Form(forms.Form):
        quick = CountryField(blank="Choose")
        plain = forms.ChoiceField(choices=[("", "Choose"), *by_name()])

    form = Form({"quick": chosen, "plain": chosen})
    quick, plain = (str(form[name]) for name in ("quick", "plain"))
    assert parse_html(quick.replace("quick", "plain")) == parse_html(plain)
    assert bool(form.errors.get("quick")) == bool(form.errors.get("plain"))
