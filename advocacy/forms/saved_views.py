"""What a person fills in to keep a filter."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import ActionMixin
from advocacy.models import User
from advocacy.models.workspace import MOST_OWN, SavedView

LONGEST = 600
NOT_KEPT = frozenset({"after", "before", "page", "csrfmiddlewaretoken", "view", "at", "part"})
MOST_VALUES = 40


def kept_part(query: str) -> str:
    """The filters of a query string: no place in the list, nothing empty, always in one order."""
    pairs = parse_qsl(query.removeprefix("?")[: LONGEST * 2], max_num_fields=MOST_VALUES)
    kept = sorted((k, v) for k, v in pairs if k not in NOT_KEPT and v and "\x00" not in k + v)
    return urlencode(kept)


class SavedViewForm(ActionMixin, forms.ModelForm):
    """A name, and who sees it; `query` comes from the list."""

    submit = _("Save")
    query = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST)

    class Meta:
        model = SavedView
        fields = ("name", "shared")

    def __init__(self, *args: Any, owner: User, page: str, **kwargs: Any) -> None:
        self.owner, self.page = owner, page
        self.kept = kwargs.get("instance")
        super().__init__(*args, **kwargs)
        if self.kept is not None:
            del self.fields["query"]
        self.ready()

    def clean_query(self) -> str:
        """Keep the filters alone."""
        try:
            query = kept_part(self.cleaned_data["query"])
        except ValueError:
            query = ""
        if not query:
            raise forms.ValidationError(_("Narrow the list first: there is nothing to keep."))
        return query

    def clean_name(self) -> str:
        """A name that this person uses once in a list."""
        name: str = self.cleaned_data["name"].strip()
        own = SavedView.objects.owned_by(self.owner).of_page(self.page)
        if self.kept is not None and own.filter(name=name).exclude(pk=self.kept.pk):
            raise forms.ValidationError(_("You have a filter of this name. Choose another."))
        if self.kept is None and own.count() >= MOST_OWN:
            raise forms.ValidationError(
                _("You keep %(n)s filters here. Delete one first."), params={"n": MOST_OWN}
            )
        return name
