"""What each role sees first, and what is held up, late and refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from advocacy.models import Event, FollowUp, Role, Stage, User
from advocacy.views.counts import counts_of
from tests.factories import (
    TODAY,
    BreachFactory,
    EventFactory,
    FollowUpFactory,
    GroupFactory,
    OverrideFactory,
    PartnershipFactory,
    UserFactory,
    moment,
)
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


def home_of(user: User) -> str:
    """Give the home page of a person."""
    return signed_in(user).get(reverse("home")).content.decode()


def refusal(*, rules: dict[str, str], **fields: Any) -> Event:
    """Write a refused attempt down, with the outcome of each rule."""
    findings = [
        {"rule": rule, "outcome": outcome, "because": f"{rule} says no", "overridden_by": None}
        for rule, outcome in rules.items()
    ]
    decision = {"action": "contact", "clear": False, "findings": findings}
    return EventFactory(kind="refused", data={"action": "contact"}, decision=decision, **fields)


class TestStaff:
    def test_next_steps_are_sorted_into_overdue_today_and_coming(self) -> None:
        me = UserFactory()
        for name, days in (("Late Group", -3), ("Day Group", 0), ("Soon Group", 4)):
            FollowUpFactory(
                partnership=PartnershipFactory(owner=me, group=GroupFactory(name=name)),
                due_on=TODAY() + timedelta(days=days),
            )
        FollowUpFactory(partnership=PartnershipFactory(group=GroupFactory(name="Not Mine")))
        text = home_of(me)
        assert text.index(">Overdue") < text.index("Late Group") < text.index(">Today")
        assert text.index(">Today") < text.index("Day Group") < text.index(">Coming")
        assert text.index(">Coming") < text.index("Soon Group")
        assert "Not Mine" not in text

    def test_steps_that_are_done_are_gone(self) -> None:
        me = UserFactory()
        own = PartnershipFactory(owner=me, group=GroupFactory(name="Ready Group"))
        FollowUpFactory(partnership=own, state="done")
        assert "Ready Group" not in home_of(me)

    def test_partnerships_that_wait_for_an_answer_are_shown(self) -> None:
        me = UserFactory()
        group = GroupFactory(name="Silent Group")
        PartnershipFactory(owner=me, group=group, stage=Stage.OUTREACH)
        text = home_of(me)
        assert "Silent Group" in text.split("They have not answered yet")[1]

    def test_my_last_refusals_name_the_rules(self) -> None:
        me = UserFactory()
        group = GroupFactory(name="Resting Group")
        refusal(rules={"spacing": "block", "budget": "allow"}, actor=me, group=group)
        refusal(rules={"opt-out": "block"}, group=GroupFactory(name="Of Others"))
        text = home_of(me).split("Refused lately")[1]
        assert "Resting Group" in text
        assert "Spacing" in text
        assert "Budget" not in text
        assert "Of Others" not in text

    def test_without_any_partnership_it_says_where_to_begin(self) -> None:
        text = home_of(UserFactory())
        assert "No partnership yet" in text
        assert reverse("study-list") in text


class TestManager:
    def test_overrides_of_others_that_wait_for_a_manager_are_shown(self) -> None:
        me = UserFactory(manager=True)
        asked: dict[str, dict[str, Any]] = {
            "Asked Group": {},
            "Own Group": {"asked_by": me},
            "Other Role": {"role": Role.COMPLIANCE, "rule": "fair-fee"},
        }
        for name, fields in asked.items():
            own = PartnershipFactory(group=GroupFactory(name=name))
            OverrideFactory(partnership=own, **fields)
        text = home_of(me)
        assert "Asked Group" in text
        assert "Own Group" not in text
        assert "Other Role" not in text
        assert "Other Role" in home_of(UserFactory(compliance=True))

    def test_breaches_of_one_touch_stand_together(self) -> None:
        first = BreachFactory(rule="spacing")
        BreachFactory(touch=first.touch, rule="stopped")
        text = home_of(UserFactory(manager=True)).split("Breaches to look at")[1]
        assert text.count(first.group.name) == 1
        assert '<span class="count">2</span>' in text
        assert "Spacing" in text
        assert "Stopped" in text

    def test_bars_count_partnerships_by_stage_and_lead_to_them(self) -> None:
        PartnershipFactory.create_batch(2, stage=Stage.PROFILED)
        PartnershipFactory(closed=True)
        text = home_of(UserFactory(manager=True))
        assert f'{reverse("partnership-list")}?stage=profiled">Profiled</a>' in text
        row = text.split(">Profiled</a>")[1].split("</tr>")[0]
        assert '<td class="num">2</td>' in row

    def test_refusals_of_thirty_days_are_counted_by_rule(self) -> None:
        refusal(rules={"spacing": "block", "stopped": "block", "budget": "allow"})
        refusal(rules={"spacing": "unknown"})
        refusal(rules={"opt-out": "block"}, at=moment(31))
        text = home_of(UserFactory(manager=True)).split("What held people up")[1]
        row = text.split("?rule=spacing")[1].split("</tr>")[0]
        assert '<td class="num">2</td>' in row
        assert "?rule=stopped" in text
        assert "?rule=budget" not in text
        assert "?rule=opt-out" not in text

    def test_an_excepted_rule_held_nobody_up(self) -> None:
        event = refusal(rules={"spacing": "block"})
        decision = event.decision or {}
        decision["findings"][0]["overridden_by"] = "01890000-0000-7000-8000-000000000000"
        EventFactory(kind="refused", data={}, decision=decision)
        assert list(Event.objects.by_rule()) == [{"rule": "spacing", "n": 1}]

    def test_overdue_steps_are_counted_by_person(self) -> None:
        late = PartnershipFactory(owner=UserFactory(name="Dana Late"))
        FollowUpFactory(partnership=late, due_on=TODAY() - timedelta(days=2))
        text = home_of(UserFactory(manager=True))
        assert f"owner={late.owner.pk}" in text
        assert "Dana Late" in text

    def test_the_number_of_queries_does_not_grow(self, django_assert_max_num_queries: Any) -> None:
        for __ in range(12):
            BreachFactory()
            OverrideFactory()
            refusal(rules={"spacing": "block"})
            FollowUpFactory(due_on=TODAY() - timedelta(days=2))
        client = signed_in(UserFactory(manager=True))
        with django_assert_max_num_queries(5):
            client.get(reverse("home"))


def test_an_administrator_sees_health_and_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("advocacy.views.home.ask_worker", lambda: False)
    UserFactory.create_batch(3)
    text = home_of(UserFactory(admin=True))
    assert "does not answer" in text
    assert "Recruitment staff</dt><dd>3</dd>" in text


def test_home_counts_what_the_menu_counts_and_leads_to_those_rows() -> None:
    me = UserFactory(manager=True)
    for _n in range(2):
        first = BreachFactory(rule="spacing")
        BreachFactory(touch=first.touch, rule="stopped")
    OverrideFactory()
    OverrideFactory(asked_by=me)
    client = signed_in(me)
    answer, menu = client.get(reverse("home")), counts_of(me)
    assert answer.context["breach_count"] == menu["breach-list"] == 4
    assert answer.context["override_count"] == menu["override-list"] == 1
    assert len(client.get(reverse("breach-list")).context["page"].rows) == 4


def test_the_navigation_counts_what_waits() -> None:
    me = UserFactory(manager=True)
    FollowUpFactory(partnership=PartnershipFactory(owner=me), due_on=TODAY() - timedelta(days=2))
    OverrideFactory()
    OverrideFactory(asked_by=me)
    BreachFactory.create_batch(3)
    assert counts_of(me) == {
        "my-day": {"n": 1, "late": True},
        "notification-list": 0,
        "mail-list": 0,
        "override-list": 1,
        "breach-list": 3,
    }
    assert counts_of(UserFactory())["breach-list"] == 0
    assert counts_of(UserFactory(viewer=True)) == {}


def test_a_sponsor_viewer_is_led_to_the_sponsors_window() -> None:
    assert signed_in(UserFactory(viewer=True)).get("/").url == reverse("portal-home")


class TestRefusals:
    def test_it_lists_what_one_rule_refused(self) -> None:
        refusal(rules={"spacing": "block"}, group=GroupFactory(name="Held Group"))
        refusal(rules={"opt-out": "block"}, group=GroupFactory(name="Other Group"))
        text = signed_in(UserFactory()).get(reverse("refusal-list"), {"rule": "spacing"})
        assert "Held Group" in text.content.decode()
        assert "Other Group" not in text.content.decode()

    def test_a_rule_that_is_none_shows_nothing(self) -> None:
        refusal(rules={"spacing": "block"})
        response = signed_in(UserFactory()).get(reverse("refusal-list"), {"rule": "<x>" * 90})
        assert response.status_code == 200
        assert "Nothing was refused" in response.content.decode()


class TestNextSteps:
    def page(self, user: User, **asked: str) -> str:
        response = signed_in(user).get(reverse("follow-up-list"), asked)
        assert response.status_code == 200
        return response.content.decode()

    @pytest.fixture
    def me(self) -> User:
        """Give a person with one step, beside one of a colleague and one of nobody."""
        me = UserFactory()
        for name, owner in (("My Group", me), ("Their Group", UserFactory())):
            FollowUpFactory(
                partnership=PartnershipFactory(owner=owner, group=GroupFactory(name=name))
            )
        lost = PartnershipFactory(group=GroupFactory(name="Lost Group"))
        FollowUpFactory(partnership=lost, owner=None, due_on=TODAY() - timedelta(days=1))
        return me

    def test_mine_everybodys_and_nobodys(self, me: User) -> None:
        names = ("My Group", "Their Group", "Lost Group")
        for asked, shown in (
            ({}, names[:1]), ({"whose": "all"}, names), ({"whose": "unowned"}, names[2:]),
            ({"whose": "all", "when": "overdue"}, names[2:]),
        ):  # fmt: skip
            text = self.page(me, **asked)
            assert [name for name in names if name in text] == list(shown), asked

    def test_filters_that_do_not_exist_are_ignored(self, me: User) -> None:
        assert "My Group" in self.page(me, whose="the-moon", owner="nobody", after="broken")

    def test_the_number_of_queries_does_not_grow(
        self, me: User, django_assert_max_num_queries: Any
    ) -> None:
        FollowUpFactory.create_batch(20, owner=me)
        client = signed_in(me)
        with django_assert_max_num_queries(6):
            client.get(reverse("follow-up-list"))

    @pytest.mark.django_db(transaction=True)
    def test_done_in_one_click_leads_back_to_where_one_was(self, me: User) -> None:
        step = FollowUp.objects.owned_by(me).get()
        url = reverse("follow-up-done", args=[step.pk])
        response = signed_in(me).post(url, {"next": "/"})
        step.refresh_from_db()
        assert (response.status_code, response.url) == (303, "/")
        assert step.state == "done"

    @pytest.mark.django_db(transaction=True)
    def test_it_never_leads_to_a_foreign_site(self, me: User) -> None:
        step = FollowUp.objects.owned_by(me).get()
        url = reverse("follow-up-done", args=[step.pk])
        response = signed_in(me).post(url, {"next": "https://example.com/"})
        assert response.url == reverse("follow-up-list")

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize(("sent", "days"), [({"days": "1"}, 1), ({"days": "7"}, 7)])
    def test_snooze_in_one_click(self, me: User, sent: dict[str, str], days: int) -> None:
        step = FollowUp.objects.owned_by(me).get()
        signed_in(me).post(reverse("follow-up-snooze", args=[step.pk]), sent)
        step.refresh_from_db()
        assert abs((step.due_on - TODAY()).days - days) <= 1  # the day is the person's own

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("day", ["", "soon", "2026-02-30", "1999-01-01", "9999-12-31"])
    def test_a_date_that_cannot_be_is_named(self, me: User, day: str) -> None:
        step = FollowUp.objects.owned_by(me).get()
        url = reverse("follow-up-snooze", args=[step.pk])
        response = signed_in(me).post(url, {"due_on": day})
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()

    @pytest.mark.django_db(transaction=True)
    def test_a_step_is_handed_over(self, me: User) -> None:
        step, colleague = FollowUp.objects.owned_by(me).get(), UserFactory()
        url = reverse("follow-up-reassign", args=[step.pk])
        assert signed_in(me).post(url, {"owner": str(colleague.pk)}).status_code == 303
        step.refresh_from_db()
        assert step.owner == colleague
        assert signed_in(me).post(url, {"owner": str(step.pk)}).status_code == 422

    @pytest.mark.django_db(transaction=True)
    def test_what_is_done_already_is_not_done_twice(self, me: User) -> None:
        step = FollowUp.objects.owned_by(me).get()
        url = reverse("follow-up-done", args=[step.pk])
        signed_in(me).post(url)
        assert signed_in(me).post(url).status_code == 409
