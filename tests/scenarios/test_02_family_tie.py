"""Scenario 2."""

from datetime import date

import pytest
from django.urls import reverse

from advocacy.models import Relationship
from tests import factories
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_a_tie_of_the_parent_company_is_found_for_a_study_of_its_daughter() -> None:
    alzheimer = factories.ConditionFactory()
    world = clear_world(
        group=factories.GroupFactory(revenue=500_000, conditions=[alzheimer]), cleared=False
    )
    own, group, dana = world.partnership, world.group, Desk(world.staff)
    world.study.conditions.set([alzheimer])
    genentech = world.study.sponsor
    genentech.name = "Genentech"
    genentech.save(update_fields=["name"])
    roche = factories.SponsorFactory(name="Roche")

    dana.does(
        reverse("sponsor-parent-add", args=[genentech.pk]),
        parent="Roche", since="2009-03-26", source="annual report",
    )  # fmt: skip
    dana.does(
        reverse("group-tie-add", args=[group.pk]),
        sponsor="Roche", kind="grant", starts_on="2025-03-01", source="disclosure of 2025",
    )  # fmt: skip
    tie = Relationship.objects.get(group=group)
    assert (tie.sponsor, tie.starts_on) == (roche, date(2025, 3, 1))

    refused = dana.is_refused(step(own, "write"), purpose="ask")
    said = refused.finding("Sponsor clearance")
    assert (
        "The sponsor family has 1 relationship with this group family: grant, "
        f"Genentech › Roche with {group.name}, since Sat 1 Mar 2025. Genentech has not been asked."
    ) in said.text
    evidence = said.link("Genentech › Roche")
    assert evidence == reverse("tie-detail", args=[tie.pk])
    led = dana.opens(evidence, status=302)
    assert led.status == 302
    assert "Genentech › Roche" in dana.record(own).finding("Sponsor clearance").text

    candidates = dana.opens(reverse("study-candidates", args=[world.study.pk]))
    assert group.name in candidates.text
    assert "Genentech › Roche" in candidates.text
