"""The steps of the pipeline as forms, from profiled to closed, and what each refuses."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from advocacy.models import (
    Partnership,
    SideState,
    Stage,
    User,
)  # fmt: skip
from tests.factories import (
    TODAY,
    ApprovalFactory,
    AskFactory,
    BudgetLineFactory,
    ClearanceFactory,
    ContactFactory,
    GroupFactory,
    MaterialFactory,
    PartnershipFactory,
    QuoteFactory,
    StudyFactory,
    TouchFactory,
    UserFactory,
)  # fmt: skip
from tests.views.partnerships import TUESDAY, bring_to, page, step
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _office_hours() -> Iterator[None]:
    """Let it be a working day at the group."""
    with time_machine.travel(TUESDAY, tick=False):
        yield


@pytest.fixture
def dana() -> User:
    return UserFactory(name="Dana Example")


@pytest.fixture
def browser(dana: User) -> Client:
    return signed_in(dana)


@pytest.fixture
def ready(dana: User) -> Partnership:
    """Give a partnership that is clear to contact."""
    study = StudyFactory()
    BudgetLineFactory(study=study)
    group = GroupFactory(name="Northern Lights", profiled=True)
    ClearanceFactory(study=study, group=group)
    own = PartnershipFactory(study=study, group=group, owner=dana, stage=Stage.CLEARED)
    AskFactory(partnership=own, primary_activity="newsletter_item")
    return own


def test_a_partnership_is_profiled_when_nothing_is_missing(browser: Client, dana: User) -> None:
    own = PartnershipFactory(group=GroupFactory(profiled=True), owner=dana)
    response = browser.post(step(own, "profiled"), {"stance_asked": "on"})
    assert response.status_code == 409
    assert "duplicates checked" in response.content.decode().lower()
    response = browser.post(
        step(own, "profiled"), {"stance_asked": "on", "duplicates_checked": "on"}
    )
    assert response.status_code == 303
    own.refresh_from_db()
    assert own.stage == Stage.PROFILED


def test_pausing_wants_a_day_to_come_and_resuming_ends_it(
    browser: Client, ready: Partnership
) -> None:
    for until in ("", "2020-01-01", "31.12.2027", "9999-12-31"):
        response = browser.post(step(ready, "pause"), {"until": until, "reason": "Board meets"})
        assert response.status_code == 422
        assert "Board meets" in response.content.decode()
    day = TODAY() + timedelta(days=20)
    browser.post(step(ready, "pause"), {"until": day.isoformat(), "reason": "Board meets"})
    ready.refresh_from_db()
    assert (ready.side_state, ready.not_before) == (SideState.PAUSED, day)
    assert "no contact before" in page(browser, ready)
    browser.post(step(ready, "resume"))
    ready.refresh_from_db()
    assert ready.side_state == SideState.NONE


def test_an_irb_hold_is_lifted_by_those_who_decide(browser: Client, ready: Partnership) -> None:
    browser.post(step(ready, "irb-hold"), {"reason": "New wording"})
    assert browser.post(step(ready, "lift-irb-hold")).status_code == 403
    manager = signed_in(UserFactory(manager=True))
    assert manager.post(step(ready, "lift-irb-hold")).status_code == 303
    ready.refresh_from_db()
    assert ready.side_state == SideState.NONE


def test_going_back_wants_an_earlier_stage_and_a_reason(
    browser: Client, ready: Partnership
) -> None:
    for data in (
        {"to": "live", "reason": "x"},
        {"to": "nonsense", "reason": "x"},
        {"to": "identified"},
    ):
        assert browser.post(step(ready, "go-back"), data).status_code == 422
    browser.post(step(ready, "go-back"), {"to": "identified", "reason": "Wrong group"})
    ready.refresh_from_db()
    assert ready.stage == Stage.IDENTIFIED


def test_closing_wants_a_reason_from_the_list(browser: Client, ready: Partnership) -> None:
    for reason in ("", "nonsense", "completed"):
        assert browser.post(step(ready, "close"), {"exit_reason": reason}).status_code == 422
    browser.post(step(ready, "close"), {"exit_reason": "study_closed", "note": "Moved on"})
    ready.refresh_from_db()
    assert (ready.stage, ready.exit_reason) == (Stage.CLOSED, "study_closed")
    assert browser.get(step(ready, "renew")).status_code == 200
    assert browser.post(step(ready, "renew")).status_code == 409


def test_owner_and_reason_are_edited(browser: Client, ready: Partnership) -> None:
    other = UserFactory(name="Sam Example")
    viewer = UserFactory(viewer=True)
    data = {"why_this_group": "Their members asked for it.", "owner": str(viewer.pk)}
    assert browser.post(step(ready, "edit"), data).status_code == 422
    assert (
        browser.post(step(ready, "edit"), data | {"why_this_group": "x" * 1001}).status_code == 422
    )
    assert browser.post(step(ready, "edit"), data | {"owner": str(other.pk)}).status_code == 303
    ready.refresh_from_db()
    assert ready.owner == other


def test_from_conversation_to_terms(browser: Client, ready: Partnership) -> None:
    Partnership.objects.filter(pk=ready.pk).update(stage=Stage.CONVERSATION)
    TouchFactory(partnership=ready, inbound=True)
    ready.asks.update(sent_at=timezone.now())
    QuoteFactory(partnership=ready)
    day = (TODAY() + timedelta(days=14)).isoformat()
    browser.post(step(ready, "group-review"), {"review_process": "The board", "review_by": day})
    ready.refresh_from_db()
    assert (ready.stage, ready.review_process) == (Stage.REVIEW, "The board")
    assert browser.get(step(ready, "agree-terms")).status_code == 200
    browser.post(step(ready, "verbal-yes"), {"verbal_yes_on": TODAY().isoformat()})
    assert "pending written" in page(browser, ready)
    yes = {"written_yes_on": TODAY().isoformat(), "written_yes_source": "Mail of the secretary"}
    response = browser.post(step(ready, "agree-terms"), yes)
    assert response.status_code == 303
    ready.refresh_from_db()
    assert (ready.stage, ready.written_yes_on) == (Stage.TERMS, TODAY())


def test_from_executed_to_closed(browser: Client, ready: Partnership) -> None:
    bring_to(ready, Stage.EXECUTED)
    material = MaterialFactory(study=ready.study)
    ApprovalFactory(material=material)
    assert browser.post(step(ready, "materials-ready")).status_code == 303
    planned = {
        "material": str(material.pk), "channel": "newsletter", "language": "en", "country": "US",
        "planned_on": TODAY().isoformat(),
    }  # fmt: skip
    refused = browser.post(step(ready, "placement"), planned | {"channel": "website"})
    assert refused.status_code == 409
    assert "not for" in refused.content.decode()
    assert browser.post(step(ready, "placement"), planned).status_code == 303
    assert browser.get(step(ready, "live")).status_code == 200
    assert browser.post(step(ready, "live"), {"proof_url": "no address"}).status_code == 422
    live = browser.post(step(ready, "live"), {"proof_url": "https://example.org/issue"})
    assert live.status_code == 303
    placement = ready.placements.get()
    reached = {f"reached_{placement.pk}": "1200"}
    assert browser.post(step(ready, "report"), reached).status_code == 409
    owed = ready.report_backs.get()
    sent = reverse("report-back-sent", args=[owed.pk])
    assert browser.post(sent, {"sent_on": TODAY().isoformat()}).status_code == 303
    assert browser.post(step(ready, "report"), reached).status_code == 303
    assert "1200" in page(browser, ready)
    browser.post(step(ready, "close"), {"exit_reason": "completed"})
    response = browser.post(step(ready, "renew"))
    assert response.status_code == 303
    new = Partnership.objects.get(renewed_from=ready)
    assert response.headers["Location"] == reverse("partnership-detail", args=[new.pk])


FORMS = (
    "edit", "profiled", "pause", "resume", "irb-hold", "group-review", "verbal-yes",
    "agree-terms", "go-back", "close", "follow-up", "report", "reopen", "note", "ask-clearance",
    "answer-clearance", "ask", "write", "thank-you", "answer", "reply", "quote", "agreement",
    "execute", "transfer", "materials-ready", "placement", "live", "renew",
)  # fmt: skip
RUBBISH: dict[str, Any] = {
    name: value
    for value in ["x" * 30_000]
    for name in (
        "why_this_group", "owner", "until", "reason", "review_process", "review_by", "to",
        "verbal_yes_on", "written_yes_on", "written_yes_source", "exit_reason", "note", "due_on",
        "asked_of", "asked_on", "answer", "answered_by", "answered_on", "primary_activity",
        "optional_activities", "subject_line", "body", "attachments", "effort_hours", "fee",
        "fee_currency", "benefit", "goal", "channel", "person", "purpose", "summary", "amount",
        "currency", "basis", "fair_value", "comparables", "source", "quoted_on", "starts_on",
        "ends_on", "file", "kind", "category", "description", "given_on", "paid_by", "material",
        "language", "country", "planned_on", "proof_url", "logo_permission_source", "promised",
    )
}  # fmt: skip


@pytest.mark.parametrize("slug", FORMS)
def test_every_form_opens_and_answers_rubbish_with_words(
    browser: Client, ready: Partnership, slug: str
) -> None:
    ContactFactory(sponsor=ready.study.sponsor)
    assert browser.get(step(ready, slug)).status_code == 200
    for value in (
        "x" * 30_000,
        "",
        "\x00",
        "-1",
        "2026-02-31",
        "99999999999999999999",
        str(ready.pk),
    ):
        response = browser.post(step(ready, slug), dict.fromkeys(RUBBISH, value))
        assert response.status_code in (303, 409, 422), (slug, value[:20])
