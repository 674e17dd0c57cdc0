"""Fields that Django has not: lists, codes, and a record chosen by its name."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.models import ModelChoiceIterator
from django.utils.translation import gettext_lazy as _

from advocacy.matching.names import searchable
from advocacy.models.search import nearest

MOST_CANDIDATES = 8
LONGEST_SEARCH = 240
BETWEEN_NAMES = re.compile(r"[;\n]")  # a comma may be part of a name: “…, Inc.”
BETWEEN_CODES = re.compile(r"[,;\s]")


class ListField(forms.CharField):
    """Several short texts, one a line."""

    between: ClassVar[re.Pattern[str]] = BETWEEN_NAMES
    joined_by: ClassVar[str] = "\n"
    widget: Any = forms.Textarea

    def __init__(self, *, item_length: int, most: int = 50, **kwargs: Any) -> None:
        self.item_length, self.most = item_length, most
        super().__init__(max_length=(item_length + 2) * most, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a list as people type it."""
        return self.joined_by.join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]  # a list is its point
        """Take the texts apart; doubles and empty ones go."""
        text = super().to_python(self.prepare_value(value)) or ""
        parts = (" ".join(part.split()) for part in self.between.split(text))
        return list(dict.fromkeys(self.tidy(part) for part in parts if part))

    def tidy(self, part: str) -> str:
        """Give a text as it is kept."""
        return part

    def run_validators(self, value: list[str]) -> None:
        """Refuse what is too long or holds what cannot be kept."""
        super().run_validators(self.joined_by.join(value))
        for part in value:
            if len(part) > self.item_length:
                raise ValidationError(
                    _("“%(part)s” is too long: use %(most)s characters or fewer."),
                    params={"part": part[:40], "most": self.item_length},
                )
        if len(value) > self.most:
            raise ValidationError(
                _("These are %(n)s. Give %(most)s or fewer."),
                params={"n": len(value), "most": self.most},
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare what was meant, whatever its spaces."""
        return bool(self.to_python(initial) != self.to_python(data))


class CodesField(ListField):
    """Several codes of a known list in one line, such as countries."""

    between: ClassVar[re.Pattern[str]] = BETWEEN_CODES
    joined_by: ClassVar[str] = ", "
    widget: Any = forms.TextInput

    def __init__(
        self,
        *,
        known: Collection[str] | Callable[[str], bool],
        upper: bool = False,
        example: str = "US, DE",
        **kwargs: Any,
    ) -> None:
        self.is_known = known if callable(known) else known.__contains__
        self.upper, self.example = upper, example
        super().__init__(item_length=kwargs.pop("item_length", 5), most=260, **kwargs)

    def tidy(self, part: str) -> str:
        """Countries are capitals, however they were typed."""
        return part.upper() if self.upper else part

    def run_validators(self, value: list[str]) -> None:
        """Name every code that nobody knows."""
        super().run_validators(value)
        unknown = [code for code in value if not self.is_known(code)]
        if unknown:
            raise ValidationError(
                _("Not known: %(codes)s. Use codes with commas between them, such as %(like)s."),
                params={"codes": ", ".join(unknown[:5]), "like": self.example},
            )


def name_of(record: Model) -> str:
    """Give a record's name with its place, so that two of one name can be told apart."""
    place = getattr(record, "place", "")
    return f"{record} · {place}" if place else str(record)


class PickWidget(forms.TextInput):
    """A text box with suggestions; where a text fits several records they are offered to choose."""

    template_name = "widgets/pick.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, suggest: str = "") -> None:
        super().__init__({"autocomplete": "off", "maxlength": LONGEST_SEARCH, **(attrs or {})})
        self.suggest = suggest
        self.candidates: list[tuple[str, str]] = []
        self.typed = ""
        self.picked: tuple[str, str] | None = None

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Prefer what was typed last to what was chosen before."""
        self.typed = data.get(name) or ""
        if self.typed != data.get(f"{name}_was", self.typed):
            return self.typed
        return data.get(f"{name}_pick") or self.typed

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Show the name in the box, whatever stands for the record."""
        shown = self.picked[1] if self.picked and not self.candidates else self.typed
        context = super().get_context(name, shown or ("" if self.picked else value), attrs)
        context["widget"] |= {
            "suggest": self.suggest,
            "candidates": self.candidates,
            "picked": "" if self.candidates or not self.picked else self.picked[0],
            "shown": shown,
        }
        return context


class PickField(forms.Field):
    """One record, chosen by its name or by the id that a list of candidates carries.

    `queryset` must know `named_like(words)`; `suggest` is the url name of its suggestions.
    """

    widget: PickWidget

    def __init__(self, *, queryset: QuerySet[Any], suggest: str = "", **kwargs: Any) -> None:
        self.queryset = queryset
        kwargs.setdefault("widget", PickWidget(suggest=suggest))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Let the box show the record's name."""
        record = value if isinstance(value, Model) else self.by_id(value)
        if record is None:
            return value
        self.widget.picked = (str(record.pk), name_of(record))
        return str(record.pk)

    def by_id(self, value: Any) -> Model | None:
        """Find a record by its id; None for anything else."""
        try:
            key = value if isinstance(value, UUID) else UUID(str(value))
        except ValueError:
            return None
        return self.queryset.all().filter(pk=key).first()

    def to_python(self, value: Any) -> Model | None:
        """Find the one record that is meant, or offer those that may be."""
        text = " ".join(str(value or "").split())
        if not text:
            return None
        if "\x00" in text or len(text) > LONGEST_SEARCH:
            raise ValidationError(_("Give a name of %(n)s characters or fewer."),
                                  params={"n": LONGEST_SEARCH})  # fmt: skip
        record = self.by_id(text)
        return record or self.one_of(self.candidates(text), text)

    def candidates(self, text: str) -> list[Model]:
        """Give what is named like this, best first."""
        name = searchable(text.split(" · ", maxsplit=1)[0])
        return nearest(self.queryset.all(), name, most=MOST_CANDIDATES)

    def one_of(self, found: Iterable[Model], text: str) -> Model:
        """Give the one that bears exactly this name; ask back where it is not plain."""
        rows = list(found)
        wanted = text.casefold()
        exact = [row for row in rows if wanted in (str(row).casefold(), name_of(row).casefold())]
        if len(exact) == 1:
            return exact[0]
        self.widget.candidates = [(str(row.pk), name_of(row)) for row in exact or rows]
        if rows:
            raise ValidationError(_("Choose which one you mean, or type another name."))
        raise ValidationError(_("Nothing is named like this. Check the spelling, or add it first."))


class NamedChoices(ModelChoiceIterator):
    """The records of a list as key and name, without making objects of them."""

    def __iter__(self) -> Iterator[Any]:
        assert isinstance(self.queryset, QuerySet)
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        yield from self.queryset.values_list(self.field.to_field_name or "pk", "name")


class NamedChoiceField(forms.ModelChoiceField):
    """One record of a short list whose label is its name."""

    iterator = NamedChoices
