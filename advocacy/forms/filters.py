"""What a list is narrowed by."""

from typing import ClassVar

from django import forms
from django.forms import BoundField


class FilterForm(forms.Form):
    """The filters of a list; `alike` names the fields that are the same for every person.

    Such a field is drawn once for each of its choices, not on every page. A field whose choices
    come from records, or from who looks, is none of them.
    """

    alike: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def is_alike(self, field: BoundField) -> bool:
        """Whether nothing but the language and its value makes this field what it is."""
        if field.name not in self.alike or field.errors:
            return False
        return not field.value() or isinstance(field.field, forms.ChoiceField | forms.BooleanField)
