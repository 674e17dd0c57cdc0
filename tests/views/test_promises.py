"""The ledger of promises: overdue first, all tabs equal a recount, each row leads on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocacy.models import Delivery, Partnership, ReportBack, User
from tests import factories
from tests.views.everything import undone

pytestmark = pytest.mark.django_db(transaction=True)

LEDGER = reverse("promise-list")
#: Sent, agreed, signed, delivered; days to the end; report-back sent, days to its day.
ROWS = st.lists(
    st.tuples(st.booleans(), st.booleans(), st.booleans(), st.booleans(),
              st.integers(-3, 3), st.booleans(), st.integers(-3, 3)),
    max_size=5,
)  # fmt: skip
REPORT_BACKS = """
SELECT count(*) FILTER (WHERE sent_on IS NULL),
    count(*) FILTER (WHERE sent_on IS NULL AND due_on < %s), count(*) FILTER (WHERE sent_on <= %s)
FROM advocacy_reportback
"""
#: The newest ask that was sent, or agreed to; agreed where a contract or a written yes is there.
BENEFITS = """
SELECT count(*) FILTER (WHERE agreed AND NOT given),
    count(*) FILTER (WHERE agreed AND NOT given AND ends_on < %s),
    count(*) FILTER (WHERE given), count(*) FILTER (WHERE NOT agreed AND NOT given)
FROM (SELECT p.id, g.ends_on, g.id IS NOT NULL OR p.written_yes_on IS NOT NULL AS agreed,
        EXISTS (SELECT FROM advocacy_delivery d WHERE d.partnership_id = p.id) AS given, a.sent_at
      FROM advocacy_partnership p JOIN advocacy_ask a ON a.partnership_id = p.id
      LEFT JOIN advocacy_agreement g ON g.partnership_id = p.id
      WHERE a.benefit <> '') x
WHERE agreed OR sent_at IS NOT NULL
"""


def signed_in(user: User | None = None) -> Client:
    client = Client()
    client.force_login(user or factories.UserFactory(manager=True))
    return client


def told(sql: str, *values: Any) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def promised(
    *, sent: bool = True, agreed: bool = True, signed: bool = True, given: bool = False,
    ends: int = 30, **about: Any,
) -> Partnership:  # fmt: skip
    """A partnership with one benefit in its ask."""
    day = factories.TODAY()
    own: Partnership = factories.PartnershipFactory(written_yes_on=day if agreed else None, **about)
    ask = factories.AskFactory(
        partnership=own, benefit="We print the guide", sent_at=timezone.now() if sent else None
    )
    if signed:
        factories.AgreementFactory(
            partnership=own, amount=None, in_kind="We print the guide",
            starts_on=day - timedelta(days=40), ends_on=day + timedelta(days=ends),
            executed_on=day - timedelta(days=30),
        )  # fmt: skip
    if given:
        Delivery.objects.create(
            partnership=own, ask=ask, delivered_on=day, evidence="Their thanks",
            recorded_by=factories.UserFactory(),
        )  # fmt: skip
    return own


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS)
def test_the_counts_equal_a_recount(rows: list[tuple[Any, ...]]) -> None:
    with undone():
        day = factories.TODAY()
        for sent, agreed, signed, given_, ends, reported, due in rows:
            own = promised(sent=sent, agreed=agreed, signed=signed, given=given_ and sent,
                           ends=ends)  # fmt: skip
            ReportBack.objects.create(
                partnership=own, group=own.group, due_on=day + timedelta(days=due),
                sent_on=day if reported else None, promised="The figures",
            )  # fmt: skip
        counts = signed_in().get(LEDGER).context["counts"]
        owed, late, kept = told(REPORT_BACKS, day, day)
        benefits = told(BENEFITS, day)
        assert counts == {
            "owed": owed + benefits[0], "overdue": late + benefits[1],
            "kept": kept + benefits[2], "offered": benefits[3],
        }  # fmt: skip
        for tab, code in (("", "owed"), ("overdue", "overdue"), ("kept", "kept")):
            page = signed_in().get(LEDGER, {"show": tab})
            assert len(page.context["lines"]) == counts[code]


def test_what_is_overdue_comes_first_and_leads_to_where_it_is_kept() -> None:
    later, late = promised(ends=20), promised(ends=-2)
    lines = signed_in().get(LEDGER).context["lines"]
    assert [line.partnership_id for line in lines] == [late.pk, later.pk]
    assert [line.overdue for line in lines] == [True, False]
    form = signed_in().get(lines[0].keep_url)
    assert form.status_code == 200
    done = signed_in().post(
        lines[0].keep_url,
        {"delivered_on": factories.TODAY(), "evidence": "Photo of the guide"},
    )
    assert (done.status_code, done["Location"]) == (303, LEDGER)
    (kept,) = signed_in().get(LEDGER, {"show": "kept"}).context["lines"]
    assert (kept.partnership_id, kept.got) == (late.pk, "Photo of the guide")


def test_a_delivery_is_taken_back_with_its_reason_and_owed_again() -> None:
    own, client = promised(given=True), signed_in()
    (kept,) = client.get(LEDGER, {"show": "kept"}).context["lines"]
    assert kept.undo_url in client.get(LEDGER, {"show": "kept"}).content.decode()
    assert client.get(kept.undo_url).status_code == 200
    assert client.post(kept.undo_url, {"reason": " "}).status_code == 422
    done = client.post(kept.undo_url, {"reason": "The parcel came back"})
    assert (done.status_code, done["Location"]) == (303, LEDGER)
    assert not client.get(LEDGER, {"show": "kept"}).context["lines"]
    (owed,) = client.get(LEDGER).context["lines"]
    assert (owed.partnership_id, owed.undo_url) == (own.pk, "")
    page = client.get(reverse("partnership-detail", args=[own.pk])).content.decode()
    assert "Not delivered after all" in page
    assert "The parcel came back" in page
    again = client.post(owed.keep_url, {"delivered_on": factories.TODAY(), "evidence": "By hand"})
    assert again.status_code == 303
    assert client.post(kept.undo_url, {"reason": "x"}).status_code == 303
    assert client.post(kept.undo_url, {"reason": "x"}).status_code == 409


def test_without_evidence_the_input_is_kept() -> None:
    own = promised()
    url = reverse("promise-delivered", args=[own.asks.get().pk])
    wrong = signed_in().post(url, {"delivered_on": "2026-01-02", "evidence": ""})
    assert wrong.status_code == 422
    assert "2026-01-02" in wrong.content.decode()


def test_it_is_narrowed_by_group_study_kind_and_owner() -> None:
    own, other = promised(), promised()
    queries: tuple[dict[str, Any], ...] = (
        {"group": own.group_id}, {"study": own.study_id}, {"owner": own.owner_id},
        {"group": own.group.name, "kind": "benefit"},
    )  # fmt: skip
    for query in queries:
        lines = signed_in().get(LEDGER, query).context["lines"]
        assert [line.partnership_id for line in lines] == [own.pk], query
    assert other.pk not in {line.partnership_id for line in lines}
    assert not signed_in().get(LEDGER, {"kind": "fee"}).context["lines"]


def test_a_page_of_many_goes_on_and_the_number_of_queries_does_not_grow() -> None:
    client = signed_in()

    def asked() -> int:
        client.get(LEDGER)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LEDGER).status_code == 200
        return len(queries)

    promised()
    few = asked()
    for n in range(55):
        promised(ends=n)
    assert asked() == few <= 7
    first = client.get(LEDGER).context
    second = client.get(LEDGER, {"after": first["page"].next_key}).context
    keys = [line.partnership_id for line in (*first["lines"], *second["lines"])]
    assert len(set(keys)) == len(keys) == 56


def test_who_may_look_and_who_may_record() -> None:
    own = promised()
    url = reverse("promise-delivered", args=[own.asks.get().pk])
    for role in ("staff", "compliance", "admin"):
        client = signed_in(factories.UserFactory(role=role))
        assert client.get(LEDGER).status_code == 200
        assert client.get(url).status_code == 200
    viewer = signed_in(factories.UserFactory(viewer=True))
    assert {viewer.get(LEDGER).status_code, viewer.get(url).status_code} == {404}


def test_the_ledger_is_handed_out_as_a_file() -> None:
    promised()
    file = signed_in().get(LEDGER, {"format": "csv"})
    assert "We print the guide" in file.content.decode()
