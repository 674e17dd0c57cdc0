"""Scenario 13."""

import pytest
from django.urls import reverse

from tests.factories import QuoteFactory
from tests.scenarios.desk import Desk, place, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_a_fee_that_leaves_no_contingency_is_refused() -> None:
    world = clear_world(fee=4_800)
    own, dana, boss = world.partnership, Desk(world.staff), Desk(world.manager)
    QuoteFactory(partnership=own, amount=4_800, fair_value=4_800)
    budget = reverse("study-budget", args=[own.study_id])
    approved = {"approved_by": world.contact.pk, "approved_on": "2026-09-15"}
    boss.does(budget, approved="5000", cap="6000", **approved)

    refused = dana.is_refused(step(own, "write"), purpose="ask")
    assert refused.refusing == ["Budget"]
    said = refused.finding("Budget")
    assert (
        "USD 0 committed + USD 0 offered + USD 4,800 now + 15 % contingency = USD 5,520; "
        "USD 520 too much. (USD 5,000 approved)"
    ) in said.text
    assert "Why: A fee that is taken back costs more trust" in said.text
    assert said.override == ""  # 10.4 % above the line, and a manager may go 10 % over it
    assert reverse("study-detail", args=[own.study_id]) in said.link("advocacy budget") or (
        "/records/budget-line/" in said.link("advocacy budget")
    )
    assert place(said.link("Offer less")) == f"{step(own, 'ask')}#id_fee"

    remedy = boss.record(own).finding("Budget").link("raise the budget")
    boss.does(remedy, approved="5519", cap="6000", **approved)
    nearly = dana.is_refused(step(own, "write"), purpose="ask").finding("Budget")
    assert "USD 1 too much." in nearly.text
    assert "/override/budget/contact/" in nearly.override
    boss.does(budget, approved="5520", cap="6000", **approved)
    sent = dana.writes(own)
    assert "Refused: write to the group Budget" in sent.text
    assert "USD 4,800" in sent.text
