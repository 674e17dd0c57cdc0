"""Words for codes in the sponsor's window."""

from django import template

from advocacy.models import TouchChannel
from advocacy.models.agreement import PlacementState
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
