"""Scenario 20."""

import csv
import io
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from advocacy.models import Transfer
from tests import factories
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def ledger(year: int) -> dict[str, Decimal]:
    """What the ledger says was given in a year, by currency: one plain query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT currency, sum(amount) FROM advocacy_transfer"
            " WHERE extract(year FROM given_on) = %s GROUP BY 1",
            [year],
        )
        return dict(cursor.fetchall())


def test_the_years_disclosure_is_the_ledger_with_in_kind_and_what_agencies_paid() -> None:
    world = clear_world(fee=1_200)
    factories.QuoteFactory(partnership=world.partnership, amount=1_200, fair_value=1_200)
    world.to_terms()
    world.do("draft_agreement", **world.agreement(amount=Decimal(1_200)))
    world.do("execute")
    agency = factories.SponsorFactory(name="Example Agency", kind="agency")
    given: dict[str, Any] = {"given_on": world.today, "currency": "USD"}
    world.do("record_transfer", kind="money", amount=Decimal("1200.00"), category="Fee",
             description="Newsletter item", paid_by=agency, **given)  # fmt: skip
    world.do("record_transfer", kind="in_kind", amount=Decimal("349.50"), category="Printing",
             description="Caregiver guide", paid_by=None, **given)  # fmt: skip
    Transfer.objects.create(
        sponsor=world.study.sponsor, group=world.group, kind="money", amount=Decimal(77),
        currency="USD", category="Grant", description="Before", given_on="2025-12-31",
    )  # fmt: skip
    assert step(world.partnership, "transfer")

    url = reverse("report-detail", args=["disclosure"])
    boss = Desk(world.manager)
    page = boss.opens(f"{url}?year=2026")
    assert "USD\xa01,549.50" in page.text.replace("USD 1,549.50", "USD\xa01,549.50")
    assert "Example Agency" in page.text
    assert "Printing" in page.text
    assert ledger(2026) == {"USD": Decimal("1549.50")}

    file = boss.client.get(f"{url}?year=2026&format=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(file, newline="")))
    start = rows.index(["Every transfer"]) + 2
    amounts = [Decimal(row[5]) for row in rows[start:] if len(row) > 5]
    assert sum(amounts) == ledger(2026)["USD"]
    assert {row[8] for row in rows[start:] if len(row) > 5} == {"Example Agency", ""}

    before = boss.opens(f"{url}?year=2025")
    assert "USD 77" in before.text.replace("\xa0", " ")
    assert "Caregiver guide" not in before.text
