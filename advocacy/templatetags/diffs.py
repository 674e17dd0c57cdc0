"""What changed between two versions of a text."""

import re
from difflib import SequenceMatcher

from django import template

register = template.Library()


@register.simple_tag
def word_diff(old: str, new: str) -> list[tuple[str, str]]:
    """The new text in pieces (same, ins or del), word by word."""
    before, after = re.findall(r"\s+|\S+", old), re.findall(r"\s+|\S+", new)
    pieces: list[tuple[str, str]] = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(("del", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(("ins", "".join(after[j1:j2])))
    return pieces
