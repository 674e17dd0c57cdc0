"""The icons of lucide, each drawn once for each size and then remembered."""

from functools import cache
from typing import Any

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags import lucide as source

register = template.Library()


@register.simple_tag(name="lucide")
@cache
def icon(name: str, *, size: int = 24, **attributes: Any) -> SafeString:
    """An icon by its name in lucide, as inline SVG; names come from our templates only."""
    return SafeString(source.lucide(name, size=size, **attributes))


icon.same_for_all = True  # type: ignore[attr-defined]  # read when templates are folded
