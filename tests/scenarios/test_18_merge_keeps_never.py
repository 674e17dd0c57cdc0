"""Scenario 18, suppression."""

import pytest
from django.urls import reverse

from advocacy.models import OptOut, Partnership
from tests import factories
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_a_group_that_is_merged_with_one_that_opted_out_has_opted_out() -> None:
    world = clear_world()
    own, survivor, boss = world.partnership, world.group, Desk(world.manager)
    other = factories.GroupFactory(name="Old Harbour Circle")
    Desk(world.staff).does(
        reverse("group-opt-out-add", args=[other.pk]), person="group", source="mail",
        words="Please never write again.", said_on="2026-09-10",
    )  # fmt: skip
    assert "Clear to go" in boss.record(own).text

    merge = reverse("group-merge", args=[survivor.pk])
    preview = f"{merge}?other=Old+Harbour+Circle"
    assert "Where either of the two said never" in boss.opens(preview).text
    assert OptOut.objects.get().group == other  # looking changed nothing
    page = boss.does(preview)
    assert "Old Harbour Circle is merged into this group." in page.text
    assert f"{survivor.name} said: never contact us" in page.text
    assert "Please never write again." in page.text
    assert OptOut.objects.standing().get().group == survivor
    assert "Closed: Opt-out" in boss.record(own).text

    dana, study = Desk(world.staff), factories.StudyFactory()
    dana.does(reverse("partnership-start", args=[study.pk, survivor.pk]), why_this_group="Near.")
    refused = dana.is_refused(step(Partnership.objects.get(study=study), "write"), purpose="ask")
    said = refused.finding("Opt-out")
    assert "The group opted out on Thu 10 Sep 2026." in said.text
    assert said.override == ""
    assert "Not possible, and no exception can be made" in refused.text
    assert dana.opens(reverse("group-detail", args=[other.pk]), status=302).status == 302
