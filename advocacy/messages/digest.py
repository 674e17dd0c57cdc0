"""The daily digest: one mail a person and local date, at the hour of the clock that she chose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.messages import unsubscribe
from advocacy.messages.kinds import Kind, Letter, register
from advocacy.messages.ledger import Entry
from advocacy.messages.reminders import address_of
from advocacy.models import FollowUp, Message, NotificationPreferences, Override, Role, User

CODE = "digest"
MOST_ROWS = 25


@dataclass(frozen=True, slots=True)
class Row:
    """One step in the mail."""

    follow_up: FollowUp
    url: str
    late: bool


@dataclass(frozen=True, slots=True)
class Digest:
    """What a person is told: steps overdue and due, decisions that wait, mails in doubt."""

    rows: list[Row]
    more: bool
    overrides: int
    in_doubt: int

    def __bool__(self) -> bool:
        return bool(self.rows or self.overrides or self.in_doubt)


def moment(day: date, *, hour: int, zone: str) -> datetime:
    """When the clock there shows that hour on that day, UTC.

    An hour that daylight saving leaves out is the one after it; of an hour that comes twice, the
    first counts.
    """
    return datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def local_date(user: User, at: datetime) -> date:
    """The date where the person is."""
    return at.astimezone(ZoneInfo(user.time_zone)).date()


def due(*, at: datetime) -> Iterator[Entry]:
    """Digests of today, wherever the person is, whose hour has come and that are not written."""
    known = Message.objects.filter(kind=CODE, due_at__gt=at - timedelta(days=2))
    written = set(known.values_list("user_id", "occurrence"))
    for user in User.objects.insiders().select_related("notification_preferences"):
        chosen = getattr(user, "notification_preferences", None) or NotificationPreferences()
        day = local_date(user, at)
        due_at = moment(day, hour=chosen.digest_hour, zone=user.time_zone)
        if chosen.digest_on and due_at <= at and (user.pk, day.isoformat()) not in written:
            yield Entry(CODE, user.pk, day.isoformat(), user, due_at)


def of(user: User, *, day: date) -> Digest:
    """What there is to tell on that day."""
    steps = FollowUp.objects.open().owned_by(user).filter(due_on__lte=day).for_page()
    found = list(steps.order_by("due_on", "id")[: MOST_ROWS + 1])
    rows = [Row(row, address_of(row), late=row.due_on < day) for row in found[:MOST_ROWS]]
    waiting = Override.objects.open_to(user).count() if user.decides else 0
    doubt = Message.objects.unknown().count() if user.role == Role.ADMIN else 0
    return Digest(rows, len(found) > MOST_ROWS, waiting, doubt)


def unwanted(message: Message, at: datetime) -> str:
    """Why it is not sent: the day is over, the person does not want it, or there is no news."""
    user = message.user
    if user is None or not (user.is_active and user.is_insider):
        return _("The person has no account any more.")
    if local_date(user, at).isoformat() != message.occurrence:
        return _("It is for a day that is over.")
    if not NotificationPreferences.objects.of(user).digest_on:
        return _("The person has turned the digest off.")
    if not of(user, day=date.fromisoformat(message.occurrence)):
        return _("Nothing was due.")
    return ""


def write(message: Message, at: datetime) -> Letter:
    """The digest as things are now; what was handled since it was due is not in it."""
    user, day = message.user, date.fromisoformat(message.occurrence)
    assert user is not None
    leave = unsubscribe.url(what="digest", who=user.pk)
    context = {
        "user": user, "day": day, "digest": of(user, day=day), "unsubscribe": leave,
        "home": settings.PUBLIC_URL + reverse("home"),
        "overrides_url": settings.PUBLIC_URL + reverse("override-list"),
        "operations_url": settings.PUBLIC_URL + reverse("operations"),
    }  # fmt: skip
    return Letter(
        subject=render_to_string("emails/digest/subject.txt", context),
        text=render_to_string("emails/digest/body.txt", context),
        html=render_to_string("emails/digest/body.html", context),
        headers=unsubscribe.headers(leave),
    )


DIGEST = register(Kind(CODE, gettext_lazy("Daily digest"), unwanted, write))
