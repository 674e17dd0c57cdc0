"""Exceptions for one rule and one act: asked by one person, decided by another."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, now
from advocacy.models.user import Role, User


class OverrideReason(models.TextChoices):
    GROUP_ASKED = "group_asked", _("The group itself asked for it")
    SPONSOR_CONFIRMED = "sponsor_confirmed", _("The sponsor confirmed it in writing")
    MISSED_RECORD = "missed_record", _("The record is wrong and is being mended")
    SAFETY = "safety", _("Participants’ safety")
    OTHER = "other", _("Another reason, see the note")


class OverrideState(models.TextChoices):
    ASKED = "asked", _("Waiting")
    GRANTED = "granted", _("Granted")
    DENIED = "denied", _("Denied")


class OverrideQuerySet(models.QuerySet["Override"]):
    def waiting(self) -> Self:
        return self.filter(state=OverrideState.ASKED)

    def usable(self, at: datetime) -> Self:
        return self.filter(state=OverrideState.GRANTED, used_at__isnull=True, expires_at__gt=at)

    def decided(self) -> Self:
        return self.exclude(state=OverrideState.ASKED)

    def open_to(self, user: "User") -> Self:
        """Waiting for this person: managers’ also for administrators, and never one’s own."""
        return self.decided_by_role(user.role).exclude(asked_by=user)

    def decided_by_role(self, role: str) -> Self:
        """Waiting for this role; administrators stand in for managers."""
        return self.waiting().filter(role=Role.MANAGER if role == Role.ADMIN else role)

    def about(self, *, rule: str, act: str) -> Self:
        return self.filter(rule=rule, act=act)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related(
            "partnership__group", "partnership__study__sponsor", "asked_by", "decided_by"
        )


#: Rules that nobody may except; the database refuses an override of them too.
NEVER_OVERRIDABLE = (
    "attempt-limit", "stopped", "opt-out", "executed-agreement", "approved-material",
    "independence", "no-copy-paste",
)  # fmt: skip


class Override(Record):
    """An exception for one rule and one act; asked by one person, decided by another."""

    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, related_name="overrides"
    )
    rule = models.CharField(_("rule"), max_length=40)
    act = models.CharField(_("for"), max_length=30)
    role = models.CharField(_("decided by role"), max_length=20)
    reason = models.CharField(_("reason"), max_length=30, choices=OverrideReason.choices)
    note = models.TextField(_("note"), max_length=2000)
    finding = models.JSONField(_("what the rule said"), default=dict)
    asked_by = models.ForeignKey("advocacy.User", models.PROTECT, related_name="overrides_asked")
    asked_at = models.DateTimeField(_("asked"), default=now)
    state = models.CharField(
        _("state"), max_length=10, choices=OverrideState.choices, default=OverrideState.ASKED
    )
    decided_by = models.ForeignKey(
        "advocacy.User", models.PROTECT, null=True, blank=True, related_name="overrides_decided"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.TextField(_("why"), max_length=2000, blank=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["partnership", "state"], name="override_by_partnership"),
            models.Index(fields=["-asked_at", "-id"], name="override_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="override_not_by_oneself",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="override_of_a_rule_that_allows_it", condition=~Q(rule__in=NEVER_OVERRIDABLE)
            ),
            models.CheckConstraint(
                name="override_decided_by_somebody",
                condition=Q(state="asked", decided_by__isnull=True)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="override_at_most_14_days",
                condition=(~Q(state="granted") & Q(used_at__isnull=True))
                | Q(expires_at__isnull=False, expires_at__lte=F("decided_at") + timedelta(days=14)),
            ),
            models.UniqueConstraint(
                name="override_asked_once", fields=["partnership", "rule", "act"],
                condition=Q(state="asked"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_state_display()}"
