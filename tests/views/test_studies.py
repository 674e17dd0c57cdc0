"""The list of studies, one study, and what people change about it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from advocacy.models import BudgetHold, BudgetLine, Role, Study, StudyStatus, User
from tests.factories import (
    TODAY,
    BudgetHoldFactory,
    BudgetLineFactory,
    ConditionFactory,
    ContactFactory,
    EventFactory,
    GroupFactory,
    MaterialFactory,
    PartnershipFactory,
    SponsorFactory,
    StudyFactory,
    UserFactory,
)
from tests.views.people import signed_in


def listed(**asked: Any) -> str:
    """Give the list of studies as staff see it."""
    response = signed_in(UserFactory()).get(reverse("study-list"), asked)
    assert response.status_code == 200
    return response.content.decode()


def page_of(client: Client, name: str, key: object) -> str:
    return client.get(reverse(name, args=[key])).content.decode()


@pytest.mark.django_db
class TestList:
    def test_search_forgives_a_typo(self) -> None:
        StudyFactory(title="Latrepirdine in Alzheimer-type dementia")
        StudyFactory(title="Walking after a stroke")
        text = listed(q="latrepirdin alzhiemer")
        assert "Latrepirdine" in text
        assert "Walking" not in text

    def test_a_number_finds_its_study(self) -> None:
        StudyFactory(title="Wanted", nct_number="NCT07251023")
        StudyFactory(title="Other")
        assert "Wanted</a>" in listed(q="NCT07251023")

    def test_it_is_narrowed_by_sponsor_condition_status_and_country(self) -> None:
        condition = ConditionFactory(code="ataxia")
        sponsor = SponsorFactory(name="Harbour Therapeutics")
        StudyFactory(
            title="Wanted", sponsor=sponsor, conditions=[condition],
            status=StudyStatus.RECRUITING, countries=["DE", "FR"],
        )  # fmt: skip
        StudyFactory(title="Other")
        for asked in (
            {"sponsor": "Harbour Therapeutics"}, {"sponsor": str(sponsor.pk)},
            {"condition": str(condition.pk)}, {"status": "recruiting"}, {"country": "FR"},
        ):  # fmt: skip
            text = listed(**asked)
            assert "Wanted</a>" in text, asked
            assert "Other</a>" not in text, asked

    def test_closed_studies_are_shown_on_request(self) -> None:
        StudyFactory(title="Over", status=StudyStatus.CLOSED)
        assert "Over</a>" not in listed()
        assert "Over</a>" in listed(status="all")
        assert "closed studies too" in listed(q="Over")

    def test_the_next_launch_comes_first_and_those_without_one_last(self) -> None:
        for title, launch in (("Anytime", None), ("Later", 90), ("Soon", 9)):
            day = launch and TODAY() + timedelta(days=launch)
            StudyFactory(title=title, launch_on=day)
        text = listed()
        assert text.index("Soon</a>") < text.index("Later</a>") < text.index("Anytime</a>")

    def test_the_next_page_goes_on_where_the_first_ended(self) -> None:
        sponsor = SponsorFactory()
        for n in range(55):
            day = None if n % 2 else TODAY() + timedelta(days=300)
            StudyFactory(title=f"Study {n:02}", launch_on=day, sponsor=sponsor)
        first = listed()
        key = first.split("?after=")[1].split('"')[0]
        client = signed_in(UserFactory())
        second = client.get(f"{reverse('study-list')}?after={key}").content.decode()
        seen = [n for n in range(55) if f"Study {n:02}</a>" in first]
        rest = [n for n in range(55) if f"Study {n:02}</a>" in second]
        assert (len(seen), len(rest)) == (50, 5)
        assert sorted(seen + rest) == list(range(55))

    def test_filters_that_cannot_be_are_named_and_ignored(self) -> None:
        StudyFactory(title="There")
        text = listed(condition="nope", status="asleep", country="ZZ", sponsor="x\x00", after="?")
        assert "There</a>" in text

    def test_pages_hold_fifty_in_a_fixed_number_of_queries(
        self, django_assert_max_num_queries: Any
    ) -> None:
        sponsor = SponsorFactory()
        StudyFactory.create_batch(60, sponsor=sponsor)
        client = signed_in(UserFactory())
        with django_assert_max_num_queries(7):
            text = client.get(reverse("study-list")).content.decode()
        assert text.count('<th scope="row"') == 50
        assert 'rel="next"' in text

    def test_an_empty_list_says_what_to_do(self) -> None:
        assert "No study yet" in listed()


@pytest.mark.django_db
class TestPage:
    def page(self, study: Study, user: User | None = None) -> str:
        url = reverse("study-detail", args=[study.pk])
        response = signed_in(user or UserFactory()).get(url)
        assert response.status_code == 200
        return response.content.decode()

    def test_it_shows_milestones_contacts_and_how_many_groups_fit(self) -> None:
        condition = ConditionFactory()
        study = StudyFactory(
            conditions=[condition], launch_on=date(2030, 1, 7), enrolment_ends_on=date(2031, 6, 2)
        )
        GroupFactory.create_batch(2, conditions=[condition])
        ContactFactory(sponsor=study.sponsor, name="Kim Asked")
        ContactFactory(sponsor=study.sponsor, name="Gone Person", left_on=TODAY())
        text = self.page(study)
        assert "Mon 7 Jan 2030" in text or "7 Jan 2030" in text
        assert "2 Jun 2031" in text
        assert "Kim Asked" in text
        assert "Gone Person" not in text
        assert "<b>2</b> groups fit" in text

    def test_it_shows_what_of_the_budget_is_spoken_for(self) -> None:
        study = StudyFactory()
        line = BudgetLineFactory(study=study)
        for state, amount in (("offered", 3000), ("committed", 10_000), ("paid", 2000)):
            own = PartnershipFactory(study=study)
            BudgetHold.objects.create(line=line, partnership=own, state=state, amount=amount)
        found = BudgetLine.objects.with_held().get()
        assert (found.committed, found.offered) == (Decimal(12_000), Decimal(3000))
        text = self.page(study).replace("\N{NO-BREAK SPACE}", " ")
        for shown in ("USD 12,000", "USD 3,000", "USD 60,000", "USD 50,000"):
            assert shown in text

    def test_partnerships_are_counted_by_stage_and_listed(self) -> None:
        study = StudyFactory()
        PartnershipFactory(study=study, group=GroupFactory(name="Open Group"))
        PartnershipFactory(study=study, closed=True, group=GroupFactory(name="Ended Group"))
        text = self.page(study)
        assert "Identified 1" in text
        assert "Closed 1" in text
        assert "Open Group</a>" in text
        assert "Ended Group</a>" not in text

    def test_the_timeline_names_the_group(self) -> None:
        own = PartnershipFactory(group=GroupFactory(name="Told Group"))
        EventFactory(kind="pause", study=own.study, partnership=own, group=own.group)
        assert "Told Group</a> ·" in self.page(own.study)
        url = reverse("study-timeline", args=[own.study.pk])
        assert "Told Group</a> ·" in signed_in(UserFactory()).get(url).content.decode()

    def test_only_those_who_may_set_the_budget_are_offered_it(self) -> None:
        study = StudyFactory()
        url = reverse("study-budget", args=[study.pk])
        assert url not in self.page(study)
        assert url in self.page(study, UserFactory(manager=True))

    def test_it_takes_a_fixed_number_of_queries(self, django_assert_max_num_queries: Any) -> None:
        condition = ConditionFactory()
        study = StudyFactory(conditions=[condition])
        for n in range(20):
            own = PartnershipFactory(study=study)
            EventFactory(kind="pause", study=study, partnership=own, group=own.group)
            MaterialFactory(study=study, version=n + 1)
        client = signed_in(UserFactory())
        with django_assert_max_num_queries(16):
            client.get(reverse("study-detail", args=[study.pk]))

    def test_a_study_that_is_none_is_a_404(self) -> None:
        url = reverse("study-detail", args=[GroupFactory().pk])
        assert signed_in(UserFactory()).get(url).status_code == 404


def sent(sponsor: Any, /, **changes: Any) -> dict[str, Any]:
    """Give what the form sends for a good study."""
    return {
        "title": "A new study", "protocol_id": "EX-9001", "nct_number": "NCT01234567",
        "sponsor": sponsor.name, "countries": "us, de", "status": "planned",
        "launch_on": "2030-01-07", "enrolment_ends_on": "2031-01-07", **changes,
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
class TestForms:
    def test_a_study_is_written_down(self) -> None:
        sponsor, condition = SponsorFactory(), ConditionFactory()
        response = signed_in(UserFactory()).post(
            reverse("study-create"), sent(sponsor, conditions=[str(condition.pk)])
        )
        study = Study.objects.get()
        assert response.status_code == 303
        assert response.url == reverse("study-detail", args=[study.pk])
        assert (study.sponsor, study.countries) == (sponsor, ["US", "DE"])
        assert list(study.conditions.all()) == [condition]

    @pytest.mark.parametrize(
        "change",
        [
            {"title": ""}, {"title": "x" * 401}, {"title": "nul\x00"}, {"sponsor": "Nobody Inc"},
            {"sponsor": ""}, {"nct_number": "NCT12"}, {"countries": "XX"}, {"status": "asleep"},
            {"launch_on": "2030-02-30"}, {"launch_on": "0001-01-01"}, {"enrolment": "many"},
            {"enrolment": "-5"}, {"enrolment": "9" * 30}, {"enrolment_ends_on": "2029-12-31"},
            {"conditions": ["nope"]}, {"acting_agency": "Nobody"},
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_named_and_the_rest_is_kept(self, change: dict[str, Any]) -> None:
        response = signed_in(UserFactory()).post(
            reverse("study-create"), sent(SponsorFactory(), **change)
        )
        text = response.content.decode()
        assert response.status_code == 422
        assert "There is a problem" in text
        assert "EX-9001" in text
        assert not Study.objects.exists()

    def test_a_number_that_is_taken_names_its_study(self) -> None:
        other = StudyFactory(nct_number="NCT01234567")
        response = signed_in(UserFactory()).post(
            reverse("study-create"), sent(SponsorFactory(), nct_number="nct01234567")
        )
        assert response.status_code == 422
        assert other.title in response.content.decode()

    def test_a_moved_launch_is_told_with_its_reason(self) -> None:
        study = StudyFactory(title="Moved study")
        url = reverse("study-edit", args=[study.pk])
        client = signed_in(UserFactory())
        assert "Moved study" in client.get(url).content.decode()
        changes = {
            "title": study.title, "protocol_id": study.protocol_id,
            "nct_number": study.nct_number, "launch_on": "2030-05-06",
            "enrolment_ends_on": "2032-01-01", "reason": "The drug is late",
        }  # fmt: skip
        silent = client.post(url, sent(study.sponsor, **changes | {"reason": " "}))
        assert silent.status_code == 422
        text = silent.content.decode()
        assert "Say why the launch moves" in text
        assert 'href="#id_reason"' in text
        assert 'value="2030-05-06"' in text
        response = client.post(url, sent(study.sponsor, **changes))
        assert response.status_code == 303
        study.refresh_from_db()
        assert study.launch_on == date(2030, 5, 6)
        page = client.get(reverse("study-detail", args=[study.pk])).content.decode()
        assert "The drug is late" in page

    def test_a_cap_below_what_is_held_is_confirmed_and_then_nothing_more_fits(self) -> None:
        line = BudgetLineFactory(approved=9_000, cap=10_000, currency="USD")
        own = PartnershipFactory(study=line.study)
        BudgetHoldFactory(line=line, partnership=own, amount=6_000, state="offered")
        url = reverse("study-budget", args=[line.study_id])
        client = signed_in(UserFactory(manager=True))
        assert "below_held" not in client.get(url, {"currency": "USD"}).content.decode()
        lower = self.budget(line.study, approved="5000", cap="5,000")
        lower["opened"] = client.get(url, {"currency": "USD"}).context["form"]["opened"].value()
        asked = client.post(url, lower)
        text = asked.content.decode()
        assert asked.status_code == 422
        assert "Confirm that the sponsor wants it" in text
        assert own.group.name in text
        line.refresh_from_db()
        assert line.cap == 10_000
        assert client.post(url, lower | {"below_held": "on"}).status_code == 303
        line.refresh_from_db()
        assert line.cap == 5_000
        assert "held, more than the cap" in page_of(client, "study-timeline", line.study_id)
        assert "1,000 more is held than that" in page_of(client, "study-money", line.study_id)
        assert "above the cap" in client.get(reverse("budget-list")).content.decode()
        for change in ({"state": "committed"}, {"amount": 6_001}):
            with pytest.raises(DatabaseError, match="hard_budget_cap"), transaction.atomic():
                BudgetHold.objects.filter(line=line).update(**change)
        BudgetHold.objects.filter(line=line).update(amount=5_000)
        BudgetHold.objects.filter(line=line).update(state="committed")

    def test_a_cap_that_rises_or_fits_asks_nothing(self) -> None:
        line = BudgetLineFactory(approved=4_000, cap=5_000, currency="USD")
        BudgetHoldFactory(line=line, amount=4_500, state="committed")
        BudgetLine.objects.filter(pk=line.pk).update(approved=3_000, cap=3_000)
        url = reverse("study-budget", args=[line.study_id])
        client = signed_in(UserFactory(manager=True))
        for cap in ("3500", "4500", "6000"):
            sent = self.budget(line.study, approved="3000", cap=cap)
            form = client.get(url, {"currency": "USD"}).context["form"]
            sent["opened"] = form["opened"].value()
            assert client.post(url, sent).status_code == 303, cap

    def budget(self, study: Study, **changes: str) -> dict[str, str]:
        contact = ContactFactory(sponsor=study.sponsor)
        return {
            "currency": "USD", "approved": "50000", "cap": "60000",
            "approved_by": str(contact.pk), "approved_on": str(TODAY() - timedelta(days=3)),
            **changes,
        }  # fmt: skip

    def test_a_manager_sets_and_raises_the_budget(self) -> None:
        study = StudyFactory()
        url = reverse("study-budget", args=[study.pk])
        client = signed_in(UserFactory(manager=True))
        assert client.post(url, self.budget(study)).status_code == 303
        assert "50000" in client.get(url, {"currency": "USD"}).content.decode()
        assert "50000" in client.get(url, {"only": "1"}).content.decode()
        assert "50000" not in client.get(url).content.decode()
        assert client.post(url, self.budget(study, approved="55000.50")).status_code == 303
        line = study.budget_lines.get()
        assert (line.approved, line.cap) == (Decimal("55000.50"), Decimal(60_000))

    @pytest.mark.parametrize(
        "change",
        [
            {"approved": "70000"}, {"approved": "-1"}, {"approved": "1e400"}, {"cap": "lots"},
            {"currency": "XYZ"}, {"approved_on": "2026-13-01"}, {"approved_on": "2099-01-01"},
            {"approved_by": ""}, {"approved": "9" * 20},
        ],
    )  # fmt: skip
    def test_a_budget_that_cannot_be_is_named(self, change: dict[str, str]) -> None:
        study = StudyFactory()
        response = signed_in(UserFactory(manager=True)).post(
            reverse("study-budget", args=[study.pk]), self.budget(study, **change)
        )
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()
        assert not study.budget_lines.exists()

    def test_a_contact_of_another_sponsor_cannot_approve(self) -> None:
        study = StudyFactory()
        foreign = str(ContactFactory().pk)
        response = signed_in(UserFactory(manager=True)).post(
            reverse("study-budget", args=[study.pk]), self.budget(study, approved_by=foreign)
        )
        assert response.status_code == 422

    def test_staff_do_not_set_the_budget(self) -> None:
        study = StudyFactory()
        url = reverse("study-budget", args=[study.pk])
        for role in (Role.STAFF, Role.COMPLIANCE):
            assert signed_in(UserFactory(role=role)).post(url).status_code == 403
