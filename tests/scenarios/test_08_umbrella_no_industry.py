"""Scenario 8."""

import pytest
from django.urls import reverse

from advocacy.models import Partnership
from tests import factories
from tests.scenarios.desk import Desk, place, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_when_the_umbrella_says_no_industry_its_chapter_is_refused() -> None:
    alzheimer = factories.ConditionFactory()
    umbrella = factories.GroupFactory(name="Harbour Alliance", kind="umbrella")
    chapter = factories.GroupFactory(
        name="Harbour Albany", parent=umbrella, revenue=500_000, conditions=[alzheimer]
    )
    world = clear_world(group=chapter)
    dana = Desk(world.staff)
    page = dana.does(
        f"{reverse('touch-log')}?group={umbrella.pk}", happened="policy_no",
        policy_kind="no_industry", summary="We never work with industry.",
    )  # fmt: skip
    assert "Stopped for good: every study." in page.text
    assert "Closed: Policy: no industry" in dana.record(world.partnership).text

    study = factories.StudyFactory(conditions=[alzheimer])
    candidates = dana.opens(reverse("study-candidates", args=[study.pk]))
    assert "Harbour Albany" in candidates.text
    dana.does(
        reverse("partnership-start", args=[study.pk, chapter.pk]), why_this_group="It is near."
    )
    own = Partnership.objects.get(study=study)
    refused = dana.is_refused(step(own, "write"), purpose="exploratory")
    assert "Not possible, and no exception can be made" in refused.text
    stance = refused.finding("Willingness")
    assert "Harbour Alliance, to which it belongs, works with no industry" in stance.text
    assert place(stance.link("Choose another group")) == candidates.url
    stopped = refused.finding("Stopped")
    assert "every study with Harbour Alliance, since Tue 15 Sep 2026, for good" in stopped.text
    for person in (world.staff, world.manager, world.compliance):
        page = Desk(person).record(own)
        assert {page.finding(t).override for t in ("Willingness", "Stopped")} == {""}
    assert "Refused: write to the group" in page.text
