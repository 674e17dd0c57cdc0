"""Contacts with a group, and the stops that follow from them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.models.group import OneOf
from advocacy.models.message import Message


class TouchChannel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    PHONE = "phone", _("Phone")
    VOICEMAIL = "voicemail", _("Voicemail")
    MESSAGE = "message", _("Direct message")
    WEB_FORM = "web_form", _("Web form")
    MEETING = "meeting", _("Meeting")
    LETTER = "letter", _("Letter")


class Direction(models.TextChoices):
    OUT = "out", _("From us")
    IN = "in", _("From the group")


class Purpose(models.TextChoices):
    """The values are those of policy.facts.Purpose."""

    EXPLORATORY = "exploratory", _("First question, no request")
    ASK = "ask", _("The ask")
    REMINDER = "reminder", _("Reminder")
    THANK_YOU = "thank_you", _("Thank-you")
    ANSWER = "answer", _("Answer to their question")
    REPLY = "reply", _("Reply in the conversation")


class TouchState(models.TextChoices):
    RESERVED = "reserved", _("Reserved")
    DELIVERED = "delivered", _("Delivered")
    NO_ANSWER = "no_answer", _("Rang, no answer")
    BOUNCED_HARD = "bounced_hard", _("Bounced, address does not work")
    BOUNCED_SOFT = "bounced_soft", _("Bounced for now")
    RELEASED = "released", _("Not sent")
    EXPIRED = "expired", _("Reservation ran out")


class ReplyOutcome(models.TextChoices):
    """What an inbound message says."""

    INTERESTED = "interested", _("Interested")
    QUESTION = "question", _("Asks a question")
    HESITANT = "hesitant", _("Hesitant")
    DECLINED = "declined", _("Declined")
    POLICY_NO = "policy_no", _("Against their policy")
    OPT_OUT = "opt_out", _("Never contact us again")
    INVITATION = "invitation", _("Invites us")
    OUT_OF_OFFICE = "out_of_office", _("Out of office")
    BOUNCE_HARD = "bounce_hard", _("Bounce: address does not work")
    BOUNCE_SOFT = "bounce_soft", _("Bounce: try again later")

    @property
    def is_genuine(self) -> bool:
        """Whether a human wrote it."""
        return self not in (
            ReplyOutcome.OUT_OF_OFFICE, ReplyOutcome.BOUNCE_HARD, ReplyOutcome.BOUNCE_SOFT,
        )  # fmt: skip


class WayIn(models.TextChoices):
    """Clear to contact asks first and may be refused; a log of what happened never is."""

    CLEARED = "cleared", _("Clear to contact")
    LOGGED = "logged", _("Logged afterwards")


class TouchQuerySet(models.QuerySet["Touch"]):
    def attempts(self) -> Self:
        return self.filter(is_attempt=True, state__in=[TouchState.DELIVERED, TouchState.RESERVED])

    def genuine_by_partnership(self, study: object) -> dict[UUID, int]:
        """How many times people of each group answered in a study."""
        rows = self.filter(partnership__study=study, is_genuine=True).order_by()
        return dict(rows.values_list("partnership_id").annotate(n=models.Count("id")))

    def genuine_in(self, partnerships: object) -> Self:
        """What people of the groups said in these partnerships."""
        rows = self.filter(partnership__in=partnerships, is_genuine=True)
        return rows.select_related("partnership__group")

    def reserved(self) -> Self:
        return self.filter(state=TouchState.RESERVED)

    def unsent(self) -> Self:
        """What somebody set out to send, and is not known to have gone out."""
        ended = (TouchState.RESERVED, TouchState.EXPIRED, TouchState.RELEASED)
        return self.filter(state__in=ended)

    def unread(self) -> Self:
        """Came in by mail, and nobody has said yet what it is."""
        return self.filter(direction=Direction.IN, is_genuine=True, outcome="")

    def with_mail(self) -> Self:
        """With the state of the mail that the ledger has of it, as `mail_state`; None for none."""
        found = Message.objects.filter(kind="outreach", subject=OuterRef("pk"))
        return self.annotate(mail_state=Subquery(found.values("state")[:1]))

    def with_mail_under_way(self) -> Self:
        """With `mail_under_way`: its mail waits or may be out, so it must not go another way."""
        mails = Message.objects.about("outreach", OuterRef("pk")).held_back()
        return self.annotate(mail_under_way=Exists(mails))

    def of_group_alone(self, group: object) -> Self:
        """Those that belong to no partnership, oldest first."""
        return self.filter(group=group, partnership__isnull=True).order_by("occurred_at", "id")

    def overdue_reservations(self, at: datetime) -> Self:
        return self.reserved().filter(reserved_until__lte=at)


class Touch(Record):
    """One contact, in or out, on any channel; `is_attempt` is kept by the workflow."""

    mail_state: str | None  # where with_mail() has asked
    mail_under_way: bool  # where with_mail_under_way() has asked

    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="touches")
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, null=True, blank=True, related_name="touches"
    )
    person = models.ForeignKey(
        "advocacy.Person", models.SET_NULL, null=True, blank=True, related_name="touches"
    )
    by = models.ForeignKey("advocacy.User", models.PROTECT, related_name="touches")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    channel = models.CharField(_("channel"), max_length=20, choices=TouchChannel.choices)
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=20, choices=ReplyOutcome.choices, blank=True
    )
    state = models.CharField(
        _("state"), max_length=20, choices=TouchState.choices, default=TouchState.DELIVERED
    )
    way_in = models.CharField(max_length=10, choices=WayIn.choices, default=WayIn.LOGGED)
    occurred_at = models.DateTimeField(_("when"))
    reserved_until = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(_("what was said"), max_length=4000, blank=True)
    ask = models.ForeignKey(
        "advocacy.Ask", models.PROTECT, null=True, blank=True, related_name="touches"
    )
    is_attempt = models.BooleanField(default=False)
    is_genuine = models.BooleanField(default=False)
    counts_for_spacing = models.BooleanField(default=False)

    objects = TouchQuerySet.as_manager()

    class Meta:
        verbose_name = _("touch")
        verbose_name_plural = _("touches")
        ordering = ["-occurred_at", "-id"]
        indexes = [
            models.Index(fields=["partnership", "occurred_at"], name="touch_by_partnership"),
            models.Index(fields=["group", "-occurred_at", "-id"], name="touch_by_group"),
            models.Index(
                fields=["group", "occurred_at"], name="touch_attempts", condition=Q(is_attempt=True)
            ),
            models.Index(fields=["-occurred_at", "-id"], name="touch_newest"),
            models.Index(
                fields=["-occurred_at", "-id"],
                name="touch_attempts_newest",
                include=["group"],
                condition=Q(is_attempt=True, state="delivered"),
            ),
            models.Index(
                fields=["partnership"],
                name="touch_unread",
                condition=Q(direction="in", is_genuine=True, outcome=""),
            ),
            models.Index(
                fields=["reserved_until"], name="touch_reserved", condition=Q(state="reserved")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="touch_reservation_ends",
                condition=~Q(state="reserved") | Q(reserved_until__isnull=False),
            ),
            models.CheckConstraint(
                name="touch_attempt_goes_out",
                condition=Q(is_attempt=False) | Q(direction="out", is_genuine=False),
            ),
            models.CheckConstraint(
                name="touch_genuine_comes_in", condition=Q(is_genuine=False) | Q(direction="in")
            ),
            models.UniqueConstraint(
                name="touch_one_reservation", fields=["partnership"], condition=Q(state="reserved"),
                violation_error_message=_("Somebody is already writing to this group."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.occurred_at:%Y-%m-%d}"

    def is_overdue(self, at: datetime) -> bool:
        """Whether it was reserved until a moment that is over."""
        until = self.reserved_until
        return self.state == TouchState.RESERVED and until is not None and until <= at


class StopScope(models.TextChoices):
    """The values are those of policy.facts.StopScope."""

    ASK = "ask", _("this ask")
    GROUP_FAMILY = "group_family", _("every study")
    SPONSOR_FAMILY = "sponsor_family", _("this sponsor and its family")


class StopReason(models.TextChoices):
    """The values are those of policy.facts.StopReason."""

    NO_RESPONSE = "no_response", _("No response")
    HESITANT = "hesitant", _("Hesitant")
    DECLINED = "declined", _("Declined")
    POLICY_NO = "policy_no", _("Against their policy")
    OPT_OUT = "opt_out", _("Opt-out")


class StopQuerySet(models.QuerySet["Stop"]):
    def running(self, day: date) -> Self:
        """Stops that bind on a day."""
        return self.filter(starts_on__lte=day, lifted_on__isnull=True).filter(
            Q(until__isnull=True) | Q(until__gt=day)
        )

    def of_every_study(self) -> Self:
        """Stops that bind the group family whatever the study."""
        return self.filter(scope=StopScope.GROUP_FAMILY)

    def over(self, groups: Iterable[UUID]) -> Self:
        """Stops laid on any of these groups, with what a line about them shows."""
        return self.filter(OneOf("group_id", list(groups))).select_related(
            "group", "sponsor", "partnership__study"
        )


class Stop(Record):
    """No attempt until a day, or for good; binds the group and everything below it."""

    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="stops")
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, null=True, blank=True, related_name="stops"
    )
    sponsor = models.ForeignKey(
        "advocacy.Sponsor", models.PROTECT, null=True, blank=True, related_name="stops"
    )
    scope = models.CharField(_("scope"), max_length=20, choices=StopScope.choices)
    reason = models.CharField(_("reason"), max_length=20, choices=StopReason.choices)
    touch = models.ForeignKey(
        "advocacy.Touch", models.PROTECT, null=True, blank=True, related_name="stops"
    )
    starts_on = models.DateField(_("from"))
    until = models.DateField(_("free again on"), null=True, blank=True)
    lifted_on = models.DateField(_("lifted on"), null=True, blank=True)
    lifted_because = models.CharField(_("why it was lifted"), max_length=300, blank=True)

    objects = StopQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        indexes = [
            models.Index(fields=["group", "until"], name="stop_by_group"),
            models.Index(fields=["-starts_on", "-id"], name="stop_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="stop_ends_after_it_begins",
                condition=Q(until__isnull=True) | Q(until__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="stop_names_its_sponsor",
                condition=~Q(scope="sponsor_family") | Q(sponsor__isnull=False),
            ),
            models.CheckConstraint(
                name="stop_names_its_ask", condition=~Q(scope="ask") | Q(partnership__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.get_scope_display()}"
