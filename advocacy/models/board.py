"""The pipeline as a board: the first cards of each column, and how many stand in each."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Count, F, OuterRef, Subquery, Value, Window
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, RowNumber

from advocacy.models.follow_up import FollowUp
from advocacy.models.partnership import NEXT_STEP, Partnership, PartnershipQuerySet, Stage

#: The most urgent first: by the day of the next step, then by how long it has stood there.
URGENCY = ("due", "stage_since", "id")
#: By what a board is cut into lanes: the field of the lane's key, and those of its name.
LANES = {
    "study": ("study_id", ("study__nct_number", "study__protocol_id", "study__title")),
    "sponsor": ("study__sponsor_id", ("study__sponsor__name",)),
    "owner": ("owner_id", ("owner__name",)),
}
NEWEST_ASK = """(
    SELECT jsonb_build_array(a.primary_activity, a.optional_activities, a.effort_hours::text)
    FROM advocacy_ask a WHERE a.partnership_id = advocacy_partnership.id
    ORDER BY a.version DESC LIMIT 1)"""
CARD = (
    "id", "stage", "stage_since", "side_state", "not_before", "due", "next_step", "newest_ask",
    "group_id", "group__name", "group__kind", "group__time_zone", "study_id", "study__nct_number",
    "study__protocol_id", "study__launch_on", "study__sponsor_id", "study__sponsor__name",
    "owner_id", "owner__name",
)  # fmt: skip


def by_urgency(rows: PartnershipQuerySet) -> PartnershipQuerySet:
    """With `due`, the day of the next step; those without one come last."""
    steps = FollowUp.objects.open().filter(partnership=OuterRef("pk")).order_by("due_on", "id")
    last = Value(date.max, output_field=models.DateField())
    return rows.annotate(due=Coalesce(Subquery(steps.values("due_on")[:1]), last))


def first_cards(
    rows: PartnershipQuerySet, *, most: int, lane: str = "", lanes: Collection[Any] = ()
) -> list[Any]:
    """The keys of the most urgent cards of each column, in each of these lanes."""
    parts = [F("stage")]
    if lane:
        rows, parts = in_lanes(rows, lane, lanes), [*parts, F(LANES[lane][0])]
    place = Window(RowNumber(), partition_by=parts, order_by=URGENCY)
    ranked = by_urgency(rows.order_by()).annotate(place=place).filter(place__lte=most)
    return list(ranked.values_list("id", flat=True))


def in_lanes(rows: PartnershipQuerySet, lane: str, keys: Collection[Any]) -> PartnershipQuerySet:
    """Only those of these lanes; None is the lane of what nobody owns."""
    field = LANES[lane][0]
    chosen = models.Q(**{f"{field}__in": [key for key in keys if key is not None]})
    if None in keys:
        chosen |= models.Q(**{f"{field}__isnull": True})
    return rows.filter(chosen)


def cards(rows: PartnershipQuerySet) -> Any:
    """Plain rows with all that a card shows."""
    step = RawSQL(NEXT_STEP, [], output_field=models.JSONField())  # noqa: S611 # our own words
    ask = RawSQL(NEWEST_ASK, [], output_field=models.JSONField())  # noqa: S611 # our own words
    return by_urgency(rows).annotate(next_step=step, newest_ask=ask).values(*CARD)


def timed() -> Any:
    """All that is open, with what says how much time it still takes."""
    ask = RawSQL(NEWEST_ASK, [], output_field=models.JSONField())  # noqa: S611 # our own words
    return Partnership.objects.open().order_by().annotate(newest_ask=ask).values(
        "study_id", "study__sponsor_id", "stage", "group_id", "group__kind", "group__time_zone",
        "newest_ask",
    )  # fmt: skip


def counted(rows: PartnershipQuerySet, *, lane: str = "") -> list[tuple[Any, ...]]:
    """How many stand in each column: (stage, n), or (stage, lane's key, its names …, n)."""
    key, names = LANES[lane] if lane else ("", ())
    fields = ["stage", *([key, *names] if lane else [])]
    return list(rows.order_by().values_list(*fields).annotate(n=Count("id")))


#: The columns that hold cards; the end is folded away.
COLUMNS = tuple(stage for stage in Stage if stage is not Stage.CLOSED)
