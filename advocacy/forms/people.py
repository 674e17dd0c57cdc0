"""What a person fills in about the people of a group."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionModelForm
from advocacy.models import Person

HIDDEN_WHILE_OPTED_OUT = ("email", "phone")


class PersonForm(ActionModelForm):
    """A person at the group, with the source that data protection asks for."""

    action: ClassVar[str] = "add_person"

    class Meta:
        model = Person
        fields = ["name", "position", "email", "phone", "language", "source"]
        help_texts = {"language": _("A code, such as en or pt-BR.")}


class PersonEditForm(PersonForm):
    """The same for a person on file; with `hidden`, the ways to reach her are left alone."""

    action: ClassVar[str] = "edit_person"

    def __init__(self, *args: Any, hidden: bool = False, **kwargs: Any) -> None:
        self.hidden = hidden
        super().__init__(*args, **kwargs)

    def ready(self) -> None:
        """Leave out what is not to be seen, before anything is made of the fields."""
        if self.hidden:
            for name in HIDDEN_WHILE_OPTED_OUT:
                del self.fields[name]
        super().ready()


class PersonLeftForm(ActionModelForm):
    """The day on which a person left."""

    action: ClassVar[str] = "person_left"
    submit: ClassVar[Any] = _("Note that the person left")
    left_on = forms.DateField(label=_("Left on"))

    class Meta:
        model = Person
        fields = ["left_on"]
