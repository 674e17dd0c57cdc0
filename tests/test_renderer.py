"""Lists of choices look as Django draws them."""

from django import forms
from django.forms.renderers import TemplatesSetting
from django.test.html import parse_html

from advocacy.forms.renderer import Renderer


class SampleForm(forms.Form):
    """One list with groups, one that is required, one with characters that must be escaped."""

    place = forms.ChoiceField(
        choices=[("", "<any>"), ("EU", [("DE", "Germany"), ("FR", 'France "the"')]), ("US", "US")],
        required=False,
    )
    kind = forms.ChoiceField(choices=[(1, "one"), (2, "two")])


def drawn(renderer: TemplatesSetting) -> list[object]:
    """Both lists as elements, so that the order of attributes does not matter."""
    form = SampleForm({"place": "DE", "kind": "2"}, renderer=renderer)
    return [parse_html(str(form[name])) for name in ("place", "kind")]


def test_it_draws_the_same_as_django() -> None:
    assert drawn(Renderer()) == drawn(TemplatesSetting())
