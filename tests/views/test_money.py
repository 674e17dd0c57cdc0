"""Budgets: every sum equals a recount in plain SQL, and opens the rows behind it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocacy.models import BudgetHold, HoldState, Study, Transfer, User
from advocacy.views.sums import costs_of
from advocacy.workflow.forecast import expected
from tests import factories
from tests.views.everything import undone

pytestmark = pytest.mark.django_db(transaction=True)

CURRENCIES = ("USD", "EUR")
LINES = """
SELECT l.currency, l.approved,
    (SELECT COALESCE(sum(h.amount), 0) FROM advocacy_budgethold h
     WHERE h.line_id = l.id AND h.state = 'offered'),
    (SELECT COALESCE(sum(h.amount), 0) FROM advocacy_budgethold h
     WHERE h.line_id = l.id AND h.state <> 'offered'),
    (SELECT COALESCE(sum(t.amount), 0) FROM advocacy_transfer t
     JOIN advocacy_partnership p ON p.id = t.partnership_id
     WHERE p.study_id = l.study_id AND t.currency = l.currency AND t.kind = 'money')
FROM advocacy_budgetline l WHERE l.study_id = %s ORDER BY l.currency
"""
COSTS = """
SELECT paid.currency, sum(paid.total), count(*), COALESCE(sum(r.n), 0), COALESCE(sum(a.n), 0)
FROM (SELECT t.currency, t.partnership_id, sum(t.amount) AS total FROM advocacy_transfer t
      JOIN advocacy_partnership p ON p.id = t.partnership_id
      WHERE p.study_id = %s AND t.kind = 'money' GROUP BY 1, 2) paid
LEFT JOIN (SELECT partnership_id, sum(reached) AS n FROM advocacy_placement GROUP BY 1) r
    USING (partnership_id)
LEFT JOIN (SELECT partnership_id, count(*) AS n FROM advocacy_touch WHERE is_genuine GROUP BY 1) a
    USING (partnership_id)
GROUP BY 1 ORDER BY 1
"""


def signed_in(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or factories.UserFactory(manager=True))
    return client


def told(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def url(study: Study, name: str = "study-money") -> str:
    return reverse(name, args=[study.pk])


def paid(study: Study, own: Any, currency: str, amount: int) -> None:
    """A transfer with the agreement that the database wants."""
    day = factories.TODAY()
    if not own.agreements.exists():
        factories.AgreementFactory(
            partnership=own,
            group=own.group,
            sponsor=study.sponsor,
            executed_on=day - timedelta(days=4),
        )
    Transfer.objects.create(
        partnership=own, group=own.group, sponsor=study.sponsor, kind="money", amount=amount,
        currency=currency, category="Fee", description="x", given_on=day,
    )  # fmt: skip


PAIRS = st.tuples(
    st.sampled_from(CURRENCIES), st.sampled_from(HoldState.values), st.integers(0, 900),
    st.integers(0, 2), st.integers(0, 3),
)  # fmt: skip


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=st.lists(PAIRS, max_size=5))
def test_every_sum_equals_a_recount(rows: list[tuple[str, str, int, int, int]]) -> None:
    with undone():
        study = factories.StudyFactory()
        lines = {
            code: factories.BudgetLineFactory(study=study, currency=code) for code in CURRENCIES
        }
        for currency, state, amount, payments, answers in rows:
            own = factories.PartnershipFactory(study=study)
            BudgetHold.objects.create(
                line=lines[currency], partnership=own, state=state, amount=amount
            )
            for _n in range(payments):
                paid(study, own, currency, amount)
            for _n in range(answers):
                factories.TouchFactory(
                    partnership=own, direction="in", is_genuine=True, outcome="interested",
                    is_attempt=False,
                )  # fmt: skip
        page = signed_in().get(url(study))
        shown = [(s.currency, s.approved, s.offered, s.committed, s.paid)
                 for s in page.context["lines"]]  # fmt: skip
        assert shown == told(LINES, study.pk)
        costs = [(c.currency, c.paid, c.partnerships, c.reached, c.responses)
                 for c in costs_of(study)]  # fmt: skip
        assert costs == told(COSTS, study.pk)
        for sums in page.context["lines"]:
            for shown_as in ("offered", "committed", "paid"):
                assert_rows_sum_to(study, shown_as, sums)


def assert_rows_sum_to(study: Study, shown: str, sums: Any) -> None:
    page = signed_in().get(url(study), {"show": shown, "currency": sums.currency})
    behind = sum((row.amount for row in page.context["page"].rows), Decimal(0))
    assert behind == getattr(sums, shown)


def test_a_forecast_counts_nobody_whose_willingness_is_unknown_or_old() -> None:
    study = factories.StudyFactory()
    factories.BudgetLineFactory(study=study)
    known, unknown, old, held, free = (factories.PartnershipFactory(study=study) for _n in range(5))
    day = factories.TODAY()
    factories.StanceFactory(group=known.group, kind="case_by_case", as_of=day)
    factories.StanceFactory(group=old.group, kind="open", as_of=day - timedelta(days=400))
    factories.StanceFactory(group=held.group, kind="open", as_of=day)
    factories.StanceFactory(group=free.group, kind="open", as_of=day)
    for own, amount in ((known, 100), (unknown, 20), (old, 3), (held, 5000)):
        factories.QuoteFactory(partnership=own, amount=amount)
    factories.AskFactory(partnership=free, fee=700)
    BudgetHold.objects.create(
        line=study.budget_lines.get(), partnership=held, state="offered", amount=5000
    )
    counted = {one.own.pk: one.counted for one in expected([study.pk])}
    assert counted == {known.pk: 100, unknown.pk: 0, old.pk: 0, free.pk: 700}
    (sums,) = signed_in().get(url(study)).context["lines"]
    assert (sums.expected, sums.uncounted, sums.forecast) == (800, 2, 5800)


def test_currencies_are_never_added_together() -> None:
    study = factories.StudyFactory()
    for code, approved in (("USD", 100), ("EUR", 70), ("JPY", 5)):
        factories.BudgetLineFactory(study=study, currency=code, approved=approved, cap=approved)
    factories.BudgetLineFactory(currency="USD", approved=30, cap=30)
    totals = signed_in().get(reverse("budget-list")).context["totals"]
    assert [(t.currency, t.approved) for t in totals] == [("EUR", 70), ("JPY", 5), ("USD", 130)]


def test_lines_that_are_over_are_found() -> None:
    over, fine = factories.BudgetLineFactory(approved=1000), factories.BudgetLineFactory()
    for line in (over, fine):
        BudgetHold.objects.create(
            line=line, state="committed", amount=900,
            partnership=factories.PartnershipFactory(study=line.study),
        )  # fmt: skip
    page = signed_in().get(reverse("budget-list"), {"show": "over"})
    assert [sums.line.pk for sums in page.context["rows"]] == [over.pk]
    assert page.context["rows"][0].free == -35


def test_what_was_approved_when_and_by_whom_is_told() -> None:
    line = factories.BudgetLineFactory()
    who = factories.ContactFactory(sponsor=line.study.sponsor, name="Robin Example")
    manager = factories.UserFactory(manager=True)
    client = signed_in(manager)
    for approved in (55_000, 60_000):
        opened = client.get(f"{url(line.study, 'study-budget')}?currency=USD").context["form"]
        client.post(url(line.study, "study-budget"), {
            "currency": "USD", "approved": approved, "cap": 60_000, "approved_by": who.pk,
            "approved_on": factories.TODAY(), "opened": opened["opened"].value(),
        })  # fmt: skip
    page = client.get(url(line.study))
    assert len(page.context["approvals"]) == 2
    text = page.content.decode()
    assert "USD\N{NO-BREAK SPACE}60,000" in text
    assert manager.name in text


def queries_of(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("address", ["list", "study"])
def test_the_number_of_queries_does_not_grow(address: str) -> None:
    study = factories.StudyFactory()
    factories.BudgetLineFactory(study=study)
    client = signed_in()

    def more() -> None:
        own = factories.PartnershipFactory(study=study)
        factories.QuoteFactory(partnership=own, amount=5)
        factories.BudgetLineFactory()

    more()
    where = reverse("budget-list") if address == "list" else url(study)
    few = queries_of(client, where)
    for _n in range(8):
        more()
    assert queries_of(client, where) == few <= 17


def test_files_are_handed_out() -> None:
    line = factories.BudgetLineFactory()
    for address in (reverse("budget-list"), url(line.study)):
        for kind in ("csv", "xlsx"):
            file = signed_in().get(address, {"format": kind})
            assert "attachment" in file["Content-Disposition"]


def test_staff_see_it_and_viewers_of_sponsors_do_not() -> None:
    line = factories.BudgetLineFactory()
    for role, status in (("staff", 200), ("compliance", 200)):
        assert (
            signed_in(factories.UserFactory(role=role)).get(url(line.study)).status_code == status
        )
    viewer = signed_in(factories.UserFactory(viewer=True))
    assert viewer.get(url(line.study)).status_code == 404
    assert viewer.get(reverse("budget-list")).status_code == 404


def test_what_money_bought_opens_its_rows_and_the_file_has_the_forecast() -> None:
    line = factories.BudgetLineFactory()
    own, other = factories.PartnershipFactory.create_batch(2, study=line.study)
    for one in (own, other):
        factories.TouchFactory(
            partnership=one, group=one.group, direction="in", is_genuine=True, is_attempt=False,
            outcome="interested", purpose="",
        )  # fmt: skip
    paid(line.study, own, "USD", 700)
    material = factories.MaterialFactory(study=line.study)
    for reached in (40, 2, None):
        factories.PlacementFactory(partnership=own, material=material, reached=reached)
    client = signed_in()
    (cost,) = costs_of(line.study)
    for shown, told_by in (("reached", cost.reached), ("responses", cost.responses)):
        page = client.get(url(line.study), {"show": shown, "currency": "USD"})
        assert f"show={shown}" in page.content.decode()
        rows = page.context["page"].rows
        assert {row.partnership_id for row in rows} == {own.pk}
        assert (sum(row.reached for row in rows) if shown == "reached" else len(rows)) == told_by
    file = client.get(reverse("budget-list"), {"format": "csv"}).content.decode()
    assert ",Forecast,currency," in file
