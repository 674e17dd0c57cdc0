"""Scenario 1."""

import pytest
from django.urls import reverse

from advocacy.models import Stage
from tests.scenarios.desk import Desk, place, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_without_the_sponsors_word_contact_is_refused_and_says_whom_to_ask() -> None:
    world = clear_world(stage=Stage.PROFILED, cleared=False)
    own, dana = world.partnership, Desk(world.staff)

    before = dana.record(own)
    assert "Not clear yet" in before.text
    refused = dana.is_refused(step(own, "write"), purpose="ask")

    assert refused.refusing == ["Sponsor clearance"]
    said = refused.finding("Sponsor clearance")
    sponsor = own.study.sponsor.name
    assert f"{sponsor} has not been asked." in said.text
    assert "Why: A sponsor often knows the group already" in said.text
    assert "a dated answer under 90 days old" in said.text
    assert place(said.link(f"Ask R. Example, PE, at {sponsor}")) == step(own, "ask-clearance")
    assert said.override == reverse("override-ask", args=[own.pk, "sponsor-clearance", "contact"])

    asked = dana.does(said.link("Ask R. Example"), asked_of=world.contact.pk)
    waiting = asked.finding("Sponsor clearance")
    assert "0 of 10 business days have passed, no answer" in waiting.text
    assert place(waiting.link("Remind R. Example")) == step(own, "answer-clearance")

    answered = dana.does(
        waiting.link("Remind R. Example"), answer="none_known", answered_by=world.contact.pk
    )
    assert "Clear to go" in answered.text
    sent = dana.writes(own)
    for told in ("Refused: write to the group Sponsor clearance", "Clearance asked",
                 "Sponsor answered", "E-mail, from us: The ask"):  # fmt: skip
        assert told in sent.text
