"""The pages that a sponsor's people read: overview, study, partnership, placements."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from advocacy.models import Stage
from advocacy.portal import reading, words
from advocacy.portal.connection import as_sponsor, theirs_to_answer
from advocacy.portal.pages import draw, one, page_of, window
from advocacy.visits import Visit


@window
def overview(request: HttpRequest, *, visit: Visit) -> HttpResponse:
    """Where everything stands: what waits, what is new, what comes, each study."""
    sponsors = list(visit.sponsors)
    with as_sponsor(sponsors):
        studies, after = page_of(reading.studies(sponsors), request, "title")
        found = news_of(visit, [row["id"] for row in studies])
    context = {
        "cards": words.cards(studies, found["counts"], found["budgets"]),
        "after": after, **told(visit, found),
    }  # fmt: skip
    return draw(request, visit, "overview", context)


def news_of(visit: Visit, studies: list[UUID]) -> dict[str, list[Any]]:
    """What is new to this visit; within `as_sponsor`."""
    since_day = timezone.localdate(visit.since)
    return reading.news(
        sponsors=list(visit.sponsors), studies=studies, since=visit.since, since_day=since_day,
        today=timezone.localdate(),
    )  # fmt: skip


def told(visit: Visit, found: dict[str, list[Any]]) -> dict[str, Any]:
    """News in words: what waits for the sponsor, what changed, what comes."""
    changed = [words.happened(row) for row in found["happenings"]]
    return {
        "questions": theirs_to_answer(found["questions"], visit.sponsors),
        "changed": [*changed, *map(words.moved, found["moved"])][: reading.FEW],
        "coming": [words.coming(row) for row in found["coming"]],
    }


@window
def study(request: HttpRequest, pk: UUID, *, visit: Visit) -> HttpResponse:
    """One study: its partnerships as far as they are shared, its budget, what is live."""
    sponsors = list(visit.sponsors)
    with as_sponsor(sponsors):
        found = reading.about_study(sponsors=sponsors, study=pk)
        row = one(found["study"])
        rows, after = page_of(reading.partnerships(sponsors, pk), request, "group_name")
    context = {
        "study": row,
        "named": reading.named(row["level"]),
        "phases": words.phases_of(found["counts"]),
        "stages": stages(found["counts"]),
        "lines": [partner(own) for own in rows if own["stage"] != Stage.CLOSED],
        "closed": [partner(own) for own in rows if own["stage"] == Stage.CLOSED],
        "after": after,
        "questions": theirs_to_answer(found["questions"], sponsors),
        "raisable": bool(theirs_to_answer(found["budgets"], sponsors)),
        "budgets": [words.used(line) for line in found["budgets"]],
        "live": found["live"],
    }
    return draw(request, visit, "study", context)


def stages(counts: list[Any]) -> list[tuple[str, int]]:
    """The stages that anything is in, with how many."""
    n = {row["stage"]: row["n"] for row in counts}
    return [(str(stage.label), n[stage]) for stage in Stage if stage in n]


def partner(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the list of partnerships."""
    return {
        "id": row["id"], "group": row["group_name"], "country": words.country(row["group_country"]),
        "stage": str(Stage(row["stage"]).label), "since": row["stage_since"],
        "standing": words.standing(row), "next": words.milestones(row)[:1],
    }  # fmt: skip


@window
def partnership(request: HttpRequest, pk: UUID, *, visit: Visit) -> HttpResponse:
    """One partnership: its stage, what comes, what happened, where it is to be seen."""
    sponsors = list(visit.sponsors)
    with as_sponsor(sponsors):
        found = reading.about_partnership(sponsors=sponsors, partnership=pk)
    row = one(found["partnership"])
    context = {
        "partnership": row,
        "stages": words.stages_of(row),
        "stage": Stage(row["stage"]).label,
        "standing": words.standing(row),
        "milestones": words.milestones(row),
        "questions": theirs_to_answer(found["questions"], sponsors),
        "timeline": [words.happened(line) for line in found["happenings"]],
        "told_timeline": "timeline" in row["study__shows"],
        "placements": found["placements"],
    }
    return draw(request, visit, "partnership", context)


@window
def placements(request: HttpRequest, *, visit: Visit) -> HttpResponse:
    """All placements, live and planned, with the links to them."""
    sponsors = list(visit.sponsors)
    with as_sponsor(sponsors):
        rows, after = page_of(reading.placements(sponsors), request, "-planned_on")
    return draw(request, visit, "placements", {"placements": rows, "after": after})
