"""Sponsors that are probably the same as one that is being written down."""

from dataclasses import dataclass
from uuid import UUID

from advocacy.matching.groups import CANDIDATES, ENOUGH, alike
from advocacy.matching.names import searchable
from advocacy.models import Sponsor
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _


@dataclass(frozen=True, slots=True)
class Match:
    """A sponsor that may be the same; `score` from 0 to 100, and why in words."""

    sponsor: Sponsor
    score: int
    why: tuple[Text, ...]


def possible_duplicates(*, name: str, exclude: UUID | None = None) -> list[Match]:
    """Sponsors whose name or other name is nearly this one, the likeliest first."""
    needle = searchable(name)
    if not needle:
        return []
    matches = []
    for sponsor in Sponsor.objects.named_like(needle)[:CANDIDATES]:
        score = round(alike(name, (sponsor.name, *sponsor.aliases)))
        if score >= ENOUGH and sponsor.pk != exclude:
            why = (_("the names are {share} % alike", share=score),)
            matches.append(Match(sponsor, score, why))
    return sorted(matches, key=lambda match: (-match.score, match.sponsor.name))
