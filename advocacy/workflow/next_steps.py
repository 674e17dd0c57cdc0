"""The next step of each partnership: worked out from its state, written as follow-ups.

Steps are due so long after the last word, or after the stage was entered or the same step was
last done, whichever came last; what else happens to the partnership does not move them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from advocacy.models import (
    Ask,
    Clearance,
    ClearanceAnswer,
    Direction,
    FollowUp,
    FollowUpKind,
    FollowUpState,
    Partnership,
    Placement,
    PlacementState,
    ReportBack,
    SideState,
    Stage,
    TouchState,
)  # fmt: skip
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.limits import Limits
from advocacy.workflow.gather import contact, threads
from advocacy.workflow.gather.batch import Batch, Pair
from advocacy.workflow.gather.groups import read_stop, runs
from advocacy.workflow.gather.questions import EVERY_ACT, Answers, Question, Row, day, moment
from advocacy.workflow.step import calendar_of

Wanted = dict[str, date]

#: Kinds that a person or a bounce opened, several at once; the plan leaves them alone.
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
    """What the plan looks at; `open` and `done` are its steps by kind, with the day of each."""

    own: Partnership
    touches: list[Row]
    stops: list[Row]
    calendar: BusinessCalendar
    limits: Limits
    today: date
    open: dict[str, Row]
    done: dict[str, date]

    @property
    def since(self) -> date:
        """The day of the last word between us, or of the stage's beginning where that is later."""
        said = [t.occurred_at for t in self.touches if _is_word(t)]
        return self.calendar.local_date(max([*said, self.own.stage_since]))


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
    SELECT id, kind, due_on, planned_on, owner_id FROM advocacy_followup
    WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND state = 'open'
    """,
)
DONE_FOLLOW_UPS = Question(
    """
    SELECT kind, max(closed_at) AS at FROM advocacy_followup
    WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND state = 'done'
    GROUP BY kind
    """,
)


def keep(own: Partnership, *, at: datetime, limits: Limits) -> None:
    """Make the open follow-ups of a partnership be exactly those that its state asks for."""
    calendar = calendar_of(own.group)
    today = calendar.local_date(at)
    said = Answers(
        Batch(own.study, (Pair(own.group, own),), at),
        (contact.TOUCHES, OWN_STOPS, OPEN_FOLLOW_UPS, DONE_FOLLOW_UPS),
        acts=EVERY_ACT,
    )
    touches = contact.touches(said).get(str(own.id), [])
    stops = [row for row in map(read_stop, said.to(OWN_STOPS)) if runs(row, today)]
    open_now = {row.kind: row for row in said.to(OPEN_FOLLOW_UPS) if row.kind not in KEPT}
    done = {row.kind: calendar.local_date(moment(row.at)) for row in said.to(DONE_FOLLOW_UPS)}
    wanted = _wanted(State(own, touches, stops, calendar, limits, today, open_now, done))
    gone = [row.id for kind, row in open_now.items() if kind not in wanted]
    if gone:
        FollowUp.objects.filter(pk__in=gone).update(state=FollowUpState.CANCELLED, closed_at=at)
    for kind, due in wanted.items():
        _write(own, kind, due, calendar, open_now.get(kind))


def _write(
    own: Partnership, kind: str, due: date, calendar: BusinessCalendar, found: Row | None
) -> None:
    """A step put off or handed over stays so, until the plan itself names another day."""
    due_at = calendar.at(due, 9)
    if found is None:
        FollowUp.objects.create(
            partnership=own, group=own.group, owner=own.owner, kind=kind, due_on=due,
            due_at=due_at, planned_on=due,
        )  # fmt: skip
        return
    values: dict[str, object] = {}
    if found.planned_on != due.isoformat():
        values["planned_on"] = due
        if found.planned_on is not None:
            values |= {"due_on": due, "due_at": due_at, "reminded_at": None}
    if found.owner_id is None and own.owner_id is not None:
        values["owner"] = own.owner
    if values:
        FollowUp.objects.filter(pk=found.id).update(**values)


def _wanted(state: State) -> Wanted:
    own = state.own
    wanted = _owed(state)
    if own.stage == Stage.CLOSED:
        return wanted
    if own.side_state == SideState.PAUSED and own.not_before and own.not_before > state.today:
        return {**wanted, FollowUpKind.RESUME: own.not_before}
    if own.side_state == SideState.SPONSOR_HOLD:
        days = state.limits.clearance_chase_business_days
        return {**wanted, **_after(state, FollowUpKind.CHASE_SPONSOR, days, _held_on(state))}
    if own.side_state == SideState.IRB_HOLD:
        return {**wanted, **_standing(state, FollowUpKind.MATERIALS, 5)}
    if own.stage in PLAIN:
        kind, days = PLAIN[Stage(own.stage)]
        return {**wanted, **_after(state, kind, days, state.since)}
    return {**wanted, **_by_stage(state)}


def _is_word(touch: Row) -> bool:
    """Something that a person said and the other side has."""
    sent = touch.direction == Direction.OUT and touch.state == TouchState.DELIVERED
    return bool(sent or touch.is_genuine)


def _after(state: State, kind: FollowUpKind, days: int, began: date) -> Wanted:
    """So many business days after a day, or after the same step was last done."""
    last = max(began, state.done.get(kind, began))
    return {kind: state.calendar.add_business_days(last, days)}


def _standing(state: State, kind: FollowUpKind, days: int) -> Wanted:
    """So many business days after it was first needed: the day that the open step has."""
    found = state.open.get(kind)
    planned = day(found.planned_on or found.due_on) if found else None
    return {kind: planned or state.calendar.add_business_days(state.today, days)}


def _held_on(state: State) -> date:
    """The day on which the sponsor said to hold."""
    own = state.own
    said = Clearance.objects.filter(
        study=own.study_id, group=own.group_id, answer=ClearanceAnswer.HOLD
    )
    return said.order_by("-answered_on").values_list("answered_on", flat=True).first() or (
        state.since
    )


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
        return _cleared(state)
    if own.stage == Stage.OUTREACH:
        return _attempts(state)
    if own.stage == Stage.REVIEW:
        return _dated(state, FollowUpKind.GROUP_DECIDES, own.review_by)
    if own.stage == Stage.SCHEDULED:
        planned = Placement.objects.filter(partnership=own, state=PlacementState.PLANNED)
        first = planned.order_by("planned_on").values_list("planned_on", flat=True).first()
        return _dated(state, FollowUpKind.GO_LIVE, first)
    return _after_campaign(state)


def _cleared(state: State) -> Wanted:
    if Ask.objects.filter(partnership=state.own).exists():
        return _standing(state, FollowUpKind.FIRST_CONTACT, 1)
    return _after(state, FollowUpKind.WRITE_ASK, 2, state.since)


def _dated(state: State, kind: FollowUpKind, on: date | None) -> Wanted:
    """On the day that was agreed; some days on where that has none, or was done and is not over."""
    if on is not None and kind not in state.done:
        return {kind: on}
    later = _after(state, kind, 5, state.since)
    return {kind: max(on or later[kind], later[kind])}


def _clearance(state: State) -> Wanted:
    asked = Clearance.objects.filter(
        study=state.own.study_id, group=state.own.group_id, answer=""
    ).first()
    if asked is None:
        return _after(state, FollowUpKind.ASK_SPONSOR, 1, state.since)
    days = state.limits.clearance_chase_business_days
    return _after(state, FollowUpKind.CHASE_SPONSOR, days, asked.asked_on)


def _attempts(state: State) -> Wanted:
    made = [t for t in state.touches if t.is_attempt and t.state == TouchState.DELIVERED]
    if not made:
        return _after(state, FollowUpKind.FIRST_CONTACT, 1, state.since)
    last = state.calendar.local_date(made[-1].occurred_at)
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
        return wanted | _after(state, FollowUpKind.REPORT, 20, state.since)
    return wanted or _after(state, FollowUpKind.CLOSE, 5, state.since)
