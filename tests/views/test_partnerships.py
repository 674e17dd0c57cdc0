"""The record page of a partnership in every state, and the list."""

from collections.abc import Iterator
from datetime import timedelta
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
    Stage,
    Stop,
    StopReason,
    StopScope,
    User,
)  # fmt: skip
from tests.factories import (
    TODAY,
    AskFactory,
    BudgetLineFactory,
    ClearanceFactory,
    FollowUpFactory,
    GroupFactory,
    OverrideFactory,
    PartnershipFactory,
    PlacementFactory,
    QuoteFactory,
    StudyFactory,
    TouchFactory,
    UserFactory,
    days_ago,
)  # fmt: skip
from tests.views.partnerships import TUESDAY, bring_to, page, step
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db
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
    waiting = OverrideFactory(partnership=ready, rule="lead-time")
    text = page(browser, ready)
    assert reverse("override-ask", args=[ready.pk, "lead-time", "contact"]) not in text
    assert f'href="{reverse("override-detail", args=[waiting.pk])}">An override is asked' in text


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


def test_the_verdict_names_what_the_touch_is_for(browser: Client, ready: Partnership) -> None:
    assert "Write to the group (The ask):" in page(browser, ready)


def test_the_header_says_what_is_to_be_done(browser: Client, ready: Partnership) -> None:
    ready.follow_ups.open().delete()
    FollowUpFactory(partnership=ready, kind="other", note="Bring the flyer along")
    assert "next step <b>Bring the flyer along</b>" in page(browser, ready)


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


@pytest.mark.parametrize("role", [Role.STAFF, Role.MANAGER, Role.COMPLIANCE, Role.ADMIN])
def test_every_insider_sees_the_page(ready: Partnership, role: str) -> None:
    assert "Northern Lights" in page(signed_in(UserFactory(role=role)), ready)


def test_a_sponsor_viewer_finds_nothing(ready: Partnership) -> None:
    viewer = signed_in(UserFactory(viewer=True))
    for name in ("detail", "edit", "ask"):
        assert viewer.get(reverse(f"partnership-{name}", args=[ready.pk])).status_code == 404
    assert viewer.get(reverse("partnership-list")).status_code == 404
