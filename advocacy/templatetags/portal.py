"""Words for codes in the sponsor's window."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from advocacy.models import TouchChannel
from advocacy.models.agreement import PlacementState
from advocacy.models.countries import COUNTRIES
from advocacy.models.profile import ChannelKind

register = template.Library()


@register.filter
def channel_word(code: str) -> str:
    """A channel of a group, in words."""
    for choices in (ChannelKind, TouchChannel):
        if code in choices.values:
            return str(choices(code).label)
    return code


@register.filter
def placement_word(code: str) -> str:
    """How a placement stands, in words."""
    return str(PlacementState(code).label) if code in PlacementState.values else code


@register.filter
def country_word(code: str) -> str:
    """A country by its name."""
    return str(COUNTRIES.get(code, code))


@register.filter
def language_word(code: str) -> str:
    """A language by its name, or by its code where nobody here knows it."""
    try:
        return _(get_language_info(code)["name"])
    except KeyError:
        return code


@register.filter
def figure(n: int) -> str:
    """A number that is read easily."""
    return number_format(n, force_grouping=True)
