"""What is drawn once is what would be drawn each time."""

from typing import Any
from uuid import UUID

import pytest
from django.template import Context, Engine, Template
from django.urls import reverse, set_script_prefix
from django.utils.translation import override

from pagcrm.folding import Address, Constant, Sentence, fold, inside

KEY = UUID("01890000-0000-7000-8000-000000000001")
LIBRARIES = {"i18n": "django.templatetags.i18n"}


def folded(source: str) -> tuple[Template, Template]:
    """The template as Django draws it, and the same folded."""
    engine = Engine(libraries=LIBRARIES, builtins=["django.templatetags.i18n"])
    plain, quick = engine.from_string(source), engine.from_string(source)
    for nodes in list(inside(quick.nodelist)):
        fold(nodes)
    return plain, quick


def kinds(template: Template) -> list[str]:
    return [type(node).__name__ for node in template.nodelist]


def test_words_and_constants_that_stand_together_become_one() -> None:
    _plain, quick = folded('<a href="{% url "home" %}">{% translate "Home" %}</a>{{ name }}')
    assert kinds(quick) == ["Constant", "VariableNode"]


def test_what_lies_within_a_condition_is_folded_too() -> None:
    _plain, quick = folded(
        '{% if on %}{% translate "Home" %} {% else %}{% url "home" %}{% endif %}'
    )
    condition: Any = quick.nodelist[0]
    kept = [type(node) for _asked, nodes in condition.conditions_nodelists for node in nodes]
    assert kept == [Constant, Constant]


@pytest.mark.parametrize("key", [KEY, str(KEY), "groups"])
def test_an_address_is_the_one_that_django_gives(key: object) -> None:
    route = "saved-view-list" if key == "groups" else "group-detail"
    plain, quick = folded(f'{{% url "{route}" key %}}')
    assert isinstance(quick.nodelist[0], Address)
    assert quick.render(Context({"key": key})) == plain.render(Context({"key": key}))


def test_an_address_that_is_kept_or_named_is_left_alone() -> None:
    for source in ('{% url "group-detail" key as there %}', '{% url "group-detail" pk=key %}'):
        _plain, quick = folded(source)
        assert kinds(quick) == ["URLNode"]


def test_each_language_and_each_mount_has_its_own() -> None:
    plain, quick = folded('{% translate "Yes" %} {% url "home" %} {% url "group-detail" key %}')
    for language in ("en", "de", "en"):
        for prefix in ("/", "/crm/", "/"):
            set_script_prefix(prefix)
            with override(language):
                drawn = quick.render(Context({"key": KEY}))
                assert drawn == plain.render(Context({"key": KEY}))
                assert drawn.endswith(reverse("group-detail", args=[KEY]))


SENTENCES = (
    "{% blocktranslate %}Plan of {{ name }}, 100 %{% endblocktranslate %}",
    "{% blocktranslate trimmed with n=number %}\n  {{ name }}:\n  {{ n }}.{% endblocktranslate %}",
    "{% blocktranslate asvar kept %}About {{ name }}{% endblocktranslate %}[{{ kept }}]",
    "{% blocktranslate %}Nobody is {{ missing }}{% endblocktranslate %}",
    "{% blocktranslate with name=name|upper %}{{ name }}{% endblocktranslate %} {{ name }}",
    "{% autoescape off %}{% blocktranslate %}{{ name }}{% endblocktranslate %}{% endautoescape %}",
)


@pytest.mark.parametrize("source", SENTENCES)
def test_a_sentence_says_what_django_says(source: str) -> None:
    plain, quick = folded(source)
    found = [type(node) for nodes in inside(quick.nodelist) for node in nodes]
    assert Sentence in found
    for name in ("Ann & <b>", "%(name)s", "50 %"):
        for language in ("en", "de"):
            with override(language):
                drawn = [
                    template.render(Context({"name": name, "number": 12_000}))
                    for template in (plain, quick)
                ]
                assert drawn[0] == drawn[1]


def test_a_sentence_with_a_plural_is_left_alone() -> None:
    _plain, quick = folded(
        "{% blocktranslate count n=number %}one{% plural %}{{ n }}{% endblocktranslate %}"
    )
    assert kinds(quick) == ["BlockTranslateNode"]
