"""Addresses of records: a route is looked up once, not for each row that leads to a record."""

from collections.abc import Callable
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import get_script_prefix, reverse


def address(name: str, *keys: object) -> str:
    """The address of a route whose every part that varies is the key of a record."""
    return _pattern(name, len(keys), get_script_prefix()).format(*keys)


def address_of(name: str, *before: object) -> Callable[[Any], str]:
    """Give a function from a record's key to its page."""
    pattern = _pattern(name, len(before) + 1, get_script_prefix())
    return lambda key: pattern.format(*before, key)


@cache
def _pattern(name: str, count: int, _mounted_at: str) -> str:
    marks = [UUID(int=n + 1) for n in range(count)]
    path = reverse(name, args=marks)
    for n, mark in enumerate(marks):
        path = path.replace(str(mark), f"{{{n}}}")
    return path
