"""What a conversation amounts to: answered or not, stopped, reopened, thanks owed."""

from collections.abc import Collection
from uuid import UUID

from advocacy.models import (
    Ask,
    Partnership,
    Purpose,
    ReplyOutcome,
    Stage,
    Stop,
    StopReason,
    StopScope,
    Touch,
    TouchState,
)  # fmt: skip
from advocacy.policy import facts
from advocacy.policy.text import Money
from advocacy.workflow.gather.questions import Row

#: Inbound messages after which an answer is welcome in the same thread.
OPENING = (ReplyOutcome.INTERESTED, ReplyOutcome.QUESTION, ReplyOutcome.INVITATION)
#: Inbound messages that end the ask.
ENDED = (
    ReplyOutcome.HESITANT, ReplyOutcome.DECLINED, ReplyOutcome.POLICY_NO, ReplyOutcome.OPT_OUT,
)  # fmt: skip
THANKED = (StopReason.HESITANT, StopReason.DECLINED)


def stops(
    rows: Collection[Row], touches: list[Row], own: Partnership | None
) -> tuple[facts.Stop, ...]:
    """Running stops with what the thread itself says about them."""
    return tuple(
        facts.Stop(
            id=UUID(row.id),
            scope=facts.StopScope(row.scope),
            reason=facts.StopReason(row.reason),
            starts_on=row.starts_on,
            until=row.until,
            group=row.group,
            study=row.study or "",
            sponsor=row.sponsor or "",
            reopened=_reopened(row, touches),
            thank_you_owed=_is_own(row, own) and thank_you_owed(row, touches),
            question_open=_is_own(row, own) and question_open(row, touches),
        )
        for row in rows
    )


def _is_own(row: Row, own: Partnership | None) -> bool:
    return row.scope == StopScope.ASK and own is not None and row.partnership_id == str(own.id)


def _after(row: Stop, touches: list[Touch]) -> list[Touch]:
    """Touches that came after the one the stop began with."""
    if row.touch is not None:
        began = (row.touch.occurred_at, row.touch.created_at)
        return [t for t in touches if (t.occurred_at, t.created_at) > began]
    return [t for t in touches if t.occurred_at.date() > row.starts_on]


def _reopened(row: Stop, touches: list[Touch]) -> bool:
    return any(t.is_genuine and t.outcome in OPENING for t in _after(row, touches))


def thank_you_owed(row: Stop, touches: list[Touch]) -> bool:
    """Whether the one thank-you for this stop was not sent yet."""
    if row.reason not in THANKED:
        return False
    return not any(t.purpose == Purpose.THANK_YOU for t in _sent(_after(row, touches)))


def question_open(row: Stop, touches: list[Touch]) -> bool:
    """A hesitant group asked something, and the one answer was not given yet."""
    if row.reason != StopReason.HESITANT:
        return False
    asked = [t for t in touches if t.outcome == ReplyOutcome.QUESTION]
    answered = [t for t in _sent(_after(row, touches)) if t.purpose == Purpose.ANSWER]
    return bool(asked) and not answered


def _sent(touches: list[Touch]) -> list[Touch]:
    """Those that reached the group, or are about to."""
    return [t for t in touches if t.state in (TouchState.DELIVERED, TouchState.RESERVED)]


def in_conversation(touches: list[Touch]) -> bool:
    """The newest word of the group in this thread welcomes a reply."""
    genuine = [t for t in touches if t.is_genuine]
    return bool(genuine) and genuine[-1].outcome in OPENING


def partnership(
    own: Partnership, touches: list[Touch], stops: tuple[facts.Stop, ...]
) -> facts.Partnership:
    closed = own.stage == Stage.CLOSED
    reopened = any(s.reopened for s in stops)
    return facts.Partnership(
        id=own.id,
        stage=own.stage,
        why_this_group=own.why_this_group,
        not_before=own.not_before,
        in_conversation=in_conversation(touches) and (not closed or reopened),
        side_state=own.side_state,
        first_touch_done=any(
            t.direction == "out" and t.state == TouchState.DELIVERED for t in touches
        ),
        closed=closed,
    )


def ask(row: Ask) -> facts.Ask:
    """One version of the ask, with what it is tied to."""
    similar = None
    if row.similar_to is not None and row.similar_share is not None:
        name = row.similar_to.partnership.group.name
        similar = facts.SimilarAsk(row.similar_to.id, name, row.similar_share)
    return as_ask(row, goal=row.goal.words if row.goal else "", similar=similar)


def as_ask(row: Ask | Row, *, goal: str, similar: facts.SimilarAsk | None) -> facts.Ask:
    """The ask as the rules see it."""
    benefit = (facts.Benefit(row.benefit, goal, row.goal_id),) if row.benefit else ()
    return facts.Ask(
        id=row.id,
        version=row.version,
        primary=row.primary_activity,
        optional=tuple(row.optional_activities),
        words=row.words,
        attachments=len(row.attachments),
        effort_hours=row.effort_hours,
        fee=Money(row.fee, row.fee_currency) if row.fee else None,
        benefits=benefit,
        similar=similar,
    )


def terms(ask: Row | None, agreement: Row | None, own: Partnership) -> facts.Terms:
    """What ask and draft say on independence; either is enough to be asked about it."""
    said = [row for row in (ask, agreement) if row is not None]
    return facts.Terms(
        exclusivity=any(row.exclusivity for row in said),
        sole_funder=any(row.sole_funder for row in said),
        pay_per_referral=any(row.pay_per_referral for row in said),
        uses_logo=ask.uses_logo if ask else False,
        logo_permission=bool(own.logo_permission_source),
    )
