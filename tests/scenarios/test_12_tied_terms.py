"""Scenario 12."""

import pytest
import time_machine
from django.urls import reverse

from advocacy.models import Override, Stage
from tests import factories
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("sole_funder", "A sole-funder term would make the group depend on one sponsor."),
        ("pay_per_referral", "The fee is tied to referrals or enrolment."),
    ],
)
def test_nobody_executes_a_term_that_ties_the_group(
    clock: time_machine.Traveller, term: str, words: str
) -> None:
    world = clear_world()
    world.to_terms()
    clock.move_to(world.at)
    world.do("draft_agreement", **world.agreement(**{term: True}))
    own = world.partnership
    for person in (
        world.staff, world.manager, world.compliance, factories.UserFactory(admin=True),
    ):  # fmt: skip
        desk = Desk(person)
        refused = desk.is_refused(step(own, "execute"))
        said = refused.finding("Independence")
        assert words in said.text
        assert "Why: A group is worth listening to because nobody owns it." in said.text
        assert said.override == ""
        page = desk.opens(reverse("override-ask", args=[own.pk, "independence", "execute"]))
        assert "Nobody can except this." in page.text
    assert not Override.objects.exists()
    own.refresh_from_db()
    assert own.stage == Stage.CONTRACTING

    dana = Desk(world.staff)
    form = dana.opens(step(own, "agreement")).form()
    assert form.sent[term]
    form.sent.pop(term)
    assert dana.client.post(step(own, "agreement"), form.sent).status_code == 303
    page = dana.does(step(own, "execute"))
    own.refresh_from_db()
    assert own.stage == Stage.EXECUTED
    assert "Refused: execute the agreement Independence" in page.text
