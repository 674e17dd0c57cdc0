"""Asks that were sent to another group in nearly the same words."""

from collections.abc import Iterable
from decimal import Decimal

from rapidfuzz.distance import Indel

from advocacy.matching.names import plain
from advocacy.models import Ask, Partnership

CANDIDATES = 200
THREE_PLACES = Decimal("0.001")


def most_similar(body: str, partnership: Partnership) -> tuple[Ask, Decimal] | None:
    """The ask sent to another group that is most like this text, with the share that is alike.

    Of the newest sent asks; the names of the groups themselves do not count as a difference.
    """
    group = partnership.group
    sent = (
        Ask.objects.filter(sent_at__isnull=False)
        .exclude(partnership__group=group)
        .select_related("partnership__group")
        .order_by("-sent_at", "-id")[:CANDIDATES]
    )
    mine = words(body, (group.name, *group.aliases))
    best: tuple[Ask, float] | None = None
    for ask in sent:
        other = ask.partnership.group
        theirs = words(ask.body, (other.name, *other.aliases))
        share = likeness(mine, theirs, at_least=best[1] if best else 0.0)
        if best is None or share > best[1]:
            best = (ask, share)
    if best is None or best[1] == 0:
        return None
    return best[0], Decimal(str(best[1])).quantize(THREE_PLACES)


def words(text: str, names: Iterable[str]) -> list[str]:
    """The plain words of a text without the names."""
    found = f" {plain(text)} "
    for name in sorted(map(plain, names), key=len, reverse=True):
        if name:
            found = found.replace(f" {name} ", " ")
    return found.split()


def likeness(one: list[str], other: list[str], *, at_least: float = 0.0) -> float:
    """The share of words that two texts have in common in the same order, 0 to 1."""
    if not one or not other:
        return 0.0
    return Indel.normalized_similarity(one, other, score_cutoff=at_least)
