"""The weekly summary: on Mondays, what is shared when it goes out, and to nobody who left."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from advocacy.messages import schedule, weekly
from advocacy.messages.deliver import send_due
from advocacy.models import Message, NotificationPreferences, Partnership, User
from advocacy.workflow.perform import perform
from tests.factories import PartnershipFactory, ShareFactory
from tests.portal.conftest import Window, made

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
#: A Monday, 08:05 in New York; the world's work was done the Tuesday before and later.
MONDAY = datetime(2026, 9, 21, 12, 5, tzinfo=UTC)


def queued(at: datetime = MONDAY) -> Message:
    """The summary of one person, written and not sent yet."""
    schedule.write_due(at=at)
    return Message.objects.get(kind="weekly")


def sent(at: datetime = MONDAY) -> list[str]:
    """What goes out at that moment."""
    with time_machine.travel(at, tick=False):
        send_due()
    return [str(message.body) for message in mail.outbox]


def test_it_goes_out_on_monday_morning_and_once(window: Window) -> None:
    with time_machine.travel(MONDAY, tick=False):
        message = queued()
        schedule.write_due(at=MONDAY)
        assert Message.objects.filter(kind="weekly").count() == 1
    assert message.due_at == datetime(2026, 9, 21, 12, tzinfo=UTC)
    (body,) = sent()
    assert f"May we write to {window.asking.group.name}?" in body
    assert window.world.group.name in body
    assert "/portal/" in body
    assert mail.outbox[0].to == [window.vera.email]
    assert "They wrote back." not in body


@pytest.mark.parametrize(
    "at",
    [datetime(2026, 9, 21, 11, 55, tzinfo=UTC), datetime(2026, 9, 22, 12, 5, tzinfo=UTC)],
)
def test_it_is_due_at_no_other_time(window: Window, at: datetime) -> None:
    schedule.write_due(at=at)
    assert not Message.objects.filter(kind="weekly").exists()


def test_who_was_invited_and_never_came_gets_none(window: Window) -> None:
    User.objects.filter(pk=window.vera.pk).update(last_login=None)
    schedule.write_due(at=MONDAY)
    assert not Message.objects.filter(kind="weekly").exists()


def test_a_share_that_was_revoked_meanwhile_stops_it(window: Window) -> None:
    queued()
    perform("set_share", actor=window.mira, subject=window.world.study,
            data={"sponsor": window.world.study.sponsor, "level": "hidden"})  # fmt: skip
    assert sent() == []
    assert Message.objects.get(kind="weekly").state == "cancelled"


def test_a_share_that_was_lowered_meanwhile_is_all_it_tells(window: Window) -> None:
    queued()
    window.level("counts")
    (body,) = sent()
    assert f"{window.world.study.title}: Profiled 1, Live 1" in body
    for word in (window.world.group.name, window.asking.group.name, "happened", "May we write"):
        assert word not in body


@pytest.mark.parametrize("level", ["counts", "full"])
def test_numbers_that_stayed_are_no_news(window: Window, level: str) -> None:
    window.level("counts")
    empty = ShareFactory(study__sponsor=window.world.study.sponsor, level=level)
    PartnershipFactory(study=empty.study, stage="profiled", stage_since=MONDAY - timedelta(days=8))
    Partnership.objects.of_study(window.world.study).update(
        stage_since=MONDAY - timedelta(days=7, minutes=10)
    )
    queued()
    assert sent() == []
    assert Message.objects.get(kind="weekly").reason == "Nothing is shared that is new or waits."


def test_numbers_of_another_sponsor_are_no_news_either(window: Window) -> None:
    window.level("counts")
    other = made(level="counts")
    User.objects.filter(pk=other.vera.pk).update(last_login=None)
    Partnership.objects.of_study(window.world.study).update(stage_since=MONDAY - timedelta(days=9))
    queued()
    assert sent() == []


def test_an_access_that_ended_meanwhile_stops_it(window: Window) -> None:
    queued()
    perform("end_viewer_access", actor=window.mira, subject=window.vera)
    assert sent() == []
    row = Message.objects.get(kind="weekly")
    assert (row.state, row.reason) == ("cancelled", "The person has no access any more.")


def test_it_tells_nothing_of_another_sponsor(window: Window) -> None:
    other = made()
    User.objects.filter(pk=other.vera.pk).update(last_login=None)
    queued()
    (body,) = sent()
    for word in (other.world.group.name, other.asking.group.name, other.world.study.title):
        assert f"{word}" not in body.replace(window.world.study.title, "")


def test_the_link_under_it_stops_it_and_leads_to_the_persons_own_page(window: Window) -> None:
    queued()
    (body,) = sent()
    address = next(line.split()[-1] for line in body.splitlines() if "/unsubscribe/" in line)
    client = Client()
    assert client.get(address).status_code == 200
    assert NotificationPreferences.objects.of(window.vera).weekly_on
    page = client.post(address).content.decode()
    assert "the weekly summary" in page
    assert reverse("portal-me") in page
    assert not NotificationPreferences.objects.of(window.vera).weekly_on
    schedule.write_due(at=MONDAY + timedelta(days=7))
    assert Message.objects.filter(kind="weekly").count() == 1, "that of before"


def test_the_choice_is_made_on_the_persons_own_page(window: Window) -> None:
    page = reverse("portal-me")
    assert "checked" in window.page(page)
    assert window.client.post(page, {"time_zone": "America/New_York"}).status_code == 303
    assert not NotificationPreferences.objects.of(window.vera).weekly_on
    assert "checked" not in window.page(page)


def test_days_follow_the_clock_that_the_person_chose(window: Window) -> None:
    page, at = reverse("portal-me"), datetime(2026, 9, 21, 6, 30, tzinfo=UTC)
    assert not list(weekly.due(at=at)), "it is night in New York"
    told = window.client.post(page, {"weekly_on": "on", "time_zone": "Nowhere/Land"})
    assert told.status_code == 422
    assert "data-error-summary" in told.content.decode()
    data = {"weekly_on": "on", "time_zone": "Europe/Zurich"}
    assert window.client.post(page, data).status_code == 303
    window.vera.refresh_from_db()
    assert window.vera.time_zone == "Europe/Zurich"
    assert [entry.due_at for entry in weekly.due(at=at)] == [at.replace(minute=0)]
