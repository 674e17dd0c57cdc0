"""The weekly summary for a sponsor's people: Mondays at eight by their own clock.

What it says is read when it goes out, by the sponsor's own role: what is not shared any more by
then, is not in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from advocacy.messages import unsubscribe
from advocacy.messages.digest import local_date, moment
from advocacy.messages.kinds import Kind, Letter, register
from advocacy.messages.ledger import Entry
from advocacy.models import Message, NotificationPreferences, Role, Stage, User
from advocacy.models.share import ShareLevel
from advocacy.models.sight import (
    as_sponsor,
    counts_moved,
    seen_by,
    sponsors_of,
    theirs_to_answer,
)  # fmt: skip
from advocacy.models.window import (
    WindowHappening,
    WindowPartnership,
    WindowQuestion,
    WindowStanding,
    WindowStudy,
)  # fmt: skip
from pagcrm import providers

CODE = "weekly"
FOLDER = "emails/weekly"
HOUR = 8
WEEK = timedelta(days=7)
MOST = 20


@dataclass(frozen=True, slots=True)
class Weekly:
    """What a person is told: questions that wait, what is new, and how much more there is.

    `counted` is of studies of which numbers alone are shared, and only while a number is new.
    """

    questions: list[dict[str, Any]] = field(default_factory=list)
    moved: list[dict[str, Any]] = field(default_factory=list)
    counted: list[dict[str, Any]] = field(default_factory=list)
    happened: int = 0
    studies: int = 0

    def __bool__(self) -> bool:
        return bool(self.studies and (
            self.questions or self.moved or self.counted or self.happened
        ))  # fmt: skip


def due(*, at: datetime) -> Iterator[Entry]:
    """Summaries of this Monday, wherever the person is, whose hour has come."""
    known = Message.objects.filter(kind=CODE, due_at__gt=at - timedelta(days=2))
    written = set(known.values_list("user_id", "occurrence"))
    for user in User.objects.looking_in().select_related("notification_preferences"):
        chosen = getattr(user, "notification_preferences", None) or NotificationPreferences()
        day = local_date(user, at)
        due_at = moment(day, hour=HOUR, zone=user.time_zone)
        if day.weekday() or due_at > at or not chosen.weekly_on:
            continue
        if user.last_login and (user.pk, day.isoformat()) not in written:
            yield Entry(CODE, user.pk, day.isoformat(), user, due_at)


def of(user: User, *, since: datetime) -> Weekly:
    """What there is to tell, as it is shared at this moment."""
    sponsors = sponsors_of(user)
    if not sponsors:
        return Weekly()
    with as_sponsor(sponsors):
        questions = seen_by(WindowQuestion).shared_with(sponsors)
        moved = seen_by(WindowPartnership).shared_with(sponsors)
        moved = moved.filter(stage_since__gte=since.date()).order_by("group_name", "id")
        happened = seen_by(WindowHappening).shared_with(sponsors).filter(at__gt=since)
        counted = counts_of(sponsors)
        weekly = Weekly(
            list(questions.values("study_id", "group_name", "asked_on", "study__title")[:MOST]),
            [
                row | {"stage": str(Stage(row["stage"]).label)}
                for row in moved.values("group_name", "stage", "study__title")[:MOST]
            ],
            [],
            happened.order_by().aggregate(n=Count("id"))["n"],
            seen_by(WindowStudy).shared_with(sponsors).count(),
        )
    weekly.questions[:] = theirs_to_answer(weekly.questions, sponsors)
    new = counts_moved(counted, since) if counted else set()
    weekly.counted.extend([row for key, row in counted.items() if key in new][:MOST])
    return weekly


def counts_of(sponsors: tuple[UUID, ...]) -> dict[UUID, dict[str, Any]]:
    """The studies of which numbers alone are shared, each with how many are where."""
    rows = seen_by(WindowStanding).shared_with(sponsors).filter(study__level=ShareLevel.COUNTS)
    counts = rows.order_by().values("study_id", "study__title", "stage").annotate(n=Count("id"))
    found: dict[UUID, dict[str, Any]] = {}
    for row in sorted(counts, key=lambda row: Stage(row["stage"]).position):
        told = found.setdefault(row["study_id"], {"title": row["study__title"], "stages": []})
        told["stages"].append((str(Stage(row["stage"]).label), row["n"]))
    return found


def unwanted(message: Message, at: datetime) -> str:
    """Why it is not sent: no access, another day, not wanted, or nothing to tell any more."""
    user = message.user
    if user is None or not user.is_active or user.role != Role.SPONSOR_VIEWER:
        return _("The person has no access any more.")
    if local_date(user, at).isoformat() != message.occurrence:
        return _("It is for a day that is over.")
    if not NotificationPreferences.objects.of(user).weekly_on:
        return _("The person has turned the summary off.")
    if not of(user, since=start(message)):
        return _("Nothing is shared that is new or waits.")
    return ""


def start(message: Message) -> datetime:
    """From when on something is new."""
    return message.due_at - WEEK


def write(message: Message, at: datetime) -> Letter:
    """The summary as things are shared now."""
    user = message.user
    assert user is not None
    assert user.sponsor is not None
    leave, named = unsubscribe.url(what="weekly", who=user.pk), user.sponsor.viewers_sign_in_with
    window = settings.PUBLIC_URL + reverse("portal-home")
    context = {
        "user": user, "sponsor": user.sponsor, "day": date.fromisoformat(message.occurrence),
        "weekly": of(user, since=start(message)), "unsubscribe": leave,
        "window": providers.address(named) if named else window,
    }  # fmt: skip
    return Letter(
        subject=render_to_string(f"{FOLDER}/subject.txt", context),
        text=render_to_string(f"{FOLDER}/body.txt", context),
        html=render_to_string(f"{FOLDER}/body.html", context),
        headers=unsubscribe.headers(leave),
    )


WEEKLY = register(Kind(CODE, gettext_lazy("Weekly summary for a sponsor"), unwanted, write))
