"""Small words of the partnership pages."""

from datetime import date

from django import template
from django.utils import timezone

from advocacy.policy.activities import ACTIVITIES
from advocacy.templatetags.ui import words

register = template.Library()


@register.filter
def is_past(day: date) -> bool:
    """Whether a day is over where the reader is."""
    return day < timezone.localdate()


@register.filter
def activity(code: str) -> str:
    """What an activity is called; a code of the past is shown as it is."""
    return words(ACTIVITIES[code].title) if code in ACTIVITIES else code.replace("_", " ")
