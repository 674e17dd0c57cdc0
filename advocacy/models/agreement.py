"""Contracts, materials with their approvals, and placements."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, amount_field, currency_field


class AgreementKind(models.TextChoices):
    CAMPAIGN = "campaign", _("Agreement for this campaign")
    MASTER = "master", _("Master agreement")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def masters(self) -> Self:
        """Agreements that hold for every campaign with a sponsor."""
        return self.filter(kind=AgreementKind.MASTER)

    def signed_with(self, groups: Iterable[UUID], day: date) -> Self:
        """Executed ones of these groups that still run on a day, the oldest first."""
        signed = self.filter(group__in=list(groups), executed_on__isnull=False)
        return signed.filter(ends_on__gte=day).order_by("created_at")


class Agreement(Record):
    """A written contract; executed once both signed, with dates, file and required clauses."""

    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="agreements")
    sponsor = models.ForeignKey("advocacy.Sponsor", models.PROTECT, related_name="agreements")
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=AgreementKind.choices)
    purpose = models.TextField(_("purpose"), max_length=1000, blank=True)
    activity = models.TextField(_("activity"), max_length=1000, blank=True)
    acknowledgement = models.CharField(
        _("how the sponsor’s support is acknowledged"), max_length=500, blank=True
    )
    amount = amount_field(_("amount"), optional=True)
    currency = currency_field()
    in_kind = models.CharField(_("support in kind"), max_length=500, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    group_signatory = models.CharField(_("signs for the group"), max_length=160, blank=True)
    group_signed_on = models.DateField(_("group signed on"), null=True, blank=True)
    sponsor_signatory = models.CharField(_("signs for the sponsor"), max_length=160, blank=True)
    sponsor_signed_on = models.DateField(_("sponsor signed on"), null=True, blank=True)
    file = models.FileField(_("signed document"), upload_to="agreements/", blank=True)
    file_hash = models.CharField(max_length=64, blank=True, editable=False)
    exclusivity = models.BooleanField(_("asks for exclusivity"), default=False)
    sole_funder = models.BooleanField(_("names a sole funder"), default=False)
    pay_per_referral = models.BooleanField(
        _("ties the fee to referrals or enrolment"), default=False
    )
    executed_on = models.DateField(_("executed on"), null=True, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["partnership"], name="agreement_by_partnership"),
            models.Index(fields=["group", "sponsor"], name="agreement_by_group"),
        ]
        constraints = [
            models.CheckConstraint(
                name="agreement_ends_after_it_begins",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The end must come after the beginning."),
            ),
            models.CheckConstraint(
                name="agreement_executed_is_complete",
                condition=Q(executed_on__isnull=True)
                | (
                    Q(
                        group_signed_on__isnull=False, sponsor_signed_on__isnull=False,
                        starts_on__isnull=False, ends_on__isnull=False,
                    )
                    & ~Q(group_signatory="") & ~Q(sponsor_signatory="") & ~Q(file_hash="")
                    & ~Q(purpose="") & ~Q(activity="") & ~Q(acknowledgement="")
                    & (Q(amount__isnull=False) | ~Q(in_kind=""))
                ),
            ),
            models.CheckConstraint(
                name="agreement_executed_is_independent",
                condition=Q(executed_on__isnull=True)
                | Q(exclusivity=False, sole_funder=False, pay_per_referral=False),
            ),
            models.CheckConstraint(
                name="agreement_campaign_has_partnership",
                condition=~Q(kind="campaign") | Q(partnership__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def missing(self) -> tuple[str, ...]:
        """Codes of what is still empty; policy.words.AGREEMENT_FIELDS has their words."""
        wanted = (
            "purpose", "activity", "acknowledgement", "starts_on", "ends_on", "group_signatory",
            "group_signed_on", "sponsor_signatory", "sponsor_signed_on",
        )  # fmt: skip
        empty = [name for name in wanted if not getattr(self, name)]
        if not self.file_hash:
            empty.append("file")
        if self.amount is None and not self.in_kind:
            empty.append("amount")
        return tuple(empty)


class Material(Record):
    """One version of a patient-facing text or asset, known by the hash of its file or words."""

    study = models.ForeignKey("advocacy.Study", models.PROTECT, related_name="materials")
    title = models.CharField(_("title"), max_length=200)
    version = models.PositiveSmallIntegerField(_("version"))
    language = models.CharField(_("language"), max_length=5)
    words = models.TextField(_("words"), max_length=20000, blank=True)
    file = models.FileField(_("file"), upload_to="materials/", blank=True)
    file_hash = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["title", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["study", "title", "language", "version"], name="material_version_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} v{self.version} ({self.language})"


class ApprovalQuerySet(models.QuerySet["Approval"]):
    def standing(self) -> Self:
        """Those that the body has not withdrawn."""
        return self.filter(withdrawn_on__isnull=True)

    def like(self, approval: "Approval") -> Self:
        """Others of the very same text, language, country and channel."""
        same = ("material_id", "file_hash", "language", "country", "channel")
        found = self.filter(**{name: getattr(approval, name) for name in same})
        return found.exclude(pk=approval.pk)

    def in_force(self, day: date) -> Self:
        return self.standing().filter(approved_on__lte=day, expires_on__gt=day)


class Approval(Record):
    """An ethics committee approved one exact material for one country and channel."""

    material = models.ForeignKey(Material, models.PROTECT, related_name="approvals")
    body = models.CharField(_("approved by"), max_length=200)
    file_hash = models.CharField(max_length=64, editable=False)
    language = models.CharField(_("language"), max_length=5)
    country = models.CharField(_("country"), max_length=2)
    channel = models.CharField(_("channel"), max_length=20)
    approved_on = models.DateField(_("approved on"))
    expires_on = models.DateField(_("expires on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["-approved_on"]
        constraints = [
            models.CheckConstraint(
                name="approval_ends_after_it_begins",
                condition=Q(expires_on__gt=F("approved_on")),
                violation_error_message=_("An approval expires after it was given."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.approved_on}"


class PlacementState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    LIVE = "live", _("Live")
    SUSPENDED = "suspended", _("Suspended")
    DONE = "done", _("Done")


class PlacementQuerySet(models.QuerySet["Placement"]):
    def ran(self) -> Self:
        """Those that run, or did until they were suspended."""
        live = Q(state=PlacementState.LIVE)
        return self.filter(live | Q(state=PlacementState.SUSPENDED, went_live_on__isnull=False))

    def counted_in(self, partnerships: object) -> Self:
        """Those of these partnerships of which it is known how many people they reached."""
        rows = self.filter(partnership__in=partnerships, reached__isnull=False)
        return rows.select_related("partnership__group", "material")

    def resting_on(self, approval: Approval) -> Self:
        """Live ones of exactly what was approved."""
        same = ("material_id", "file_hash", "language", "country", "channel")
        exact = {name: getattr(approval, name) for name in same}
        return self.filter(state=PlacementState.LIVE, **exact)


class Placement(Record):
    """One run of one material in one channel of the group on a date."""

    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, related_name="placements"
    )
    material = models.ForeignKey(Material, models.PROTECT, related_name="placements")
    channel = models.CharField(_("channel"), max_length=20)
    language = models.CharField(_("language"), max_length=5)
    country = models.CharField(_("country"), max_length=2)
    file_hash = models.CharField(max_length=64)
    planned_on = models.DateField(_("planned for"))
    went_live_on = models.DateField(_("live since"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=20, choices=PlacementState.choices, default=PlacementState.PLANNED
    )
    proof_url = models.URLField(_("link to the proof"), blank=True)
    reached = models.PositiveIntegerField(_("people reached"), null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["planned_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="placement_live_since",
                condition=~Q(state="live") | Q(went_live_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.material} · {self.channel}"
