"""How a sponsor's people get in: links that work once, and the browsers they are signed in with."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, now
from advocacy.models.partnership import Partnership
from advocacy.models.user import User

#: How long the links in our mails work.
INVITATION_DAYS = 7
QUESTION_DAYS = 30
#: How exactly the moment of the last request is kept.
SEEN_EVERY = timedelta(minutes=5)


class OneTimeLinkQuerySet(models.QuerySet["OneTimeLink"]):
    def open(self, at: datetime) -> Self:
        """Neither used nor withdrawn nor too old."""
        return self.unused().filter(expires_at__gt=at)

    def unused(self) -> Self:
        return self.filter(used_at__isnull=True, withdrawn_at__isnull=True)

    def invitations(self) -> Self:
        return self.filter(user__isnull=False)

    def questions(self) -> Self:
        return self.filter(clearance__isnull=False)

    def asking_about(self, partnership: Partnership) -> Self:
        """Those by which the sponsor answers for this partnership, while it has not."""
        asked = {"clearance__study": partnership.study_id, "clearance__group": partnership.group_id}
        return self.filter(**asked, clearance__answer="").select_related("contact")

    def of_all(self, users: Iterable[UUID]) -> Self:
        """Those of several people, the newest first."""
        return self.filter(user__in=list(users)).order_by("-created_at", "-id")

    def for_page(self) -> Self:
        """With all that the page behind it shows."""
        return self.select_related(
            "user__sponsor", "contact", "clearance__study", "clearance__group"
        )


class OneTimeLink(Record):
    """A link in a mail that does one thing once: it sets a viewer's password or answers a question.

    The address carries the id, signed (see messages/links.py); all else is decided by this row.
    """

    user = models.ForeignKey(
        User, models.CASCADE, null=True, blank=True, related_name="one_time_links"
    )
    clearance = models.ForeignKey(
        "advocacy.Clearance", models.CASCADE, null=True, blank=True, related_name="links"
    )
    contact = models.ForeignKey(
        "advocacy.SponsorContact", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("works until"))
    used_at = models.DateTimeField(_("used"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = OneTimeLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link that works once")
        verbose_name_plural = _("links that work once")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="link_for_one_thing",
                condition=Q(user__isnull=False, clearance__isnull=True, contact__isnull=True)
                | Q(user__isnull=True, clearance__isnull=False, contact__isnull=False),
            ),
            models.CheckConstraint(
                name="link_used_or_withdrawn",
                condition=Q(used_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user or self.contact)

    def state(self, at: datetime) -> str:
        """`open`, `used`, `withdrawn` or `expired`."""
        if self.used_at:
            return "used"
        if self.withdrawn_at:
            return "withdrawn"
        return "open" if self.expires_at > at else "expired"


class ViewerSessionQuerySet(models.QuerySet["ViewerSession"]):
    def alive(self) -> Self:
        """Not ended; whether the browser still has it nobody knows."""
        return self.filter(ended_at__isnull=True)

    def of(self, user: object) -> Self:
        return self.filter(user=user)

    def of_all(self, users: Iterable[UUID]) -> Self:
        """Those of several people, the last seen first."""
        return self.filter(user__in=list(users)).order_by("-seen_at", "-id")

    def last_seen(self, user: object) -> datetime | None:
        """When this person looked in last, with any browser."""
        found: datetime | None = self.of(user).aggregate(at=Max("seen_at"))["at"]
        return found

    def seen(self, row: "ViewerSession", at: datetime) -> None:
        """Keep that it was used; roughly, so that reading does not write each time."""
        if at - row.seen_at >= SEEN_EVERY:
            self.alive().filter(pk=row.pk).update(seen_at=at)

    def end(self, at: datetime) -> int:
        """Let none of them open anything from the next request on; returns how many."""
        return self.alive().update(ended_at=at)


class ViewerSession(Record):
    """One browser in which a viewer signed in; `before` is when the person looked in before that.

    Its id is kept in the browser's session; a session without a row that is alive opens nothing.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="viewer_sessions")
    device = models.CharField(_("device"), max_length=80, blank=True)
    before = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(_("last seen"), default=now)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ViewerSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session of a viewer")
        verbose_name_plural = _("sessions of viewers")
        ordering = ["-seen_at", "-id"]
        indexes = [
            models.Index(
                fields=["user", "-seen_at"], name="viewer_session_alive",
                condition=Q(ended_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.user}, {self.device}"
