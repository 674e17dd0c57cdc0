"""What groups were promised, and that they got it."""

from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record


class Delivery(Record):
    """A benefit that the group has got, with the day and where the proof of it is on file."""

    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, related_name="deliveries"
    )
    ask = models.OneToOneField("advocacy.Ask", models.PROTECT, related_name="delivery")
    delivered_on = models.DateField(_("delivered on"))
    evidence = models.CharField(_("how we know"), max_length=500)
    recorded_by = models.ForeignKey("advocacy.User", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.CheckConstraint(
                name="delivery_with_evidence", condition=~Q(evidence=""),
                violation_error_message=_("Say how we know that the group has it."),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.evidence


class PromiseKind(models.TextChoices):
    BENEFIT = "benefit", _("Benefit")
    REPORT_BACK = "report_back", _("Report-back")
    FEE = "fee", _("Fee")
    IN_KIND = "in_kind", _("Support in kind")


class PromiseState(models.TextChoices):
    OWED = "owed", _("Owed")
    OFFERED = "offered", _("Offered only")
    KEPT = "kept", _("Kept")


class PromiseQuerySet(models.QuerySet["Promise"]):
    def in_state(self, state: str) -> Self:
        return self.filter(state=state)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def overdue(self, day: date) -> Self:
        return self.filter(state=PromiseState.OWED, due_on__lt=day)

    def of_group(self, group: object) -> Self:
        return self.filter(group=group)

    def of_study(self, study: object) -> Self:
        return self.filter(study=study)

    def owned_by(self, user: object) -> Self:
        return self.filter(partnership__owner=user)

    def counted(self, day: date) -> dict[str, int]:
        """How many are in each state, and how many of those owed are overdue."""
        late = Q(state=PromiseState.OWED, due_on__lt=day)
        each = {state: Count("key", filter=Q(state=state)) for state in PromiseState.values}
        return self.aggregate(overdue=Count("key", filter=late), **each)

    def listed(self) -> Any:
        """Plain rows for a list; `noted` where somebody wrote down that the group has it."""
        noted = Delivery.objects.filter(ask=OuterRef("record"))
        return self.annotate(noted=Exists(noted)).values(
            "noted",
            "key", "kind", "record", "state", "words", "amount", "currency", "kept_amount",
            "promised_on", "due_on", "due_order", "rank", "kept_on", "evidence", "partnership_id",
            "partnership__owner__name", "group_id", "group__name", "study_id",
            "study__nct_number", "study__protocol_id", "study__title",
        )  # fmt: skip


class Promise(models.Model):
    """One line of the ledger: a view over asks, agreements, report-backs and what was given.

    Owed is what the group has agreed to, offered what it was only told of. A benefit and what an
    agreement names are due on the agreement's last day.
    """

    key = models.CharField(max_length=60, primary_key=True)
    kind = models.CharField(max_length=20, choices=PromiseKind.choices)
    record = models.UUIDField()
    partnership = models.ForeignKey("advocacy.Partnership", models.DO_NOTHING, related_name="+")
    group = models.ForeignKey("advocacy.Group", models.DO_NOTHING, related_name="+")
    study = models.ForeignKey("advocacy.Study", models.DO_NOTHING, related_name="+")
    words = models.TextField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3)
    promised_on = models.DateField()
    due_on = models.DateField(null=True)
    due_order = models.DateField()
    kept_on = models.DateField(null=True)
    kept_amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    evidence = models.TextField()
    state = models.CharField(max_length=10, choices=PromiseState.choices)
    rank = models.IntegerField()  # owed, offered, kept

    objects = PromiseQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "advocacy_promise"
        verbose_name = _("promise")

    def __str__(self) -> str:
        return self.words

    @staticmethod
    def benefit_key(ask: UUID) -> str:
        """The key of the benefit that an ask names."""
        return f"{PromiseKind.BENEFIT}:{ask}"
