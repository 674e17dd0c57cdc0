"""A page that is drawn leaves nothing behind: no rows that wait for the collector."""

import gc
from collections.abc import Iterator
from typing import Any
from weakref import ref

import pytest
from django.template import engines
from django.test import RequestFactory

from advocacy.templatetags import ui


class Row:
    """Something that a page shows."""

    def __str__(self) -> str:
        return "a row"


@pytest.fixture
def _uncollected() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_uncollected")
def test_a_page_lets_go_of_what_it_showed() -> None:
    row = Row()
    kept, template = ref(row), engines["django"].from_string("{{ row }}")
    assert template.render({"row": row}, RequestFactory().get("/")) == "a row"
    del row
    assert kept() is None


@pytest.mark.usefixtures("_uncollected")
def test_rows_with_macros_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    code = "{% macro one(row) %}{{ row }}{% endmacro %}{{ one(row) }}"
    template = engines["rows"].from_string(code)

    def chosen(name: str) -> Any:
        return template

    monkeypatch.setattr(engines["rows"], "get_template", chosen)
    row = Row()
    kept = ref(row)
    assert ui.rows("any", row=row) == "a row"
    del row
    assert kept() is None
