"""What the dashboard counts, kept by triggers of the database beside the rows it counts.

Each write adds rows of small differences and changes none, so that nobody waits for a counter that
somebody else holds; `fold()` puts those of a day together, `recount()` counts everything anew.
"""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from django.db import connection, models
from django.db.models import Count, Q, Sum

from advocacy.models.group import GroupKind
from advocacy.models.partnership import Stage
from advocacy.models.touch import TouchChannel


def fold() -> None:
    """Put the differences of each day together; two at once are harmless."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT summary_fold()")


def recount() -> None:
    """Count everything anew, set by set, as after rows were loaded past the triggers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT summary_recount()")


class Median(models.Aggregate):
    """The middle value; between two of them their mean."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = models.FloatField()


class Days(models.Func):
    """The days between two moments, with their fraction."""

    template = "(date_part('epoch', %(expressions)s) / 86400)"  # no numeric: they sort slowly
    arg_joiner = " - "
    output_field = models.FloatField()


class Monday(models.Func):
    """The Monday of a day's week, by whole days: no time zone has a say in it."""

    template = "(%(expressions)s - mod(%(expressions)s - DATE '1969-12-29', 7))"
    output_field = models.DateField()


class InScope(models.QuerySet[Any]):
    """What every row of a summary can be narrowed by."""

    def of_study(self, study: UUID) -> Self:
        return self.filter(study=study)

    def of_sponsor(self, sponsor: UUID) -> Self:
        return self.filter(study__sponsor=sponsor)


class StageVisitQuerySet(InScope):
    def entered_between(self, since: datetime, until: datetime) -> Self:
        """Entered from a moment on and before another."""
        return self.filter(entered_at__gte=since, entered_at__lt=until)

    def by(self, user: UUID) -> Self:
        """Of partnerships that this person owned when the stage was entered."""
        return self.filter(owner=user)

    def in_stage(self, stage: str) -> Self:
        return self.filter(stage=stage)

    def gone_on(self) -> Self:
        """Those that led to a later stage; the end counts only from the last stage."""
        return self.filter(ONWARD)

    def over(self) -> Self:
        """Those that have ended, whatever came next."""
        return self.filter(left_at__isnull=False)

    def counted(self) -> Any:
        """By stage and the one that followed: how many entered."""
        return self.order_by().values("stage", "next_stage").annotate(n=Count("*"))

    def stays(self) -> Any:
        """By stage: how many left, and the median of their days."""
        days = Median(Days("left_at", "entered_at"))
        return self.over().order_by().values("stage").annotate(n=Count("*"), days=days)


def is_onward(stage: str, after: str) -> bool:
    """The next stage lies ahead; closing counts as going on from the last stage alone."""
    if after in ("", Stage.CLOSED):
        return (stage, after) == (Stage.REPORTED, Stage.CLOSED)
    return Stage(after).position > Stage(stage).position


ONWARD = Q(*(
    Q(stage=stage, next_stage__in=later) for stage in Stage.values
    if (later := [after for after in Stage.values if is_onward(stage, after)])
), _connector=Q.OR)  # fmt: skip


class StageVisit(models.Model):
    """A partnership was in a stage from a moment to another; a trigger keeps it."""

    id = models.BigAutoField(primary_key=True)
    partnership = models.ForeignKey(
        "advocacy.Partnership",
        models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    study = models.ForeignKey(
        "advocacy.Study", models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    owner = models.ForeignKey(
        "advocacy.User",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    stage = models.CharField(max_length=20, choices=Stage.choices)
    entered_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    next_stage = models.CharField(max_length=20, blank=True)

    objects = StageVisitQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-entered_at", "-id"], name="visit_newest")]
        constraints = [
            models.UniqueConstraint(
                name="visit_one_present", fields=["partnership"],
                condition=Q(left_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.stage} {self.entered_at:%Y-%m-%d}"


class DayQuerySet(InScope):
    def between(self, since: date, until: date) -> Self:
        """From a day on and before another."""
        return self.filter(day__gte=since, day__lt=until)

    def by(self, user: UUID) -> Self:
        """What this person did."""
        return self.filter(by=user)


class TouchDayQuerySet(DayQuerySet):
    def counted(self) -> Any:
        """By week (its Monday), kind of group and channel, in one pass over the days."""
        rows = self.order_by().annotate(week=Monday("day")).values("week", "kind", "channel")
        return rows.annotate(
            sent=Sum("sent"), received=Sum("received"), attempts=Sum("attempts"),
            answered=Sum("answered"),
        )  # fmt: skip


class TouchDay(models.Model):
    """A difference in the touches of one day; days, also those of attempts, are of UTC."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    study = models.ForeignKey(
        "advocacy.Study",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    by = models.ForeignKey(
        "advocacy.User", models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=20, choices=GroupKind.choices)
    channel = models.CharField(max_length=20, choices=TouchChannel.choices)
    sent = models.IntegerField()
    received = models.IntegerField()
    attempts = models.IntegerField()
    answered = models.IntegerField()

    objects = TouchDayQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["day"], name="touch_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.sent} sent"


class RefusalDayQuerySet(DayQuerySet):
    def counted(self) -> Any:
        """By rule: how many acts it had a part in refusing."""
        return self.order_by().values("rule").annotate(n=Sum("n"))


class RefusalDay(models.Model):
    """A difference in what one rule refused on one day, in UTC."""

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    study = models.ForeignKey(
        "advocacy.Study",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    by = models.ForeignKey(
        "advocacy.User",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    rule = models.CharField(max_length=60)
    n = models.IntegerField()

    objects = RefusalDayQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["day"], name="refusal_day")]

    def __str__(self) -> str:
        return f"{self.day}: {self.rule}"
