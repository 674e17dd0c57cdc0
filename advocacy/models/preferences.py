"""Which mails a person wants, and at what hour. No business record depends on it."""

from typing import Any

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.models.user import User

#: What an unsubscribe link may turn off, and the field that it turns off.
SWITCHES = {"digest": "digest_on", "urgent": "urgent_on", "weekly": "weekly_on"}


class NotificationPreferencesManager(models.Manager["NotificationPreferences"]):
    def of(self, user: User) -> "NotificationPreferences":
        """Those of a person; the defaults, not saved, where nothing was ever chosen."""
        return self.filter(user=user).first() or self.model(user=user)

    def keep(self, user: User, **values: Any) -> "NotificationPreferences":
        """Choose; what is not named stays."""
        return self.update_or_create(values, user=user)[0]

    def turn_off(self, user: User, what: str) -> "NotificationPreferences":
        """Send no more of one sort: a key of SWITCHES."""
        return self.keep(user, **{SWITCHES[what]: False})


class NotificationPreferences(Record):
    """One row a person; `digest_hour` is an hour of the clock in the person's own time zone."""

    user = models.OneToOneField(User, models.CASCADE, related_name="notification_preferences")
    digest_on = models.BooleanField(_("daily digest"), default=True)
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the digest"), default=8, validators=[MaxValueValidator(23)]
    )
    urgent_on = models.BooleanField(_("urgent reminders"), default=True)

    weekly_on = models.BooleanField(_("weekly digest for sponsors"), default=True)

    objects = NotificationPreferencesManager()

    class Meta:
        verbose_name = _("notification preferences")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.CheckConstraint(name="digest_hour_of_a_day", condition=Q(digest_hour__lte=23))
        ]

    def __str__(self) -> str:
        return str(self.user)
