"""Small words of the partnership pages."""

from datetime import date

from django import template
from django.utils import timezone

from advocacy.views.record import activity_name

register = template.Library()


@register.filter
def is_past(day: date) -> bool:
    """Whether a day is over where the reader is."""
    return day < timezone.localdate()


@register.filter
def activity(code: str) -> str:
    """What an activity is called."""
    return activity_name(code)
