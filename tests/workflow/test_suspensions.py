"""Approvals are taken back and placements taken down; nothing runs on what was withdrawn."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from advocacy.models import Approval, Event, FollowUp, Placement, Stage
from advocacy.workflow.errors import InvalidData, NotAllowed, PolicyBlocked, StageRefused
from tests.views.people import signed_in
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db
LIVE: dict[str, Any] = {"proof_url": "https://example.org/news", "logo_permission_source": ""}


def scheduled() -> World:
    world = clear_world()
    world.to_scheduled()
    return world


def withdraw(world: World, **data: Any) -> Any:
    values = {"withdrawn_on": world.today, "reason": "A new risk"} | data
    return world.do("withdraw_approval", Approval.objects.get(), actor=world.compliance, **values)


def placement(world: World) -> Placement:
    return Placement.objects.get(partnership=world.partnership)


# --- approvals --------------------------------------------------------------------------------
def test_nothing_goes_live_on_a_withdrawn_approval() -> None:
    world = scheduled()
    withdraw(world)
    with pytest.raises(PolicyBlocked) as refused:
        world.do("go_live", **LIVE)
    assert {f.rule for f in refused.value.decision.refusing} == {"approved-material"}
    assert placement(world).state == "planned"


def test_the_database_refuses_it_too() -> None:
    world = scheduled()
    withdraw(world)
    rows = Placement.objects.filter(pk=placement(world).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="live", went_live_on=world.today)


def test_what_runs_on_it_is_suspended_told_and_kept() -> None:
    world = scheduled()
    world.do("go_live", **LIVE)
    done = withdraw(world)
    row = placement(world)
    assert (row.state, row.went_live_on) == ("suspended", world.today)
    assert row.proof_url == LIVE["proof_url"]
    assert done.event.data["suspended"] == 1
    assert Event.objects.get(kind="suspend_placement").partnership == world.partnership
    step = FollowUp.objects.open().get(kind="other")
    assert (step.owner, step.due_on) == (world.partnership.owner, world.today)


def test_another_approval_of_the_same_keeps_it_running() -> None:
    world = scheduled()
    world.do("go_live", **LIVE)
    first = Approval.objects.get()
    again = {name: getattr(first, name) for name in ("language", "country", "channel")}
    world.do("approve_material", first.material, actor=world.compliance, body="Another IRB",
             approved_on=world.today, expires_on=first.expires_on, **again)  # fmt: skip
    world.do("withdraw_approval", first, actor=world.compliance, withdrawn_on=world.today,
             reason="Merged")  # fmt: skip
    assert placement(world).state == "live"


def test_it_wants_a_day_and_a_reason_and_happens_once() -> None:
    world = scheduled()
    with pytest.raises(InvalidData) as refused:
        withdraw(world, withdrawn_on=None, reason=" ")
    assert set(refused.value.errors) == {"withdrawn_on", "reason"}
    withdraw(world)
    with pytest.raises(StageRefused):
        withdraw(world)


def test_staff_do_not_withdraw() -> None:
    world = scheduled()
    with pytest.raises(NotAllowed):
        world.do("withdraw_approval", Approval.objects.get(), withdrawn_on=world.today, reason="x")


# --- placements -------------------------------------------------------------------------------
def test_a_suspended_placement_does_not_go_live() -> None:
    world = scheduled()
    world.do("suspend_placement", placement(world), reason="The issue is full")
    with pytest.raises(PolicyBlocked):
        world.do("go_live", **LIVE)
    assert Event.objects.get(kind="suspend_placement").data["reason"] == "The issue is full"


def test_it_is_planned_again_when_the_rules_agree() -> None:
    world = scheduled()
    world.do("suspend_placement", placement(world), reason="The issue is full")
    world.wait(3)
    world.do("resume_placement", placement(world), planned_on=world.today)
    world.do("go_live", **LIVE)
    assert world.partnership.stage == Stage.LIVE


def test_it_is_not_planned_again_without_an_approval() -> None:
    world = scheduled()
    world.do("suspend_placement", placement(world), reason="The issue is full")
    withdraw(world)
    with pytest.raises(PolicyBlocked):
        world.do("resume_placement", placement(world), planned_on=world.today)
    assert placement(world).state == "suspended"


def test_what_ran_is_reported_and_not_planned_again() -> None:
    world = scheduled()
    world.do("go_live", **LIVE)
    world.do("suspend_placement", placement(world), reason="A printing error")
    with pytest.raises(StageRefused):
        world.do("resume_placement", placement(world), planned_on=world.today)
    world.do("send_report_back", world.partnership.report_backs.get(), sent_on=world.today)
    world.do("report", reached={placement(world).id: 120})
    assert (placement(world).reached, world.partnership.stage) == (120, Stage.REPORTED)


def test_what_is_suspended_is_not_suspended_again_nor_without_a_reason() -> None:
    world = scheduled()
    with pytest.raises(InvalidData):
        world.do("suspend_placement", placement(world), reason="")
    world.do("suspend_placement", placement(world), reason="x")
    with pytest.raises(StageRefused):
        world.do("suspend_placement", placement(world), reason="x")


# --- pages ------------------------------------------------------------------------------------
def test_both_have_their_buttons() -> None:
    world = scheduled()
    study = signed_in(world.compliance).get(reverse("study-detail", args=[world.study.pk]))
    withdraw_page = reverse("approval-withdraw", args=[Approval.objects.get().pk])
    assert withdraw_page in study.content.decode()
    staff = signed_in(world.staff)
    assert staff.get(withdraw_page).status_code == 403
    shown = staff.get(reverse("partnership-detail", args=[world.partnership.pk])).content.decode()
    page = reverse("placement-suspend", args=[placement(world).pk])
    assert page in shown
    assert staff.post(page, {"reason": "Full"}).status_code == 303
    again = reverse("placement-resume", args=[placement(world).pk])
    detail = reverse("partnership-detail", args=[world.partnership.pk])
    assert again in staff.get(detail).content.decode()
    sent = {"withdrawn_on": world.today.isoformat(), "reason": "A new risk"}
    assert signed_in(world.compliance).post(withdraw_page, sent).status_code == 303
    assert again in staff.get(detail).content.decode()
