"""What a person is told inside the product, and the private calendar of their next steps."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, now
from advocacy.models.user import User


class NotificationKind(models.TextChoices):
    OVERRIDE_ASKED = "override_asked", _("An override waits for you")
    OVERRIDE_GRANTED = "override_granted", _("Your override is granted")
    OVERRIDE_DENIED = "override_denied", _("Your override is not granted")
    HANDED_OVER = "handed_over", _("Handed over to you")
    STOPPED = "stopped", _("A stop was set")
    REPLY = "reply", _("The group answered")
    BREACH = "breach", _("A breach was recorded")
    MAIL = "mail", _("A mail did not go out")
    SPONSOR = "sponsor", _("The sponsor did something")


class NotificationQuerySet(models.QuerySet["Notification"]):
    def addressed_to(self, user: User) -> Self:
        return self.filter(recipient=user)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("partnership__group", "partnership__study")

    def mark_read(self, at: datetime) -> int:
        """They were seen; returns how many were new."""
        return self.unread().update(read_at=at)


class Notification(Record):
    """One thing that one person is told; written with the action that it tells of."""

    recipient = models.ForeignKey(User, models.CASCADE, related_name="notifications")
    kind = models.CharField(_("what happened"), max_length=20, choices=NotificationKind.choices)
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.CASCADE, null=True, related_name="notifications"
    )
    data = models.JSONField(default=dict)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_newest"),
            models.Index(
                fields=["recipient"], name="notification_unread", condition=Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class CalendarFeedManager(models.Manager["CalendarFeed"]):
    def renew(self, user: User) -> str:
        """Give the person a new secret address; the one of before stops working at once."""
        token = secrets.token_urlsafe(32)
        values = {"token_hash": hashed(token), "created_at": now()}
        self.update_or_create(values, owner=user)
        return token

    def revoke(self, user: User) -> bool:
        """Close the feed; whether there was one."""
        gone: tuple[int, dict[str, Any]] = self.filter(owner=user).delete()
        return gone[0] > 0

    def behind(self, token: str) -> "CalendarFeed | None":
        """The feed of a secret address, of somebody who may still sign in and is one of us."""
        insiders = User.objects.insiders().order_by()
        found = self.filter(token_hash=hashed(token), owner__in=insiders)
        return found.select_related("owner").first()


class CalendarFeed(Record):
    """The private calendar address of one person; only a hash of its secret is kept."""

    owner = models.OneToOneField(User, models.CASCADE, related_name="calendar_feed")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    objects = CalendarFeedManager()

    class Meta:
        verbose_name = _("calendar feed")

    def __str__(self) -> str:
        return str(self.owner)


def hashed(token: str) -> str:
    """The hash under which a secret of 256 random bits is kept."""
    return hashlib.sha256(token.encode()).hexdigest()
