"""Small words of the partnership pages."""

from datetime import date
from typing import Any

from django import template
from django.utils import timezone

from advocacy.models import ChannelKind
from advocacy.policy import reasons
from advocacy.policy.activities import ACTIVITIES
from advocacy.policy.words import AGREEMENT_FIELDS as FIELDS
from advocacy.templatetags.ui import words

register = template.Library()


def is_past(day: date) -> bool:
    """Whether a day is over where the reader is."""
    return day < timezone.localdate()


def because(kept: dict[str, Any]) -> str:
    """Why a next step is due, from the reason that it keeps."""
    reason = reasons.read(kept)
    return words(reason) if reason else ""


@register.filter
def activity(code: str) -> str:
    """What an activity is called; a code of the past is shown as it is."""
    return words(ACTIVITIES[code].title) if code in ACTIVITIES else code.replace("_", " ")


def channel(code: str) -> str:
    """What one of the group's own channels is called."""
    return str(ChannelKind(code).label) if code in ChannelKind.values else code


@register.filter
def field_names(codes: list[str]) -> list[str]:
    """The agreement's fields as people call them."""
    return [words(FIELDS[code]) if code in FIELDS else code.replace("_", " ") for code in codes]
