"""Facts of what was already said: touches of the partnership, load of the whole group family."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from advocacy.models import ReplyOutcome, Touch
from advocacy.policy import facts
from advocacy.policy.calendars import add_months
from advocacy.policy.facts import Act
from advocacy.workflow.gather import threads
from advocacy.workflow.gather.batch import Asked, Batch, grouped
from advocacy.workflow.gather.questions import TOUCHING, Answers, Question, Row, moment

#: States of touches that took place or are about to.
COUNTED = frozenset({"delivered", "no_answer", "bounced_soft", "reserved"})

#: A reservation that ran out no longer counts, whether or not a sweep has marked it already.
TOUCHES = Question(
    """
    SELECT t.id, t.partnership_id, t.occurred_at, t.created_at, t.direction, t.channel, t.state,
        t.purpose, t.outcome, t.is_attempt, t.is_genuine, t.counts_for_spacing, u.name AS by
    FROM advocacy_touch t JOIN advocacy_user u ON u.id = t.by_id
    WHERE t.partnership_id = ANY(%(partnerships)s::uuid[]) AND t.occurred_at <= %(now)s
        AND (t.state IN ('delivered', 'no_answer', 'bounced_soft')
            OR (t.state = 'reserved' AND t.reserved_until > %(now)s))
    ORDER BY t.occurred_at, t.id
    """,
    acts=TOUCHING,
    own=True,
)
#: Attempts of earlier partnerships of the same study and group: a new one resets no count.
EARLIER = Question(
    """
    SELECT p.group_id, t.id, t.occurred_at, t.created_at, t.direction, t.channel, t.state,
        t.purpose, t.outcome, t.is_attempt, t.is_genuine, t.counts_for_spacing, u.name AS by
    FROM advocacy_partnership p JOIN advocacy_touch t ON t.partnership_id = p.id
    JOIN advocacy_user u ON u.id = t.by_id
    WHERE p.study_id = %(study)s AND p.group_id = ANY(%(groups)s::uuid[])
        AND p.stage = 'closed' AND p.exit_reason <> 'completed'
        AND NOT p.id = ANY(%(partnerships)s::uuid[])
        AND t.is_attempt AND t.state = 'delivered' AND t.occurred_at <= %(now)s
    ORDER BY t.occurred_at, t.id
    """,
    acts=TOUCHING,
    own=True,
)
ASKS = Question(
    """
    SELECT DISTINCT ON (a.partnership_id) a.partnership_id, a.id, a.version, a.primary_activity,
        a.optional_activities, a.words, a.attachments, a.effort_hours, a.fee, a.fee_currency,
        a.benefit, a.goal_id, g.words AS goal, a.similar_to_id, a.similar_share,
        sg.name AS similar_group, a.exclusivity, a.sole_funder, a.pay_per_referral, a.uses_logo,
        bool_or(a.sent_at <= %(now)s) OVER (PARTITION BY a.partnership_id) AS sent
    FROM advocacy_ask a
    LEFT JOIN advocacy_goal g ON g.id = a.goal_id
    LEFT JOIN advocacy_ask sa ON sa.id = a.similar_to_id
    LEFT JOIN advocacy_partnership sp ON sp.id = sa.partnership_id
    LEFT JOIN advocacy_group sg ON sg.id = sp.group_id
    WHERE a.partnership_id = ANY(%(partnerships)s::uuid[])
    ORDER BY a.partnership_id, a.version DESC
    """,
    own=True,
)
#: Those that were used at this very moment serve a touch that is judged again afterwards.
OVERRIDES = Question(
    """
    SELECT partnership_id, id, rule, act, expires_at, used_at IS NOT NULL AS used
    FROM advocacy_override
    WHERE partnership_id = ANY(%(partnerships)s::uuid[]) AND state = 'granted'
        AND (used_at IS NULL OR used_at = %(now)s)
        AND expires_at > %(now)s AND decided_at <= %(now)s
    ORDER BY asked_at DESC, id DESC
    """,
    own=True,
)
#: Of each ask its first attempt, however long ago, and those of the last year.
ATTEMPTS = Question(
    """
    SELECT g.family_id AS family, t.partnership_id, min(t.occurred_at) AS began,
        json_agg(t.occurred_at ORDER BY t.occurred_at)
            FILTER (WHERE t.occurred_at > %(now)s - interval '367 days') AS recent
    FROM advocacy_group g JOIN advocacy_touch t ON t.group_id = g.id
    WHERE g.family_id = ANY(%(families)s::uuid[]) AND t.is_attempt AND t.occurred_at <= %(now)s
        AND (t.state = 'delivered' OR (t.state = 'reserved' AND t.reserved_until > %(now)s))
    GROUP BY g.family_id, t.partnership_id
    HAVING max(t.occurred_at) > %(now)s - interval '367 days'
    """,
    acts=frozenset({Act.CONSIDER, Act.CONTACT}),
)
#: Sent and not answered, whatever the stage shown: an attempt after which nobody there wrote.
OPEN_ASKS = Question(
    """
    SELECT g.family_id AS family, p.id, st.title
    FROM advocacy_group g JOIN advocacy_partnership p ON p.group_id = g.id
    JOIN advocacy_study st ON st.id = p.study_id
    CROSS JOIN LATERAL (
        SELECT max(t.occurred_at) FILTER (WHERE t.is_attempt AND t.state = 'delivered') AS sent,
            max(t.occurred_at) FILTER (WHERE t.is_genuine) AS heard
        FROM advocacy_touch t WHERE t.partnership_id = p.id AND t.occurred_at <= %(now)s
    ) said
    WHERE g.family_id = ANY(%(families)s::uuid[])
        AND (p.stage <> 'closed' OR p.closed_at > %(now)s)
        AND said.sent IS NOT NULL AND (said.heard IS NULL OR said.heard < said.sent)
    ORDER BY p.stage_since DESC, p.id DESC
    """,
    acts=frozenset({Act.CONSIDER, Act.CONTACT}),
)
QUESTIONS = (TOUCHES, EARLIER, ASKS, OVERRIDES, ATTEMPTS, OPEN_ASKS)


def touches(said: Answers) -> dict[str, list[Row]]:
    """Touches of each partnership that took place or are about to, oldest first."""
    rows = said.to(TOUCHES)
    for r in rows:
        r.occurred_at, r.created_at = moment(r.occurred_at), moment(r.created_at)
    return grouped((r.partnership_id, r) for r in rows)


def earlier(said: Answers) -> dict[str, list[Row]]:
    """Attempts of closed partnerships of the same study, by group, oldest first."""
    rows = said.to(EARLIER)
    for r in rows:
        r.occurred_at, r.created_at = moment(r.occurred_at), moment(r.created_at)
    return grouped((r.group_id, r) for r in rows)


def as_fact(r: Row) -> facts.Touch:
    """A touch as the rules see it, of an answer's row or of a record."""
    return facts.Touch(
        id=r.id if isinstance(r.id, UUID) else UUID(r.id),
        occurred_at=r.occurred_at,
        channel=r.channel,
        outbound=r.direction == "out",
        attempt=r.is_attempt,
        genuine=r.is_genuine,
        purpose=r.purpose,
        by=str(r.by),
        spaces=r.counts_for_spacing,
        ends=r.outcome in threads.ENDED,
    )


def without(known: facts.Facts, touch: Touch) -> facts.Facts:
    """The facts as if one touch of ours were not there: it is no earlier attempt than itself."""
    day_of_it = known.group.calendar.local_date(touch.occurred_at)
    recent = list(known.load.unsolicited)
    if day_of_it in recent:
        recent.remove(day_of_it)
    return replace(
        known,
        touches=tuple(t for t in known.touches if t.id != touch.id),
        load=replace(known.load, unsolicited=tuple(recent)),
    )


def asks(said: Answers) -> dict[str, Row]:
    """The newest version of each partnership's ask."""
    rows = said.to(ASKS)
    for r in rows:
        r.id, r.goal_id = UUID(r.id), UUID(r.goal_id) if r.goal_id else None
    return {r.partnership_id: r for r in rows}


def ask_fact(r: Row) -> facts.Ask:
    """The ask with the goal it serves, and the text it is too much like."""
    similar = None
    if r.similar_to_id and r.similar_share is not None:
        similar = facts.SimilarAsk(UUID(r.similar_to_id), r.similar_group, r.similar_share)
    return replace(threads.as_ask(r, goal=r.goal or "", similar=similar), sent=bool(r.sent))


def overrides(said: Answers) -> dict[str, list[facts.Override]]:
    """Granted exceptions that were not used yet, or at this moment."""
    return grouped(
        (r.partnership_id, facts.Override(UUID(r.id), r.rule, r.act, moment(r.expires_at), r.used))
        for r in said.to(OVERRIDES)
    )


def loads(said: Answers, batch: Batch) -> dict[str, facts.Load]:
    """What reached each group family from all studies in the last year."""
    sent = grouped((r.family, r) for r in said.to(ATTEMPTS))
    waiting = grouped((r.family, (UUID(r.id), r.title)) for r in said.to(OPEN_ASKS))
    return {
        pair.key: _load(batch, pair, sent, waiting)
        for pair in batch.pairs
        if pair.family in sent or pair.family in waiting
    }


def _load(
    batch: Batch,
    pair: Asked,
    sent: dict[Any, list[Row]],
    waiting: dict[Any, list[tuple[UUID, str]]],
) -> facts.Load:
    calendar = batch.calendars[pair.key]
    today = calendar.local_date(batch.now)
    recent: list[date] = []
    began: list[date] = []
    for ask in sent.get(pair.family, ()):
        recent += [calendar.local(moment(text)).date() for text in ask.recent]
        if ask.partnership_id is not None and ask.partnership_id != pair.own:
            began.append(calendar.local(moment(ask.began)).date())
    asked = sorted(day for day in began if day > add_months(today, -12))
    own = pair.partnership.id if pair.partnership else None
    elsewhere = tuple(w for w in waiting.get(pair.family, ()) if w[0] != own)
    return facts.Load(tuple(sorted(recent)), tuple(asked), elsewhere)


def invited(rows: list[Row]) -> bool:
    """Whether the group asked for contact in this very thread."""
    return any(row.outcome == ReplyOutcome.INVITATION for row in rows)
