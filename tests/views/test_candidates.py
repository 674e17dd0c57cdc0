"""Which groups come into question for a study, and how a partnership starts."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.models import Condition, Group, GroupKind, Partnership, Study
from tests.factories import (
    TODAY,
    ChannelFactory,
    ClearanceFactory,
    ConditionFactory,
    GroupFactory,
    OptOutFactory,
    PartnershipFactory,
    QuoteFactory,
    StanceFactory,
    StopFactory,
    StudyFactory,
    UserFactory,
)
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def alzheimer() -> Condition:
    """Give a condition within a field."""
    field = ConditionFactory(code="neurology")
    condition = ConditionFactory(code="alzheimer")
    condition.broader = field
    condition.save(update_fields=["broader"])
    return condition


@pytest.fixture
def study(alzheimer: Condition) -> Study:
    """Give a study on that condition in the United States."""
    return StudyFactory(conditions=[alzheimer])


def page_of(study: Study, **asked: Any) -> str:
    """Give the page of the candidates as staff see it."""
    url = reverse("study-candidates", args=[study.pk])
    return signed_in(UserFactory()).get(url, asked).content.decode()


def cleared(study: Study, group: Group) -> None:
    """Let the sponsor say that it knows of no relationship."""
    ClearanceFactory(study=study, group=group)


def test_it_lists_groups_of_the_condition_and_of_the_broader_field(
    study: Study, alzheimer: Condition
) -> None:
    GroupFactory(name="Memory Alliance", conditions=[alzheimer])
    GroupFactory(name="Brain Circle", conditions=[alzheimer.broader])
    GroupFactory(name="Heart House", conditions=[ConditionFactory(code="heart")])
    GroupFactory(name="Memoria Italia", conditions=[alzheimer], country="IT", countries=["IT"])
    text = page_of(study)
    assert "Memory Alliance" in text
    assert "Brain Circle" in text
    assert text.count("fits the broader field") == 1
    assert "Heart House" not in text
    assert "Memoria Italia" not in text


def test_a_group_that_serves_one_of_the_countries_from_abroad_fits(
    study: Study, alzheimer: Condition
) -> None:
    GroupFactory(name="Across", conditions=[alzheimer], country="CA", countries=["CA", "US"])
    assert "Across" in page_of(study)


def test_it_leaves_out_groups_that_are_dissolved(study: Study, alzheimer: Condition) -> None:
    GroupFactory(name="Gone Group", conditions=[alzheimer], dissolved_on=TODAY())
    assert "Gone Group" not in page_of(study)


def test_it_says_clear_not_yet_and_never_with_the_reason(
    study: Study, alzheimer: Condition
) -> None:
    clear = GroupFactory(name="Clear Group", conditions=[alzheimer], profiled=True)
    cleared(study, clear)
    waiting = GroupFactory(name="Waiting Group", conditions=[alzheimer], profiled=True)
    cleared(study, waiting)
    StopFactory(group=waiting)
    never = GroupFactory(name="Never Group", conditions=[alzheimer], profiled=True)
    OptOutFactory(group=never)
    for standing, name in (("clear", "Clear"), ("not_yet", "Waiting"), ("never", "Never")):
        text = page_of(study, standing=standing)
        assert f"{name} Group" in text
        assert text.count(" Group</a>") == 1
    assert "Stopped" in page_of(study, standing="not_yet")
    assert "Opt-out" in page_of(study, standing="never")


def test_it_is_sorted_by_standing_and_may_be_sorted_by_reach_or_name(
    study: Study, alzheimer: Condition
) -> None:
    small = GroupFactory(name="Aspen", conditions=[alzheimer], profiled=True)
    ChannelFactory(group=small, reach=10)
    large = GroupFactory(name="Birch", conditions=[alzheimer], profiled=True)
    ChannelFactory(group=large, reach=90_000)
    ChannelFactory(group=large, reach=9_000)
    ready = GroupFactory(name="Cedar", conditions=[alzheimer], profiled=True)
    cleared(study, ready)

    def order(sort: str) -> list[str]:
        text = page_of(study, sort=sort)
        return sorted(("Aspen", "Birch", "Cedar"), key=lambda name: text.index(f"{name}</a>"))

    assert order("standing")[0] == "Cedar"
    assert order("earliest")[0] == "Cedar"
    assert order("reach") == ["Birch", "Aspen", "Cedar"]
    assert order("name") == ["Aspen", "Birch", "Cedar"]
    assert "99,000" in page_of(study)


def test_it_is_narrowed_by_kind_region_and_reason(study: Study, alzheimer: Condition) -> None:
    GroupFactory(name="Chapter", conditions=[alzheimer], kind=GroupKind.CHAPTER, region="NY")
    GroupFactory(name="Umbrella", conditions=[alzheimer], kind=GroupKind.UMBRELLA, region="TX")
    stopped = GroupFactory(name="Resting", conditions=[alzheimer], region="CA")
    StopFactory(group=stopped)
    for asked, name in (
        ({"kind": "umbrella"}, "Umbrella"), ({"region": "TX"}, "Umbrella"),
        ({"region": "NY"}, "Chapter"), ({"reason": "stopped"}, "Resting"),
    ):  # fmt: skip
        text = page_of(study, **asked)
        assert f"{name}</a>" in text, asked
        assert text.count("Start partnership<") == 1, asked


def test_a_filter_that_does_not_exist_is_named_and_ignored(
    study: Study, alzheimer: Condition
) -> None:
    GroupFactory(name="Aspen", conditions=[alzheimer])
    text = page_of(study, kind="castle", region="<b>", sort="luck", page="nine")
    assert "Aspen" in text
    assert "Select a valid choice" in text or "not in the list" in text


def test_it_shows_fee_and_stance_of_the_rows(study: Study, alzheimer: Condition) -> None:
    group = GroupFactory(name="Aspen", conditions=[alzheimer])
    StanceFactory(group=group, kind="case_by_case")
    other = PartnershipFactory(group=group)
    QuoteFactory(partnership=other, amount=700, quoted_on=TODAY() - timedelta(days=90))
    QuoteFactory(partnership=other, amount=1250)
    text = page_of(study)
    assert "USD\N{NO-BREAK SPACE}1,250" in text
    assert "Case by case" in text


def test_a_study_without_conditions_says_what_to_do() -> None:
    study = StudyFactory()
    text = page_of(study)
    assert "Which conditions is this study about?" in text
    assert reverse("study-edit", args=[study.pk]) in text


def queries(study: Study) -> int:
    """Count the queries of the page."""
    client = signed_in(UserFactory())
    url = reverse("study-candidates", args=[study.pk])
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_the_number_of_queries_is_the_same_for_ten_and_for_three_hundred_groups(
    study: Study, alzheimer: Condition
) -> None:
    for __ in range(10):
        GroupFactory(conditions=[alzheimer], profiled=True)
    few = queries(study)
    parent = GroupFactory(conditions=[alzheimer], kind=GroupKind.UMBRELLA)
    GroupFactory.create_batch(289, conditions=[alzheimer], parent=parent)
    assert queries(study) == few


def test_pages_hold_fifty(study: Study, alzheimer: Condition) -> None:
    GroupFactory.create_batch(52, conditions=[alzheimer])
    assert page_of(study).count("Start partnership<") == 50
    assert page_of(study, page="2").count("Start partnership<") == 2


def test_too_many_groups_are_cut_with_a_notice(
    study: Study, alzheimer: Condition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advocacy.views.candidates.MOST_FITTING", 3)
    GroupFactory.create_batch(4, conditions=[alzheimer])
    text = page_of(study)
    assert "More than 3 groups fit" in text
    assert text.count("Start partnership<") == 3


class TestStart:
    """A partnership starts from a row."""

    def url(self, study: Study, group: Group) -> str:
        return reverse("partnership-start", args=[study.pk, group.pk])

    @pytest.mark.django_db(transaction=True)
    def test_it_starts_with_the_note_why_this_group(
        self, study: Study, alzheimer: Condition
    ) -> None:
        group, person = GroupFactory(conditions=[alzheimer]), UserFactory()
        response = signed_in(person).post(
            self.url(study, group),
            {"why_this_group": "Runs the memory cafés.", "owner": str(person.pk)},
        )
        own = Partnership.objects.get(study=study, group=group)
        assert response.status_code == 303
        assert response.url == reverse("partnership-detail", args=[own.pk])
        assert own.why_this_group == "Runs the memory cafés."
        assert own.owner == person

    def test_without_a_note_it_asks_for_one(self, study: Study, alzheimer: Condition) -> None:
        group, person = GroupFactory(conditions=[alzheimer]), UserFactory()
        response = signed_in(person).post(self.url(study, group), {"owner": str(person.pk)})
        assert response.status_code == 422
        assert "Fill this in." in response.content.decode()
        assert not Partnership.objects.exists()

    def test_too_long_a_note_and_a_foreign_owner_are_named(
        self, study: Study, alzheimer: Condition
    ) -> None:
        group = GroupFactory(conditions=[alzheimer])
        response = signed_in(UserFactory()).post(
            self.url(study, group), {"why_this_group": "x" * 1001, "owner": str(study.pk)}
        )
        assert response.status_code == 422
        assert "not in the list" in response.content.decode()

    def test_one_that_is_open_already_is_shown_instead(
        self, study: Study, alzheimer: Condition
    ) -> None:
        group = GroupFactory(conditions=[alzheimer])
        own = PartnershipFactory(study=study, group=group)
        text = signed_in(UserFactory()).get(self.url(study, group)).content.decode()
        assert reverse("partnership-detail", args=[own.pk]) in text
        assert "<textarea" not in text

    @pytest.mark.django_db(transaction=True)
    def test_a_second_one_is_refused_with_words(self, study: Study, alzheimer: Condition) -> None:
        group, person = GroupFactory(conditions=[alzheimer]), UserFactory()
        PartnershipFactory(study=study, group=group)
        response = signed_in(person).post(
            self.url(study, group), {"why_this_group": "Once more.", "owner": str(person.pk)}
        )
        assert response.status_code in (409, 422)
        assert Partnership.objects.count() == 1

    def test_a_group_that_is_not_there_is_a_404(self, study: Study) -> None:
        response = signed_in(UserFactory()).get(
            reverse("partnership-start", args=[study.pk, study.pk])
        )
        assert response.status_code == 404
