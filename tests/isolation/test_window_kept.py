"""The window is at every moment what its views say, whoever writes and however."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from advocacy import tasks
from advocacy.models import (
    HiddenPartnership,
    Partnership,
    Share,
    Study,
    WindowBudget,
    WindowPartnership,
    WindowStudy,
)  # fmt: skip
from advocacy.workflow import window
from advocacy.workflow.perform import perform
from tests import factories
from tests.factories import TODAY, days_ago
from tests.histories.deeds import Deeds
from tests.histories.family import begin
from tests.isolation.window import differences, size

LEVELS = ("hidden", "counts", "status", "full")
FIELDS = ("milestones", "timeline", "placements", "budget")


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_random_histories_leave_nothing_out_and_nothing_behind(seed: int) -> None:
    chance = random.Random(seed)
    family = begin()
    deeds = Deeds(family)
    for study in Study.objects.all():
        share_at_random(chance, study)
    seen = 0
    for _step in range(40):
        deeds.take(chance.randrange(1, 2**31))
        if chance.random() < 0.2:
            share_at_random(chance, chance.choice(list(Study.objects.all())))
        assert differences() == []
        seen = max(seen, size())
    assert seen >= 8


def share_at_random(chance: random.Random, study: Study) -> None:
    share, _made = Share.objects.get_or_create(study=study, sponsor=study.sponsor)
    share.level = chance.choice(LEVELS)
    share.hidden_fields = [field for field in FIELDS if chance.random() < 0.3]
    share.save()
    own = chance.choice([*study.partnerships.all(), None])
    if own is not None and chance.random() < 0.5:
        HiddenPartnership.objects.get_or_create(share=share, partnership=own)
    elif own is not None:
        HiddenPartnership.objects.filter(partnership=own).delete()


#: Changes that no action makes, straight in the tables; each is followed all the same.
RAW = (
    "UPDATE advocacy_partnership SET stage = 'outreach', stage_since = now() - interval '3 days'",
    "UPDATE advocacy_partnership SET side_state = 'irb_hold'",
    "UPDATE advocacy_partnership SET stage = 'group_review', review_by = current_date + 3",
    (
        "UPDATE advocacy_partnership SET stage = 'closed', exit_reason = 'declined_fee',"
        " closed_at = now()"
    ),
    "UPDATE advocacy_group SET name = name || ' anew', country = 'CA'",
    "UPDATE advocacy_group SET merged_into_id = id",
    "UPDATE advocacy_study SET title = 'Another title', launch_on = current_date + 9",
    "UPDATE advocacy_stop SET lifted_on = current_date",
    "UPDATE advocacy_optout SET lifted_on = current_date, invitation = 'Come'",
    "UPDATE advocacy_placement SET planned_on = current_date + 2, proof_url = 'https://e.org/x'",
    "UPDATE advocacy_material SET title = 'Renamed'",
    "UPDATE advocacy_reportback SET due_on = current_date + 5",
    "UPDATE advocacy_reportback SET sent_on = current_date",
    "UPDATE advocacy_clearance SET asked_on = current_date - 40",
    "UPDATE advocacy_sponsorcontact SET name = 'Renamed Person'",
    "UPDATE advocacy_user SET name = 'Renamed Colleague'",
    "UPDATE advocacy_user SET is_active = false",
    "UPDATE advocacy_budgetline SET approved = 41000, cap = 60000",
    "UPDATE advocacy_budgethold SET state = 'paid'",
    "UPDATE advocacy_touch SET is_genuine = false, outcome = ''",
    "UPDATE advocacy_share SET level = 'status'",
    "UPDATE advocacy_share SET level = 'counts'",
    "UPDATE advocacy_share SET hidden_fields = '{timeline,placements}'",
    "UPDATE advocacy_share SET level = 'hidden'",
    "UPDATE advocacy_parentedge SET until = current_date",
    (
        "INSERT INTO advocacy_hiddenpartnership (id, created_at, share_id, partnership_id)"
        " SELECT gen_random_uuid(), now(), s.id, p.id FROM advocacy_share s"
        " JOIN advocacy_partnership p ON p.study_id = s.study_id"
    ),
    "DELETE FROM advocacy_budgethold",
    "DELETE FROM advocacy_reportback",
)


@pytest.fixture
def filled(db: None) -> Any:
    """Something in every table of the window, shared with the sponsor and with its parent."""
    own = factories.PartnershipFactory()
    study = own.study
    parent = factories.ParentEdgeFactory(child=study.sponsor).parent
    colleague = factories.UserFactory()
    for sponsor in (study.sponsor, parent):
        factories.ShareFactory(study=study, sponsor=sponsor, contact=colleague)
    factories.ClearanceFactory(
        study=study, group=own.group, answer="", answered_on=None, answered_by=None
    )
    factories.PlacementFactory(
        partnership=own, material=factories.MaterialFactory(study=study), state="planned",
        went_live_on=None,
    )  # fmt: skip
    line = factories.BudgetLineFactory(study=study)
    line.holds.create(partnership=own, state="offered", amount=900)
    own.report_backs.create(group=own.group, promised="Figures", due_on=TODAY())
    factories.StopFactory(group=own.group)
    factories.OptOutFactory(group=own.group)
    touch = factories.TouchFactory(partnership=own, inbound=True)
    factories.EventFactory(
        kind="log_touch", partnership=own, group=own.group, study=study, touch=touch
    )
    return own


@pytest.mark.parametrize("statement", RAW)
def test_no_statement_leaves_the_window_stale(filled: Any, statement: str) -> None:
    assert size() > 12
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute(statement)
        assert cursor.rowcount
    assert differences() == []


def test_a_stop_that_begins_later_shows_nothing_yet(db: None) -> None:
    own = factories.PartnershipFactory()
    factories.ShareFactory(study=own.study)
    factories.StopFactory(group=own.group, starts_on=TODAY() + timedelta(days=2))
    assert WindowPartnership.objects.get().contactable
    assert differences() == []


def test_rows_that_come_in_bulk_are_followed(filled: Any) -> None:
    before = WindowPartnership.objects.count()
    Partnership.objects.bulk_create(
        Partnership(study=filled.study, group=factories.GroupFactory()) for _n in range(20)
    )
    assert WindowPartnership.objects.count() == before + 40
    assert differences() == []


def test_a_sponsor_that_left_the_family_sees_nothing_more(filled: Any) -> None:
    parent = Share.objects.exclude(sponsor=filled.study.sponsor).get().sponsor
    assert WindowStudy.objects.shared_with([parent.pk]).exists()
    parent.child_edges.update(until=days_ago(0))
    assert not WindowStudy.objects.shared_with([parent.pk]).exists()


def test_a_hidden_field_is_not_in_the_window(filled: Any) -> None:
    Share.objects.update(hidden_fields=["budget", "milestones"])
    assert not WindowBudget.objects.exists()
    row = WindowPartnership.objects.first()
    assert (row.placement_on, row.report_due_on, row.answer_by) == (None, None, None)


@pytest.mark.django_db(transaction=True)
def test_the_clock_ends_what_a_day_has_ended_and_the_comparison_sees_it(owner_cursor: Any) -> None:
    share = factories.ShareFactory()
    own = factories.PartnershipFactory(study=share.study)
    stop = factories.StopFactory(group=own.group)
    assert not WindowPartnership.objects.get().contactable
    owner_cursor.execute("ALTER TABLE advocacy_stop DISABLE TRIGGER USER")
    try:
        owner_cursor.execute(
            "UPDATE advocacy_stop SET starts_on = current_date - 9, until = current_date - 2"
            " WHERE id = %s", [str(stop.pk)],
        )  # fmt: skip
    finally:
        owner_cursor.execute("ALTER TABLE advocacy_stop ENABLE TRIGGER USER")
    assert [said for said, _table, _row in differences()] == ["too much", "missing"]
    assert tasks.keep_window() == 1
    assert WindowPartnership.objects.get().contactable
    assert differences() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("level", ["counts", "full"])
def test_the_clock_ends_what_a_sponsor_sees_who_left_the_family(
    owner_cursor: Any, level: str
) -> None:
    study = factories.StudyFactory()
    edge = factories.ParentEdgeFactory(child=study.sponsor)
    factories.PartnershipFactory(study=study)
    share = factories.ShareFactory(study=study, sponsor=edge.parent, level=level)
    assert WindowStudy.objects.filter(pk=share.pk).exists()
    owner_cursor.execute("ALTER TABLE advocacy_parentedge DISABLE TRIGGER USER")
    try:
        owner_cursor.execute(
            "UPDATE advocacy_parentedge SET until = current_date - 1 WHERE id = %s", [str(edge.pk)]
        )
    finally:
        owner_cursor.execute("ALTER TABLE advocacy_parentedge ENABLE TRIGGER USER")
    assert differences() != []
    tasks.keep_window()
    assert size() == 0
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_the_clock_waits_for_no_writer_of_the_study_and_holds_none_up(app_cursor: Any) -> None:
    share = factories.ShareFactory()
    factories.PartnershipFactory(study=share.study)
    app_cursor.execute("BEGIN")
    app_cursor.execute(
        "SELECT FROM advocacy_study WHERE id = %s FOR KEY SHARE", [str(share.study.pk)]
    )
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout TO '300ms'")
        assert tasks.keep_window() == 1
        with pytest.raises(OperationalError, match="lock timeout"):
            window.put("SELECT window_put_shares(%s::uuid[])", [share.pk])
    finally:
        app_cursor.execute("ROLLBACK")
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_a_change_works_at_the_next_request() -> None:
    manager, share = factories.UserFactory(manager=True), factories.ShareFactory(level="hidden")
    own = factories.PartnershipFactory(study=share.study)
    assert size() == 0
    for level, rows in (("counts", 2), ("status", 3), ("hidden", 0), ("full", 3)):
        perform("set_share", actor=manager, subject=share.study,
                data={"sponsor": share.sponsor, "level": level})  # fmt: skip
        assert size() == rows, level
    perform("hide_partnership", actor=manager, subject=share, data={"partnership": own})
    assert size() == 1
