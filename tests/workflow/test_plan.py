"""The next step of each stage as tables: when it is due where the group lives, and why."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest

from advocacy.models import FollowUpKind, Partnership, SideState, Stage
from advocacy.policy import reasons
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.limits import Limits
from advocacy.workflow import deadlines, plan
from advocacy.workflow.deadlines import Ends, Reserved
from advocacy.workflow.plan import Planned, State

NEW_YORK = BusinessCalendar("US", "NY", "America/New_York")
LONDON = BusinessCalendar("GB", "ENG", "Europe/London")
MUNICH = BusinessCalendar("DE", "BY", "Europe/Berlin")
TOKYO = BusinessCalendar("JP", "", "Asia/Tokyo")
SYDNEY = BusinessCalendar("AU", "NSW", "Australia/Sydney")
AUCKLAND = BusinessCalendar("NZ", "", "Pacific/Auckland")
TUESDAY = date(2026, 9, 15)


def state(
    stage: Stage,
    since: datetime,
    *,
    calendar: BusinessCalendar = NEW_YORK,
    touches: list[Any] | None = None,
    stops: list[Any] | None = None,
    today: date = TUESDAY,
    own: dict[str, Any] | None = None,
    **found: Any,
) -> State:
    """A partnership in a stage since a moment."""
    record = Partnership(stage=stage, stage_since=since, **(own or {}))
    return State(record, touches or [], stops or [], calendar, Limits(), today, **found)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 16, tzinfo=UTC)


def attempt(at: datetime) -> Any:
    return SimpleNamespace(
        occurred_at=at, created_at=at, direction="out", state="delivered", purpose="ask",
        outcome="", is_attempt=True, is_genuine=False,
    )  # fmt: skip


def answer(at: datetime) -> Any:
    return SimpleNamespace(
        occurred_at=at, created_at=at, direction="in", state="delivered", purpose="",
        outcome="interested", is_attempt=False, is_genuine=True,
    )  # fmt: skip


def only(found: dict[str, Planned]) -> tuple[str, date, str]:
    """The one step: its kind, its day, the code of its reason."""
    ((kind, planned),) = found.items()
    assert reasons.read(planned.because) is not None
    return str(kind), planned.due_on, planned.because["code"]


SINCE = noon(TUESDAY)
STAGES: list[tuple[Stage, dict[str, Any], tuple[str, date, str]]] = [
    (Stage.IDENTIFIED, {}, ("complete_profile", date(2026, 9, 17), "unknown_group")),
    (Stage.PROFILED, {}, ("ask_sponsor", date(2026, 9, 16), "not_asked")),
    (Stage.PROFILED, {"asked_on": TUESDAY},
     ("chase_sponsor", date(2026, 9, 29), "no_answer_of_sponsor")),
    (Stage.CLEARED, {}, ("write_ask", date(2026, 9, 17), "no_ask")),
    (Stage.CLEARED, {"has_ask": True}, ("first_contact", date(2026, 9, 16), "not_contacted")),
    (Stage.OUTREACH, {}, ("first_contact", date(2026, 9, 16), "not_contacted")),
    (Stage.CONVERSATION, {}, ("converse", date(2026, 9, 22), "last_word")),
    (Stage.REVIEW, {"own": {"review_by": date(2026, 10, 2)}},
     ("group_decides", date(2026, 10, 2), "decides_on")),
    (Stage.REVIEW, {}, ("group_decides", date(2026, 9, 22), "no_day_to_decide")),
    (Stage.REVIEW, {"own": {"review_by": TUESDAY}, "done": {"group_decides": TUESDAY}},
     ("group_decides", date(2026, 9, 22), "no_day_to_decide")),
    (Stage.TERMS, {}, ("contract", date(2026, 9, 22), "no_contract")),
    (Stage.CONTRACTING, {}, ("contract", date(2026, 9, 29), "contract_open")),
    (Stage.EXECUTED, {}, ("materials", date(2026, 9, 22), "no_material")),
    (Stage.MATERIALS, {}, ("place", date(2026, 9, 18), "not_placed")),
    (Stage.SCHEDULED, {"placed_on": date(2026, 10, 1)},
     ("go_live", date(2026, 10, 1), "planned_on")),
    (Stage.SCHEDULED, {}, ("go_live", date(2026, 9, 22), "no_day_planned")),
    (Stage.LIVE, {}, ("report", date(2026, 10, 14), "campaign_runs")),
    (Stage.REPORTED, {"owed_on": date(2026, 10, 15)},
     ("report_back", date(2026, 10, 15), "report_back_owed")),
    (Stage.REPORTED, {}, ("close", date(2026, 9, 22), "all_reported")),
]  # fmt: skip


@pytest.mark.parametrize(("stage", "facts", "step"), STAGES)
def test_each_stage_has_its_one_step(
    stage: Stage, facts: dict[str, Any], step: tuple[str, date, str]
) -> None:
    assert only(plan.wanted(state(stage, SINCE, **facts))) == step


def test_a_live_campaign_owes_figures_and_the_report_back() -> None:
    found = plan.wanted(state(Stage.LIVE, SINCE, owed_on=date(2026, 10, 15)))
    assert set(found) == {FollowUpKind.REPORT, FollowUpKind.REPORT_BACK}


def test_a_report_back_is_owed_after_the_end_too() -> None:
    found = plan.wanted(state(Stage.CLOSED, SINCE, owed_on=date(2026, 10, 15)))
    assert only(found) == ("report_back", date(2026, 10, 15), "report_back_owed")


def test_every_stage_but_the_last_is_in_the_table() -> None:
    assert {stage for stage, _facts, _step in STAGES} == set(Stage) - {Stage.CLOSED}
    assert plan.wanted(state(Stage.CLOSED, SINCE)) == {}


@pytest.mark.parametrize(
    ("own", "step"),
    [
        ({"side_state": SideState.PAUSED, "not_before": date(2026, 10, 20)},
         ("resume", date(2026, 10, 20), "paused")),
        ({"side_state": SideState.PAUSED, "not_before": TUESDAY},  # over: the attempts go on
         ("first_contact", date(2026, 9, 16), "not_contacted")),
        ({"side_state": SideState.SPONSOR_HOLD},
         ("chase_sponsor", date(2026, 9, 29), "sponsor_holds")),
        ({"side_state": SideState.IRB_HOLD}, ("materials", date(2026, 9, 22), "irb_holds")),
    ],
)  # fmt: skip
def test_what_holds_it_up_comes_before_the_stage(
    own: dict[str, Any], step: tuple[str, date, str]
) -> None:
    assert only(plan.wanted(state(Stage.OUTREACH, SINCE, own=own))) == step


#: Attempts, and the day from which the next is allowed or silence closes the ask.
ATTEMPTS: list[tuple[str, BusinessCalendar, list[datetime], tuple[str, date]]] = [
    ("five business days before attempt 2", NEW_YORK, [SINCE],
     ("next_attempt", date(2026, 9, 22))),
    ("ten before attempt 3", NEW_YORK, [SINCE, noon(date(2026, 9, 22))],
     ("next_attempt", date(2026, 10, 6))),
    ("ten of silence after the third", NEW_YORK,
     [SINCE, noon(date(2026, 9, 22)), noon(date(2026, 10, 6))],
     ("await_answer", date(2026, 10, 21))),  # Columbus Day lies between
    ("Thanksgiving and no day more", NEW_YORK, [noon(date(2026, 11, 25))],
     ("next_attempt", date(2026, 12, 3))),
    ("Christmas, Boxing Day observed and New Year", LONDON, [noon(date(2026, 12, 23))],
     ("next_attempt", date(2027, 1, 4))),
    ("Corpus Christi is a holiday in Bavaria", MUNICH, [noon(date(2026, 6, 3))],
     ("next_attempt", date(2026, 6, 11))),
    ("Golden Week", TOKYO, [noon(date(2026, 4, 28))], ("next_attempt", date(2026, 5, 11))),
    ("Friday afternoon here is Saturday there", AUCKLAND,
     [datetime(2026, 9, 18, 20, tzinfo=UTC)], ("next_attempt", date(2026, 9, 25))),
    ("Thursday evening UTC is Friday there", SYDNEY,
     [datetime(2026, 9, 17, 15, tzinfo=UTC)], ("next_attempt", date(2026, 9, 25))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("calendar", "made", "step"), [row[1:] for row in ATTEMPTS], ids=[row[0] for row in ATTEMPTS]
)
def test_attempts_are_counted_in_the_business_days_of_the_group(
    calendar: BusinessCalendar, made: list[datetime], step: tuple[str, date]
) -> None:
    touches = [attempt(at) for at in made]
    found = plan.wanted(state(Stage.OUTREACH, made[0], calendar=calendar, touches=touches))
    assert only(found)[:2] == step


def test_an_absence_moves_the_next_attempt_behind_it() -> None:
    back = date(2026, 10, 22)
    found = plan.wanted(
        state(Stage.OUTREACH, SINCE, touches=[attempt(SINCE)], own={"not_before": back})
    )
    assert only(found) == ("next_attempt", date(2026, 10, 28), "spacing_after_absence")


def test_a_reply_moves_the_step_and_a_bounce_does_not() -> None:
    heard = answer(noon(date(2026, 9, 21)))
    bounced = SimpleNamespace(**{**vars(heard), "is_genuine": False, "outcome": "bounce_hard"})
    for touch, due in ((heard, date(2026, 9, 28)), (bounced, date(2026, 9, 22))):
        found = plan.wanted(state(Stage.CONVERSATION, SINCE, touches=[touch]))
        assert only(found)[1] == due


#: A day there, and the moment at which its step is due: 09:00 on the clock there.
CLOCKS: list[tuple[BusinessCalendar, date, datetime]] = [
    (NEW_YORK, date(2026, 3, 6), datetime(2026, 3, 6, 14, tzinfo=UTC)),
    (NEW_YORK, date(2026, 3, 9), datetime(2026, 3, 9, 13, tzinfo=UTC)),  # summer time began
    (NEW_YORK, date(2026, 10, 30), datetime(2026, 10, 30, 13, tzinfo=UTC)),
    (NEW_YORK, date(2026, 11, 2), datetime(2026, 11, 2, 14, tzinfo=UTC)),  # and ended
    (LONDON, date(2026, 3, 30), datetime(2026, 3, 30, 8, tzinfo=UTC)),
    (LONDON, date(2026, 10, 26), datetime(2026, 10, 26, 9, tzinfo=UTC)),
    (SYDNEY, date(2026, 10, 2), datetime(2026, 10, 1, 23, tzinfo=UTC)),
    (SYDNEY, date(2026, 10, 6), datetime(2026, 10, 5, 22, tzinfo=UTC)),
    (TOKYO, date(2026, 3, 9), datetime(2026, 3, 9, 0, tzinfo=UTC)),
]


@pytest.mark.parametrize(("calendar", "day", "due_at"), CLOCKS)
def test_a_step_is_due_at_nine_there_on_both_sides_of_daylight_saving(
    calendar: BusinessCalendar, day: date, due_at: datetime
) -> None:
    assert calendar.at(day, 9) == due_at


# --- what runs out --------------------------------------------------------------------------------
END = date(2026, 12, 31)
ALERTS = (date(2026, 11, 1), date(2026, 12, 1), date(2026, 12, 17))


def agreement_step(today: date, *handled: date) -> date | None:
    own = Partnership(stage=Stage.LIVE, stage_since=SINCE)
    ends = Ends(agreement_until=END, handled={FollowUpKind.RENEW_AGREEMENT: handled})
    found = deadlines.wanted(own, ends, calendar=NEW_YORK, limits=Limits(), today=today)
    step = found.get(FollowUpKind.RENEW_AGREEMENT)
    return step.due_on if step else None


@pytest.mark.parametrize(
    ("today", "handled", "due"),
    [
        (date(2026, 10, 17), (), None),  # 15 days before the first alert
        (date(2026, 10, 18), (), ALERTS[0]),
        (date(2026, 11, 1), (), ALERTS[0]),
        (date(2026, 11, 30), (), ALERTS[0]),  # undone, and late
        (date(2026, 12, 1), (), ALERTS[1]),  # until the next comes
        (date(2026, 12, 17), (), ALERTS[2]),
        (date(2027, 1, 10), (), ALERTS[2]),  # expired, and still nobody has seen to it
        (date(2026, 11, 2), ALERTS[:1], None),
        (date(2026, 11, 17), ALERTS[:1], ALERTS[1]),
        (date(2026, 12, 5), ALERTS[:2], ALERTS[2]),
        (date(2026, 12, 20), ALERTS, None),
    ],
)
def test_an_agreement_that_ends_is_told_at_60_30_and_14_days(
    today: date, handled: tuple[date, ...], due: date | None
) -> None:
    assert agreement_step(today, *handled) == due


@pytest.mark.parametrize("stage", [Stage.CONTRACTING, Stage.REPORTED, Stage.CLOSED])
def test_an_agreement_matters_only_while_the_campaign_runs(stage: Stage) -> None:
    own = Partnership(stage=stage, stage_since=SINCE)
    ends = Ends(agreement_until=END)
    assert not deadlines.wanted(own, ends, calendar=NEW_YORK, limits=Limits(), today=END)


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 5, 1), None),
        (date(2026, 5, 3), date(2026, 5, 17)),
        (date(2026, 6, 15), date(2026, 5, 17)),
        (date(2026, 6, 16), date(2026, 6, 16)),  # it has expired
    ],
)
def test_a_stance_is_asked_about_a_month_before_it_expires(today: date, due: date | None) -> None:
    own = Partnership(stage=Stage.OUTREACH, stage_since=SINCE)
    ends = Ends(stance_of=date(2025, 6, 16))
    found = deadlines.wanted(own, ends, calendar=NEW_YORK, limits=Limits(), today=today)
    step = found.get(FollowUpKind.RENEW_STANCE)
    assert (step.due_on if step else None) == due


@pytest.mark.parametrize(
    ("granted", "until", "due"),
    [
        (date(2026, 9, 1), date(2026, 9, 15), date(2026, 9, 13)),
        (date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 1)),
    ],
)
def test_an_override_is_to_be_used_two_days_before_it_ends(
    granted: date, until: date, due: date
) -> None:
    own = Partnership(stage=Stage.CLEARED, stage_since=SINCE)
    ends = Ends(override_from=granted, override_until=until)
    found = deadlines.wanted(own, ends, calendar=NEW_YORK, limits=Limits(), today=granted)
    assert found[FollowUpKind.USE_OVERRIDE].due_on == due


def test_a_reservation_belongs_to_who_made_it_and_is_due_when_it_runs_out() -> None:
    own = Partnership(stage=Stage.CLEARED, stage_since=SINCE, owner_id=uuid4())
    until, who = datetime(2026, 9, 15, 3, 30, tzinfo=UTC), uuid4()
    ends = Ends(reserved=Reserved(who, "Dana Example", until))
    found = deadlines.wanted(own, ends, calendar=NEW_YORK, limits=Limits(), today=TUESDAY)
    step = found[FollowUpKind.SEND_RESERVED]
    assert (step.owner, step.due_at, step.due_on) == (who, until, date(2026, 9, 14))


# --- the words ------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", sorted(reasons.REASONS))
def test_every_reason_reads_back_with_its_values(code: str) -> None:
    values: dict[str, Any] = {
        name: {"since": TUESDAY, "until": TUESDAY, "on": TUESDAY, "name": "Dana"}.get(name, 3)
        for name in ("since", "until", "on", "name", "n", "most", "days")
        if f"{{{name}}}" in reasons.REASONS[code].message
    }
    text = reasons.read(reasons.why(code, **values))
    assert "{" not in str(text)


def test_a_reason_of_another_version_is_left_out() -> None:
    assert reasons.read({}) is None
    assert reasons.read({"code": "gone"}) is None
