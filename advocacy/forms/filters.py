"""What a list is narrowed by."""

from typing import ClassVar

from django import forms
from django.forms import BoundField


class FilterForm(forms.Form):
    """The filters of a list; `alike` names the fields that are the same for every person.

    Such a field is drawn once for each of its choices, not on every page. One that is named in
    `listed` offers records or people, and is drawn anew whenever what it offers is not the same.
    """

    alike: ClassVar[frozenset[str]] = frozenset()
    listed: ClassVar[frozenset[str]] = frozenset()
    use_required_attribute = False

    def is_alike(self, field: BoundField) -> bool:
        """Whether its value, what it offers and the language make this field what it is."""
        if field.name not in self.alike | self.listed or field.errors:
            return False
        return not field.value() or isinstance(field.field, forms.ChoiceField | forms.BooleanField)

    def offers(self, field: BoundField) -> tuple[tuple[str, str], ...]:
        """What a listed field offers now, as keys and names; read once."""
        if field.name not in self.listed:
            return ()
        widget = field.field.widget
        assert isinstance(widget, forms.Select)
        found = tuple((str(key), str(name)) for key, name in widget.choices)
        widget.choices = found
        return found
