"""The limits in numbered versions: one in force, drafts, and those of before."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.policy.limits import Limits, from_values


class LimitVersionQuerySet(models.QuerySet["LimitVersion"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def drafts(self) -> Self:
        """Never in force so far, and not discarded."""
        return self.filter(active_from__isnull=True, discarded_at__isnull=True)

    def activated(self) -> Self:
        """In force now or once."""
        return self.filter(active_from__isnull=False)

    def for_page(self) -> Self:
        """With who made it and who put it in force."""
        return self.select_related("made_by", "activated_by")

    def by_text(self, key: str) -> "LimitVersion | None":
        """The version that an address names; none where it names none."""
        try:
            return self.filter(pk=UUID(key)).first()
        except ValueError:
            return None

    def before(self, version: "LimitVersion") -> "LimitVersion | None":
        """The version that one is compared with: the one before it, for a draft that in force."""
        if version.active_from is None:
            return self.active().first()
        return self.filter(active_until=version.active_from).first()

    def next_number(self) -> int:
        """The number of the version that is made next."""
        newest = self.order_by("-number").values_list("number", flat=True).first()
        return (newest or 0) + 1

    def in_force(self) -> Limits:
        """The limits that hold now; the defaults where none was ever stored."""
        return limits_of(self.active())


def limits_of(rows: Iterable["LimitVersion"]) -> Limits:
    """The limits of the version in force; the defaults where there is none."""
    for row in rows:
        return from_values(version=row.number, values=row.values)
    return Limits()


class LimitVersion(Record):
    """One version of the limits; `values` holds only what differs from the defaults."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    made_by = models.ForeignKey("advocacy.User", models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(_("in force"), default=False)
    active_from = models.DateTimeField(_("in force since"), null=True, blank=True)
    active_until = models.DateTimeField(_("in force until"), null=True, blank=True)
    activated_by = models.ForeignKey("advocacy.User", models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(_("discarded"), null=True, blank=True)

    objects = LimitVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                name="limits_one_in_force", fields=["is_active"], condition=Q(is_active=True)
            ),
            models.CheckConstraint(
                name="limits_not_by_oneself",
                condition=Q(activated_by__isnull=True) | ~Q(activated_by=F("made_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_draft(self) -> bool:
        return self.active_from is None and self.discarded_at is None

    @property
    def limits(self) -> Limits:
        """The whole version, what it leaves out being the defaults."""
        return from_values(version=self.number, values=self.values)
