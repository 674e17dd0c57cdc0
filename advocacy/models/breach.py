"""Touches that took place against a rule."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record


class BreachQuerySet(models.QuerySet["Breach"]):
    def unseen(self) -> Self:
        return self.filter(seen_at__isnull=True)

    def seen(self) -> Self:
        return self.filter(seen_at__isnull=False)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related(
            "group", "partnership__study", "touch__by", "touch__group", "seen_by"
        )


class Breach(Record):
    """A touch that took place against a rule and was logged honestly."""

    touch = models.ForeignKey("advocacy.Touch", models.PROTECT, related_name="breaches")
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, null=True, related_name="breaches"
    )
    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="breaches")
    rule = models.CharField(_("rule"), max_length=40)
    finding = models.JSONField(_("what the rule says"), default=dict)
    seen_by = models.ForeignKey("advocacy.User", models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    note = models.TextField(_("what was done about it"), max_length=2000, blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="breach_newest")]
        constraints = [models.UniqueConstraint(fields=["touch", "rule"], name="breach_once")]

    def __str__(self) -> str:
        return self.rule
