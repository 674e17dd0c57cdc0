"""Contacts with a group, and the stops that follow from them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.models.user import User


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

    def reserved(self) -> Self:
        return self.filter(state=TouchState.RESERVED)

    def of_group_alone(self, group: object) -> Self:
        """Those that belong to no partnership, oldest first."""
        return self.filter(group=group, partnership__isnull=True).order_by("occurred_at", "id")

    def overdue_reservations(self, at: datetime) -> Self:
        return self.reserved().filter(reserved_until__lte=at)


class Touch(Record):
    """One contact, in or out, on any channel; `is_attempt` is kept by the workflow."""

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

    def not_over(self, day: date) -> Self:
        """Stops that bind on a day, or only later."""
        return self.filter(lifted_on__isnull=True).filter(Q(until__isnull=True) | Q(until__gt=day))

    def of_every_study(self) -> Self:
        """Stops that bind the group family whatever the study."""
        return self.filter(scope=StopScope.GROUP_FAMILY)

    def over(self, groups: Iterable[UUID]) -> Self:
        """Stops laid on any of these groups, with what a line about them shows."""
        return self.filter(group__in=list(groups)).select_related(
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
        indexes = [models.Index(fields=["group", "until"], name="stop_by_group")]
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


class FollowUpKind(models.TextChoices):
    COMPLETE_PROFILE = "complete_profile", _("Complete the profile")
    ASK_SPONSOR = "ask_sponsor", _("Ask the sponsor for clearance")
    CHASE_SPONSOR = "chase_sponsor", _("Call the sponsor about the clearance")
    WRITE_ASK = "write_ask", _("Write the ask")
    FIRST_CONTACT = "first_contact", _("Make the first contact")
    NEXT_ATTEMPT = "next_attempt", _("Next attempt is allowed")
    AWAIT_ANSWER = "await_answer", _("Wait for the answer")
    THANK_YOU = "thank_you", _("Send the thank-you")
    ANSWER_QUESTION = "answer_question", _("Answer their question")
    FIX_CONTACT = "fix_contact", _("Fix the contact")
    RESUME = "resume", _("Take it up again")
    CONVERSE = "converse", _("Keep the conversation going")
    GROUP_DECIDES = "group_decides", _("The group decides")
    CONTRACT = "contract", _("Get the contract signed")
    MATERIALS = "materials", _("Get the material approved")
    PLACE = "place", _("Schedule the placement")
    GO_LIVE = "go_live", _("Go live")
    REPORT = "report", _("Collect the figures")
    REPORT_BACK = "report_back", _("Send the report-back")
    CLOSE = "close", _("Close it, or renew it")
    RENEW_STANCE = "renew_stance", _("Ask whether their stance still holds")
    RENEW_AGREEMENT = "renew_agreement", _("Renew the agreement, or plan its end")
    USE_OVERRIDE = "use_override", _("Use the override before it ends")
    SEND_RESERVED = "send_reserved", _("Send what is reserved, or give it back")
    OTHER = "other", _("To do")


class FollowUpState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("No longer needed")


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def open(self) -> Self:
        return self.filter(state=FollowUpState.OPEN)

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def unowned(self) -> Self:
        return self.filter(owner__isnull=True)

    def overdue(self, day: date) -> Self:
        return self.filter(due_on__lt=day)

    def due_before(self, at: datetime) -> Self:
        return self.filter(due_at__lt=at)

    def due_from(self, at: datetime) -> Self:
        return self.filter(due_at__gte=at)

    def of_kind(self, *kinds: str) -> Self:
        return self.filter(kind__in=kinds)

    def counted_by_owner(self) -> dict[UUID | None, int]:
        """How many each person has."""
        return dict(self.order_by().values_list("owner_id").annotate(n=Count("id")))

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("group", "partnership__study", "owner")

    def reminding(self, at: datetime) -> Self:
        """Open, due, and its owner has not been told yet."""
        return self.open().filter(due_at__lte=at, reminded_at__isnull=True, owner__is_active=True)


class FollowUp(Record):
    """The next step of a partnership; due on a local date, reminded at `due_at` (UTC).

    `planned_on` is the day that the plan names; `due_on` differs from it where it was put off.
    `because` is why the plan wants it: a code of policy.reasons and its values.
    """

    partnership = models.ForeignKey(
        "advocacy.Partnership", models.CASCADE, null=True, blank=True, related_name="follow_ups"
    )
    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="follow_ups")
    owner = models.ForeignKey("advocacy.User", models.PROTECT, null=True, related_name="follow_ups")
    kind = models.CharField(_("what to do"), max_length=30, choices=FollowUpKind.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    due_on = models.DateField(_("due"))
    due_at = models.DateTimeField()
    planned_on = models.DateField(null=True, blank=True, editable=False)
    because = models.JSONField(_("why"), default=dict, blank=True, editable=False)
    state = models.CharField(
        _("state"), max_length=20, choices=FollowUpState.choices, default=FollowUpState.OPEN
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["owner", "due_at", "id"], name="follow_up_of_owner",
                condition=Q(state="open"),
            ),
            models.Index(fields=["due_at", "id"], name="follow_up_due", condition=Q(state="open")),
            models.Index(
                fields=["due_at"], name="follow_up_to_remind",
                condition=Q(state="open", reminded_at__isnull=True),
            ),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(
                name="follow_up_once", fields=["partnership", "kind"],
                condition=Q(state="open") & ~Q(kind__in=["other", "fix_contact"]),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()
