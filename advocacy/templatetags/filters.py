"""The fields by which a list is narrowed."""

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from advocacy.forms.filters import FilterForm

register = template.Library()
Key = tuple[type[FilterForm], str | None, str, str, tuple[tuple[str, str], ...]]
_drawn: dict[Key, str] = {}
MOST_DRAWN = 2000


@register.simple_tag
def filter_fields(form: FilterForm) -> SafeString:
    """All fields of a filter, hidden ones too, and above them what is wrong with the whole."""
    wrong = form.non_field_errors()
    return SafeString(
        "\n".join([str(wrong) if wrong else "", *(_field(form, field) for field in form)])
    )


def _field(form: FilterForm, field: BoundField) -> str:
    if field.is_hidden:
        return str(field)
    if not form.is_alike(field):
        return str(as_crispy_field(field))
    key = (type(form), get_language(), field.name, str(field.value() or ""), form.offers(field))
    drawn = _drawn.get(key)
    if drawn is None:
        if len(_drawn) >= MOST_DRAWN:
            _drawn.clear()
        drawn = _drawn[key] = str(as_crispy_field(field))
    return drawn
