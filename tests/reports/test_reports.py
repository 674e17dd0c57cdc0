"""Reports: their numbers are those of a plain recount, and every number adds up its rows."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocacy.models import (
    Breach,
    Event,
    FollowUp,
    Override,
    Partnership,
    Role,
    Study,
    Touch,
    Transfer,
)  # fmt: skip
from advocacy.policy.text import Money
from advocacy.reports import pdf
from advocacy.reports.registry import Scope, reports
from advocacy.reports.tables import Document, Link, Table, plain
from tests import factories
from tests.views.everything import undone
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
DAY = date(2026, 9, 1)
few = settings(
    max_examples=6, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
days = st.integers(0, 40)


def moment(days_on: int, hour: int = 12) -> datetime:
    return datetime(DAY.year, DAY.month, DAY.day, hour, tzinfo=UTC) + timedelta(days=days_on)


def scope(code: str, **changes: Any) -> Scope:
    first, last = DAY + timedelta(days=5), DAY + timedelta(days=34)
    return Scope(code, **{"starts": first, "ends": last} | changes)


def made(code: str, **changes: Any) -> Document:
    return reports()[code].document(scope(code, **changes))


def behind(link: object, code: str, **changes: Any) -> list[Any]:
    """The rows that the link of a number leads to."""
    if not isinstance(link, Link):
        return []
    match = re.match(r"/reports/[^/]+/([^/]+)/(?:\?(.*))?$", link.url)
    assert match is not None
    keys = dict(part.split("=") for part in (match[2] or "").split("&") if part)
    return list(reports()[code].rows(scope(code, **changes), match[1], keys).rows)


def assert_adds_up(table: Table, code: str, **changes: Any) -> None:
    """Every linked number of a table counts its rows, or adds up their amounts."""
    for row in table.rows:
        for cell in row:
            if not isinstance(cell, Link) or "/reports/" not in cell.url:
                continue
            rows = behind(cell, code, **changes)
            if isinstance(cell.value, Money):
                sums = [one.amount for line in rows for one in line if isinstance(one, Money)]
                assert sum(sums) == cell.value.amount
            else:
                assert len(rows) == cell.value


# --- the status of a study -----------------------------------------------------------------------
@few
@given(st.lists(st.tuples(st.booleans(), st.booleans(), days), min_size=1, max_size=6))
def test_status_counts_what_a_recount_counts(told: list[tuple[bool, bool, int]]) -> None:
    with undone():
        study = factories.StudyFactory()
        for sent, heard, on in told:
            own = factories.PartnershipFactory(study=study, stage="outreach")
            if sent:
                factories.TouchFactory(partnership=own, occurred_at=moment(on), is_attempt=True)
            if heard:
                factories.TouchFactory(
                    partnership=own, direction="in", is_genuine=True, is_attempt=False,
                    occurred_at=moment(on + 1), outcome="interested", purpose="",
                )  # fmt: skip
        document = made("study-status", study=study)
        approached, answered = (plain(figure.value) for figure in document.figures[:2])
        assert approached == sum(sent for sent, _heard, _on in told)
        assert answered == sum(sent and heard for sent, heard, _on in told)
        stages = {row[0]: plain(row[1]) for row in document.tables[0].rows}
        assert stages == {"Outreach": Partnership.objects.filter(study=study).count()}
        assert_adds_up(document.tables[0], "study-status", study=study)
        for figure in document.figures:
            value = plain(figure.value)
            assert value == len(behind(figure.value, "study-status", study=study))


def test_the_file_for_a_client_has_nothing_of_others_and_no_notes() -> None:
    own = factories.PartnershipFactory(why_this_group="SECRET WHY")
    other = factories.PartnershipFactory(group=own.group)
    factories.TouchFactory(partnership=own, summary="SECRET SUMMARY")
    factories.TouchFactory(partnership=other, summary="SECRET OTHER")
    factories.FollowUpFactory(partnership=own, note="SECRET STEP")
    factories.StopFactory(partnership=other, group=own.group, scope="group_family")
    document = made("study-status", study=own.study)
    told = str(pdf._data(document, moment(1)))
    assert own.group.name in told
    for secret in ("SECRET", other.study.title, other.study.protocol_id, str(other.study.sponsor)):
        assert secret not in told
    assert "/partnerships/" not in told


@pytest.mark.parametrize("reason", ["opt_out", "policy_no_industry", "policy_no_trials"])
def test_what_a_group_said_to_all_is_not_told_to_one_sponsor(reason: str) -> None:
    own = factories.PartnershipFactory(stage="closed", exit_reason=reason, closed_at=moment(1))
    told = str(pdf._data(made("study-status", study=own.study), moment(1)))
    assert "Closed: not contactable now" in told
    assert str(own.get_exit_reason_display()) not in told


def test_money_of_a_study_is_told_by_currency_and_leads_to_its_rows() -> None:
    line = factories.BudgetLineFactory()
    for amount, state in ((700, "offered"), (50, "committed"), (20, "paid")):
        factories.BudgetHoldFactory(
            line=line, partnership=factories.PartnershipFactory(study=line.study), amount=amount,
            state=state,
        )  # fmt: skip
    table = made("study-status", study=line.study).tables[3]
    [[_currency, approved, offered, committed, paid]] = table.rows
    assert plain(approved) == Money(Decimal(line.approved), "USD")
    assert (plain(offered), plain(committed)) == (
        Money(Decimal(700), "USD"),
        Money(Decimal(70), "USD"),
    )
    assert plain(paid) == Money(Decimal(20), "USD")
    assert_adds_up(table, "study-status", study=line.study)


def test_the_file_for_a_client_names_channels_and_countries_and_the_day() -> None:
    own = factories.PartnershipFactory(group__country="CA")
    material = factories.MaterialFactory(study=own.study)
    factories.PlacementFactory(partnership=own, material=material, channel="email", country="US")
    document = made("study-status", study=own.study)
    told = str(pdf._data(document, moment(1)))
    for words in ("Mail to members", "Canada", "United States", "As at"):
        assert words in told
    assert "not contactable" not in told


@pytest.mark.parametrize("code", ["team-activity", "policy-compliance"])
def test_a_report_tells_its_days_and_what_it_is_narrowed_to(code: str) -> None:
    own = factories.StudyFactory()
    facts = dict(made(code, study=own, sponsor=own.sponsor).facts)
    assert facts["Period"] == "6 Sep 2026 to 5 Oct 2026"
    assert facts["Study"] == str(own)
    assert facts["Sponsor"] == str(own.sponsor)


# --- the team ------------------------------------------------------------------------------------
@few
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(("out", "in", "done", "late")), days),
                max_size=12))  # fmt: skip
def test_activity_counts_what_a_recount_counts(told: list[tuple[int, str, int]]) -> None:
    with undone():
        people = [factories.UserFactory() for _ in range(3)]
        own = factories.PartnershipFactory()
        for who, what, on in told:
            if what in ("out", "in"):
                factories.TouchFactory(
                    partnership=own, by=people[who], direction=what, is_genuine=what == "in",
                    is_attempt=False, occurred_at=moment(on, 23),
                    purpose="reply" if what == "out" else "",
                    outcome="interested" if what == "in" else "",
                )  # fmt: skip
            else:
                due = DAY + timedelta(days=on - 2 if what == "late" else on)
                factories.FollowUpFactory(
                    partnership=own, owner=people[who], state="done", due_on=due,
                    closed_at=moment(on, 23), kind="other",
                )  # fmt: skip
        inside = [one for one in told if 5 <= one[2] <= 34]
        document = made("team-activity")
        figures = [plain(figure.value) for figure in document.figures]
        kinds = Counter(what for _who, what, _on in inside)
        assert figures == [kinds["out"], kinds["in"], kinds["done"] + kinds["late"], kinds["late"]]
        for table in document.tables:
            assert_adds_up(table, "team-activity")
        alone = made("team-activity", only=people[0].pk)
        assert sum(plain(f.value) for f in alone.figures[:3]) == sum(  # type: ignore[misc]  # counts
            who == 0 for who, _what, _on in inside
        )
        assert Touch.objects.count() + FollowUp.objects.filter(state="done").count() == len(told)


# --- compliance ----------------------------------------------------------------------------------
CASES = ("refused", "asked", "granted", "denied", "breach", "seen")
RULES = st.sampled_from(("spacing", "budget", "lead-time"))


@few
@given(st.lists(st.tuples(st.sampled_from(CASES), RULES, days), max_size=12))
def test_compliance_counts_what_a_recount_counts(told: list[tuple[str, str, int]]) -> None:
    with undone():
        own = factories.PartnershipFactory()
        for what, rule, on in told:
            _happens(own, what, rule, moment(on))
        inside = Counter(what for what, _rule, on in told if 5 <= on <= 34)
        document = made("policy-compliance")
        asked = inside["asked"] + inside["granted"] + inside["denied"]
        figures = [plain(figure.value) for figure in document.figures[:3]]
        assert figures == [inside["refused"], asked, inside["breach"] + inside["seen"]]
        by_rule = {row[0]: [plain(cell) for cell in row[1:7]] for row in document.tables[1].rows}
        for title, rule in (("Spacing", "spacing"), ("Budget", "budget")):
            own_ones = Counter(w for w, r, on in told if r == rule and 5 <= on <= 34)
            if own_ones:
                assert by_rule[title][0] == own_ones["refused"]
                assert by_rule[title][2:4] == [own_ones["granted"], own_ones["denied"]]
        for table in document.tables:
            assert_adds_up(table, "policy-compliance")
        assert (
            Event.objects.refused().count() + Override.objects.count() + Breach.objects.count()
            == (len(told))
        )


def _happens(own: Partnership, what: str, rule: str, at: datetime) -> None:
    if what == "refused":
        finding = {"rule": rule, "outcome": "block", "overridden_by": None}
        Event.objects.create(
            kind="refused", at=at, partnership=own, group=own.group, study=own.study,
            decision={"findings": [finding]},
        )  # fmt: skip
    elif what in ("asked", "granted", "denied"):
        decided = {} if what == "asked" else {
            "state": what, "decided_by": factories.UserFactory(manager=True), "decided_at": at,
            "expires_at": at + timedelta(days=3),
        }  # fmt: skip
        other = factories.PartnershipFactory()
        factories.OverrideFactory(partnership=other, rule=rule, asked_at=at, **decided)
    else:
        touch = factories.TouchFactory(partnership=own, is_attempt=False, purpose="reply")
        breach = factories.BreachFactory(touch=touch, rule=rule)
        seen = {"seen_at": at + timedelta(hours=4), "seen_by": factories.UserFactory(manager=True)}
        changes: dict[str, Any] = {"created_at": at} | (seen if what == "seen" else {})
        Breach.objects.filter(pk=breach.pk).update(**changes)


TRANSFERS = st.tuples(
    st.integers(0, 1), st.sampled_from(("USD", "EUR")), st.sampled_from(("money", "in_kind")),
    st.booleans(), st.integers(1, 99_999), st.sampled_from((2025, 2026)),
)  # fmt: skip


# --- disclosure ----------------------------------------------------------------------------------
@few
@given(st.lists(TRANSFERS, max_size=12))
def test_disclosure_totals_are_those_of_the_ledger(told: list[Any]) -> None:
    with undone():
        owns = [
            factories.AgreementFactory(executed_on=DAY, ends_on=date(2030, 1, 1)).partnership
            for _ in range(2)
        ]
        agency = factories.SponsorFactory(kind="agency")
        for who, currency, kind, through, cents, year in told:
            own = owns[who]
            Transfer.objects.create(
                partnership=own, sponsor=own.study.sponsor, group=own.group, kind=kind,
                amount=Decimal(cents) / 100, currency=currency, category="Grant", description="x",
                given_on=date(year, 12, 31), paid_by=agency if through else None,
            )  # fmt: skip
        year = {"starts": date(2026, 1, 1), "ends": date(2026, 12, 31)}
        document = made("disclosure", **year)
        expected: Counter[str] = Counter()
        for _who, currency, _kind, _through, cents, when in told:
            expected[currency] += cents if when == 2026 else 0
        figures = {plain(f.value) for f in document.figures}
        assert figures == {
            Money(Decimal(cents) / 100, one) for one, cents in expected.items() if cents
        }
        for table in document.tables:
            assert_adds_up(table, "disclosure", **year)
        one = made("disclosure", sponsor=owns[0].study.sponsor, **year)
        assert len(list(one.tables[2].rows)) == sum(w == 0 and t[-1] == 2026 for w, *t in told)


# --- pages, files, roles -------------------------------------------------------------------------
@pytest.fixture
def study() -> Study:
    own = factories.PartnershipFactory()
    factories.TouchFactory(partnership=own)
    study: Study = own.study
    return study


@pytest.mark.parametrize("code", list(reports()))
@pytest.mark.parametrize("kind", ["", "csv", "xlsx", "pdf"])
def test_each_report_is_a_page_and_three_files(study: Study, code: str, kind: str) -> None:
    boss = signed_in(factories.UserFactory(manager=True))
    asked = {"study": str(study.pk)} | ({"format": kind} if kind else {})
    answer = boss.get(reverse("report-detail", args=[code]), asked)
    assert answer.status_code == 200
    if kind:
        assert "attachment" in answer["Content-Disposition"]
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("what", ["nothing", "groups", "holds", "placements"])
@pytest.mark.parametrize("kind", ["", "csv"])
def test_rows_are_a_page_and_files_too(study: Study, what: str, kind: str) -> None:
    boss = signed_in(factories.UserFactory(manager=True))
    asked = {"study": str(study.pk)} | ({"format": kind} if kind else {})
    answer = boss.get(reverse("report-rows", args=["study-status", what]), asked)
    assert answer.status_code == (404 if what == "nothing" else 200)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_every_row_is_on_some_page(
    study: Study, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advocacy.views.reports.PAGE_ROWS", size)
    for _n in range(4):
        factories.PartnershipFactory(study=study)
    boss = signed_in(factories.UserFactory(manager=True))
    url = reverse("report-rows", args=["study-status", "groups"])
    query, pages, texts = f"?study={study.pk}", list[Any](), list[str]()
    while query:
        answer = boss.get(url + query)
        page = answer.context["table"]
        assert page.first == sum(map(len, pages)) + 1
        pages.append(page.lines)
        texts.append(answer.content.decode())
        query = page.next_url.split("#")[0]
    found = [line[0].text for lines in pages for line in lines]
    assert len(set(found)) == len(found) == 5
    assert all(len(lines) == size for lines in pages[:-1])
    if size < 5:
        assert 'rel="next"' in texts[0]
        assert 'rel="prev"' not in texts[0]
        assert 'rel="prev"' in texts[-1]
        assert "rows-1" not in str(answer.context["files"])


def test_each_table_of_a_report_is_turned_by_itself(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advocacy.views.reports.PAGE_ROWS", 2)
    for _n in range(4):
        factories.PartnershipFactory(study=study)
    boss = signed_in(factories.UserFactory(manager=True))
    url = reverse("report-detail", args=["study-status"])
    first = boss.get(url, {"study": str(study.pk)}).context["tables"]
    (n, long) = next((n, table) for n, table in enumerate(first) if table.next_url)
    second = boss.get(url + long.next_url.split("#")[0]).context["tables"]
    assert second[n].first == 3
    assert [table.first for m, table in enumerate(second) if m != n] == [1] * (len(first) - 1)
    for odd in ("x", "-1", "99999999999", "\u00b2"):
        assert boss.get(url, {"study": str(study.pk), f"rows-{n + 1}": odd}).status_code == 200
    team = reverse("report-detail", args=["team-activity"])
    assert not boss.get(team, {"rows-1": "2"}).context["form"].is_bound


def test_wrong_filters_are_said_and_what_does_not_exist_is_not_found() -> None:
    boss = signed_in(factories.UserFactory(manager=True))
    url = reverse("report-detail", args=["team-activity"])
    late = boss.get(url, {"starts": "2026-09-09", "ends": "2026-09-01"}).content.decode()
    assert "This is after the last day." in late
    odd = {"starts": "x", "study": "nonsense", "year": "-1"}
    assert boss.get(url, odd).status_code == 200
    assert boss.get(url, {"format": "exe"}).status_code == 404
    assert boss.get(reverse("report-detail", args=["horoscope"])).status_code == 404


def roles_that_open(code: str) -> set[str]:
    people: dict[str, Client] = {
        role: signed_in(
            factories.UserFactory(viewer=True)
            if role == Role.SPONSOR_VIEWER else factories.UserFactory(role=role)
        )
        for role in Role
    }  # fmt: skip
    url = reverse("report-detail", args=[code])
    return {role for role, client in people.items() if client.get(url).status_code == 200}


def test_each_report_opens_for_its_roles_alone() -> None:
    insiders = {Role.STAFF, Role.MANAGER, Role.COMPLIANCE, Role.ADMIN}
    for code, report in reports().items():
        assert roles_that_open(code) == set(report.roles)
    assert roles_that_open("study-status") == insiders
    assert roles_that_open("disclosure") == insiders - {Role.STAFF}


def test_staff_see_their_own_work_alone() -> None:
    me, other = factories.UserFactory(name="Mine"), factories.UserFactory(name="Theirs")
    own = factories.PartnershipFactory()
    for person in (me, other):
        factories.TouchFactory(partnership=own, by=person, occurred_at=factories.moment(3))
    page = signed_in(me).get(reverse("report-detail", args=["team-activity"])).content.decode()
    boss = signed_in(factories.UserFactory(manager=True))
    both = boss.get(reverse("report-detail", args=["team-activity"])).content.decode()
    assert "Theirs" not in page
    assert "Theirs" in both
    rows = reverse("report-rows", args=["team-activity", "touches"])
    assert "Theirs" not in signed_in(me).get(rows, {"person": str(other.pk)}).content.decode()


@pytest.mark.parametrize("code", list(reports()))
def test_a_report_takes_few_queries(
    study: Study, code: str, django_assert_max_num_queries: Any
) -> None:
    boss = signed_in(factories.UserFactory(manager=True))
    with django_assert_max_num_queries(13):
        boss.get(reverse("report-detail", args=[code]), {"study": str(study.pk)})
