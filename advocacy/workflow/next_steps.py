"""The next steps of a partnership: read in one question what they follow from, written once.

What is wanted, and why, is said in `plan` (by the stage) and in `deadlines` (by what runs out).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from advocacy.models import FollowUp, FollowUpKind, FollowUpState, Partnership
from advocacy.models.writes import Writes
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.limits import Limits
from advocacy.workflow import deadlines, plan
from advocacy.workflow.deadlines import Ends, Reserved
from advocacy.workflow.gather import contact
from advocacy.workflow.gather.batch import Batch, Pair
from advocacy.workflow.gather.groups import read_stop, runs
from advocacy.workflow.gather.questions import EVERY_ACT, Answers, Question, Row, day, moment
from advocacy.workflow.plan import Planned, State, Wanted
from advocacy.workflow.step import calendar_of

#: Kinds that a person or a bounce opened, several at once; the plan leaves them alone.
KEPT = (FollowUpKind.OTHER, FollowUpKind.FIX_CONTACT)

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
    SELECT id, kind, due_on, planned_on, owner_id, because FROM advocacy_followup
    WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND state = 'open'
    """,
)
DONE_FOLLOW_UPS = Question(
    """
    SELECT kind, max(closed_at) AS at, json_agg(planned_on) AS planned FROM advocacy_followup
    WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND state = 'done'
    GROUP BY kind
    """,
)
#: The days and records that the steps of some stages wait for.
STANDING = Question(
    """
    SELECT EXISTS (SELECT FROM advocacy_ask WHERE partnership_id = p.id) AS has_ask,
        (SELECT min(asked_on) FROM advocacy_clearance
            WHERE study_id = p.study_id AND group_id = p.group_id AND answer = '') AS asked_on,
        (SELECT max(answered_on) FROM advocacy_clearance
            WHERE study_id = p.study_id AND group_id = p.group_id AND answer = 'hold') AS held_on,
        (SELECT min(planned_on) FROM advocacy_placement
            WHERE partnership_id = p.id AND state = 'planned') AS placed_on,
        (SELECT min(due_on) FROM advocacy_reportback
            WHERE partnership_id = p.id AND sent_on IS NULL) AS owed_on,
        (SELECT CASE WHEN kind IN ('open', 'case_by_case') THEN as_of END FROM advocacy_stance
            WHERE group_id = p.group_id ORDER BY as_of DESC, id DESC LIMIT 1) AS stance_of,
        (SELECT max(ends_on) FROM advocacy_agreement
            WHERE partnership_id = p.id AND executed_on IS NOT NULL) AS agreement_until
    FROM advocacy_partnership p WHERE p.id = ANY(%(partnerships)s::uuid[])
    """,
)
OVERRIDES = Question(
    """
    SELECT decided_at, expires_at FROM advocacy_override
    WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND state = 'granted'
        AND used_at IS NULL AND expires_at > %(now)s
    ORDER BY expires_at, id LIMIT 1
    """,
)
RESERVED = Question(
    """
    SELECT t.by_id, u.name, t.reserved_until
    FROM advocacy_touch t JOIN advocacy_user u ON u.id = t.by_id
    WHERE t.partnership_id = ANY(%(partnerships)s::uuid[]) AND t.state = 'reserved'
        AND t.reserved_until > %(now)s
        AND NOT EXISTS (SELECT FROM advocacy_message m
            WHERE m.kind = 'outreach' AND m.subject = t.id AND m.state <> 'cancelled')
    ORDER BY t.reserved_until LIMIT 1
    """,
)
QUESTIONS = (
    contact.TOUCHES, OWN_STOPS, OPEN_FOLLOW_UPS, DONE_FOLLOW_UPS, STANDING, OVERRIDES, RESERVED,
)  # fmt: skip


def keep(own: Partnership, *, at: datetime, limits: Limits, writes: Writes) -> None:
    """Make the open follow-ups of a partnership be exactly those that its state asks for.

    What was written before is sent first, for the plan follows from it.
    """
    writes.flush()
    calendar = calendar_of(own.group)
    batch = Batch(own.study, (Pair(own.group, own),), at)
    said = Answers(batch, QUESTIONS, acts=EVERY_ACT)
    found = {row.kind: row for row in said.to(OPEN_FOLLOW_UPS) if row.kind not in KEPT}
    wanted = _wanted(own, said, found, calendar=calendar, limits=limits, at=at)
    gone = [row.id for kind, row in found.items() if kind not in wanted]
    if gone:
        writes.update(FollowUp, gone, state=FollowUpState.CANCELLED, closed_at=at)
    for kind, planned in wanted.items():
        _write(own, kind, planned, calendar=calendar, found=found.get(kind), writes=writes)


def _wanted(
    own: Partnership,
    said: Answers,
    found: dict[str, Row],
    *,
    calendar: BusinessCalendar,
    limits: Limits,
    at: datetime,
) -> Wanted:
    today, done, standing = calendar.local_date(at), said.to(DONE_FOLLOW_UPS), said.to(STANDING)[0]
    state = State(
        own, contact.touches(said).get(str(own.id), []),
        [row for row in map(read_stop, said.to(OWN_STOPS)) if runs(row, today)],
        calendar, limits, today, found,
        {row.kind: calendar.local_date(moment(row.at)) for row in done},
        has_ask=standing.has_ask, asked_on=day(standing.asked_on), held_on=day(standing.held_on),
        placed_on=day(standing.placed_on), owed_on=day(standing.owed_on),
    )  # fmt: skip
    handled = {row.kind: [date.fromisoformat(text) for text in row.planned if text] for row in done}
    ends = _ends(said, standing, calendar=calendar, handled=handled)
    return plan.wanted(state) | deadlines.wanted(
        own, ends, calendar=calendar, limits=limits, today=today
    )


def _ends(
    said: Answers, standing: Row, *, calendar: BusinessCalendar, handled: dict[str, Any]
) -> Ends:
    granted = next(iter(said.to(OVERRIDES)), None)
    reserved = next(iter(said.to(RESERVED)), None)
    return Ends(
        stance_of=day(standing.stance_of),
        agreement_until=day(standing.agreement_until),
        override_from=calendar.local_date(moment(granted.decided_at)) if granted else None,
        override_until=calendar.local_date(moment(granted.expires_at)) if granted else None,
        reserved=Reserved(UUID(reserved.by_id), reserved.name, moment(reserved.reserved_until))
        if reserved
        else None,
        handled=handled,
    )


def _write(
    own: Partnership,
    kind: str,
    planned: Planned,
    *,
    calendar: BusinessCalendar,
    found: Row | None,
    writes: Writes,
) -> None:
    """A step put off or handed over stays so, until the plan itself names another day."""
    due, because = planned.due_on, dict(planned.because)
    due_at, owner = planned.due_at or calendar.at(due, 9), planned.owner or own.owner_id
    if found is None:
        writes.insert(
            FollowUp(
                partnership=own, group=own.group, owner_id=owner, kind=kind, due_on=due,
                due_at=due_at, planned_on=due, because=because,
            )
        )  # fmt: skip
        return
    values: dict[str, object] = {}
    if found.planned_on != due.isoformat():
        values["planned_on"] = due
        if found.planned_on is not None:
            values |= {"due_on": due, "due_at": due_at}
    if found.owner_id is None and owner is not None:
        values["owner_id"] = owner
    if vars(found.because) != because:
        values["because"] = because
    if values:
        writes.update(FollowUp, [found.id], **values)
