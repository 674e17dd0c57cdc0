"""What decisions were made on, and how past ones would fall under limits that are only a draft."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, now

#: A replay of which nothing was heard for so long is taken up by another worker.
SILENT_FOR = timedelta(seconds=60)


class DecisionFactsQuerySet(models.QuerySet["DecisionFacts"]):
    def after(self, cursor: UUID | None, *, upto: UUID) -> Self:
        """In the order in which they were written, from behind a place up to another."""
        rows = self.filter(event__lte=upto).order_by("event_id")
        return rows if cursor is None else rows.filter(event__gt=cursor)

    def telling(self, acts: Collection[str]) -> "models.QuerySet[DecisionFacts, tuple[Any, ...]]":
        """What a judge must know of each, as plain rows; the facts of these acts alone."""
        told = models.Case(
            models.When(act__in=acts, then="facts"), default=models.Value("", models.TextField())
        )
        return self.values_list("event_id", "act", "limits_version", "refused_by", "alone", told)

    def newest(self) -> UUID | None:
        """The key of the last one."""
        return self.order_by("-event_id").values_list("event_id", flat=True).first()


class DecisionFacts(models.Model):
    """The facts on which the rules judged one action, so that they can judge it again.

    `alone` marks a touch outside of any study, in which only some rules have a say.
    """

    event = models.OneToOneField(
        "advocacy.Event", models.PROTECT, primary_key=True, related_name="known"
    )
    at = models.DateTimeField()
    act = models.CharField(max_length=20)
    limits_version = models.PositiveIntegerField()
    refused_by = ArrayField(models.CharField(max_length=40), default=list)
    alone = models.BooleanField(default=False)
    facts = models.TextField()

    objects = DecisionFactsQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.act} {self.at:%Y-%m-%d %H:%M}"


class ReplayState(models.TextChoices):
    WAITING = "waiting", _("Waiting for a worker")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")
    FAILED = "failed", _("Failed")


UNDER_WAY = (ReplayState.WAITING, ReplayState.RUNNING)


class ReplayQuerySet(models.QuerySet["Replay"]):
    def under_way(self) -> Self:
        return self.filter(state__in=UNDER_WAY)

    def done(self) -> Self:
        return self.filter(state=ReplayState.DONE)

    def left_alone(self, at: datetime) -> Self:
        """Under way, and nothing was heard of them for a while."""
        return self.under_way().filter(seen_at__lt=at - SILENT_FOR)

    def newest_first(self) -> Self:
        return self.select_related("asked_by").order_by("-asked_at", "-id")


class Replay(Record):
    """One run of a draft over past decisions: the values it judges by, and how far it came."""

    version = models.ForeignKey("advocacy.LimitVersion", models.PROTECT, related_name="replays")
    values = models.JSONField(_("values"), default=dict)
    against = models.PositiveIntegerField(_("compared with version"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReplayState.choices, default=ReplayState.WAITING
    )
    total = models.PositiveIntegerField(_("past decisions"), default=0)
    judged = models.PositiveIntegerField(_("judged"), default=0)
    refused_anew = models.PositiveIntegerField(_("would be refused"), default=0)
    passing_anew = models.PositiveIntegerField(_("would pass"), default=0)
    not_rebuilt = models.PositiveIntegerField(_("cannot be judged again"), default=0)
    cursor = models.UUIDField(null=True)
    upto = models.UUIDField(null=True)
    asked_by = models.ForeignKey("advocacy.User", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked"), default=now)
    seen_at = models.DateTimeField(default=now)
    finished_at = models.DateTimeField(_("finished"), null=True)

    objects = ReplayQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="replay_once_at_a_time", fields=["version"],
                condition=models.Q(state__in=["waiting", "running"]),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.version_id} {self.state}"

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        """How much of it is done; all of nothing is done."""
        if not self.total:
            return 0 if self.is_under_way else 100
        return min(100, 100 * self.judged // self.total)


class Turn(models.TextChoices):
    REFUSED = "refused", _("Would be refused")
    PASSING = "passing", _("Would pass")
    NOT_REBUILT = "not_rebuilt", _("Cannot be judged again")


class TurnedDecisionQuerySet(models.QuerySet["TurnedDecision"]):
    def turned(self, turn: str) -> Self:
        return self.filter(turn=turn)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related(
            "event__actor", "event__group", "event__study", "event__partnership", "event__known"
        )


class TurnedDecision(Record):
    """A past decision that would fall otherwise, and the rules that it turns on."""

    replay = models.ForeignKey(Replay, models.CASCADE, related_name="turned")
    event = models.ForeignKey("advocacy.Event", models.PROTECT, related_name="+")
    turn = models.CharField(max_length=12, choices=Turn.choices)
    rules = ArrayField(models.CharField(max_length=40), default=list)

    objects = TurnedDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-event_id"]
        constraints = [
            models.UniqueConstraint(name="turned_once_a_replay", fields=["replay", "event"])
        ]
        indexes = [models.Index(fields=["replay", "turn", "-event"], name="turned_newest")]

    def __str__(self) -> str:
        return f"{self.turn} {', '.join(self.rules)}"
