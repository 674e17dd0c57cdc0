"""Mails and clock, the private calendar, and the link that ends a sort of mails."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from advocacy.messages import unsubscribe
from advocacy.models import CalendarFeed, FollowUp, NotificationPreferences, User
from advocacy.views.calendar import MOST
from tests.factories import FollowUpFactory, GroupFactory, PartnershipFactory, UserFactory
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


class TestPreferences:
    SENT = {"digest_on": "on", "digest_hour": "6", "time_zone": "Europe/Berlin"}

    def test_the_choice_is_kept(self) -> None:
        me = UserFactory()
        response = signed_in(me).post(reverse("preferences"), self.SENT)
        assert response.status_code == 303
        kept = NotificationPreferences.objects.of(me)
        assert (kept.digest_on, kept.digest_hour, kept.urgent_on) == (True, 6, False)
        me.refresh_from_db()
        assert me.time_zone == "Europe/Berlin"

    @pytest.mark.parametrize(
        "wrong", [{"digest_hour": "24"}, {"time_zone": "Mars/Olympus"}, {"digest_hour": ""}]
    )
    def test_what_cannot_be_is_named(self, wrong: dict[str, str]) -> None:
        me = UserFactory()
        response = signed_in(me).post(reverse("preferences"), {**self.SENT, **wrong})
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()
        assert not NotificationPreferences.objects.exists()

    def test_a_zone_that_is_not_listed_stays_until_another_is_chosen(self) -> None:
        me = UserFactory(time_zone="Etc/GMT+3")
        assert 'value="Etc/GMT+3" selected' in page(signed_in(me))


def page(client: Client) -> str:
    response = client.get(reverse("preferences"))
    assert response.status_code == 200
    return response.content.decode()


def new_address(user: User) -> str:
    """Press the button; the address is in the answer, and only there."""
    response = signed_in(user).post(reverse("calendar-renew"))
    assert "no-store" in response["Cache-Control"]
    address: str = response.context["address"]
    assert address in response.content.decode()
    assert address not in page(signed_in(user))
    return address.removeprefix("http://testserver")


def entries(address: str) -> list[Any]:
    response = Client().get(address)
    assert response.status_code == 200
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


class TestCalendar:
    def step(self, owner: User | None, **fields: Any) -> FollowUp:
        group = GroupFactory(name="Auckland Circle", time_zone="Pacific/Auckland")
        own = PartnershipFactory(owner=owner, group=group)
        return FollowUpFactory(
            partnership=own, owner=owner, note="Call Wren at home",
            due_at=datetime(2026, 9, 27, 20, tzinfo=UTC), **fields,
        )  # fmt: skip

    def test_it_holds_ones_own_open_steps_at_the_groups_hour(self) -> None:
        me = UserFactory()
        mine = self.step(me)
        self.step(UserFactory())
        self.step(None)
        self.step(me, state="done")
        (entry,) = entries(new_address(me))
        assert entry["UID"].startswith(str(mine.pk))
        starts = entry["DTSTART"].dt
        assert starts.tzinfo.key == "Pacific/Auckland"
        assert (starts.hour, starts.day) == (9, 28)  # summer time began the day before
        assert "Make the first contact · Auckland Circle" in entry["SUMMARY"]
        assert reverse("partnership-detail", args=[mine.partnership_id]) in entry["URL"]

    def test_it_holds_no_notes_and_no_reasons(self) -> None:
        me = UserFactory()
        self.step(me, because={"code": "reserved", "name": "Sam Secret", "n": 30})
        body = Client().get(new_address(me)).content.decode()
        assert "Wren" not in body
        assert "Sam Secret" not in body

    def test_only_a_hash_of_the_secret_is_kept(self) -> None:
        me = UserFactory()
        token = new_address(me).removeprefix("/calendar/").removesuffix(".ics")
        assert len(token) >= 40
        assert token not in CalendarFeed.objects.get().token_hash

    def test_a_new_address_ends_the_old_one(self) -> None:
        me = UserFactory()
        old = new_address(me)
        new = new_address(me)
        assert Client().get(old).status_code == 404
        assert Client().get(new).status_code == 200

    def test_a_closed_feed_is_gone_at_once(self) -> None:
        me = UserFactory()
        address = new_address(me)
        assert signed_in(me).post(reverse("calendar-close")).status_code == 303
        assert Client().get(address).status_code == 404

    def test_who_leaves_or_becomes_a_sponsor_has_no_feed_any_more(self) -> None:
        me = UserFactory()
        address = new_address(me)
        User.objects.filter(pk=me.pk).update(is_active=False)
        assert Client().get(address).status_code == 404

    def test_sponsors_get_none(self) -> None:
        viewer = UserFactory(viewer=True)
        assert signed_in(viewer).post(reverse("calendar-renew")).status_code == 404
        token = CalendarFeed.objects.renew(viewer)
        assert Client().get(reverse("calendar-feed", args=[token])).status_code == 404

    @pytest.mark.parametrize("token", ["x", "a" * 43, "-" * 200])
    def test_a_guess_finds_nothing(self, token: str) -> None:
        UserFactory()
        assert Client().get(f"/calendar/{token}.ics").status_code == 404

    def test_what_has_not_changed_is_not_sent_again(self) -> None:
        me = UserFactory()
        step, address = self.step(me), new_address(me)
        first = Client().get(address)
        again = Client().get(address, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        FollowUp.objects.filter(pk=step.pk).update(due_at=datetime(2026, 9, 29, tzinfo=UTC))
        changed = Client().get(address, headers={"if-none-match": first["ETag"]})
        assert changed.status_code == 200

    def test_an_empty_calendar_is_one_all_the_same(self) -> None:
        assert entries(new_address(UserFactory())) == []

    def test_it_is_bounded(self, django_assert_max_num_queries: Any) -> None:
        me = UserFactory()
        own = PartnershipFactory(owner=me)
        FollowUp.objects.bulk_create(
            FollowUpFactory.build(partnership=own, group=own.group, owner=me, kind="other")
            for _n in range(MOST + 5)
        )
        address = new_address(me)
        with django_assert_max_num_queries(3):
            assert len(entries(address)) == MOST


class TestUnsubscribe:
    def address(self, user: User, what: str = "digest") -> str:
        return reverse("unsubscribe", args=[unsubscribe.make(what=what, who=user.pk)])

    def test_looking_changes_nothing(self) -> None:
        me = UserFactory()
        response = Client().get(self.address(me))
        assert response.status_code == 200
        assert "Shall we no longer send the daily digest" in response.content.decode()
        assert NotificationPreferences.objects.of(me).digest_on

    @pytest.mark.parametrize("what", ["digest", "urgent"])
    def test_a_mail_program_presses_the_button_without_a_cookie(self, what: str) -> None:
        me = UserFactory()
        client = Client(enforce_csrf_checks=True)
        sent = "List-Unsubscribe=One-Click"
        kind = "application/x-www-form-urlencoded"
        for _twice in range(2):
            response = client.post(self.address(me, what), sent, content_type=kind)
            assert response.status_code == 200
        kept = NotificationPreferences.objects.of(me)
        assert (kept.digest_on, kept.urgent_on) == (what != "digest", what != "urgent")
        assert "No more of these mails" in response.content.decode()

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_a_link_that_was_cut_off_or_made_up_finds_nothing(self, method: str) -> None:
        me = UserFactory()
        whole = self.address(me)
        for wrong in (whole[:-3] + "/", "/unsubscribe/x/", whole.replace("digest", "urgent")):
            assert getattr(Client(), method)(wrong).status_code == 404
        assert not NotificationPreferences.objects.exists()

    def test_a_wish_of_another_sort_and_of_nobody_finds_nothing(self) -> None:
        for address in (
            self.address(UserFactory(), "everything"),
            self.address(UserFactory.build()),
        ):
            assert Client().post(address).status_code == 404
