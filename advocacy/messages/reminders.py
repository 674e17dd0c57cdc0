"""Urgent reminders: one mail to the owner of a step that cannot wait for the digest."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.messages import unsubscribe
from advocacy.messages.kinds import Kind, Letter, register
from advocacy.messages.ledger import Entry
from advocacy.models import FollowUp, FollowUpKind, Message, NotificationPreferences, User

CODE = "reminder"
#: Steps with a day that somebody outside waits for; all others are in the digest.
URGENT = (
    FollowUpKind.THANK_YOU,
    FollowUpKind.ANSWER_QUESTION,
    FollowUpKind.GO_LIVE,
    FollowUpKind.REPORT_BACK,
    FollowUpKind.USE_OVERRIDE,
)
#: After so long, the digest of each day has told of it.
TOO_LATE = timedelta(days=3)


def due(*, at: datetime) -> Iterator[Entry]:
    """Reminders whose time has come and that the ledger does not have."""
    told = Message.objects.filter(
        kind=CODE,
        subject=OuterRef("pk"),
        user=OuterRef("owner"),
        occurrence=Cast(OuterRef("due_on"), CharField()),
    )
    off = Q(owner__notification_preferences__urgent_on=False)
    rows = FollowUp.objects.open().filter(
        kind__in=URGENT, due_at__lte=at, due_at__gt=at - TOO_LATE,
        owner__in=User.objects.insiders().order_by(),
    )  # fmt: skip
    for row in rows.exclude(off).exclude(Exists(told)).select_related("owner").order_by("due_at"):
        assert row.owner is not None
        yield Entry(CODE, row.pk, row.due_on.isoformat(), row.owner, row.due_at)


def unwanted(message: Message, at: datetime) -> str:
    """Why nobody is reminded any more; the step as it is now decides."""
    row = FollowUp.objects.open().filter(pk=message.subject).first()
    user = message.user
    if row is None:
        return _("The step is done, or not needed any more.")
    if user is None or not (user.is_active and user.is_insider) or row.owner_id != user.pk:
        return _("Somebody else looks after the step now.")
    if row.due_on.isoformat() != message.occurrence:
        return _("The step is due on another day now.")
    if at > message.due_at + TOO_LATE:
        return _("It is too late for a reminder; the digest tells of it.")
    if not NotificationPreferences.objects.of(user).urgent_on:
        return _("The person has turned urgent reminders off.")
    return ""


def write(message: Message, at: datetime) -> Letter:
    """The reminder of one step."""
    row = FollowUp.objects.for_page().get(pk=message.subject)
    assert message.user is not None
    leave = unsubscribe.url(what="urgent", who=message.user.pk)
    context = {"follow_up": row, "url": address_of(row), "unsubscribe": leave}
    return Letter(
        subject=render_to_string("emails/reminder/subject.txt", context),
        text=render_to_string("emails/reminder/body.txt", context),
        html=render_to_string("emails/reminder/body.html", context),
        headers=unsubscribe.headers(leave),
    )


def address_of(row: FollowUp) -> str:
    """The page on which the step is done."""
    if row.partnership_id:
        return settings.PUBLIC_URL + reverse("partnership-detail", args=[row.partnership_id])
    return settings.PUBLIC_URL + reverse("group-detail", args=[row.group_id])


REMINDER = register(Kind(CODE, gettext_lazy("Urgent reminder"), unwanted, write))
