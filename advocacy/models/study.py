"""Trials that recruit, and the sponsor's clearance for each group."""

from datetime import date
from decimal import Decimal
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, amount_field, code_list, currency_field
from advocacy.models.money import Transfer
from advocacy.models.search import NamedQuerySet


class StudyStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RECRUITING = "recruiting", _("Recruiting")
    ON_HOLD = "on_hold", _("On hold")
    CLOSED = "closed", _("Closed")


class StudyQuerySet(NamedQuerySet["Study"]):
    by_name = ("title", "id")

    def open(self) -> Self:
        return self.exclude(status=StudyStatus.CLOSED)

    def with_partnerships(self) -> Self:
        """Those in which at least one group was chosen."""
        return self.filter(partnerships__isnull=False).distinct()

    def in_status(self, status: str) -> Self:
        return self.filter(status=status)

    def run_by(self, sponsor: object) -> Self:
        return self.filter(sponsor=sponsor)

    def about(self, condition: object) -> Self:
        return self.filter(conditions=condition)

    def in_country(self, code: str) -> Self:
        return self.filter(countries__contains=[code])

    def unshared(self) -> Self:
        """Those with a partnership of which no sponsor sees anything, and nobody said so."""
        from advocacy.models.partnership import Partnership
        from advocacy.models.share import Share

        ours = Partnership.objects.filter(study=OuterRef("pk"))
        return self.filter(Exists(ours), ~Exists(Share.objects.filter(study=OuterRef("pk"))))

    def by_launch(self) -> Self:
        """With `launch_order`, by which those without a launch come last."""
        last = Value(date.max, output_field=models.DateField())
        return self.annotate(launch_order=Coalesce("launch_on", last))

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("sponsor").prefetch_related("conditions")


class Study(Record):
    """A study with what outreach must know: launch, end of enrolment, conditions, countries."""

    protocol_id = models.CharField(_("protocol"), max_length=60, unique=True)
    nct_number = models.CharField(
        _("NCT number"), max_length=20, null=True, blank=True, unique=True
    )
    title = models.CharField(_("title"), max_length=400)
    sponsor = models.ForeignKey("advocacy.Sponsor", models.PROTECT, related_name="studies")
    acting_agency = models.ForeignKey(
        "advocacy.Sponsor", models.PROTECT, null=True, blank=True, related_name="acting_in",
        verbose_name=_("agency that acts for the sponsor"),
    )  # fmt: skip
    conditions = models.ManyToManyField(
        "advocacy.Condition", related_name="studies", verbose_name=_("conditions"), blank=True
    )
    countries = code_list(_("countries"), length=2)
    phase = models.CharField(_("phase"), max_length=40, blank=True)
    enrolment = models.PositiveIntegerField(_("participants planned"), null=True, blank=True)
    status = models.CharField(
        _("status"), max_length=20, choices=StudyStatus.choices, default=StudyStatus.PLANNED
    )
    launch_on = models.DateField(_("target launch of outreach"), null=True, blank=True)
    enrolment_ends_on = models.DateField(_("end of enrolment"), null=True, blank=True)
    source = models.CharField(_("where this record comes from"), max_length=200, blank=True)
    search_text = models.TextField(default="", editable=False)  # kept by a trigger

    objects = StudyQuerySet.as_manager()

    class Meta:
        verbose_name = _("study")
        verbose_name_plural = _("studies")
        ordering = ["title", "id"]
        indexes = [
            GinIndex(fields=["search_text"], name="study_search", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["title", "id"], name="study_by_title"),
            models.Index(fields=["sponsor", "title"], name="study_by_sponsor"),
        ]
        constraints = [
            models.CheckConstraint(
                name="study_ends_after_launch",
                condition=Q(launch_on__isnull=True)
                | Q(enrolment_ends_on__isnull=True)
                | Q(enrolment_ends_on__gt=F("launch_on")),
                violation_error_message=_("Enrolment must end after the launch."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.nct_number or self.protocol_id} {self.title}"


class ClearanceAnswer(models.TextChoices):
    """The values are those of policy.facts.ClearanceAnswer."""

    NONE_KNOWN = "none_known", _("No relationship known")
    COORDINATE = "coordinate", _("Coordinate with us")
    SPONSOR_LEADS = "sponsor_leads", _("Sponsor takes the first step")
    HOLD = "hold", _("Hold")
    DO_NOT_CONTACT = "do_not_contact", _("Do not contact")


class ClearanceQuerySet(models.QuerySet["Clearance"]):
    def of_group(self, group: object) -> Self:
        """The questions about one group, newest first, with who asked and who answered."""
        return self.filter(group=group).select_related("asked_of", "answered_by", "asked_by")

    def unanswered(self) -> Self:
        return self.filter(answer="")


class Clearance(Record):
    """One question to the sponsor about one study and group, and its dated answer."""

    study = models.ForeignKey("advocacy.Study", models.CASCADE, related_name="clearances")
    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="clearances")
    asked_on = models.DateField(_("asked on"))
    asked_by = models.ForeignKey("advocacy.User", models.PROTECT, related_name="+")
    asked_of = models.ForeignKey("advocacy.SponsorContact", models.PROTECT, related_name="+")
    answer = models.CharField(
        _("answer"), max_length=20, choices=ClearanceAnswer.choices, blank=True
    )
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        "advocacy.SponsorContact", models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.TextField(_("what they said"), max_length=2000, blank=True)

    objects = ClearanceQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-id"]
        indexes = [models.Index(fields=["study", "group", "-asked_on"], name="clearance_newest")]
        constraints = [
            models.CheckConstraint(
                name="clearance_answer_is_dated_and_named",
                condition=Q(answer="", answered_on__isnull=True, answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_on__isnull=False, answered_by__isnull=False)),
                violation_error_message=_("An answer needs its date and who gave it."),
            ),
            models.UniqueConstraint(
                name="clearance_asked_once", fields=["study", "group"], condition=Q(answer="")
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display() if self.answer else str(_("asked"))


class BudgetLineQuerySet(models.QuerySet["BudgetLine"]):
    def with_held(self) -> Self:
        """With what partnerships hold of each line: `committed` (paid too) and `offered`."""
        offered = Q(holds__state="offered")
        return self.annotate(
            committed=Sum("holds__amount", filter=~offered, default=Decimal(0)),
            offered=Sum("holds__amount", filter=offered, default=Decimal(0)),
        )

    def with_paid(self) -> Self:
        """With `paid`: what was paid out in the line's currency, in money."""
        sums = (
            Transfer.objects.in_money()
            .filter(partnership__study=OuterRef("study"), currency=OuterRef("currency"))
            .order_by().values("currency").annotate(total=Sum("amount")).values("total")
        )  # fmt: skip
        zero = Value(Decimal(0), output_field=models.DecimalField())
        return self.annotate(paid=Coalesce(Subquery(sums), zero))

    def of_open_studies(self) -> Self:
        return self.exclude(study__status=StudyStatus.CLOSED)

    def of_sponsor(self, sponsor: object) -> Self:
        return self.filter(study__sponsor=sponsor)

    def in_currency(self, currency: str) -> Self:
        return self.filter(currency=currency)

    def short_of(self, share: Decimal) -> Self:
        """Where what is held, with this share for what is forgotten, is more than approved."""
        held = (F("committed") + F("offered")) * Value(1 + share)
        return self.with_held().filter(approved__lt=held)


class BudgetLine(Record):
    """What a sponsor approved for advocacy in one study and currency; `cap` is its last word."""

    study = models.ForeignKey("advocacy.Study", models.CASCADE, related_name="budget_lines")
    currency = currency_field()
    approved = amount_field(_("approved"))
    cap = amount_field(_("never above"))
    approved_by = models.ForeignKey(
        "advocacy.SponsorContact", models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_on = models.DateField(_("approved on"))

    objects = BudgetLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "currency"], name="budget_one_line"),
            models.CheckConstraint(
                name="budget_within_cap", condition=Q(approved__gte=0, cap__gte=F("approved")),
                violation_error_message=_("The cap must not be below the approved amount."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.currency} {self.approved}"

    def held(self) -> Decimal:
        """What partnerships hold of it, offered and committed."""
        total: Decimal = self.holds.aggregate(total=Sum("amount", default=Decimal(0)))["total"]
        return total
