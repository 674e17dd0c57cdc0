"""The ledger of mails: what is to go out, to whom, when, and what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Count, F, Func, Min, Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record


class MessageState(models.TextChoices):
    """`leased`: a worker prepares it; `sending`: it may be with the mail server already."""

    PENDING = "pending", _("Waiting")
    LEASED = "leased", _("Being prepared")
    SENDING = "sending", _("Being handed over")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Not known whether it was sent")
    CANCELLED = "cancelled", _("Not needed any more")


QUEUED = (MessageState.PENDING, MessageState.LEASED, MessageState.SENDING)
OVER = (MessageState.SENT, MessageState.FAILED, MessageState.UNKNOWN, MessageState.CANCELLED)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether mails go out: what is due and not sent, since when, and what needs a person."""

    depth: int
    oldest: datetime | None
    unknown: int
    failed: int


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> Self:
        """Waiting, and its time has come; the longest waiting first."""
        return self.filter(state=MessageState.PENDING, try_at__lte=at).order_by("try_at", "id")

    def abandoned(self) -> Self:
        """Its worker did not come back in time; the clock of the database decides."""
        return self.filter(leased_until__lt=Now())

    def durable(self) -> Self:
        """What becomes of them waits for the disk, also where the server is set not to wait."""
        setting = [Value("synchronous_commit"), Value("on"), Value(True)]  # noqa: FBT003
        on = Func(*setting, function="set_config", output_field=models.TextField())
        return self.alias(on_disk=on).filter(on_disk="on")

    def held(self, message: "Message") -> Self:
        """This row, while nobody has claimed it since we did."""
        return self.filter(pk=message.pk, fence=message.fence)

    def unsettled(self) -> Self:
        """It is over, and what follows from that has not been done yet."""
        return self.filter(state__in=OVER, settled_at__isnull=True)

    def queued(self) -> Self:
        return self.filter(state__in=QUEUED)

    def unknown(self) -> Self:
        return self.filter(state=MessageState.UNKNOWN)

    def failed(self) -> Self:
        return self.filter(state=MessageState.FAILED)

    def over(self) -> Self:
        """Sent or not needed: nobody has to look at it."""
        return self.filter(state__in=[MessageState.SENT, MessageState.CANCELLED])

    def held_back(self) -> Self:
        """Waiting or on its way, or nobody knows: it must not go out another way too."""
        return self.filter(state__in=[*QUEUED, MessageState.UNKNOWN])

    def handed_over(self) -> Self:
        """It may be out: nobody can call it back."""
        return self.filter(
            state__in=[MessageState.SENDING, MessageState.SENT, MessageState.UNKNOWN]
        )

    def about(self, kind: str, subject: object) -> Self:
        return self.filter(kind=kind, subject=subject)

    def health(self, at: datetime) -> "Health":
        """How many are due and since when, and how many need a person; one query."""
        due = Q(state__in=QUEUED, due_at__lte=at)
        watched = [*QUEUED, MessageState.UNKNOWN, MessageState.FAILED]
        row = self.filter(state__in=watched).aggregate(
            depth=Count("id", filter=due),
            oldest=Min("due_at", filter=due),
            unknown=Count("id", filter=Q(state=MessageState.UNKNOWN)),
            failed=Count("id", filter=Q(state=MessageState.FAILED)),
        )
        return Health(**row)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("user")


class Message(Record):
    """One mail to one recipient, once: written with the deed that asks for it.

    `subject` is the id of what it is about, `occurrence` which time (a local date, a number),
    `recipient` an address, or the id of an account, whose address may change. `due_at` is when it
    should go, `try_at` when it is tried next. `fence` grows with each claim: whoever holds an
    older number has lost the row. `settled_at` is set when what follows has been done.
    """

    kind = models.CharField(_("kind"), max_length=40)
    subject = models.UUIDField()
    occurrence = models.CharField(max_length=40)
    recipient = models.CharField(_("to"), max_length=320)
    user = models.ForeignKey(
        "advocacy.User", models.PROTECT, null=True, blank=True, related_name="messages"
    )
    payload = models.JSONField(default=dict, blank=True)
    due_at = models.DateTimeField(_("due"))
    try_at = models.DateTimeField(_("next try"))
    state = models.CharField(
        _("state"), max_length=10, choices=MessageState.choices, default=MessageState.PENDING
    )
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    fence = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    over_at = models.DateTimeField(_("over since"), null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-due_at", "-id"]
        indexes = [
            models.Index(fields=["try_at", "id"], name="message_due", condition=Q(state="pending")),
            models.Index(
                fields=["leased_until"],
                name="message_leased",
                condition=Q(leased_until__isnull=False),
            ),
            models.Index(
                fields=["id"],
                name="message_unsettled",
                condition=Q(state__in=["sent", "failed", "unknown", "cancelled"])
                & Q(settled_at__isnull=True),
            ),
            models.Index(fields=["state", "-due_at", "-id"], name="message_by_state"),
            models.Index(fields=["-due_at", "-id"], name="message_newest"),
            models.Index(fields=["message_id"], name="message_by_message_id"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="message_once", fields=["kind", "subject", "occurrence", "recipient"]
            ),
            models.CheckConstraint(
                name="message_lease_while_held",
                condition=Q(state__in=["leased", "sending"], leased_until__isnull=False)
                | (~Q(state__in=["leased", "sending"]) & Q(leased_until__isnull=True)),
            ),
            models.CheckConstraint(
                name="message_over_since",
                condition=Q(state__in=["pending", "leased", "sending"], over_at__isnull=True)
                | Q(state__in=["sent", "failed", "unknown", "cancelled"], over_at__isnull=False),
            ),
            models.CheckConstraint(
                name="message_tried_when_due", condition=Q(try_at__gte=F("due_at"))
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.occurrence}"

    @property
    def address(self) -> str:
        """Where it goes: an account's address as it is now."""
        return self.user.email if self.user else self.recipient

    @property
    def is_queued(self) -> bool:
        return self.state in QUEUED

    @property
    def retryable(self) -> bool:
        """Whether a person may have it sent again."""
        return self.state in (MessageState.FAILED, MessageState.UNKNOWN)

    @property
    def cancellable(self) -> bool:
        """Whether a person may give it up: never while it is on its way."""
        return self.state in (MessageState.PENDING, MessageState.FAILED, MessageState.UNKNOWN)
