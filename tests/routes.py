"""Walks over all routes, for the tests of access."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RoutePattern

EXAMPLES = {"uuid": uuid.UUID(int=7), "int": 1, "str": "x", "slug": "x", "path": "x"}


def routes() -> Iterator[tuple[ResolverMatch, str | None]]:
    """Give every route as it would be matched, with an address that it answers.

    The address is None for a route written as a regular expression.
    """
    yield from walk(get_resolver().url_patterns, above=ROOT)


def walk(patterns: list[Any], *, above: "Above") -> Iterator[tuple[ResolverMatch, str | None]]:
    """Go down into what is included."""
    for pattern in patterns:
        here = above.joined_by(pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, above=here)
        else:
            match = ResolverMatch(
                pattern.callback, (), {}, pattern.name, here.app_names, here.namespaces
            )
            yield match, here.address(match)


@dataclass(frozen=True, slots=True)
class Above:
    """What the routes of one include share."""

    app_names: list[str | None]
    namespaces: list[str | None]
    values: dict[str, Any]
    plain: bool

    def joined_by(self, pattern: URLPattern | URLResolver) -> "Above":
        """Go one level down."""
        converters = getattr(pattern.pattern, "converters", {})
        return Above(
            app_names=[*self.app_names, *filter(None, [getattr(pattern, "app_name", None)])],
            namespaces=[*self.namespaces, *filter(None, [getattr(pattern, "namespace", None)])],
            values=self.values | {name: example(found) for name, found in converters.items()},
            plain=self.plain and isinstance(pattern.pattern, RoutePattern),
        )

    def address(self, match: ResolverMatch) -> str | None:
        """Give an address that belongs to no row."""
        if not self.plain or not match.url_name:
            return None
        return reverse(match.view_name, kwargs=self.values)


def example(converter: Any) -> Any:
    """Give a value of the kind that a part of a route takes."""
    kind = type(converter).__name__.removesuffix("Converter").lower()
    return EXAMPLES.get(kind, "x")


ROOT = Above(app_names=[], namespaces=[], values={}, plain=True)
