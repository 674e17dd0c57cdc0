"""Translations, each looked up once for a language: pages say the same words again and again."""

from collections.abc import Mapping
from functools import cache, lru_cache

from django.db.models import Choices
from django.utils import translation
from markupsafe import Markup


def gettext(message: str) -> str:
    """Say a message in the language that is active."""
    return _said(message, translation.get_language())


def ngettext(singular: str, plural: str, number: int) -> str:
    """Say a message about a number of things."""
    return _counted(singular, plural, number, translation.get_language())


def marked(message: str, **values: object) -> Markup:
    """Say a message within HTML; values are named as %(name)s and escaped."""
    said = _marked(message, translation.get_language())
    return said % values if values else said


def labels(codes: type[Choices]) -> Mapping[str, str]:
    """What each code is called."""
    return _labels(codes, translation.get_language())


@cache
def _labels(codes: type[Choices], _language: str | None) -> Mapping[str, str]:
    return {str(value): str(label) for value, label in codes.choices}


@lru_cache(maxsize=8192)
def _said(message: str, _language: str | None) -> str:
    return translation.gettext(message)


@lru_cache(maxsize=8192)
def _counted(singular: str, plural: str, number: int, _language: str | None) -> str:
    return translation.ngettext(singular, plural, number)


@lru_cache(maxsize=8192)
def _marked(message: str, _language: str | None) -> Markup:
    return Markup(translation.gettext(message))  # noqa: S704 # words of ours, as in every template
