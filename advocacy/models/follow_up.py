"""What is to be done next: when, by whom, and why."""

from datetime import date, datetime
from typing import Any, NamedTuple, Self

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.models.user import User


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
    READ_REPLY = "read_reply", _("Read their reply and say what it is")
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


class Load(NamedTuple):
    """How many open steps somebody has."""

    all: int = 0
    late: int = 0
    today: int = 0
    coming: int = 0


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

    def loads(self, today: datetime, tomorrow: datetime, later: datetime) -> dict[Any, Load]:
        """By owner: how many are open, overdue, due today, and coming until `later`."""
        late, soon = Q(due_at__lt=today), Q(due_at__gte=tomorrow, due_at__lt=later)
        now = Q(due_at__gte=today, due_at__lt=tomorrow)
        rows = self.open().order_by().values("owner_id").annotate(
            all=Count("id"), late=Count("id", filter=late), today=Count("id", filter=now),
            coming=Count("id", filter=soon),
        )  # fmt: skip
        return {row.pop("owner_id"): Load(**row) for row in rows}

    def by_owner(self) -> Any:
        """How many `n` each person has, by key and name; None for nobody's."""
        return self.order_by().values("owner_id", "owner__name").annotate(n=Count("id"))

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related("group", "partnership__study", "owner")


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
            models.Index(  # the one before the last cannot be read in order where nobody owns it
                fields=["due_at", "id"], name="follow_up_of_nobody",
                condition=Q(state="open", owner__isnull=True),
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
