"""The planner of a study: what fits, what another launch changes, and moving it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.models import Event, Partnership, Stage, Study, User
from advocacy.policy.facts import Act, Intent, Phase
from advocacy.workflow.gather import decide_for
from advocacy.workflow.planner import plan_of
from tests import factories

pytestmark = pytest.mark.django_db

BEFORE_SIGNING = [stage for stage in Stage if stage.position < Stage.EXECUTED.position]


@pytest.fixture
def manager() -> User:
    return factories.UserFactory(manager=True)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def launching(weeks: float, **values: Any) -> Study:
    launch = factories.TODAY() + timedelta(days=int(weeks * 7))
    study: Study = factories.StudyFactory(launch_on=launch, enrolment_ends_on=None, **values)
    return study


def launch_of(study: Study) -> date:
    assert study.launch_on is not None
    return study.launch_on


def at(study: Study, stage: Stage, name: str = "") -> Partnership:
    given = {"group__name": name} if name else {}
    own: Partnership = factories.PartnershipFactory(study=study, stage=stage, **given)
    return own


def url(study: Study, name: str = "study-plan") -> str:
    return reverse(name, args=[study.pk])


def test_the_plan_says_what_the_rule_says_of_each_partnership() -> None:
    study = launching(6)
    rows = [at(study, stage) for stage in BEFORE_SIGNING]
    factories.AskFactory(partnership=rows[0], primary_activity="social_post", effort_hours=1)
    outlooks = {one.own.pk: one for one in plan_of(study).under(launch_of(study))}
    assert set(outlooks) == {row.pk for row in rows}
    for row in rows:
        for act in (Act.AGREE_TERMS, Act.CONTACT):
            _facts, _limits, decision = decide_for(partnership=row, intent=Intent(act))
            assert outlooks[row.pk].judged.finding == decision.of("lead-time")


def test_who_is_late_comes_first_with_what_would_fit(manager: User) -> None:
    study = launching(9)
    early = at(study, Stage.CONTRACTING, "Birch Circle")
    late = at(study, Stage.IDENTIFIED, "Alder Alliance")
    page = signed_in(manager).get(url(study))
    lines = page.context["lines"]
    assert [line.id for line in lines] == [late.pk, early.pk]
    assert dict(page.context["counts"]) == {"late": 1, "close": 0, "fits": 1, "done": 0}
    assert (lines[0].shape.small, lines[0].shape.slack) == ("6 weeks", "14 days too late")
    assert "A small ask fits" in page.content.decode()
    assert page.context["all_fit_from"] == factories.TODAY() + timedelta(weeks=11)


def test_another_launch_is_only_looked_at(manager: User) -> None:
    study = launching(7)
    gains, loses = at(study, Stage.IDENTIFIED), at(study, Stage.CONTRACTING)
    client = signed_in(manager)
    later = client.get(url(study), {"launch": str(launch_of(study) + timedelta(weeks=5))})
    assert (later.context["gains"], later.context["loses"]) == (1, 0)
    sooner = client.get(url(study), {"launch": str(factories.TODAY() + timedelta(days=3))})
    assert (sooner.context["gains"], sooner.context["loses"]) == (0, 1)
    only = client.get(url(study), {"launch": str(factories.TODAY() + timedelta(days=3)),
                                   "show": "lose"})  # fmt: skip
    assert [line.id for line in only.context["lines"]] == [loses.pk]
    assert gains.pk not in {line.id for line in only.context["lines"]}
    study.refresh_from_db()
    assert study.launch_on == factories.TODAY() + timedelta(weeks=7)
    assert not Event.objects.exists()


def test_the_launch_is_moved_with_a_reason_and_its_effect_is_told(manager: User) -> None:
    study = launching(7)
    at(study, Stage.IDENTIFIED)
    client, launch = signed_in(manager), launch_of(study) + timedelta(weeks=5)
    without = client.post(url(study, "study-launch"), {"launch_on": launch, "reason": ""})
    assert without.status_code == 422
    moved = client.post(
        url(study, "study-launch"), {"launch_on": launch, "reason": "The site opens later"}
    )
    assert (moved.status_code, moved["Location"]) == (303, url(study))
    said = [str(message) for message in get_messages(moved.wsgi_request)]
    assert "1 partnership gains time enough, 0 lose it." in said[0]
    event = Event.objects.get(kind="edit_study")
    assert event.data["reason"] == "The site opens later"
    study.refresh_from_db()
    assert study.launch_on == launch


def test_nobody_moves_it_past_a_colleague(manager: User) -> None:
    study = launching(7)
    client = signed_in(manager)
    opened = client.get(url(study, "study-launch")).context["form"]["opened"].value()
    Study.objects.filter(pk=study.pk).update(launch_on=launch_of(study) + timedelta(days=1))
    late = client.post(
        url(study, "study-launch"),
        {"launch_on": launch_of(study) + timedelta(weeks=4), "reason": "Later", "opened": opened},
    )
    assert late.status_code == 409


@pytest.mark.parametrize(("who", "status"), [("staff", 403), ("compliance", 403)])
def test_only_managers_move_a_launch_and_all_insiders_look(who: str, status: int) -> None:
    study = launching(7)
    at(study, Stage.IDENTIFIED)
    client = signed_in(factories.UserFactory(role=who))
    page = client.get(url(study), {"launch": str(launch_of(study) + timedelta(weeks=5))})
    assert page.status_code == 200
    assert "launch_form" not in page.context
    assert client.get(url(study, "study-launch")).status_code == status


def test_a_study_without_a_launch_asks_for_one_and_tries_it(manager: User) -> None:
    study = factories.StudyFactory(launch_on=None)
    at(study, Stage.IDENTIFIED)
    client = signed_in(manager)
    assert "no launch date yet" in client.get(url(study)).content.decode()
    tried = client.get(url(study), {"launch": "2099-01-01"})
    assert dict(tried.context["counts"])["fits"] == 1


@pytest.mark.parametrize("launch", ["yesterday", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_a_launch_that_is_none_is_said_and_the_plan_stays(manager: User, launch: str) -> None:
    study = launching(7)
    at(study, Stage.IDENTIFIED)
    page = signed_in(manager).get(url(study), {"launch": launch})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not page.context["trial"].is_preview


def test_durations_say_where_they_come_from(manager: User) -> None:
    study = launching(30)
    own = at(study, Stage.IDENTIFIED)
    kind = own.group.kind
    for n in range(5):
        factories.PhaseDurationFactory(group_kind=kind, phase="contract", weeks=Decimal(n + 2))
    factories.PhaseDurationFactory(group_kind=kind, phase="review", weeks=Decimal(9))
    plan = plan_of(study)
    known = {one.phase: one for one in plan.durations if one.whose == kind}
    contract = known[Phase.CONTRACT]
    told = (contract.median, contract.p80, contract.n, contract.used)
    assert told == (Decimal(4), Decimal("5.2"), 5, True)
    assert not known[Phase.REVIEW].used
    page = signed_in(manager).get(url(study)).content.decode()
    assert "P80 of 5" in page
    assert "1 of 5 needed" in page
    asked = {"kind": kind, "phase": "contract"}
    rows = signed_in(manager).get(url(study, "study-durations"), asked)
    found = rows.context["page"].rows
    assert len(found) == 5
    assert found[0].live_on is None
    day = factories.TODAY() - timedelta(days=70)
    own = found[0].partnership
    factories.PlacementFactory(partnership=own, state="planned", went_live_on=day)
    rows = signed_in(manager).get(url(study, "study-durations"), asked)
    assert {row.live_on for row in rows.context["page"].rows} == {None, day}


def test_the_number_of_queries_does_not_grow(manager: User) -> None:
    study = launching(12)
    client = signed_in(manager)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(study), {"launch": "2099-01-01"}).status_code == 200
        return len(queries)

    at(study, Stage.IDENTIFIED)
    asked()
    few = asked()
    for _n in range(12):
        at(study, Stage.REVIEW)
    assert asked() == few <= 6


def test_the_plan_is_handed_out_as_a_file(manager: User) -> None:
    study = launching(7)
    at(study, Stage.IDENTIFIED, "Alder Alliance")
    for kind in ("csv", "xlsx"):
        file = signed_in(manager).get(url(study), {"format": kind})
        assert file.status_code == 200
        assert "attachment" in file["Content-Disposition"]
