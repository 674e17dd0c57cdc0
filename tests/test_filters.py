"""The filters of a list look the same whether they were drawn before or not."""

from importlib import import_module
from typing import Any

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django import forms
from django.utils.translation import override

from advocacy.forms.filters import FilterForm
from advocacy.templatetags import filters
from tests import factories as make

pytestmark = pytest.mark.django_db
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"q": "heart", "kind": "national", "stopped": "on", "mine": "", "stage": "closed"},
    {"kind": "nonsense", "stage": "<b>", "country": "XX", "sort": "reach"},
)
MADE_WITH: dict[str, Any] = {"CandidateFilterForm": {"regions": ["NY", "CA"]}}


def below(kind: type[FilterForm]) -> list[type[FilterForm]]:
    """All kinds of filters."""
    return [form for one in kind.__subclasses__() for form in (one, *below(one))]


import_module("advocacy.urls")
FORMS = sorted(below(FilterForm), key=lambda form: form.__name__)


def test_every_filter_is_looked_at() -> None:
    assert len(FORMS) >= 8


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("asked", ASKED)
def test_a_field_that_was_drawn_before_is_the_field_of_now(
    kind: type[FilterForm], asked: dict[str, str]
) -> None:
    def made() -> FilterForm:
        return kind(asked, **MADE_WITH.get(kind.__name__, {}))

    for language in ("en", "de", "en"):
        with override(language):
            first, second = filters.filter_fields(made()), filters.filter_fields(made())
            plain = [
                str(field) if field.is_hidden else str(as_crispy_field(field)) for field in made()
            ]
            assert first == second
            assert [part for part in plain if part not in first] == []


@pytest.mark.parametrize("kind", FORMS)
def test_only_fields_of_the_form_are_named_and_none_that_records_fill(
    kind: type[FilterForm],
) -> None:
    form = kind(**MADE_WITH.get(kind.__name__, {}))
    assert kind.alike <= set(form.fields)
    assert not [name for name in kind.alike if hasattr(form.fields[name], "queryset")]


@pytest.mark.parametrize("kind", FORMS)
def test_a_listed_field_offers_choices(kind: type[FilterForm]) -> None:
    form = kind(**MADE_WITH.get(kind.__name__, {}))
    assert all(isinstance(form.fields[name].widget, forms.Select) for name in kind.listed)


def test_what_is_offered_anew_is_drawn_anew() -> None:
    kind = next(form for form in FORMS if form.__name__ == "GroupFilterForm")
    first = make.ConditionFactory(code="first", name="First condition")
    assert "First condition" in filters.filter_fields(kind({}))
    make.ConditionFactory(code="second", name="Second condition")
    assert "Second condition" in filters.filter_fields(kind({}))
    first.delete()
    assert "First condition" not in filters.filter_fields(kind({}))


def test_what_is_offered_is_read_once(django_assert_num_queries: Any) -> None:
    kind = next(form for form in FORMS if form.__name__ == "GroupFilterForm")
    make.ConditionFactory(code="first", name="First condition")
    for _time in ("drawn", "known"):
        with django_assert_num_queries(1):
            filters.filter_fields(kind({}))


def test_free_words_are_not_kept() -> None:
    kind = next(form for form in FORMS if form.__name__ == "GroupFilterForm")
    filters.filter_fields(kind({"q": "a secret word", "mine": "another"}))
    assert not [key for key in filters._drawn if "secret" in key[3] or "another" in key[3]]
