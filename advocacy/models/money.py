"""Quotes, what is held of a budget, transfers of value and report-backs."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, amount_field, currency_field
from advocacy.models.group import OneOf


class FmvBasis(models.TextChoices):
    RATE_CARD = "rate_card", _("Rate card")
    COMPARABLES = "comparables", _("Comparables")
    NONE = "none", _("None yet")


class QuoteQuerySet(models.QuerySet["Quote"]):
    def newest_of_unheld(self, studies: Iterable[UUID]) -> Self:
        """The newest quote of each open partnership that holds nothing of a budget yet."""
        return (
            self.filter(partnership__study__in=list(studies), partnership__budget_hold__isnull=True)
            .exclude(partnership__stage="closed")
            .select_related("partnership__group")
            .order_by("partnership_id", "-quoted_on", "-id")
            .distinct("partnership_id")
        )

    def of_study(self, study: object) -> Self:
        """All quotes of a study, with their groups."""
        return self.filter(partnership__study=study).select_related("partnership__group")

    def in_currency(self, currency: str) -> Self:
        return self.filter(currency=currency)

    def newest_of(self, groups: Iterable[UUID]) -> Self:
        """The newest quote of each of these groups, whatever the study."""
        return (
            self.filter(OneOf("partnership__group_id", list(groups)))
            .select_related("partnership")
            .order_by("partnership__group_id", "-quoted_on", "-id")
            .distinct("partnership__group_id")
        )


class Quote(Record):
    """What the group would charge, and why that is fair."""

    partnership = models.ForeignKey("advocacy.Partnership", models.CASCADE, related_name="quotes")
    amount = amount_field(_("amount"))
    currency = currency_field()
    basis = models.CharField(_("why it is fair"), max_length=20, choices=FmvBasis.choices)
    fair_value = amount_field(_("fair market value"), optional=True)
    comparables = models.JSONField(_("comparables"), default=list, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    quoted_on = models.DateField(_("quoted on"))

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["-quoted_on", "-id"]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"


class HoldState(models.TextChoices):
    OFFERED = "offered", _("Offered")
    COMMITTED = "committed", _("Committed")
    PAID = "paid", _("Paid")


class BudgetHoldQuerySet(models.QuerySet["BudgetHold"]):
    def of_study(self, study: object) -> Self:
        """What partnerships of a study hold, with line and group."""
        return self.filter(line__study=study).select_related("line", "partnership__group")

    def in_currency(self, currency: str) -> Self:
        return self.filter(line__currency=currency)

    def offered(self) -> Self:
        return self.filter(state=HoldState.OFFERED)

    def committed(self) -> Self:
        """Agreed in writing, paid or not."""
        return self.exclude(state=HoldState.OFFERED)


class BudgetHold(Record):
    """What one partnership takes of its study's budget line."""

    line = models.ForeignKey("advocacy.BudgetLine", models.PROTECT, related_name="holds")
    partnership = models.OneToOneField(
        "advocacy.Partnership", models.CASCADE, related_name="budget_hold"
    )
    state = models.CharField(_("state"), max_length=20, choices=HoldState.choices)
    amount = amount_field(_("amount"))

    objects = BudgetHoldQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["line", "state"], name="hold_by_line")]
        constraints = [models.CheckConstraint(name="hold_not_negative", condition=Q(amount__gte=0))]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.amount}"


class TransferKind(models.TextChoices):
    MONEY = "money", _("Money")
    IN_KIND = "in_kind", _("In kind")


class TransferQuerySet(models.QuerySet["Transfer"]):
    def of_study(self, study: object) -> Self:
        """What groups were given in a study, with their names."""
        return self.filter(partnership__study=study).select_related("group", "partnership")

    def in_currency(self, currency: str) -> Self:
        return self.filter(currency=currency)

    def in_money(self) -> Self:
        return self.filter(kind=TransferKind.MONEY)

    def given_in_kind(self) -> Self:
        return self.filter(kind=TransferKind.IN_KIND)

    def partnerships(self) -> models.QuerySet[Any, Any]:
        """The partnerships that were given something, for another query."""
        return self.order_by().values("partnership")

    def totals(self) -> list[tuple[str, UUID, Decimal]]:
        """Currency, partnership and sum, a row for each pair of them."""
        found = self.order_by().values_list("currency", "partnership_id")
        return list(found.annotate(total=models.Sum("amount")))


class Transfer(Record):
    """A transfer of value from a sponsor to a group, as it is disclosed each year."""

    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, null=True, blank=True, related_name="transfers"
    )
    sponsor = models.ForeignKey("advocacy.Sponsor", models.PROTECT, related_name="transfers")
    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="transfers")
    paid_by = models.ForeignKey(
        "advocacy.Sponsor", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("paid through (agency)"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=TransferKind.choices)
    amount = amount_field(_("amount or value"))
    currency = currency_field()
    category = models.CharField(_("category"), max_length=80)
    description = models.CharField(_("what for"), max_length=500)
    given_on = models.DateField(_("given on"))

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("transfer of value")
        verbose_name_plural = _("transfers of value")
        ordering = ["-given_on", "-id"]
        indexes = [models.Index(fields=["group", "given_on"], name="transfer_by_group")]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount}"


class ReportBackQuerySet(models.QuerySet["ReportBack"]):
    def overdue(self, day: date) -> Self:
        return self.filter(sent_on__isnull=True, due_on__lt=day)


class ReportBack(Record):
    """What we promised to tell the group after a campaign."""

    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, related_name="report_backs"
    )
    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="report_backs")
    promised = models.CharField(_("what we promised"), max_length=500)
    due_on = models.DateField(_("due"))
    sent_on = models.DateField(_("sent on"), null=True, blank=True)

    objects = ReportBackQuerySet.as_manager()

    class Meta:
        verbose_name = _("report-back")
        ordering = ["due_on"]
        indexes = [
            models.Index(
                fields=["group", "due_on"], name="report_back_owed",
                condition=Q(sent_on__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.promised
