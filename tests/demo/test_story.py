"""One telling of the story on a handful of groups, and what is to be seen afterwards."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from advocacy.demo import people
from advocacy.demo.story import tell_story
from advocacy.demo.story.world import MADE_UP
from advocacy.models import (
    Ask,
    Breach,
    Event,
    FollowUp,
    Group,
    Override,
    OverrideState,
    Partnership,
    PhaseDuration,
    Placement,
    Quote,
    ReplyOutcome,
    ReportBack,
    SideState,
    Sponsor,
    Stage,
    Stance,
    Stop,
    StopReason,
    Study,
    Touch,
    TouchState,
    Transfer,
)  # fmt: skip
from advocacy.workflow.perform import perform
from advocacy.workflow.step import calendar_of
from tests import databases
from tests.scenarios.desk import Desk, step

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 18, 16, tzinfo=UTC)
MANY = 200


def real_records() -> None:
    """Two studies and a few groups as the public files give them."""
    actor = people.user_of(people.MANAGER)
    rows = [{"code": "alzheimers-disease", "name": "Alzheimer’s disease"}]
    conditions = perform("import_conditions", actor=actor, data={"rows": rows}).result
    names = (
        "Alzheimer’s Town",
        "Memory House",
        "Dementia Corner",
        "Memory Lake",
        "Alzheimer’s Hill",
    )
    groups = [
        {"name": name, "kind": "regional", "country": "US", "region": "NY", "source": "a file",
         "time_zone": "America/New_York", "registry_number": f"12-000000{number}",
         "conditions": conditions}
        for number, name in enumerate(names)
    ]  # fmt: skip
    perform("import_groups", actor=actor, data={"rows": groups})
    sponsors = perform(
        "import_sponsors", actor=actor, data={"rows": [{"name": "A"}, {"name": "B"}]}
    ).result
    studies = [
        {"protocol_id": f"NCT0000000{number}", "nct_number": f"NCT0000000{number}",
         "title": f"Study {number}", "sponsor": sponsor, "countries": ["US"], "phase": "Phase 3",
         "status": "recruiting", "source": "a file", "conditions": conditions}
        for number, sponsor in enumerate(sponsors)
    ]  # fmt: skip
    perform("import_studies", actor=actor, data={"rows": studies})


class Kept(logging.Handler):
    """Keeps what the story complains of."""

    lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@pytest.fixture(scope="module", autouse=True)
def _told(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Tell the story once for all tests of this file."""
    handler, media = Kept(), str(tmp_path_factory.mktemp("media"))
    logging.getLogger("advocacy.demo.story").addHandler(handler)
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media):
        real_records()
        assert tell_story(now=NOW)
    logging.getLogger("advocacy.demo.story").removeHandler(handler)
    yield
    with django_db_blocker.unblock():
        connection.close()
        databases.empty(connection.settings_dict["NAME"])


def test_no_thread_is_stopped_unforeseen() -> None:
    assert Kept.lines == []


def test_a_second_telling_changes_nothing() -> None:
    before = Event.objects.count()
    assert not tell_story(now=NOW)
    assert Event.objects.count() == before


def test_every_stage_and_side_state_is_to_be_seen() -> None:
    assert all(Partnership.objects.counted_by_stage().values())
    seen = set(Partnership.objects.open().values_list("side_state", flat=True))
    assert seen == set(SideState.values)


def test_every_reason_to_stop_is_to_be_seen() -> None:
    assert set(Stop.objects.values_list("reason", flat=True)) == set(StopReason.values)
    silent = Event.objects.get(kind="close_silent")
    assert silent.actor is None
    assert Touch.objects.attempts().filter(partnership=silent.partnership).count() == 3
    hesitant = Partnership.objects.filter(exit_reason="hesitant")
    thanked = [own.touches.filter(purpose="thank_you").exists() for own in hesitant]
    assert sorted(thanked) == [False, True]
    assert FollowUp.objects.open().filter(kind="thank_you").count() == 1


def test_a_no_of_the_umbrella_closes_its_chapter() -> None:
    umbrella = Group.objects.get(kind="umbrella")
    closed = Partnership.objects.filter(group__parent=umbrella, exit_reason="policy_no_industry")
    assert closed.count() == 2
    assert Event.objects.filter(kind="close", data__because_of=umbrella.name).exists()
    rolled_down = Event.objects.refused_by("stopped").filter(group__parent=umbrella)
    assert rolled_down.exists()


def test_a_group_and_a_person_opted_out() -> None:
    assert Touch.objects.filter(outcome=ReplyOutcome.OPT_OUT).count() == 1
    assert Event.objects.filter(kind="record_opt_out").count() == 1
    assert Event.objects.refused_by("opt-out").count() == 2


def test_refusals_by_most_rules_are_kept() -> None:
    refused = {row["rule"]: row["n"] for row in Event.objects.by_rule()}
    assert len(refused) == 16  # all but no-copy-paste, which only warns


def test_overrides_are_waiting_denied_and_used() -> None:
    assert Override.objects.waiting().count() == 1
    assert Override.objects.filter(state=OverrideState.DENIED).count() == 1
    assert Override.objects.filter(state=OverrideState.GRANTED, used_at__isnull=False).count() == 1


def test_one_breach_was_seen_and_another_waits() -> None:
    assert Breach.objects.seen().exists()
    assert Breach.objects.unseen().exists()


def test_touches_of_every_fate_are_to_be_seen() -> None:
    assert Touch.objects.count() > MANY
    assert set(Touch.objects.values_list("state", flat=True)) == {
        TouchState.DELIVERED, TouchState.EXPIRED, TouchState.RELEASED, TouchState.BOUNCED_HARD,
    }  # fmt: skip
    assert Event.objects.filter(kind="reserve_touch").exists()
    assert FollowUp.objects.filter(kind="fix_contact", state="open").exists()
    assert Touch.objects.filter(outcome=ReplyOutcome.OUT_OF_OFFICE).exists()


def test_what_went_out_after_asking_went_out_in_working_hours() -> None:
    for touch in Touch.objects.attempts().filter(way_in="cleared").select_related("group"):
        calendar = calendar_of(touch.group)
        assert calendar.is_open(touch.occurred_at, opens=9, closes=17), touch


def test_asks_grow_and_shrink_and_their_fees_have_a_basis() -> None:
    changes = set(Ask.objects.values_list("change", flat=True))
    assert {"scaled_up", "scaled_down"} <= changes
    assert {"rate_card", "comparables"} <= set(Quote.objects.values_list("basis", flat=True))


def test_campaigns_end_with_proof_report_back_and_transfers() -> None:
    shown = Placement.objects.exclude(proof_url="")
    assert all(".example.org/" in placement.proof_url for placement in shown)
    assert ReportBack.objects.filter(sent_on__isnull=False).count() >= 5
    assert ReportBack.objects.overdue(NOW.date()).count() == 1
    assert set(Transfer.objects.values_list("kind", flat=True)) == {"money", "in_kind"}
    assert Partnership.objects.filter(renewed_from__isnull=False).count() == 1
    finished = PhaseDuration.objects.filter(group_kind="regional", phase="setup")
    assert finished.count() >= 5


def test_next_steps_are_late_due_today_and_coming() -> None:
    for account in (people.STAFF, people.COLLEAGUE):
        steps = FollowUp.objects.open().owned_by(people.user_of(account))
        assert steps.overdue(NOW.date()).exists()
        assert steps.filter(due_on=NOW.date()).exists()
        assert steps.filter(due_on__gt=NOW.date()).exists()


def test_nothing_is_claimed_of_real_groups() -> None:
    real = Group.objects.exclude(source=MADE_UP)
    theirs = Partnership.objects.filter(group__in=real)
    assert theirs.filter(stage=Stage.IDENTIFIED).count() >= 3
    assert set(theirs.values_list("stage", flat=True)) == {Stage.IDENTIFIED, Stage.PROFILED}
    assert theirs.filter(stage=Stage.PROFILED).exists()
    for model in (Touch, Stance, Stop):
        assert not model.objects.filter(group__in=real).exists()
    assert not Quote.objects.filter(partnership__in=theirs).exists()
    names = Transfer.objects.values_list("group__name", "sponsor__name")
    assert all("(made up)" in name for pair in names for name in pair)
    assert not Study.objects.exclude(source=MADE_UP).filter(budget_lines__isnull=False).exists()
    invented = Sponsor.objects.filter(name__contains="made up")
    assert invented.count() == 3


def test_time_runs_forward_and_never_ahead() -> None:
    told = Event.objects.exclude(kind__startswith="import_")
    newest = told.latest("at")
    oldest = told.earliest("at")
    assert newest.at <= NOW
    assert timedelta(weeks=25) < newest.at - oldest.at < timedelta(weeks=27)


def test_a_newcomer_mends_eight_refusals_and_comes_into_conversation() -> None:
    """The walk of docs/walkthrough.md."""
    own = Partnership.objects.get(group__name__startswith="Quiet River")
    dana, mira = (Desk(people.user_of(who)) for who in (people.STAFF, people.MANAGER))
    with time_machine.travel(NOW + timedelta(hours=8), tick=False):  # 19:00 in New York

        def refusing() -> list[str]:
            return dana.is_refused(step(own, "write"), purpose="ask").refusing

        assert refusing() == [
            "Profile complete", "Mutual benefit", "Sponsor clearance", "Budget", "Fair fee",
            "Willingness", "Keep it simple", "Spacing",
        ]  # fmt: skip
        fact = {"value": "As they say.", "source": "their website"}
        money = {"revenue": "120000", "revenue_currency": "USD"}
        for kind, more in (("channels", {}), ("submission_route", {}), ("revenue", money)):
            dana.does(reverse("group-fact-add", args=[own.group_id]), kind=kind, **fact, **more)
        dana.does(step(own, "edit"), why_this_group="Its choir brings families together.")
        dana.does(reverse("group-stance-add", args=[own.group_id]), kind="open", source="Terry")
        dana.does(step(own, "profiled"), duplicates_checked="on")
        frankie = own.study.sponsor.contacts.get().pk
        dana.does(step(own, "ask-clearance"), asked_of=frankie)
        dana.does(step(own, "answer-clearance"), answer="none_known", answered_by=frankie)
        assert refusing() == ["Mutual benefit", "Budget", "Fair fee", "Keep it simple", "Spacing"]
        dana.does(
            f"{step(own, 'ask')}?scale=down", goal=own.group.goals.get().pk, fee="1500",
            reason="Too much for three people.",
        )  # fmt: skip
        assert refusing() == ["Fair fee", "Spacing"]
        dana.does(step(own, "quote"), amount="1500", basis="rate_card", fair_value="1500")
        late = dana.is_refused(step(own, "write"), purpose="ask").finding("Spacing")
        dana.does(late.override, reason="group_asked", note="Terry wants it today.")
        waiting = Override.objects.waiting().get(rule="spacing")
        mira.does(
            reverse("override-detail", args=[waiting.pk]), decision="grant", note="Fine, once."
        )
        dana.writes(own)
        told = dana.logs(own, "interested")
    own.refresh_from_db()
    assert own.stage == Stage.CONVERSATION
    assert "Refused" in told.text or "refused" in dana.record(own).text
