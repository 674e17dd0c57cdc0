"""Groups that are probably the same as one that is being written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from rapidfuzz import fuzz

from advocacy.matching.names import host, normalise, searchable
from advocacy.models import Group
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _

CANDIDATES = 50
ENOUGH = 85
CERTAIN = 100
OTHER_REGION = 8
OTHER_CITY = 3


@dataclass(frozen=True, slots=True)
class Match:
    """A group that may be the same; `score` from 0 to 100, and why in words."""

    group: Group
    score: int
    why: tuple[Text, ...]


def possible_duplicates(
    *,
    name: str,
    country: str = "",
    region: str = "",
    city: str = "",
    registry_number: str | None = None,
    website: str = "",
    exclude: UUID | None = None,
) -> list[Match]:
    """Standing groups that may be the same, the likeliest first."""
    standing = Group.objects.standing()
    needle = searchable(name)
    found: dict[UUID, Group] = {}
    if needle:
        found = {group.pk: group for group in standing.named_like(needle)[:CANDIDATES]}
    sure = Q(registry_number=registry_number) if registry_number else Q(pk__in=[])
    if host(website):
        sure |= Q(website__icontains=host(website))
    found |= {group.pk: group for group in standing.filter(sure)[:CANDIDATES]}
    matches = []
    for group in found.values():
        if group.pk == exclude:
            continue
        reasons = certain(group, registry_number=registry_number, website=website)
        likeness = alike(name, (group.name, *group.aliases))
        score = CERTAIN if reasons else round(likeness) - distance(group, country, region, city)
        if score >= ENOUGH:
            if likeness >= ENOUGH:
                reasons.append(_("the names are {share} % alike", share=round(likeness)))
            matches.append(Match(group, score, tuple(reasons)))
    return sorted(matches, key=lambda match: (-match.score, match.group.name))


def alike(name: str, others: Iterable[str]) -> float:
    """How alike a name is to the most similar of others, 0 to 100, whatever the order of words."""
    wanted = normalise(name)
    return max((fuzz.token_sort_ratio(wanted, normalise(other)) for other in others), default=0.0)


def certain(group: Group, *, registry_number: str | None, website: str) -> list[Text]:
    """What leaves no doubt."""
    reasons = []
    if registry_number and group.registry_number == registry_number:
        reasons.append(_("the same registry number, {number}", number=registry_number))
    if host(website) and host(group.website) == host(website):
        reasons.append(_("the same website, {host}", host=host(website)))
    return reasons


def distance(group: Group, country: str, region: str, city: str) -> int:
    """What another place takes off the score; in another country it is another group."""
    if country and group.country != country:
        return CERTAIN
    if region and group.region and group.region.casefold() != region.casefold():
        return OTHER_REGION
    if city and group.city and group.city.casefold() != city.casefold():
        return OTHER_CITY
    return 0


def named_exactly(name: str) -> Group | None:
    """The one standing group of this name, or this other name; None where there are several."""
    wanted = normalise(name)
    needle = searchable(name)
    if not wanted or not needle:
        return None
    near = Group.objects.standing().named_like(needle)[:CANDIDATES]
    found = [g for g in near if wanted in {normalise(n) for n in (g.name, *g.aliases)}]
    return found[0] if len(found) == 1 else None
