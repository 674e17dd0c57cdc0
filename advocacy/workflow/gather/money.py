"""Facts of money: the study's budget, the quote, what the sponsor family already pays."""

from decimal import Decimal
from uuid import UUID

from advocacy.models import HoldState
from advocacy.policy import facts
from advocacy.policy.facts import Act
from advocacy.policy.text import Money
from advocacy.workflow.gather.batch import Asked, grouped
from advocacy.workflow.gather.questions import Answers, Question, Row

PRICED = frozenset({Act.CONTACT, Act.AGREE_TERMS, Act.EXECUTE})

LINES = Question(
    """
    SELECT id, currency, approved, cap FROM advocacy_budgetline WHERE study_id = %(study)s
    """,
    acts=PRICED,
    own=True,
)
HOLDS = Question(
    """
    SELECT h.line_id, h.partnership_id, h.state, h.amount
    FROM advocacy_budgetline l JOIN advocacy_budgethold h ON h.line_id = l.id
    WHERE l.study_id = %(study)s
    """,
    acts=PRICED,
    own=True,
)
QUOTES = Question(
    """
    SELECT DISTINCT ON (partnership_id) partnership_id, id, basis, fair_value, currency,
        jsonb_array_length(comparables) AS comparables
    FROM advocacy_quote WHERE partnership_id = ANY(%(partnerships)s::uuid[])
    ORDER BY partnership_id, quoted_on DESC, id DESC
    """,
    acts=PRICED | {Act.PAY},
    own=True,
)
PAID = Question(
    """
    SELECT group_id, currency, sum(amount) AS total FROM advocacy_transfer
    WHERE group_id = ANY(%(groups)s::uuid[]) AND sponsor_id IN (SELECT id FROM member)
        AND given_on > %(today)s::date - 365
    GROUP BY group_id, currency
    """,
    acts=PRICED | {Act.PAY},
    own=True,
)
QUESTIONS = (LINES, HOLDS, QUOTES, PAID)

Lines = dict[str, tuple[Row, list[Row]]]


def budgets(said: Answers) -> Lines:
    """The study's lines by currency, each with what partnerships hold of it."""
    holds = grouped((r.line_id, r) for r in said.to(HOLDS))
    return {r.currency: (r, holds.get(r.id, [])) for r in said.to(LINES)}


def budget_of(pair: Asked, ask: Row | None, lines: Lines) -> facts.Budget | None:
    """The line in the ask's currency, without this partnership's own share."""
    found = lines.get(ask.fee_currency if ask else "USD")
    if found is None:
        return None
    line, holds = found
    others = [(r.state, r.amount) for r in holds if r.partnership_id != pair.own]
    offered = sum((a for state, a in others if state == HoldState.OFFERED), Decimal(0))
    committed = sum((a for state, a in others if state != HoldState.OFFERED), Decimal(0))
    return facts.Budget(UUID(line.id), line.currency, line.approved, line.cap, committed, offered)


def quotes(said: Answers) -> dict[str, facts.Quote]:
    """The newest quote of each partnership."""
    return {
        r.partnership_id: facts.Quote(
            id=UUID(r.id),
            basis=r.basis,
            comparables=r.comparables,
            fair_value=None if r.fair_value is None else Money(r.fair_value, r.currency),
        )
        for r in said.to(QUOTES)
    }


def paid(said: Answers) -> dict[tuple[str, str], Decimal]:
    """What the sponsor family gave each group in 12 months, by currency."""
    return {(r.group_id, r.currency): r.total for r in said.to(PAID)}
