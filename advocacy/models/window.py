"""What sponsors see: copies of exactly what was shared, kept by the database itself.

The portal's role can read these tables and no others, and of them only the rows of its sponsor.
What is not shared is not here. `origin`, the record that a row tells of, is for us alone: the
portal's role has no right to that column, so the managers leave it out.
"""

from collections.abc import Iterable
from typing import Any, ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from advocacy.models.agreement import PlacementState
from advocacy.models.base import Currency, amount_field
from advocacy.models.partnership import SideState, Stage
from advocacy.models.share import ShareLevel
from advocacy.models.study import StudyStatus


class EndedBecause(models.TextChoices):
    """Why a partnership ended, as coarsely as a sponsor may know it."""

    NO_ANSWER = "no_answer", _("The group did not answer")
    DECLINED = "declined", _("The group decided against it")
    UNAVAILABLE = "unavailable", _("Not contactable")
    YOUR_WORD = "your_word", _("You asked us not to contact this group")
    NO_AGREEMENT = "no_agreement", _("No agreement was reached")
    STUDY_CLOSED = "study_closed", _("The study closed")
    COMPLETED = "completed", _("Completed")


class HappeningCode(models.TextChoices):
    """What a timeline tells a sponsor, in plain words."""

    STARTED = "started", _("We chose this group for the study")
    ASKED_YOU = "asked_you", _("We asked you for clearance")
    YOU_ANSWERED = "you_answered", _("You answered")
    WROTE = "wrote", _("We wrote to the group")
    ANSWERED = "answered", _("The group answered")
    PAUSED = "paused", _("The group asked for time")
    RESUMED = "resumed", _("Taken up again")
    IRB_HOLD = "irb_hold", _("Held by the ethics committee")
    IRB_LIFTED = "irb_lifted", _("The ethics committee’s hold ended")
    REVIEW = "review", _("The group reviews our request")
    TERMS = "terms", _("Terms agreed in writing")
    SIGNED = "signed", _("Agreement signed by both")
    MATERIALS = "materials", _("Materials approved and ready")
    PLANNED = "planned", _("Placement planned")
    SUSPENDED = "suspended", _("Placement suspended")
    LIVE = "live", _("Live")
    REPORTED = "reported", _("Figures reported")
    TOLD_GROUP = "told_group", _("The group was told the results")
    STAGE = "stage", _("Moved on")
    ENDED = "ended", _("Ended")


class WindowQuerySet(models.QuerySet[Any]):
    def shared_with(self, sponsors: Iterable[UUID]) -> Self:
        """The rows of these sponsors; the database holds to it even where nobody asks so."""
        return self.filter(sponsor_id__in=list(sponsors))

    def of_study(self, study: object) -> Self:
        return self.filter(study=study)

    def of_partnership(self, partnership: object) -> Self:
        return self.filter(partnership=partnership)


class WindowManager(models.Manager.from_queryset(WindowQuerySet)):  # type: ignore[misc]  # made at run time
    """Leaves out what the portal's role may not read."""

    def get_queryset(self) -> Any:
        return super().get_queryset().defer("origin")


class WindowRow(models.Model):
    """One row that one sponsor may see."""

    id = models.UUIDField(primary_key=True, editable=False)
    sponsor_id = models.UUIDField(db_index=False)
    origin = models.UUIDField()

    objects: ClassVar[Any] = WindowManager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


def of_window(to: str, name: str) -> Any:
    """A reference inside the window; the database keeps both ends, so no constraint is needed."""
    return models.ForeignKey(
        f"advocacy.{to}", models.DO_NOTHING, related_name=name, db_constraint=False, db_index=False
    )


class WindowStudy(WindowRow):
    """A study that is shared at least in counts; its id is that of the share."""

    title = models.CharField(max_length=400)
    protocol_id = models.CharField(max_length=60)
    nct_number = models.CharField(max_length=20, null=True)  # noqa: DJ001 # as the study has it
    phase = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=StudyStatus.choices)
    launch_on = models.DateField(null=True)
    enrolment_ends_on = models.DateField(null=True)
    level = models.CharField(max_length=10, choices=ShareLevel.choices)
    shows = ArrayField(models.CharField(max_length=20))
    contact_name = models.CharField(max_length=120)
    contact_email = models.CharField(max_length=254)

    class Meta:
        ordering = ["title", "id"]
        indexes = [
            models.Index(fields=["sponsor_id", "title"], name="window_study_by_sponsor"),
            models.Index(fields=["origin"], name="window_study_by_origin"),
        ]


class StandingQuerySet(WindowQuerySet):
    def counted_by_stage(self) -> dict[str, int]:
        """How many are in each stage, in the order of the pipeline; stages without any are 0."""
        found = dict(self.order_by().values_list("stage").annotate(n=Count("id")))
        return {stage.value: found.get(stage.value, 0) for stage in Stage}

    def counted_by_study(self) -> dict[UUID, dict[str, int]]:
        """The stages of each study with how many are there; empty stages are left out."""
        found: dict[UUID, dict[str, int]] = {}
        rows = self.order_by().values_list("study_id", "stage").annotate(n=Count("id"))
        for study, stage, n in rows:
            found.setdefault(study, {})[stage] = n
        return found


class StandingManager(models.Manager.from_queryset(StandingQuerySet)):  # type: ignore[misc]  # made at run time
    """Leaves out what the portal's role may not read."""

    def get_queryset(self) -> Any:
        return super().get_queryset().defer("origin")


class WindowStanding(WindowRow):
    """That some partnership of a study is at a stage: what counts are made of, without a name."""

    study = of_window("WindowStudy", "standings")
    stage = models.CharField(max_length=20, choices=Stage.choices)

    objects: ClassVar[Any] = StandingManager()

    class Meta:
        indexes = [
            models.Index(fields=["sponsor_id", "study", "stage"], name="window_standing_count"),
            models.Index(fields=["study"], name="window_standing_by_study"),
            models.Index(fields=["origin"], name="window_standing_by_origin"),
        ]


class WindowPartnership(WindowRow):
    """Where one partnership stands; `contactable` is all that is said of any stop."""

    study = of_window("WindowStudy", "partnerships")
    group_name = models.CharField(max_length=240)
    group_country = models.CharField(max_length=2)
    stage = models.CharField(max_length=20, choices=Stage.choices)
    stage_since = models.DateField(null=True)
    side = models.CharField(max_length=20, choices=SideState.choices)
    contactable = models.BooleanField()
    ended = models.CharField(max_length=20, choices=EndedBecause.choices)
    answer_by = models.DateField(null=True)
    placement_on = models.DateField(null=True)
    report_due_on = models.DateField(null=True)

    class Meta:
        ordering = ["group_name", "id"]
        indexes = [
            models.Index(fields=["sponsor_id", "study", "group_name"], name="window_partner_list"),
            models.Index(fields=["study"], name="window_partner_by_study"),
            models.Index(fields=["origin"], name="window_partner_by_origin"),
        ]


class WindowQuestion(WindowRow):
    """A clearance that waits for the sponsor's answer."""

    study = of_window("WindowStudy", "questions")
    partnership = of_window("WindowPartnership", "questions")
    group_name = models.CharField(max_length=240)
    asked_on = models.DateField()
    asked_of = models.CharField(max_length=160)

    class Meta:
        ordering = ["asked_on", "id"]
        indexes = [
            models.Index(fields=["sponsor_id", "asked_on"], name="window_question_list"),
            models.Index(fields=["study"], name="window_question_by_study"),
            models.Index(fields=["origin"], name="window_question_by_origin"),
        ]


class WindowHappening(WindowRow):
    """One line of a timeline: a code, a moment and few safe values; words come at the edge."""

    study = of_window("WindowStudy", "happenings")
    partnership = of_window("WindowPartnership", "happenings")
    at = models.DateTimeField()
    code = models.CharField(max_length=20, choices=HappeningCode.choices)
    stage = models.CharField(max_length=20, choices=Stage.choices)
    detail = models.CharField(max_length=20)
    on_day = models.DateField(null=True)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["sponsor_id", "-at", "-id"], name="window_happening_newest"),
            models.Index(fields=["partnership", "-at"], name="window_happening_timeline"),
            models.Index(fields=["study"], name="window_happening_by_study"),
            models.Index(fields=["origin"], name="window_happening_by_origin"),
        ]


class WindowPlacement(WindowRow):
    """One placement, planned or live, with the link to its proof."""

    study = of_window("WindowStudy", "placements")
    partnership = of_window("WindowPartnership", "placements")
    material = models.CharField(max_length=240)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    country = models.CharField(max_length=2)
    channel = models.CharField(max_length=20)
    planned_on = models.DateField()
    went_live_on = models.DateField(null=True)
    state = models.CharField(max_length=20, choices=PlacementState.choices)
    proof_url = models.CharField(max_length=200)
    reached = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["planned_on", "id"]
        indexes = [
            models.Index(fields=["sponsor_id", "planned_on"], name="window_placement_list"),
            models.Index(fields=["partnership"], name="window_placement_by_partner"),
            models.Index(fields=["study"], name="window_placement_by_study"),
            models.Index(fields=["origin"], name="window_placement_by_origin"),
        ]


class WindowBudget(WindowRow):
    """A study's budget in one currency, with what is held of it; `origin` is the budget line."""

    study = of_window("WindowStudy", "budgets")
    currency = models.CharField(max_length=3, choices=Currency.choices)
    approved = amount_field("approved")
    cap = amount_field("cap")
    committed = amount_field("committed")
    offered = amount_field("offered")
    paid = amount_field("paid")

    class Meta:
        ordering = ["currency", "id"]
        indexes = [
            models.Index(fields=["sponsor_id", "study"], name="window_budget_list"),
            models.Index(fields=["study"], name="window_budget_by_study"),
            models.Index(fields=["origin"], name="window_budget_by_origin"),
        ]


#: All that the portal's role may read, and nothing else.
WINDOW: tuple[type[WindowRow], ...] = (
    WindowStudy, WindowStanding, WindowPartnership, WindowQuestion, WindowHappening,
    WindowPlacement, WindowBudget,
)  # fmt: skip
