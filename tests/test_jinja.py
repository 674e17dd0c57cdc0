"""Rows draw their constant parts once for each language, and say what they would say each time."""

from typing import Any

from django.template import engines
from django.urls import reverse, set_script_prefix
from django.utils.translation import override
from jinja2 import DictLoader

from advocacy.addresses import address
from pagcrm.jinja import Rows, environment

SAID = """{{ _("Yes") }}|{{ _("%(n)s days", n=days) }}|{{ address("home") }}|{{ address(route) }}"""


def spoken(source: str) -> Rows:
    return environment(loader=DictLoader({"one": source}), autoescape=True)


def test_words_of_ours_are_constants_and_values_are_not() -> None:
    made = spoken('<b>{{ _("Yes") }} {{ icon("x") }}</b>{{ _("%(n)s days", n=days) }}')
    made.get_template("one")
    (own,) = made.spoken.values()
    python = own.compile(made.loader.get_source(made, "one")[0], raw=True)  # type: ignore[union-attr]
    assert "<b>Yes <svg" in python
    assert "'Yes'" not in python
    assert "%(n)s days" in python


def test_each_language_and_each_mount_has_its_own_rows() -> None:
    made = spoken(SAID)
    for language, said in (("en", "Yes"), ("de", "Ja"), ("en", "Yes")):
        with override(language):
            drawn = made.get_template("one").render(days=3, route="home")
            assert drawn.split("|")[0] == said
    set_script_prefix("/crm/")
    try:
        drawn = made.get_template("one").render(days=3, route="home")
        assert drawn.split("|")[2:] == ["/crm/", "/crm/"] == [reverse("home"), address("home")]
    finally:
        set_script_prefix("/")


def test_every_template_of_rows_can_be_read() -> None:
    rows: Any = engines["rows"]
    names = rows.env.list_templates()
    assert len(names) > 30
    for name in names:
        assert rows.get_template(name).template.name == name
