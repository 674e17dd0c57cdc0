"""What the pages of the portal read, all of it by the sponsor's own role.

Rows are dictionaries: what a page needs and no more. Ask inside `as_sponsor` only.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, Q, QuerySet, When
from django.db.models.functions import Least

from advocacy.models.group import OneOf
from advocacy.models.share import ShareField, ShareLevel
from advocacy.models.together import together
from advocacy.models.window import (
    WindowBudget,
    WindowHappening,
    WindowPartnership,
    WindowPlacement,
    WindowQuestion,
    WindowRow,
    WindowStanding,
    WindowStudy,
)  # fmt: skip
from advocacy.portal.connection import seen_by

PAGE = 50
FEW = 12
MANY = 200

STUDY = (
    "id", "title", "protocol_id", "nct_number", "phase", "status", "launch_on",
    "enrolment_ends_on", "level", "shows", "contact_name", "contact_email",
)  # fmt: skip
PARTNERSHIP = (
    "id", "study_id", "study__title", "study__shows", "study__contact_name",
    "study__contact_email", "group_name", "group_country", "stage", "stage_since", "side",
    "contactable", "ended", "answer_by", "placement_on", "report_due_on",
)  # fmt: skip
QUESTION = (
    "id", "study_id", "partnership_id", "group_name", "asked_on", "asked_of", "study__title",
    "study__nct_number", "study__protocol_id",
)  # fmt: skip
HAPPENING = (
    "at", "code", "stage", "detail", "on_day", "partnership_id", "partnership__group_name",
    "study__title",
)  # fmt: skip
PLACEMENT = (
    "id", "partnership_id", "partnership__group_name", "study__title", "material", "version",
    "language", "country", "channel", "planned_on", "went_live_on", "state", "proof_url", "reached",
)  # fmt: skip
BUDGET = ("id", "study_id", "study__title", "currency", "approved", "cap", "committed", "offered",
          "paid")  # fmt: skip


def of(model: type[WindowRow], sponsors: list[UUID]) -> QuerySet[Any]:
    """The rows of these sponsors; the database holds to it even where nobody asks so."""
    rows: QuerySet[Any] = seen_by(model).filter(OneOf("sponsor_id", sponsors))
    return rows


def studies(sponsors: list[UUID]) -> QuerySet[Any]:
    """The shared studies, by title."""
    return of(WindowStudy, sponsors).order_by("title", "id").values(*STUDY)


def partnerships(sponsors: list[UUID], study: UUID) -> QuerySet[Any]:
    """Those of one study, by the group's name."""
    rows = of(WindowPartnership, sponsors).filter(study=study)
    return rows.order_by("group_name", "id").values(*PARTNERSHIP)


def placements(sponsors: list[UUID]) -> QuerySet[Any]:
    """All of them, the newest first."""
    rows = of(WindowPlacement, sponsors).order_by("-planned_on", "-id")
    return rows.values(*PLACEMENT)


def next_on(today: date) -> Least:
    """The first of a partnership's milestones that is still to come."""
    names = ("answer_by", "placement_on", "report_due_on")
    return Least(*(Case(When(**{f"{name}__gte": today}, then=F(name))) for name in names))


@together
def news(
    *, sponsors: list[UUID], studies: list[UUID], since: datetime, since_day: date, today: date
) -> dict[str, QuerySet[Any]]:
    """What the overview shows beside the studies of its page, in one statement."""
    untold = ~Q(study__shows__contains=[ShareField.TIMELINE.value])
    own = of(WindowPartnership, sponsors)
    return {
        "questions": of(WindowQuestion, sponsors).order_by("asked_on", "id")
        .values(*QUESTION)[:FEW],
        "happenings": of(WindowHappening, sponsors).filter(at__gt=since).order_by("-at", "-id")
        .values(*HAPPENING)[:FEW],
        "moved": own.filter(untold, stage_since__gte=since_day)
        .order_by("-stage_since", "id").values(*PARTNERSHIP)[:FEW],
        "coming": own.annotate(next_on=next_on(today)).filter(next_on__isnull=False)
        .order_by("next_on", "id").values(*PARTNERSHIP, "next_on")[:FEW],
        "counts": of(WindowStanding, sponsors).filter(OneOf("study_id", studies)).order_by()
        .values("study_id", "stage").annotate(n=Count("id")),
        "budgets": of(WindowBudget, sponsors).filter(OneOf("study_id", studies))
        .order_by("currency", "id").values(*BUDGET),
    }  # fmt: skip


@together
def about_study(*, sponsors: list[UUID], study: UUID) -> dict[str, QuerySet[Any]]:
    """What the page of a study shows beside its partnerships."""
    return {
        "study": of(WindowStudy, sponsors).filter(pk=study).values(*STUDY),
        "counts": of(WindowStanding, sponsors).filter(study=study).order_by()
        .values("study_id", "stage").annotate(n=Count("id")),
        "questions": of(WindowQuestion, sponsors).filter(study=study)
        .order_by("asked_on", "id").values(*QUESTION)[:MANY],
        "budgets": of(WindowBudget, sponsors).filter(study=study)
        .order_by("currency", "id").values(*BUDGET),
        "live": of(WindowPlacement, sponsors).filter(study=study, state__in=["live", "done"])
        .order_by("-went_live_on", "-id").values(*PLACEMENT)[:FEW],
    }  # fmt: skip


@together
def about_partnership(*, sponsors: list[UUID], partnership: UUID) -> dict[str, QuerySet[Any]]:
    """What the page of a partnership shows."""
    return {
        "partnership": of(WindowPartnership, sponsors).filter(pk=partnership)
        .values(*PARTNERSHIP),
        "questions": of(WindowQuestion, sponsors).filter(partnership=partnership)
        .order_by("asked_on", "id").values(*QUESTION),
        "happenings": of(WindowHappening, sponsors).filter(partnership=partnership)
        .order_by("-at", "-id").values(*HAPPENING)[:MANY],
        "placements": of(WindowPlacement, sponsors).filter(partnership=partnership)
        .order_by("planned_on", "id").values(*PLACEMENT),
    }  # fmt: skip


def named(level: str) -> bool:
    """Whether a level shows the groups by name."""
    return level in (ShareLevel.STATUS, ShareLevel.FULL)
