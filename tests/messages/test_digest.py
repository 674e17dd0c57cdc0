"""The digest: one a person and local date, at the hour on her own clock, with what is open then."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from advocacy import tasks
from advocacy.messages import digest, schedule
from advocacy.models import FollowUp, Message, NotificationPreferences, User
from tests.factories import (
    BreachFactory,
    FollowUpFactory,
    OverrideFactory,
    PartnershipFactory,
    UserFactory,
)  # fmt: skip

NOON = datetime(2026, 9, 15, 12, tzinfo=UTC)

#: Zone, and the local dates on which its clocks change in 2026.
CHANGES = {
    "America/New_York": (date(2026, 3, 8), date(2026, 11, 1)),
    "Europe/Berlin": (date(2026, 3, 29), date(2026, 10, 25)),
    "Australia/Lord_Howe": (date(2026, 4, 5), date(2026, 10, 4)),  # by half an hour
    "America/Santiago": (date(2026, 4, 4), date(2026, 9, 6)),  # at midnight
    "Pacific/Auckland": (date(2026, 4, 5), date(2026, 9, 27)),
}


def mails_over(change: date, *, zone: str, hour: int, mailoutbox: list[Any]) -> list[datetime]:
    """When the digests arrive from the day before to the day after, swept every half hour."""
    user = UserFactory(time_zone=zone)
    NotificationPreferences.objects.keep(user, digest_hour=hour)
    FollowUpFactory(owner=user, due_on=change - timedelta(days=30))
    first = datetime.combine(change, datetime.min.time(), ZoneInfo(zone)) - timedelta(hours=24)
    arrived: list[datetime] = []
    with time_machine.travel(first.astimezone(UTC), tick=False) as clock:
        for _turn in range(71 * 2):
            before = len(mailoutbox)
            if tasks.write_due_messages():
                tasks.sweep_messages()
            arrived += [datetime.now(tz=ZoneInfo(zone))] * (len(mailoutbox) - before)
            clock.shift(timedelta(minutes=30))
    return arrived


@pytest.mark.django_db
@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("which", [0, 1], ids=["first", "second"])
def test_one_arrives_at_the_right_hour_over_a_change_of_the_clocks(
    zone: str, which: int, mailoutbox: list[Any]
) -> None:
    change = CHANGES[zone][which]
    arrived = mails_over(change, zone=zone, hour=8, mailoutbox=mailoutbox)
    days = [change - timedelta(days=1), change, change + timedelta(days=1)]
    assert [moment.date() for moment in arrived] == days
    assert {(moment.hour, moment.minute) for moment in arrived} == {(8, 0)}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("zone", "change", "hour", "hours"),
    [
        ("America/New_York", date(2026, 3, 8), 2, [2, 3, 2]),  # there is no two o'clock
        ("America/New_York", date(2026, 11, 1), 1, [1, 1, 1]),  # one o'clock comes twice
        ("America/Santiago", date(2026, 9, 6), 0, [0, 1, 0]),  # there is no midnight
    ],
)
def test_an_hour_that_is_missing_or_comes_twice_gives_one_mail(
    zone: str, change: date, hour: int, hours: list[int], mailoutbox: list[Any]
) -> None:
    arrived = mails_over(change, zone=zone, hour=hour, mailoutbox=mailoutbox)
    assert [moment.hour for moment in arrived] == hours
    assert [moment.date() - change for moment in arrived] == [timedelta(days=n) for n in (-1, 0, 1)]


def step_of(user: User, **changes: Any) -> FollowUp:
    values = {"owner": user, "partnership": PartnershipFactory(owner=user),
              "due_on": NOON.date()} | changes  # fmt: skip
    row: FollowUp = FollowUpFactory(**values)
    return row


def sweep() -> None:
    tasks.write_due_messages()
    tasks.sweep_messages()


@pytest.fixture
def clock() -> Any:
    """It is noon in London, eight in New York."""
    with time_machine.travel(NOON + timedelta(minutes=1), tick=False) as traveller:
        yield traveller


@pytest.mark.django_db
def test_it_tells_what_is_overdue_and_due_and_not_what_comes(
    clock: Any, mailoutbox: list[Any]
) -> None:
    user = UserFactory()
    late = step_of(user, due_on=NOON.date() - timedelta(days=3), kind="contract")
    today = step_of(user, kind="thank_you", note="Ask Robin first")
    coming = step_of(user, due_on=NOON.date() + timedelta(days=1), kind="report")
    sweep()
    (mail,) = mailoutbox
    for text in (mail.body, mail.alternatives[0][0]):
        assert str(late.partnership_id) in text
        assert str(today.partnership_id) in text
        assert "Ask Robin first" in text
        assert str(coming.partnership_id) not in text
    assert mail.subject == "Your day, Tue 15 Sep: 2 steps"


@pytest.mark.django_db
def test_what_was_handled_since_it_was_due_is_not_in_it(clock: Any, mailoutbox: list[Any]) -> None:
    user = UserFactory()
    done, still = step_of(user), step_of(user)
    tasks.write_due_messages()
    FollowUp.objects.filter(pk=done.pk).update(state="done")
    tasks.sweep_messages()
    assert str(done.partnership_id) not in mailoutbox[0].body
    assert str(still.partnership_id) in mailoutbox[0].body


@pytest.mark.django_db
def test_it_is_not_sent_where_all_was_handled(clock: Any, mailoutbox: list[Any]) -> None:
    row = step_of(UserFactory())
    tasks.write_due_messages()
    FollowUp.objects.filter(pk=row.pk).update(state="done")
    tasks.sweep_messages()
    assert mailoutbox == []
    assert Message.objects.get().state == "cancelled"


@pytest.mark.django_db
def test_a_step_that_comes_up_after_the_hour_makes_no_second_digest(
    clock: Any, mailoutbox: list[Any]
) -> None:
    user = UserFactory()
    sweep()
    step_of(user)
    clock.shift(timedelta(hours=3))
    sweep()
    assert mailoutbox == []


@pytest.mark.django_db
def test_one_comes_late_on_its_own_day_and_not_on_the_next(
    clock: Any, mailoutbox: list[Any]
) -> None:
    step_of(UserFactory())
    clock.shift(timedelta(hours=9))
    sweep()
    assert len(mailoutbox) == 1
    clock.shift(timedelta(hours=12))  # the next day, before eight
    sweep()
    assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_a_digest_that_was_held_up_overnight_is_dropped(clock: Any, mailoutbox: list[Any]) -> None:
    step_of(UserFactory())
    tasks.write_due_messages()
    clock.shift(timedelta(hours=23))
    tasks.sweep_messages()
    assert mailoutbox == []


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["off", "left", "viewer", "off later", "left later"])
def test_nobody_gets_one_who_should_not(why: str, clock: Any, mailoutbox: list[Any]) -> None:
    user = UserFactory(viewer=True) if why == "viewer" else UserFactory()
    step_of(user)

    def change() -> None:
        if why.startswith("off"):
            NotificationPreferences.objects.turn_off(user, "digest")
        elif why.startswith("left"):
            User.objects.filter(pk=user.pk).update(is_active=False)

    if "later" not in why:
        change()
    tasks.write_due_messages()
    assert Message.objects.filter(user=user).exists() == ("later" in why)
    change()
    tasks.sweep_messages()
    assert mailoutbox == []


@pytest.mark.django_db
def test_it_can_be_left_by_one_click(clock: Any, mailoutbox: list[Any]) -> None:
    step_of(UserFactory())
    sweep()
    (mail,) = mailoutbox
    address = mail.message()["List-Unsubscribe"].strip("<>")
    assert mail.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in mail.body


@pytest.mark.django_db
def test_a_manager_is_told_of_decisions_that_wait(clock: Any, mailoutbox: list[Any]) -> None:
    OverrideFactory(role="manager")
    BreachFactory()
    UserFactory(manager=True)
    sweep()
    bodies = [mail.body for mail in mailoutbox]
    assert len(bodies) == 1
    assert "1 override waits for your decision" in bodies[0]
    assert mailoutbox[0].subject == "Your day, Tue 15 Sep"


@pytest.mark.django_db
def test_an_administrator_is_told_of_mails_in_doubt(clock: Any, mailoutbox: list[Any]) -> None:
    admin = UserFactory(admin=True)
    sweep()
    assert mailoutbox == []
    Message.objects.update(state="unknown", over_at=NOON)
    clock.shift(timedelta(days=1))
    sweep()
    assert "nobody knows whether it was sent" in mailoutbox[0].body
    assert mailoutbox[0].to == [admin.email]


@pytest.mark.django_db
def test_a_long_list_is_cut(clock: Any, mailoutbox: list[Any]) -> None:
    user = UserFactory()
    for _turn in range(digest.MOST_ROWS + 2):
        step_of(user)
    sweep()
    assert mailoutbox[0].body.count("* ") == digest.MOST_ROWS
    assert "There are more" in mailoutbox[0].body
    assert mailoutbox[0].subject.endswith("more than 25 steps")


@pytest.mark.django_db
def test_a_sweep_with_nothing_due_costs_few_queries(
    clock: Any, django_assert_max_num_queries: Any
) -> None:
    UserFactory.create_batch(30)
    schedule.write_due(at=NOON)
    with django_assert_max_num_queries(7):
        assert schedule.write_due(at=NOON) == 0
