"""Money and paper: quotes, the agreement and its file, transfers, report-backs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from advocacy.models import Partnership, Stage, User
from tests.factories import (
    TODAY,
    AgreementFactory,
    AskFactory,
    BudgetLineFactory,
    GroupFactory,
    PartnershipFactory,
    QuoteFactory,
    UserFactory,
    days_ago,
)  # fmt: skip
from tests.views.partnerships import TUESDAY, bring_to, page, step
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 signed"


@pytest.fixture(autouse=True)
def _office_hours(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def dana() -> User:
    return UserFactory()


@pytest.fixture
def browser(dana: User) -> Client:
    return signed_in(dana)


@pytest.fixture
def own(dana: User) -> Partnership:
    group = GroupFactory(revenue=500_000, revenue_year=2025)
    own = PartnershipFactory(owner=dana, group=group, stage=Stage.TERMS)
    BudgetLineFactory(study=own.study)
    QuoteFactory(partnership=own)
    AskFactory(partnership=own, fee=900, primary_activity="newsletter_item")
    return own


def signed(**changes: Any) -> dict[str, Any]:
    return {
        "purpose": "Tell readers", "activity": "One item", "acknowledgement": "Supported by",
        "amount": "900", "currency": "USD", "starts_on": days_ago(1).isoformat(),
        "ends_on": "2027-11-01", "group_signatory": "Robin", "sponsor_signatory": "Kim",
        "group_signed_on": days_ago(2).isoformat(), "sponsor_signed_on": days_ago(1).isoformat(),
        "file": SimpleUploadedFile("agreement.pdf", PDF), **changes,
    }  # fmt: skip


def test_a_draft_is_begun_with_the_ask_and_completed_later(
    browser: Client, own: Partnership
) -> None:
    assert 'value="900.00"' in browser.get(step(own, "agreement")).content.decode()
    begun = {"purpose": "Tell readers", "currency": "USD"}
    assert browser.post(step(own, "agreement"), begun).status_code == 303
    own.refresh_from_db()
    assert own.stage == Stage.CONTRACTING
    text = page(browser, own)
    assert "signed document" in text
    assert browser.get(step(own, "execute")).status_code == 200
    assert browser.post(step(own, "execute")).status_code == 409
    assert browser.post(step(own, "agreement"), signed()).status_code == 303
    assert browser.post(step(own, "agreement"), signed(file="")).status_code == 303
    assert own.agreements.get().file_hash
    assert browser.post(step(own, "execute")).status_code == 303
    own.refresh_from_db()
    assert own.stage == Stage.EXECUTED


@pytest.mark.parametrize("term", ["exclusivity", "sole_funder", "pay_per_referral"])
def test_nobody_executes_a_term_that_binds_the_group(
    browser: Client, own: Partnership, term: str
) -> None:
    browser.post(step(own, "agreement"), {"currency": "USD"})
    browser.post(step(own, "agreement"), signed(**{term: "on"}))
    admin = signed_in(UserFactory(admin=True))
    response = admin.post(step(own, "execute"))
    assert response.status_code == 409
    text = response.content.decode()
    assert "Independence" in text
    assert "/override/independence/" not in text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("agreement.exe", b"MZ\x90\x00"), ("agreement.pdf", b"MZ\x90\x00"),
        ("page.html", b"<script>"),
        ("agreement.pdf", PDF + b"x" * (10 * 1024 * 1024)),
    ],
)  # fmt: skip
def test_only_documents_of_a_fair_size_are_taken(
    browser: Client, own: Partnership, name: str, content: bytes
) -> None:
    data = signed(file=SimpleUploadedFile(name, content))
    response = browser.post(step(own, "agreement"), data)
    assert response.status_code == 422
    assert "Tell readers" in response.content.decode()


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_on": "2020-01-01"}, {"group_signed_on": "2027-01-01"}, {"amount": "-1"},
        {"amount": "1e30"}, {"currency": "XXX"}, {"starts_on": "31.12.2026"},
        {"purpose": "x" * 1001}, {"group_signatory": "x" * 161},
    ],
)  # fmt: skip
def test_an_agreement_that_cannot_be_right_is_refused(
    browser: Client, own: Partnership, changes: dict[str, str]
) -> None:
    assert browser.post(step(own, "agreement"), signed(**changes)).status_code == 422


def test_the_signed_document_is_handed_out_to_be_saved(browser: Client, own: Partnership) -> None:
    browser.post(step(own, "agreement"), signed())
    url = reverse("agreement-file", args=[own.agreements.get().pk])
    response = browser.get(url)
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert signed_in(UserFactory(viewer=True)).get(url).status_code == 404
    without = AgreementFactory(partnership=own, file="")
    assert browser.get(reverse("agreement-file", args=[without.pk])).status_code == 404


def quote(**changes: Any) -> dict[str, Any]:
    return {
        "amount": "900", "currency": "USD", "basis": "rate_card", "fair_value": "900",
        "quoted_on": TODAY().isoformat(), "comparables": "", "source": "Media kit", **changes,
    }  # fmt: skip


def test_a_quote_with_its_basis(browser: Client, own: Partnership) -> None:
    assert browser.post(step(own, "quote"), quote()).status_code == 303
    lines = "Other group: USD 850\n\nThird: USD 950"
    data = quote(basis="comparables", comparables=lines)
    assert browser.post(step(own, "quote"), data).status_code == 303
    assert own.quotes.get(basis="comparables").comparables == [
        "Other group: USD 850",
        "Third: USD 950",
    ]
    assert "Media kit" in page(browser, own)


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": ""}, {"amount": "much"}, {"basis": "guess"}, {"quoted_on": "2027-05-05"},
        {"basis": "comparables", "comparables": "only one"}, {"comparables": "x\n" * 21},
        {"fair_value": "-5"},
    ],
)  # fmt: skip
def test_a_quote_that_cannot_be_right_is_refused(
    browser: Client, own: Partnership, changes: dict[str, str]
) -> None:
    assert browser.post(step(own, "quote"), quote(**changes)).status_code == 422


def transfer(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "money", "amount": "900", "currency": "USD", "category": "Fee for service",
        "description": "Newsletter item", "given_on": TODAY().isoformat(), **changes,
    }  # fmt: skip


def test_nothing_is_paid_before_the_agreement_is_executed(
    browser: Client, own: Partnership
) -> None:
    assert browser.post(step(own, "transfer"), transfer()).status_code == 409
    bring_to(own, Stage.EXECUTED)
    assert browser.post(step(own, "transfer"), transfer()).status_code == 303
    assert "Transfers of value" in page(browser, own)
    for wrong in ({"kind": "gift"}, {"given_on": "2027-01-01"}, {"paid_by": "Nobody Inc"}):
        assert browser.post(step(own, "transfer"), transfer(**wrong)).status_code == 422


def test_a_report_back_is_sent_on_a_day_that_has_come(browser: Client, own: Partnership) -> None:
    owed = own.report_backs.create(group=own.group, promised="Figures", due_on=TODAY())
    url = reverse("report-back-sent", args=[owed.pk])
    assert "Figures" in browser.get(url).content.decode()
    for wrong in ("", "2027-01-01", "soon"):
        assert browser.post(url, {"sent_on": wrong}).status_code == 422
    assert browser.post(url, {"sent_on": TODAY().isoformat()}).status_code == 303
    assert browser.get(reverse("report-back-sent", args=[own.pk])).status_code == 404
