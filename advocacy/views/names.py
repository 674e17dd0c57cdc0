"""Suggestions while somebody types the name of a record."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from advocacy.forms.fields import LONGEST_SEARCH, MOST_CANDIDATES, name_of
from advocacy.matching.names import searchable
from advocacy.models.search import nearest

FEWEST_LETTERS = 2


def suggestions(request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse:
    """The names most like what was typed into the field that ?field= names, as options."""
    typed = request.GET.get(request.GET.get("field", "q"), "")
    needle = searchable(typed[:LONGEST_SEARCH].replace("\x00", ""))
    rows = []
    if len(needle) >= FEWEST_LETTERS:
        rows = nearest(queryset, needle, most=MOST_CANDIDATES)
    return render(request, "components/names.html", {"names": [name_of(row) for row in rows]})
