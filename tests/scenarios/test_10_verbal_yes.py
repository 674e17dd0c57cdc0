"""Scenario 10."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile

from advocacy.models import Stage
from tests.scenarios.desk import Desk, place, step
from tests.workflow.world import START, clear_world

pytestmark = pytest.mark.django_db


def test_a_verbal_yes_executes_nothing_until_both_have_signed() -> None:
    world = clear_world()
    world.contact_now()
    world.answers("interested")
    own, dana, day = world.partnership, Desk(world.staff), START.date()
    page = dana.does(step(own, "verbal-yes"), verbal_yes_on=str(day))
    assert "pending written" in page.text

    refused = dana.is_refused(step(own, "execute"))
    said = refused.finding("Executed agreement")
    assert "The yes of Tue 15 Sep 2026 was verbal: pending written." in said.text
    assert list(said.links) == ["Have both sides sign, and attach the signed file"]
    assert place(said.link("Have both sides sign")) == step(own, "agreement")
    assert said.override == ""
    live = dana.fills(step(own, "live"), proof_url="https://example.org/proof")
    assert live.status == 409

    dana.does(step(own, "group-review"), review_process="The board.", review_by=str(day))
    dana.does(step(own, "agree-terms"), written_yes_on=str(day), written_yes_source="Mail of today")
    dana.does(
        step(own, "agreement"), purpose="Tell members", activity="One newsletter item",
        acknowledgement="Supported by the sponsor", in_kind="Printing", starts_on=str(day),
        ends_on=str(day + timedelta(days=200)), group_signatory="R. Sample",
        group_signed_on=str(day), file=ContentFile(b"%PDF-1.4 half signed", "a.pdf"),
    )  # fmt: skip
    half = dana.is_refused(step(own, "execute")).finding("Executed agreement")
    assert "pending written" in half.text.lower()
    assert "sponsor" in half.text
    assert "/agreement/" in half.link("Complete the agreement")
    live = dana.is_refused(step(own, "live"), proof_url="https://example.org/proof")
    assert live.finding("Executed agreement").override == ""

    dana.does(
        half.link("Complete the agreement"), sponsor_signatory="S. Sample",
        sponsor_signed_on=str(day), file=ContentFile(b"%PDF-1.4 both signed", "b.pdf"),
    )  # fmt: skip
    page = dana.does(step(own, "execute"))
    own.refresh_from_db()
    assert own.stage == Stage.EXECUTED
    assert "Refused: execute the agreement Executed agreement" in page.text
    assert "Verbal yes, written one pending" in page.text
