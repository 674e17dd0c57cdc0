"""What was promised is marked as delivered, once, with the day and how we know."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from advocacy.models import BudgetHold, Delivery, History, HoldState, Promise, Touch
from advocacy.workflow.errors import InvalidData, NotAllowed, StageRefused
from tests import factories
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db(transaction=True)


def delivered(world: World, **changes: Any) -> Delivery:
    values: dict[str, Any] = {
        "delivered_on": world.today,
        "evidence": "Their thanks by mail",
        **changes,
    }
    row: Delivery = world.do("record_delivery", world.partnership.asks.get(), **values).result
    return row


def states(world: World) -> dict[str, str]:
    """The state of each line of the ledger, by kind."""
    return dict(Promise.objects.of_group(world.group).values_list("kind", "state"))


def test_a_benefit_is_offered_then_owed_then_kept() -> None:
    world = clear_world()
    assert states(world) == {}
    world.to_conversation()
    assert states(world) == {"benefit": "offered"}
    world.do("group_review", review_process="Board", review_by=world.today + timedelta(days=3))
    world.do("agree_terms", written_yes_on=world.today, written_yes_source="Mail")
    assert states(world) == {"benefit": "owed"}
    row = delivered(world)
    assert states(world) == {"benefit": "kept"}
    assert row.recorded_by == world.staff
    assert world.events()[-1] == "record_delivery"


def test_it_is_recorded_once_not_before_its_day_and_never_without_evidence() -> None:
    world = clear_world()
    world.to_terms()
    with pytest.raises(InvalidData) as wrong:
        delivered(world, evidence=" ", delivered_on=world.today + timedelta(days=1))
    assert set(wrong.value.errors) == {"evidence", "delivered_on"}
    delivered(world)
    with pytest.raises(StageRefused):
        delivered(world)


def test_a_viewer_of_a_sponsor_records_nothing() -> None:
    world = clear_world()
    world.to_terms()
    with pytest.raises(NotAllowed):
        world.do("record_delivery", world.partnership.asks.get(),
                 actor=factories.UserFactory(viewer=True))  # fmt: skip


def test_support_in_kind_is_kept_by_its_transfer_also_where_the_ask_had_named_it() -> None:
    world = clear_world()
    world.to_terms()
    benefit = world.partnership.asks.get().benefit
    world.do("draft_agreement", **world.agreement(in_kind=benefit))
    world.do("execute")
    assert states(world) == {"benefit": "owed"}
    world.do("record_transfer", kind="in_kind", amount=200, currency="USD", category="Printing",
             description="The guide", given_on=world.today)  # fmt: skip
    kept = Promise.objects.of_group(world.group).get()
    assert (kept.kind, kept.state, kept.evidence) == ("benefit", "kept", "The guide")
    assert [row["noted"] for row in Promise.objects.of_group(world.group).listed()] == [False]


def test_a_fee_is_kept_once_all_of_it_is_paid() -> None:
    world = clear_world(fee=900)
    factories.QuoteFactory(partnership=world.partnership, amount=900, fair_value=900)
    world.to_terms()
    world.do("draft_agreement", **world.agreement(in_kind="", amount=900))
    world.do("execute")
    for amount, state in ((500, "owed"), (400, "kept")):
        world.do("record_transfer", kind="money", amount=amount, currency="USD", category="Fee",
                 description="Fee", given_on=world.today)  # fmt: skip
        assert states(world)["fee"] == state
    row = Promise.objects.of_kind("fee").get()
    assert row.amount == row.kept_amount == Decimal(900)


def test_a_fee_above_the_cap_that_was_named_already_is_kept_and_counted() -> None:
    world = clear_world(fee=70_000)  # the cap is 60,000
    done = world.logs(purpose="ask")
    assert "budget" in {breach.rule for breach in done.breaches}
    assert Touch.objects.filter(partnership=world.partnership).exists()
    hold = BudgetHold.objects.get()
    assert (hold.state, hold.amount) == (HoldState.OFFERED, Decimal(70_000))


def test_a_delivery_is_taken_back_with_a_reason_and_the_history_keeps_both() -> None:
    world = clear_world()
    world.to_terms()
    ask = world.partnership.asks.get()
    with pytest.raises(StageRefused, match="none to take back"):
        world.do("withdraw_delivery", ask, reason="It came back")
    row = delivered(world)
    with pytest.raises(InvalidData) as wrong:
        world.do("withdraw_delivery", ask, reason=" ")
    assert set(wrong.value.errors) == {"reason"}
    with pytest.raises(NotAllowed):
        world.do("withdraw_delivery", ask, actor=factories.UserFactory(viewer=True), reason="x")
    world.do("withdraw_delivery", ask, reason="It came back")
    assert states(world) == {"benefit": "owed"}
    assert world.events()[-2:] == ["record_delivery", "withdraw_delivery"]
    told = world.partnership.events.get(kind="withdraw_delivery").data
    assert (told["reason"], told["evidence"]) == ("It came back", "Their thanks by mail")
    kept = History.objects.of_record(row).get()
    assert kept.operation == "DELETE"
    assert (kept.old or {})["evidence"] == "Their thanks by mail"
    delivered(world)
    assert states(world) == {"benefit": "kept"}
