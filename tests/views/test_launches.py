"""The launches of all studies: each count is the one of the study's own plan."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.models import Stage
from advocacy.models.base import now
from advocacy.views.plan import all_fit_from, trial
from tests import factories
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
OPEN_EARLY = [Stage.IDENTIFIED, Stage.PROFILED, Stage.REVIEW, Stage.CONTRACTING]


@pytest.fixture
def client() -> Client:
    return signed_in(factories.UserFactory(manager=True))


def launching(days: int, stages: list[Stage] = OPEN_EARLY) -> Any:
    study = factories.StudyFactory(
        launch_on=factories.TODAY() + timedelta(days=days), enrolment_ends_on=None
    )
    for stage in stages:
        own = factories.PartnershipFactory(study=study, stage=stage)
        factories.AskFactory(partnership=own, primary_activity="social_post", effort_hours=1)
        factories.PartnershipFactory(study=study, stage=stage, group__time_zone="Asia/Tokyo")
    factories.PhaseDurationFactory.create_batch(6, group_kind=own.group.kind)
    return study


def test_the_counts_are_those_of_each_plan_and_the_most_late_come_first(client: Client) -> None:
    studies = [launching(days) for days in (-3, 20, 50, 80, 400)]
    page = client.get(reverse("launch-list"))
    found = [one for one in page.context["launches"] if one.study in studies]
    assert len(found) == len(studies)
    late = [one.counts["late"] for one in found]
    assert late == sorted(late, reverse=True)
    assert late[0] > 0 == late[-1]
    for one in found:
        plan = trial(one.study, None)
        assert one.counts == Counter(o.judged.state for o in plan.outlooks)
        assert one.open == len(plan.outlooks)
        assert one.all_fit_from == all_fit_from(plan)
    assert page.context["late"] == sum(late)
    assert f"{reverse('study-plan', args=[found[0].study.pk])}?show=late" in page.content.decode()


def test_a_study_without_a_launch_stands_at_the_end_and_offers_to_try_one(client: Client) -> None:
    factories.PartnershipFactory(
        study__launch_on=factories.TODAY() + timedelta(days=400), study__enrolment_ends_on=None
    )
    own = factories.PartnershipFactory(study__launch_on=None)
    factories.PartnershipFactory(
        study=own.study, stage="closed", exit_reason="study_closed", closed_at=now()
    )
    page = client.get(reverse("launch-list"))
    assert [one.study for one in page.context["launches"]][-1] == own.study
    assert page.context["launches"][-1].open == 1
    assert "Try a launch" in page.content.decode()
    assert "Every open partnership has time enough" in page.content.decode()


def test_more_studies_take_no_more_queries(client: Client) -> None:
    counts = []
    for _n in range(2):
        launching(50, [Stage.PROFILED])
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("launch-list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_it_comes_as_a_file(client: Client, kind: str) -> None:
    launching(20, [Stage.PROFILED])
    factories.PartnershipFactory(study__launch_on=None)
    answer = client.get(reverse("launch-list"), {"format": kind})
    assert "attachment" in answer["Content-Disposition"]


def test_without_partnerships_it_leads_to_the_studies(client: Client) -> None:
    assert reverse("study-list") in client.get(reverse("launch-list")).content.decode()
