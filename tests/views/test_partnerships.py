"""The record page of a partnership in every state, its list, and the steps of the pipeline."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.models import (
    ExitReason,
    Partnership,
    Role,
    SideState,
    Stage,
    Stop,
    StopReason,
    StopScope,
    User,
)  # fmt: skip
from tests.factories import (
    TODAY,
    AgreementFactory,
    ApprovalFactory,
    AskFactory,
    BudgetLineFactory,
    ClearanceFactory,
    ContactFactory,
    GroupFactory,
    MaterialFactory,
    PartnershipFactory,
    PlacementFactory,
    QuoteFactory,
    StudyFactory,
    TouchFactory,
    UserFactory,
    days_ago,
)  # fmt: skip
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 11, 24, 16, tzinfo=UTC)  # 11:00 in New York
MOST_QUERIES = 60


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


def page(browser: Client, own: Partnership, **asked: Any) -> str:
    response = browser.get(reverse("partnership-detail", args=[own.pk]), asked)
    assert response.status_code == 200
    return str(response.content.decode())


def bring_to(own: Partnership, stage: Stage) -> None:
    """Write the stage with the papers without which the database refuses it."""
    if stage.position >= Stage.EXECUTED.position:
        AgreementFactory(partnership=own, executed_on=days_ago(4))
    if stage.position >= Stage.SCHEDULED.position:
        placement = PlacementFactory(partnership=own)
        ApprovalFactory(material=placement.material)
        if stage.position >= Stage.LIVE.position:
            placement.state, placement.went_live_on = "live", TODAY()
            placement.save(update_fields=["state", "went_live_on"])
    Partnership.objects.filter(pk=own.pk).update(stage=stage)


def step(own: Partnership, slug: str) -> str:
    return reverse(f"partnership-{slug}", args=[own.pk])


@pytest.mark.parametrize("stage", [s for s in Stage if s is not Stage.CLOSED])
def test_the_page_opens_in_every_stage(browser: Client, ready: Partnership, stage: Stage) -> None:
    bring_to(ready, stage)
    text = page(browser, ready)
    assert "Northern Lights" in text
    assert str(stage.label) in text


@pytest.mark.parametrize("reason", ExitReason.values)
def test_the_page_of_a_closed_partnership_says_why(browser: Client, reason: str) -> None:
    own = PartnershipFactory(closed=True, exit_reason=reason)
    assert str(ExitReason(reason).label) in page(browser, own).replace("&#x27;", "'")


def test_a_clear_partnership_offers_to_write(browser: Client, ready: Partnership) -> None:
    text = page(browser, ready)
    assert "Clear to go" in text
    assert f"{step(ready, 'write')}?purpose=ask" in text


def test_a_partnership_that_is_not_clear_names_rule_reason_and_remedy(browser: Client) -> None:
    own = PartnershipFactory()
    text = page(browser, own)
    for words in ("Sponsor clearance", "Why:", "Honour existing relationships".lower()):
        assert words.lower() in text.lower()
    assert reverse("sponsor-contact-add", args=[own.study.sponsor_id]) in text
    assert step(own, "ask") in text


def test_an_override_is_offered_only_where_one_exists(browser: Client, ready: Partnership) -> None:
    Stop.objects.create(
        group=ready.group, scope=StopScope.GROUP_FAMILY, reason=StopReason.DECLINED,
        starts_on=days_ago(3), until=TODAY() + timedelta(days=90),
    )  # fmt: skip
    assert "/override/" not in page(browser, ready)
    ready.study.launch_on = TODAY() + timedelta(days=38)
    ready.study.save(update_fields=["launch_on"])
    text = page(browser, ready)
    assert reverse("override-ask", args=[ready.pk, "lead-time", "contact"]) in text
    assert reverse("override-ask", args=[ready.pk, "stopped", "contact"]) not in text


def test_the_page_needs_a_bounded_number_of_queries(browser: Client, ready: Partnership) -> None:
    for _n in range(2):
        TouchFactory(partnership=ready, by=ready.owner)
        QuoteFactory(partnership=ready)
    first = PlacementFactory(partnership=ready)
    with CaptureQueriesContext(connection) as few:
        page(browser, ready)
    for _n in range(12):
        TouchFactory(partnership=ready, inbound=True)
        PlacementFactory(partnership=ready, material=first.material)
        AskFactory(partnership=ready, version=_n + 2)
        ClearanceFactory(study=ready.study, group=ready.group)
    with CaptureQueriesContext(connection) as many:
        page(browser, ready)
    assert len(many) <= len(few) + 1
    assert len(many) <= MOST_QUERIES


@pytest.mark.parametrize("show", ["touches", "decisions", "nonsense"])
def test_the_timeline_can_be_narrowed(browser: Client, ready: Partnership, show: str) -> None:
    browser.post(step(ready, "note"), {"note": "Their board meets in March."})
    text = page(browser, ready, show=show)
    assert ("Their board meets in March." in text) is (show == "nonsense")


def test_the_rules_can_be_asked_about_another_step(browser: Client, ready: Partnership) -> None:
    assert "There is no agreement." in page(browser, ready, act="go_live")
    assert "Clear to go" in page(browser, ready, act="no-such-act")


def test_the_list_is_narrowed_by_stage_owner_study_and_name(
    browser: Client, ready: Partnership
) -> None:
    other = PartnershipFactory(group=GroupFactory(name="Harbour House"), stage=Stage.REVIEW)
    PartnershipFactory(group=GroupFactory(name="Closed Circle"), closed=True)

    def names(**asked: Any) -> set[str]:
        text = browser.get(reverse("partnership-list"), asked).content.decode()
        return {n for n in ("Northern Lights", "Harbour House", "Closed Circle") if n in text}

    assert names() == {"Northern Lights", "Harbour House"}
    assert names(stage="all") == {"Northern Lights", "Harbour House", "Closed Circle"}
    assert names(stage="group_review") == {"Harbour House"}
    assert names(owner="mine") == {"Northern Lights"}
    assert names(owner=str(other.owner_id)) == {"Harbour House"}
    assert names(q="habour house") == {"Harbour House"}
    assert names(study=str(ready.study_id)) == {"Northern Lights"}
    assert names(sponsor=str(other.study.sponsor_id)) == {"Harbour House"}
    assert names(side="paused") == set()
    assert names(stage="no-such-stage", owner="x", study="y", q="\x00") == names()


def test_the_list_needs_the_same_queries_for_one_row_and_for_many(
    browser: Client, ready: Partnership
) -> None:
    url = reverse("partnership-list")
    with CaptureQueriesContext(connection) as one:
        browser.get(url)
    for _n in range(6):
        PartnershipFactory()
    with CaptureQueriesContext(connection) as seven:
        browser.get(url)
    assert len(one) == len(seven)


def test_a_foreign_or_broken_id_is_not_found(browser: Client, ready: Partnership) -> None:
    for name in ("detail", "edit", "ask", "write", "agreement", "close"):
        url = reverse(f"partnership-{name}", args=[ready.study_id])
        assert browser.get(url).status_code == 404


# --- the pipeline --------------------------------------------------------------------------------
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


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER, Role.COMPLIANCE, Role.ADMIN])
def test_every_insider_sees_the_page(ready: Partnership, role: str) -> None:
    assert "Northern Lights" in page(signed_in(UserFactory(role=role)), ready)


def test_a_sponsor_viewer_finds_nothing(ready: Partnership) -> None:
    viewer = signed_in(UserFactory(viewer=True))
    for name in ("detail", "edit", "ask"):
        assert viewer.get(reverse(f"partnership-{name}", args=[ready.pk])).status_code == 404
    assert viewer.get(reverse("partnership-list")).status_code == 404


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
