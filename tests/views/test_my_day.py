"""My day and the load of each person: by how soon, whose, in few queries, without JavaScript."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from advocacy.models import FollowUp, Partnership, User
from tests.factories import FollowUpFactory, GroupFactory, PartnershipFactory, UserFactory
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db

#: A Wednesday, 11:00 in New York.
NOW = datetime(2026, 9, 16, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _wednesday() -> Any:
    """The clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


def step(name: str, due_at: datetime, *, owner: User | None, **group: Any) -> FollowUp:
    """A step with a group of this name."""
    own = PartnershipFactory(owner=owner, group=GroupFactory(name=name, **group))
    return FollowUpFactory(
        partnership=own, due_at=due_at, due_on=due_at.date(), owner=owner,
        because={"code": "last_word", "since": "2026-09-09", "days": 5},
    )  # fmt: skip


def page(user: User, name: str = "my-day", **asked: str) -> str:
    response = signed_in(user).get(reverse(name), asked)
    assert response.status_code == 200
    return response.content.decode()


def parts(text: str) -> dict[str, str]:
    """Each part of the day by the id of its heading."""
    found = {}
    for code in ("overdue", "today", "coming"):
        if f'id="{code}"' in text:
            found[code] = text.split(f'id="{code}"')[1].split("</section>", maxsplit=1)[0]
    return found


def test_the_day_is_that_of_the_readers_clock() -> None:
    """Auckland’s Thursday 09:00 is Wednesday 17:00 in New York: due today there, not tomorrow."""
    me = UserFactory()
    step("Auckland Circle", datetime(2026, 9, 16, 21, tzinfo=UTC), owner=me,
         time_zone="Pacific/Auckland", country="NZ", region="")  # fmt: skip
    step("Night Group", datetime(2026, 9, 17, 3, tzinfo=UTC), owner=me)  # 23:00 of today
    step("Dawn Group", datetime(2026, 9, 17, 5, tzinfo=UTC), owner=me)  # 01:00 of tomorrow
    step("Late Group", datetime(2026, 9, 16, 3, tzinfo=UTC), owner=me)  # 23:00 of yesterday
    found = parts(page(me))
    assert "Auckland Circle" in found["today"]
    assert "09:00 there" in found["today"]
    assert "Night Group" in found["today"]
    assert "Dawn Group" in found["coming"]
    assert "Late Group" in found["overdue"]


def test_what_comes_later_than_two_weeks_is_in_the_list_only() -> None:
    me = UserFactory()
    step("Far Group", datetime(2026, 10, 1, 13, tzinfo=UTC), owner=me)
    assert "Far Group" not in page(me)
    assert "Far Group" in page(me, "follow-up-list")
    assert "Far Group" not in page(me, "follow-up-list", when="coming")


def test_mine_the_teams_and_nobodys() -> None:
    me = UserFactory()
    for name, owner in (("Mine", me), ("Theirs", UserFactory()), ("Lost", None)):
        step(f"{name} Group", NOW, owner=owner)
    shown = {
        whose: {n for n in ("Mine", "Theirs", "Lost") if f"{n} Group" in page(me, whose=whose)}
        for whose in ("", "all", "unowned", "the-moon")
    }
    assert shown == {
        "": {"Mine"}, "all": {"Mine", "Theirs", "Lost"}, "unowned": {"Lost"}, "the-moon": {"Mine"},
    }  # fmt: skip


def test_each_step_says_why_it_is_due() -> None:
    me = UserFactory()
    step("My Group", NOW, owner=me)
    assert "The last word was on Wed 9 Sep 2026; 5 business days later" in page(me)


def test_long_parts_lead_to_their_list() -> None:
    me = UserFactory()
    for n in range(9):
        step(f"Group {n}", datetime(2026, 9, 1, 12, n, tzinfo=UTC), owner=me)
    text = parts(page(me))["overdue"]
    assert "8+" in text
    assert "Group 8" not in text
    assert f"{reverse('follow-up-list')}?when=overdue" in text
    assert "Group 8" in page(me, "follow-up-list", when="overdue")


@pytest.mark.parametrize("whose", ["", "all"])
def test_the_number_of_queries_does_not_grow(
    django_assert_max_num_queries: Any, whose: str
) -> None:
    me = UserFactory(manager=True)
    for n in range(12):
        step(f"Group {n}", NOW, owner=me)
    client = signed_in(me)
    client.get(reverse("my-day"), {"whose": whose})
    with django_assert_max_num_queries(5):  # session, person, day, numbers of the navigation
        client.get(reverse("my-day"), {"whose": whose})


def test_the_list_goes_on_page_by_page() -> None:
    me = UserFactory()
    for n in range(51):
        step(f"Group {n:02}", datetime(2026, 9, 1, 12, n, tzinfo=UTC), owner=me)
    client = signed_in(me)
    first = client.get(reverse("follow-up-list"))
    assert "Group 50" not in first.content.decode()
    again = client.get(reverse("follow-up-list"), {"after": first.context["page"].next_key})
    assert "Group 50" in again.content.decode()


@pytest.mark.django_db(transaction=True)
class TestOneClick:
    def press(self, user: User, name: str, row: FollowUp, **sent: str) -> Any:
        client: Client = signed_in(user)
        return client.post(reverse(name, args=[row.pk]), {"next": "/my-day/?whose=all", **sent})

    def test_the_next_working_day_is_that_of_the_group(self) -> None:
        """On Thursday before the long weekend of Berlin’s Unity Day (a Saturday) and so on."""
        me = UserFactory()
        row = step("Friday Group", NOW, owner=me)
        with time_machine.travel(datetime(2026, 9, 18, 15, tzinfo=UTC), tick=False):
            text = page(me)
            assert 'value="2026-09-21"' in text
            assert ">Monday<" in text
            response = self.press(me, "follow-up-snooze", row, due_on="2026-09-21")
        row.refresh_from_db()
        assert (response.status_code, response.url) == (303, "/my-day/?whose=all")
        assert row.due_on == date(2026, 9, 21)
        assert row.due_at == datetime(2026, 9, 21, 13, tzinfo=UTC)

    def test_tomorrow_is_a_day_to_come_where_it_is_tomorrow_already(self) -> None:
        me = UserFactory()
        row = step("Auckland Circle", NOW, owner=me, time_zone="Pacific/Auckland", country="NZ",
                   region="")  # fmt: skip
        with time_machine.travel(datetime(2026, 9, 16, 20, tzinfo=UTC), tick=False):
            assert self.press(me, "follow-up-snooze", row, days="1").status_code == 303
        row.refresh_from_db()
        assert row.due_on == date(2026, 9, 18)

    def test_one_takes_what_nobody_owns(self) -> None:
        me, row = UserFactory(), step("Lost Group", NOW, owner=None)
        text = page(me, whose="unowned")
        assert f'name="owner" value="{me.pk}"' in text
        assert self.press(me, "follow-up-reassign", row, owner=str(me.pk)).status_code == 303
        row.refresh_from_db()
        assert row.owner == me

    def test_what_somebody_else_has_done_meanwhile_is_told(self) -> None:
        me, row = UserFactory(), step("My Group", NOW, owner=None)
        self.press(me, "follow-up-done", row)
        assert self.press(me, "follow-up-done", row).status_code == 409


class TestLoad:
    def test_it_counts_by_person_and_for_nobody(self) -> None:
        boss = UserFactory(manager=True)
        dana, gone = UserFactory(name="Dana Full"), UserFactory(name="Sam Gone", is_active=False)
        UserFactory(name="Alex Elsewhere", is_active=False)
        step("A", datetime(2026, 9, 1, 13, tzinfo=UTC), owner=dana)
        step("B", NOW, owner=dana)
        step("C", datetime(2026, 9, 20, 13, tzinfo=UTC), owner=gone)
        step("D", NOW, owner=None)
        response = signed_in(boss).get(reverse("load"))
        rows = {row.person.name: row for row in response.context["rows"]}
        assert "Alex Elsewhere" not in rows
        assert rows["Dana Full"].load == (2, 1, 1, 0)
        assert rows["Sam Gone"].load == (1, 0, 0, 1)
        assert response.context["nobody"].load == (1, 0, 1, 0)
        assert "has left" in response.content.decode()
        text = page(boss, "follow-up-list", owner=str(gone.pk))
        assert "Next steps of Sam Gone" in text
        assert f"owner={dana.pk}&amp;when=today" in response.content.decode()

    def test_staff_and_compliance_do_not_see_it(self) -> None:
        for user in (UserFactory(), UserFactory(compliance=True)):
            assert signed_in(user).get(reverse("load")).status_code == 403

    def test_the_number_of_queries_does_not_grow(self, django_assert_max_num_queries: Any) -> None:
        for n in range(10):
            step(f"G{n}", NOW, owner=UserFactory())
        client = signed_in(UserFactory(manager=True))
        client.get(reverse("load"))
        with django_assert_max_num_queries(8):
            client.get(reverse("load"))

    @pytest.mark.django_db(transaction=True)
    def test_all_work_of_a_person_goes_to_another(self) -> None:
        boss, to = UserFactory(manager=True), UserFactory(name="Robin New")
        gone = UserFactory(is_active=False)
        step("A", NOW, owner=gone)
        client, url = signed_in(boss), reverse("load-hand-over", args=[gone.pk])
        text = client.get(url).content.decode()
        assert "Open partnerships</dt><dd>1</dd>" in text
        assert client.post(url, {}).status_code == 422
        response = client.post(url, {"to": str(to.pk), "reason": "Moved on"}, follow=True)
        assert "Handed over to Robin New: 1 partnership, 1 next step." in response.content.decode()
        assert Partnership.objects.owned_by(to).count() == 1


def test_the_partnership_says_why_its_step_is_due() -> None:
    me = UserFactory()
    own = step("My Group", NOW, owner=me).partnership
    assert own is not None
    text = signed_in(me).get(reverse("partnership-detail", args=[own.pk])).content.decode()
    assert "The last word was on Wed 9 Sep 2026" in text
