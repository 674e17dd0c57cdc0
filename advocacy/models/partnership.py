"""One study and one group on their way together."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, now
from advocacy.models.group import Group
from advocacy.models.search import as_typed, mended
from advocacy.models.user import User


class Stage(models.TextChoices):
    """The pipeline, in order."""

    IDENTIFIED = "identified", _("Identified")
    PROFILED = "profiled", _("Profiled")
    CLEARED = "sponsor_cleared", _("Sponsor-cleared")
    OUTREACH = "outreach", _("Outreach")
    CONVERSATION = "in_conversation", _("In conversation")
    REVIEW = "group_review", _("Group review")
    TERMS = "terms_agreed", _("Terms agreed")
    CONTRACTING = "contracting", _("Contracting")
    EXECUTED = "executed", _("Executed")
    MATERIALS = "materials_ready", _("Materials ready")
    SCHEDULED = "scheduled", _("Scheduled")
    LIVE = "live", _("Live")
    REPORTED = "reported", _("Reported")
    CLOSED = "closed", _("Closed")

    @property
    def position(self) -> int:
        """0 for identified, 13 for closed."""
        return POSITIONS[self]


POSITIONS: dict[Stage, int] = {stage: n for n, stage in enumerate(Stage)}


class SideState(models.TextChoices):
    NONE = "", _("under way")
    PAUSED = "paused", _("Paused")
    SPONSOR_HOLD = "sponsor_hold", _("Sponsor hold")
    IRB_HOLD = "irb_hold", _("IRB hold")


class ExitReason(models.TextChoices):
    NO_RESPONSE = "no_response", _("No response")
    DECLINED_STUDY = "declined_study", _("Declined: this study")
    DECLINED_FEE = "declined_fee", _("Declined: the fee")
    DECLINED_SPONSOR = "declined_sponsor", _("Declined: this sponsor")
    NO_INDUSTRY = "policy_no_industry", _("Policy: no industry")
    NO_TRIALS = "policy_no_trials", _("Policy: no trials")
    HESITANT = "hesitant", _("Hesitant")
    SPONSOR_DNC = "sponsor_do_not_contact", _("Sponsor: do not contact")
    LEAD_TIME = "lead_time_too_short", _("Lead time too short")
    BUDGET = "over_budget", _("Over budget or fair value")
    NO_CONTRACT = "no_contract", _("No contract")
    MATERIAL = "material_disapproved", _("Material disapproved")
    STUDY_CLOSED = "study_closed", _("Study closed")
    DISSOLVED = "group_dissolved", _("Group dissolved or merged")
    OPT_OUT = "opt_out", _("Opt-out")
    DUPLICATE = "duplicate", _("Duplicate")
    COMPLETED = "completed", _("Completed")


def in_order(rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    """The numbers of `by_stage` in the order of the pipeline; stages without any are 0."""
    found = {row["stage"]: row["n"] for row in rows}
    return {stage.value: found.get(stage.value, 0) for stage in Stage}


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def open(self) -> Self:
        return self.exclude(stage=Stage.CLOSED)

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def awaiting_answer(self) -> Self:
        """An attempt went out and nobody at the group has answered yet."""
        return self.filter(stage=Stage.OUTREACH)

    def with_groups(self, groups: Iterable[UUID]) -> Self:
        return self.filter(group__in=list(groups))

    def of_study(self, study: object) -> Self:
        return self.filter(study=study)

    def of_sponsor(self, sponsor: object) -> Self:
        return self.filter(study__sponsor=sponsor)

    def of_groups_like(self, words: str) -> Self:
        """Those of groups that are named like this; where none is, of those that come close."""
        named = Group.objects.called(as_typed(words))
        if not named.exists():
            named = Group.objects.called(mended(words))
        return self.filter(group__in=named.order_by().values("pk"))

    def in_stage(self, stage: str) -> Self:
        return self.filter(stage=stage)

    def in_side_state(self, side_state: str) -> Self:
        return self.filter(side_state=side_state)

    def counted_by_study(self, studies: Iterable[object]) -> dict[UUID, int]:
        """How many each of these studies has; studies without any are left out."""
        found = self.filter(study__in=list(studies)).order_by().values_list("study_id")
        return dict(found.annotate(n=Count("id")))

    def also_open_with(self, group: "Group") -> Self:
        """Those whose study has an open partnership with another group, too."""
        others = Partnership.objects.open().filter(group=group).values("study")
        return self.open().filter(study__in=others)

    def counted_by_owner(self) -> dict[UUID | None, int]:
        """How many each person owns."""
        return dict(self.order_by().values_list("owner_id").annotate(n=Count("id")))

    def counted_by_stage(self) -> dict[str, int]:
        """How many are in each stage, in the order of the pipeline; stages without any are 0."""
        return in_order(self.by_stage())

    def by_stage(self) -> Any:
        """A row for each stage that has any, with its number `n`."""
        return self.order_by().values("stage").annotate(n=Count("id"))

    def with_attempts(self, count: int) -> Self:
        """At least so many attempts were delivered."""
        made = Q(touches__is_attempt=True, touches__state="delivered")
        return self.annotate(attempts=models.Count("touches", filter=made)).filter(
            attempts__gte=count
        )

    def quiet_since(self, moment: datetime) -> Self:
        """No attempt was delivered after this moment."""
        made = Q(touches__is_attempt=True, touches__state="delivered")
        quiet = self.annotate(last_attempt=models.Max("touches__occurred_at", filter=made))
        return quiet.filter(last_attempt__lte=moment)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("group", "study", "study__sponsor", "owner")

    def listed(self) -> Any:
        """Plain rows for a list, with the next step, in one query."""
        step = RawSQL(NEXT_STEP, [], output_field=models.JSONField())  # noqa: S611 # our own words
        return self.annotate(next_step=step).values(
            "id", "stage", "stage_since", "side_state", "exit_reason", "group__name",
            "study__nct_number", "study__protocol_id", "study__title", "study__sponsor__name",
            "owner__name", "next_step",
        )  # fmt: skip


#: What is to be done next in a partnership, as a list tells it.
NEXT_STEP = """(
    SELECT jsonb_build_array(f.kind, f.due_on) FROM advocacy_followup f
    WHERE f.partnership_id = advocacy_partnership.id AND f.state = 'open'
    ORDER BY f.due_on, f.id LIMIT 1)"""


class Partnership(Record):
    """One study × one group; only workflow.perform moves it."""

    study = models.ForeignKey("advocacy.Study", models.PROTECT, related_name="partnerships")
    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="partnerships")
    owner = models.ForeignKey(
        "advocacy.User", models.PROTECT, null=True, related_name="partnerships",
        verbose_name=_("owner"),
    )  # fmt: skip
    stage = models.CharField(
        _("stage"), max_length=20, choices=Stage.choices, default=Stage.IDENTIFIED
    )
    stage_since = models.DateTimeField(_("in this stage since"), default=now)
    side_state = models.CharField(
        _("side state"), max_length=20, choices=SideState.choices, default="", blank=True
    )
    not_before = models.DateField(_("no contact before"), null=True, blank=True)
    why_this_group = models.TextField(_("why this group"), max_length=1000, blank=True)
    stance_asked = models.BooleanField(_("stance asked"), default=False)
    duplicates_checked = models.BooleanField(_("duplicates checked"), default=False)
    review_process = models.TextField(_("how the group reviews it"), max_length=1000, blank=True)
    review_by = models.DateField(_("the group answers by"), null=True, blank=True)
    written_yes_on = models.DateField(_("written yes on"), null=True, blank=True)
    written_yes_source = models.CharField(_("where the yes is on file"), max_length=300, blank=True)
    verbal_yes_on = models.DateField(_("verbal yes on"), null=True, blank=True)
    logo_permission_source = models.CharField(
        _("where the permission to use the logo is on file"), max_length=300, blank=True
    )
    exit_reason = models.CharField(
        _("why it ended"), max_length=30, choices=ExitReason.choices, blank=True
    )
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    renewed_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="renewals"
    )

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        ordering = ["-stage_since", "-id"]
        indexes = [
            models.Index(fields=["group", "stage"], name="partnership_by_group"),
            models.Index(fields=["study", "stage"], name="partnership_by_study"),
            models.Index(fields=["owner", "-stage_since", "-id"], name="partnership_by_owner"),
            models.Index(fields=["stage", "-stage_since", "-id"], name="partnership_by_stage"),
            models.Index(fields=["-stage_since", "-id"], name="partnership_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="partnership_open_once", fields=["study", "group"],
                condition=~Q(stage="closed"),
                violation_error_message=_(
                    "This study already has an open partnership with this group."
                ),
            ),
            models.CheckConstraint(
                name="partnership_closed_with_reason",
                condition=(Q(stage="closed") & ~Q(exit_reason="") & Q(closed_at__isnull=False))
                | (~Q(stage="closed") & Q(exit_reason="", closed_at__isnull=True)),
                violation_error_message=_("Say why it ended."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.group} · {self.study}"

    @property
    def is_closed(self) -> bool:
        return self.stage == Stage.CLOSED


class PhaseDurationQuerySet(models.QuerySet["PhaseDuration"]):
    def finished_of(self, *, kind: str, phase: str) -> Self:
        """The real durations of one phase with groups of one kind; blank for all of them.

        Each with `live_on`, the day on which the partnership's first placement ran.
        """
        first = models.Min("partnership__placements__went_live_on")
        rows = self.select_related("partnership__study", "group").annotate(live_on=first)
        rows = rows.filter(group_kind=kind) if kind else rows
        return rows.filter(phase=phase) if phase else rows


class PhaseDuration(Record):
    """How long one phase of a finished partnership took, in weeks; kept for the lead-time rule."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="phase_durations")
    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="phase_durations")
    group_kind = models.CharField(max_length=20)
    phase = models.CharField(max_length=20)
    weeks = models.DecimalField(max_digits=6, decimal_places=2)

    objects = PhaseDurationQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["group", "phase"], name="duration_by_group"),
            models.Index(fields=["group_kind", "phase"], name="duration_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "phase"], name="duration_once")
        ]

    def __str__(self) -> str:
        return f"{self.phase}: {self.weeks}"


class AskChange(models.TextChoices):
    FIRST = "first", _("First version")
    UP = "scaled_up", _("Scaled up")
    DOWN = "scaled_down", _("Scaled down")
    REWORDED = "reworded", _("Reworded")


class AskQuerySet(models.QuerySet["Ask"]):
    def priced_of_unheld(self, studies: Iterable[UUID]) -> Self:
        """The newest ask, where it names a fee, of open partnerships that hold no budget yet."""
        newer = Ask.objects.filter(
            partnership=OuterRef("partnership"), version__gt=OuterRef("version")
        )
        return (
            self.filter(
                partnership__study__in=list(studies), partnership__budget_hold__isnull=True,
                fee__gt=0,
            )
            .exclude(partnership__stage=Stage.CLOSED)
            .exclude(Exists(newer))
            .select_related("partnership__group")
        )  # fmt: skip


class Ask(Record):
    """One version of what we ask of the group; a sent version is never changed."""

    partnership = models.ForeignKey(Partnership, models.CASCADE, related_name="asks")
    version = models.PositiveSmallIntegerField(_("version"))
    change = models.CharField(_("change"), max_length=20, choices=AskChange.choices)
    reason = models.CharField(_("why it changed"), max_length=300, blank=True)
    primary_activity = models.CharField(_("primary activity"), max_length=30)
    optional_activities = models.JSONField(_("optional activities"), default=list, blank=True)
    subject_line = models.CharField(_("subject line"), max_length=200)
    body = models.TextField(_("words to the group"), max_length=10000)
    words = models.PositiveIntegerField(_("words"), default=0)
    attachments = models.JSONField(_("attachments"), default=list, blank=True)
    effort_hours = models.DecimalField(
        _("hours of the group’s work"), max_digits=6, decimal_places=2
    )
    fee = models.DecimalField(
        _("fee offered"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    fee_currency = models.CharField(_("currency"), max_length=3, default="USD")
    benefit = models.TextField(_("what the group gains"), max_length=1000, blank=True)
    goal = models.ForeignKey(
        "advocacy.Goal", models.SET_NULL, null=True, blank=True, related_name="asks",
        verbose_name=_("the group’s goal it serves"),
    )  # fmt: skip
    exclusivity = models.BooleanField(_("asks for exclusivity"), default=False)
    sole_funder = models.BooleanField(_("names a sole funder"), default=False)
    pay_per_referral = models.BooleanField(
        _("ties the fee to referrals or enrolment"), default=False
    )
    uses_logo = models.BooleanField(_("uses the group’s logo"), default=False)
    similar_to = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    similar_share = models.DecimalField(
        max_digits=4, decimal_places=3, null=True, blank=True, editable=False
    )
    written_by = models.ForeignKey("advocacy.User", models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "version"], name="ask_version_once"),
            models.CheckConstraint(
                name="ask_fee_not_negative", condition=Q(fee__isnull=True) | Q(fee__gte=0),
                violation_error_message=_("A fee cannot be below zero."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"v{self.version}"
