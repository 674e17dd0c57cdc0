"""Mails that came in: each once, filed to a partnership or waiting for a person to say where."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record

MOST_CHARACTERS = 100_000


class InboundKind(models.TextChoices):
    """What a mail is, as far as its headers and usual phrases tell."""

    REPLY = "reply", _("Written by a person")
    COPY = "copy", _("Copy of a mail of ours")
    OUT_OF_OFFICE = "out_of_office", _("Out of office")
    AUTO_REPLY = "auto_reply", _("Automatic reply")
    BOUNCE_HARD = "bounce_hard", _("Bounce: address does not work")
    BOUNCE_SOFT = "bounce_soft", _("Bounce: try again later")
    UNCLEAR = "unclear", _("Cannot be told")


class InboundState(models.TextChoices):
    RECEIVED = "received", _("Received")
    FILED = "filed", _("Filed")
    TRIAGE = "triage", _("To be sorted")
    IGNORED = "ignored", _("Counts as nothing")
    DISMISSED = "dismissed", _("Put away")


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def received(self) -> Self:
        """Kept, and nothing has been done with it yet."""
        return self.filter(state=InboundState.RECEIVED).order_by("id")

    def to_sort(self) -> Self:
        return self.filter(state=InboundState.TRIAGE)

    def sorted_out(self) -> Self:
        return self.exclude(state__in=[InboundState.TRIAGE, InboundState.RECEIVED])

    def unread(self) -> Self:
        """Filed as a reply, and nobody has said yet what it says; the oldest first."""
        told = {"touch__outcome": "", "touch__is_genuine": True}
        return self.filter(state=InboundState.FILED, **told).order_by("received_at", "id")

    def like(self, mail: "InboundMail", *, since: datetime) -> Self:
        """What the same address has sent to the same thread lately, and was filed."""
        same = self.filter(sender=mail.sender, partnership=mail.partnership)
        return same.filter(state=InboundState.FILED, received_at__gt=since).exclude(pk=mail.pk)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("partnership__group", "partnership__study", "person")


class InboundMail(Record):
    """One mail; `message_id` is its own, or a hash of the whole where it has none.

    `html` is clean already. `partnership` is where it belongs, or in triage our suggestion.
    """

    message_id = models.CharField(max_length=300, unique=True)
    received_at = models.DateTimeField(_("received"))
    sent_at = models.DateTimeField(_("sent"))
    sender = models.CharField(_("from"), max_length=320, blank=True)
    sender_name = models.CharField(max_length=160, blank=True)
    subject = models.CharField(_("subject line"), max_length=400, blank=True)
    text = models.TextField(blank=True)
    new_text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    kind = models.CharField(_("what it is"), max_length=20, choices=InboundKind.choices)
    state = models.CharField(
        _("state"), max_length=10, choices=InboundState.choices, default=InboundState.RECEIVED
    )
    return_on = models.DateField(_("back on"), null=True, blank=True)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, null=True, blank=True, related_name="mails",
        verbose_name=_("partnership"),
    )  # fmt: skip
    person = models.ForeignKey(
        "advocacy.Person", models.SET_NULL, null=True, blank=True, related_name="mails"
    )
    touch = models.OneToOneField(
        "advocacy.Touch", models.PROTECT, null=True, blank=True, related_name="inbound_mail"
    )

    objects = InboundMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail that came in")
        verbose_name_plural = _("mails that came in")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["state", "-received_at", "-id"], name="inbound_by_state"),
            models.Index(fields=["id"], name="inbound_to_sort", condition=Q(state="triage")),
            models.Index(fields=["id"], name="inbound_to_file", condition=Q(state="received")),
            models.Index(fields=["sender", "-received_at"], name="inbound_by_sender"),
        ]
        constraints = [
            models.CheckConstraint(
                name="inbound_touch_when_filed", condition=Q(touch__isnull=True) | Q(state="filed")
            )
        ]

    def __str__(self) -> str:
        return self.subject or self.sender


class InboundFile(Record):
    """An attachment; `file` is blank where it was too large or of no kind that we keep."""

    mail = models.ForeignKey(InboundMail, models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=120)
    size = models.PositiveIntegerField(_("bytes"))
    kind = models.CharField(max_length=5, blank=True)
    file = models.FileField(_("file"), upload_to="inbound/", blank=True)

    class Meta:
        verbose_name = _("attachment")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class MailboxPosition(models.Model):
    """How far a mailbox was read; the mailbox itself is left as it is."""

    mailbox = models.CharField(max_length=200, unique=True)
    validity = models.BigIntegerField(default=0)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.mailbox
