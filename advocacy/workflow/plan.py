"""What is to be done next with a partnership, by its stage: when, and why.

Steps are due so long after the last word, or after the stage was entered or the same step was
last done, whichever came last; what else happens to the partnership does not move them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from advocacy.models import Direction, FollowUpKind, Partnership, SideState, Stage, TouchState
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.limits import Limits
from advocacy.policy.reasons import why
from advocacy.workflow.gather import threads
from advocacy.workflow.gather.questions import Row, day

#: Stages whose next step is due so many business days after the last word.
PLAIN = {
    Stage.IDENTIFIED: (FollowUpKind.COMPLETE_PROFILE, 2, "unknown_group"),
    Stage.CONVERSATION: (FollowUpKind.CONVERSE, 5, "last_word"),
    Stage.TERMS: (FollowUpKind.CONTRACT, 5, "no_contract"),
    Stage.CONTRACTING: (FollowUpKind.CONTRACT, 10, "contract_open"),
    Stage.EXECUTED: (FollowUpKind.MATERIALS, 5, "no_material"),
    Stage.MATERIALS: (FollowUpKind.PLACE, 3, "not_placed"),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """One step: its day, why it is due then, and where they differ from the usual its owner
    (the partnership's) and its moment (09:00 there)."""

    due_on: date
    because: Mapping[str, Any]
    owner: UUID | None = None
    due_at: datetime | None = None


Wanted = dict[str, Planned]


@dataclass(frozen=True, slots=True)
class State:
    """What the plan looks at; `open` and `done` are its steps by kind, with the day of each."""

    own: Partnership
    touches: list[Row]
    stops: list[Row]
    calendar: BusinessCalendar
    limits: Limits
    today: date
    open: Mapping[str, Row] = field(default_factory=dict)
    done: Mapping[str, date] = field(default_factory=dict)
    has_ask: bool = False
    asked_on: date | None = None
    held_on: date | None = None
    placed_on: date | None = None
    owed_on: date | None = None

    @property
    def since(self) -> date:
        """The day of the last word between us, or of the stage's beginning where that is later."""
        said = [t.occurred_at for t in self.touches if _is_word(t)]
        return self.calendar.local_date(max([*said, self.own.stage_since]))


def wanted(state: State) -> Wanted:
    """A reply to read comes first; else the step of the stage; beside it what is owed."""
    unread = [t.occurred_at for t in state.touches if t.is_genuine and not t.outcome]
    if not unread:
        return _wanted(state, _owed(state))
    since = state.calendar.local_date(min(unread))
    due = state.calendar.next_business_day(since)  # of that day: later deeds do not move it
    because = why("unread", since=since)
    return _owed(state) | {FollowUpKind.READ_REPLY: Planned(due, because)}


def _wanted(state: State, owed: Wanted) -> Wanted:
    """The step of the stage, or of what holds it up, beside the thanks and answers owed."""
    own = state.own
    if own.stage == Stage.CLOSED:
        return owed | _report_back(state)
    return owed | (_held(state) or _by_stage(state))


def _held(state: State) -> Wanted:
    """What ends a pause or a hold; nothing where the way is free."""
    own = state.own
    if own.side_state == SideState.PAUSED and own.not_before and own.not_before > state.today:
        return {FollowUpKind.RESUME: Planned(own.not_before, why("paused", until=own.not_before))}
    if own.side_state == SideState.SPONSOR_HOLD:
        days = state.limits.clearance_chase_business_days
        held = state.held_on or state.since
        return _after(state, FollowUpKind.CHASE_SPONSOR, days, "sponsor_holds", held)
    if own.side_state == SideState.IRB_HOLD:
        return _standing(state, FollowUpKind.MATERIALS, 5, "irb_holds")
    return {}


def _is_word(touch: Row) -> bool:
    """Something that a person said and the other side has."""
    sent = touch.direction == Direction.OUT and touch.state == TouchState.DELIVERED
    return bool(sent or touch.is_genuine)


def _after(
    state: State, kind: FollowUpKind, days: int, code: str, began: date | None = None
) -> Wanted:
    """So many business days after a day, or after the same step was last done."""
    began = began or state.since
    last = max(began, state.done.get(kind, began))
    due = state.calendar.add_business_days(last, days)
    return {kind: Planned(due, why(code, since=began, days=days))}


def _standing(state: State, kind: FollowUpKind, days: int, code: str) -> Wanted:
    """So many business days after it was first needed: the day that the open step has."""
    found = state.open.get(kind)
    planned = day(found.planned_on or found.due_on) if found else None
    due = planned or state.calendar.add_business_days(state.today, days)
    return {kind: Planned(due, why(code))}


def _owed(state: State) -> Wanted:
    """The one thank-you and the one answer after a decline or hesitation."""
    owed: Wanted = {}
    days = state.limits.thank_you_business_days
    for stop in state.stops:
        due = state.calendar.add_business_days(stop.starts_on, days)
        values = {"since": stop.starts_on, "days": days}
        if threads.thank_you_owed(stop, state.touches):
            owed[FollowUpKind.THANK_YOU] = Planned(due, why("thanks_owed", **values))
        if threads.question_open(stop, state.touches):
            owed[FollowUpKind.ANSWER_QUESTION] = Planned(due, why("question_open", **values))
    return owed


def _by_stage(state: State) -> Wanted:
    stage = Stage(state.own.stage)
    if stage in PLAIN:
        kind, days, code = PLAIN[stage]
        return _after(state, kind, days, code)
    if stage in (Stage.PROFILED, Stage.CLEARED):
        return _clearance(state) if stage == Stage.PROFILED else _first_contact(state)
    if stage == Stage.OUTREACH:
        return _attempts(state)
    if stage == Stage.REVIEW:
        kind, codes = FollowUpKind.GROUP_DECIDES, ("decides_on", "no_day_to_decide")
        return _dated(state, kind, state.own.review_by, codes)
    if stage == Stage.SCHEDULED:
        kind, codes = FollowUpKind.GO_LIVE, ("planned_on", "no_day_planned")
        return _dated(state, kind, state.placed_on, codes)
    return _after_campaign(state)


def _first_contact(state: State) -> Wanted:
    if state.has_ask:
        return _standing(state, FollowUpKind.FIRST_CONTACT, 1, "not_contacted")
    return _after(state, FollowUpKind.WRITE_ASK, 2, "no_ask")


def _dated(state: State, kind: FollowUpKind, on: date | None, codes: tuple[str, str]) -> Wanted:
    """On the day that was agreed; some days on where that has none, or was done and is not over."""
    if on is not None and kind not in state.done:
        return {kind: Planned(on, why(codes[0], on=on))}
    later = _after(state, kind, 5, codes[1])
    if on is not None and on > later[kind].due_on:
        return {kind: Planned(on, why(codes[0], on=on))}
    return later


def _clearance(state: State) -> Wanted:
    if state.asked_on is None:
        return _after(state, FollowUpKind.ASK_SPONSOR, 1, "not_asked")
    days, kind = state.limits.clearance_chase_business_days, FollowUpKind.CHASE_SPONSOR
    return _after(state, kind, days, "no_answer_of_sponsor", state.asked_on)


def _attempts(state: State) -> Wanted:
    made = [t for t in state.touches if t.is_attempt and t.state == TouchState.DELIVERED]
    if not made:
        return _after(state, FollowUpKind.FIRST_CONTACT, 1, "not_contacted")
    most, n = state.limits.attempts_per_ask, len(made)
    last, away = state.calendar.local_date(made[-1].occurred_at), state.own.not_before
    counted = last if away is None else max(last, away - timedelta(days=1))
    if n >= most:
        days = state.limits.silence_business_days
        due = state.calendar.add_business_days(counted, days)
        because = why("silence", n=n, most=most, days=days, since=last)
        return {FollowUpKind.AWAIT_ANSWER: Planned(due, because)}
    days = state.limits.spacing_business_days
    if n == most - 1:
        days = state.limits.spacing_business_days_last
    due = state.calendar.add_business_days(counted, days)
    because = why("spacing", n=n + 1, most=most, days=days, since=last)
    if away is not None and counted > last:
        because = why("spacing_after_absence", n=n + 1, most=most, days=days, until=away)
    return {FollowUpKind.NEXT_ATTEMPT: Planned(due, because)}


def _after_campaign(state: State) -> Wanted:
    owed = _report_back(state)
    if state.own.stage == Stage.LIVE:
        return owed | _after(state, FollowUpKind.REPORT, 20, "campaign_runs")
    return owed or _after(state, FollowUpKind.CLOSE, 5, "all_reported")


def _report_back(state: State) -> Wanted:
    """What we promised the group is owed also after the end."""
    if state.owed_on is None:
        return {}
    because = why("report_back_owed", on=state.owed_on)
    return {FollowUpKind.REPORT_BACK: Planned(state.owed_on, because)}
