"""Scenario 9."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from tests.scenarios.desk import Desk, place, step
from tests.workflow.world import START, clear_world

pytestmark = pytest.mark.django_db


def test_six_weeks_are_too_short_and_a_smaller_ask_fits() -> None:
    world = clear_world(launch_in_weeks=6, primary_activity="flyer", effort_hours=2)
    own, dana = world.partnership, Desk(world.staff)
    refused = dana.is_refused(step(own, "write"), purpose="ask")
    assert refused.refusing == ["Lead time"]
    said = refused.finding("Lead time")
    assert (
        "2 conversation + 3 review + 4 contract (3 materials beside it) + 2 set-up = 11 weeks; "
        "6 left to Tue 27 Oct 2026. Short by 45 %."
    ) in said.text
    assert "today + 11 weeks, by the launch" in said.text
    assert "Why: A group has its own calendar" in said.text
    assert said.override == ""
    assert place(said.link("Move the launch")) == reverse("study-edit", args=[own.study_id])

    day = START.date()
    dana.does(
        reverse("group-master-add", args=[world.group.pk]), sponsor=own.study.sponsor.name,
        purpose="Work together", activity="Campaigns as agreed", acknowledgement="Supported by us",
        in_kind="Printing", starts_on=str(day - timedelta(days=30)),
        ends_on=str(day + timedelta(days=700)), group_signatory="R. Sample",
        group_signed_on=str(day - timedelta(days=31)), sponsor_signatory="S. Sample",
        sponsor_signed_on=str(day - timedelta(days=30)), file=ContentFile(b"%PDF-1.4 m", "m.pdf"),
    )  # fmt: skip
    shorter = dana.record(own).finding("Lead time")
    assert "today + 10 weeks, by the launch" in shorter.text  # material takes 3 beside it
    assert shorter.link("signed master agreement")

    smaller = said.link("Smaller ask that fits")
    assert smaller == f"{step(own, 'ask')}?scale=down"
    page = dana.does(smaller, reason="Six weeks are short.")
    assert "Clear to go" in page.text
    sent = dana.writes(own)
    assert "Refused: write to the group Lead time" in sent.text
    assert "Six weeks are short." in sent.text
