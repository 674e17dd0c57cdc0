"""The next step of each partnership: worked out from its state, written as follow-ups."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from advocacy.models import (
    Ask,
    Clearance,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Partnership,
    Placement,
    ReportBack,
    SideState,
    Stage,
)  # fmt: skip
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.limits import Limits
from advocacy.workflow.gather import contact, threads
from advocacy.workflow.gather.batch import Batch, Pair
from advocacy.workflow.gather.groups import read_stop, runs
from advocacy.workflow.gather.questions import EVERY_ACT, Answers, Question, Row
from advocacy.workflow.step import calendar_of

Wanted = dict[str, date]

#: Kinds that a person or a bounce opened; the plan leaves them alone.
KEPT = (FollowUpKind.OTHER, FollowUpKind.FIX_CONTACT)

#: Stages whose next step is due so many business days after the last word.
PLAIN = {
    Stage.IDENTIFIED: (FollowUpKind.COMPLETE_PROFILE, 2),
    Stage.CONVERSATION: (FollowUpKind.CONVERSE, 5),
    Stage.TERMS: (FollowUpKind.CONTRACT, 5),
    Stage.CONTRACTING: (FollowUpKind.CONTRACT, 10),
    Stage.EXECUTED: (FollowUpKind.MATERIALS, 5),
    Stage.MATERIALS: (FollowUpKind.PLACE, 3),
}


@dataclass(frozen=True, slots=True)
class State:
    """What the plan looks at."""

    own: Partnership
    touches: list[Row]
    stops: list[Row]
    calendar: BusinessCalendar
    limits: Limits
    today: date


#: Stops of this very ask; whether one runs is judged by the date where the group lives.
OWN_STOPS = Question(
    """
    SELECT s.reason, s.starts_on, s.until, t.occurred_at, t.created_at
    FROM advocacy_stop s LEFT JOIN advocacy_touch t ON t.id = s.touch_id
    WHERE s.partnership_id = ANY(%(partnerships)s::uuid[]) AND s.scope = 'ask'
        AND s.lifted_on IS NULL
    ORDER BY s.starts_on, s.id
    """,
)
OPEN_FOLLOW_UPS = Question(
    """
    SELECT id, kind, due_on, owner_id FROM advocacy_followup
    WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND state = 'open'
    """,
)


def keep(own: Partnership, *, at: datetime, limits: Limits) -> None:
    """Make the open follow-ups of a partnership be exactly those that its state asks for."""
    calendar = calendar_of(own.group)
    today = calendar.local_date(at)
    said = Answers(
        Batch(own.study, (Pair(own.group, own),), at),
        (contact.TOUCHES, OWN_STOPS, OPEN_FOLLOW_UPS),
        acts=EVERY_ACT,
    )
    touches = contact.touches(said).get(str(own.id), [])
    stops = [row for row in map(read_stop, said.to(OWN_STOPS)) if runs(row, today)]
    wanted = _wanted(State(own, touches, stops, calendar, limits, today))
    open_now = {row.kind: row for row in said.to(OPEN_FOLLOW_UPS)}
    gone = [r.id for kind, r in open_now.items() if kind not in wanted and kind not in KEPT]
    if gone:
        FollowUp.objects.filter(pk__in=gone).update(state=FollowUpState.CANCELLED, closed_at=at)
    for kind, due in wanted.items():
        _write(own, kind, due, calendar, open_now.get(kind))


def _write(
    own: Partnership, kind: str, due: date, calendar: BusinessCalendar, found: Row | None
) -> None:
    due_at, owner = calendar.at(due, 9), str(own.owner_id) if own.owner_id else None
    if found is None:
        FollowUp.objects.create(
            partnership=own, group=own.group, owner=own.owner, kind=kind, due_on=due, due_at=due_at
        )
    elif (found.due_on, found.owner_id) != (due.isoformat(), owner):
        FollowUp.objects.filter(pk=found.id).update(
            due_on=due, due_at=due_at, owner=own.owner, reminded_at=None
        )


def _wanted(state: State) -> Wanted:
    own = state.own
    wanted = _owed(state)
    if own.stage == Stage.CLOSED:
        return wanted
    if own.side_state == SideState.PAUSED and own.not_before and own.not_before > state.today:
        return {**wanted, FollowUpKind.RESUME: own.not_before}
    if own.side_state == SideState.SPONSOR_HOLD:
        return {**wanted, FollowUpKind.CHASE_SPONSOR: _in(state, 10)}
    if own.side_state == SideState.IRB_HOLD:
        return {**wanted, FollowUpKind.MATERIALS: _in(state, 5)}
    if own.stage in PLAIN:
        kind, days = PLAIN[Stage(own.stage)]
        return {**wanted, kind: _in(state, days)}
    return {**wanted, **_by_stage(state)}


def _in(state: State, days: int) -> date:
    return state.calendar.add_business_days(state.today, days)


def _owed(state: State) -> Wanted:
    """The one thank-you and the one answer after a decline or hesitation."""
    wanted: Wanted = {}
    days = state.limits.thank_you_business_days
    for stop in state.stops:
        if threads.thank_you_owed(stop, state.touches):
            wanted[FollowUpKind.THANK_YOU] = state.calendar.add_business_days(stop.starts_on, days)
        if threads.question_open(stop, state.touches):
            wanted[FollowUpKind.ANSWER_QUESTION] = state.calendar.add_business_days(
                stop.starts_on, days
            )
    return wanted


def _by_stage(state: State) -> Wanted:
    own = state.own
    if own.stage == Stage.PROFILED:
        return _clearance(state)
    if own.stage == Stage.CLEARED:
        has_ask = Ask.objects.filter(partnership=own).exists()
        kind = FollowUpKind.FIRST_CONTACT if has_ask else FollowUpKind.WRITE_ASK
        return {kind: _in(state, 1 if has_ask else 2)}
    if own.stage == Stage.OUTREACH:
        return _attempts(state)
    if own.stage == Stage.REVIEW:
        return {FollowUpKind.GROUP_DECIDES: max(own.review_by or state.today, state.today)}
    if own.stage == Stage.SCHEDULED:
        first = Placement.objects.filter(partnership=own).order_by("planned_on").first()
        return {FollowUpKind.GO_LIVE: first.planned_on if first else _in(state, 5)}
    return _after_campaign(state)


def _clearance(state: State) -> Wanted:
    asked = Clearance.objects.filter(
        study=state.own.study_id, group=state.own.group_id, answer=""
    ).first()
    if asked is None:
        return {FollowUpKind.ASK_SPONSOR: _in(state, 1)}
    days = state.limits.clearance_chase_business_days
    return {FollowUpKind.CHASE_SPONSOR: state.calendar.add_business_days(asked.asked_on, days)}


def _attempts(state: State) -> Wanted:
    made = [t for t in state.touches if t.is_attempt]
    if not made:
        return {FollowUpKind.FIRST_CONTACT: _in(state, 1)}
    last = state.calendar.local(made[-1].occurred_at).date()
    if state.own.not_before is not None:
        last = max(last, state.own.not_before - timedelta(days=1))
    if len(made) >= state.limits.attempts_per_ask:
        due = state.calendar.add_business_days(last, state.limits.silence_business_days)
        return {FollowUpKind.AWAIT_ANSWER: due}
    days = state.limits.spacing_business_days
    if len(made) == state.limits.attempts_per_ask - 1:
        days = state.limits.spacing_business_days_last
    return {FollowUpKind.NEXT_ATTEMPT: state.calendar.add_business_days(last, days)}


def _after_campaign(state: State) -> Wanted:
    wanted: Wanted = {}
    owed = ReportBack.objects.filter(partnership=state.own, sent_on__isnull=True).first()
    if owed is not None:
        wanted[FollowUpKind.REPORT_BACK] = owed.due_on
    if state.own.stage == Stage.LIVE:
        wanted[FollowUpKind.REPORT] = _in(state, 20)
    elif not wanted:
        wanted[FollowUpKind.CLOSE] = _in(state, 5)
    return wanted
