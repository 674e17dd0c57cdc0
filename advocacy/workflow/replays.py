"""Past decisions judged again by a draft, chunk by chunk, each of them whole or not at all.

The facts are those that were kept with each decision, so nothing is guessed. First they are judged
by the limits of their own time: where that is not what was decided then, the decision is told as
one that cannot be judged again. Then the draft is compared with the limits in force.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic
from typing import NamedTuple
from uuid import UUID

from django.db import OperationalError, transaction

from advocacy.models import DecisionFacts, LimitVersion, Replay, ReplayState, Turn, TurnedDecision
from advocacy.models.base import now
from advocacy.policy import again, kept
from advocacy.policy.facts import Act, Facts
from advocacy.policy.limits import Limits, from_values
from advocacy.workflow.gather.alone import GROUP_WIDE

logger = logging.getLogger(__name__)
#: So many decisions are judged and written in one transaction; some tenths of a second.
CHUNK = 2_000
#: A task works for so long, then makes room for others and goes on as a new one.
SECONDS = 20.0


class Known(NamedTuple):
    """A past decision with the facts behind it; without them where it cannot turn."""

    event_id: UUID
    act: str
    limits_version: int
    refused_by: list[str]
    alone: bool
    facts: str


@dataclass(slots=True)
class Judge:
    """The draft, what it is compared with, and all versions under which decisions were made."""

    draft: Limits
    against: Limits
    versions: dict[int, Limits]
    _rules: dict[tuple[int, str, bool], tuple[frozenset[str], frozenset[str]]] = field(
        default_factory=dict
    )

    @classmethod
    def of(cls, replay: Replay) -> "Judge":
        """With every version that there ever was."""
        versions = {v.number: v.limits for v in LimitVersion.objects.activated()} | {0: Limits()}
        draft = from_values(version=replay.version.number, values=replay.values)
        return cls(draft, versions[replay.against], versions)

    def turn(self, known: Known) -> tuple[Turn, frozenset[str]] | None:
        """Whether a decision falls otherwise under the draft, and the rules it turns on.

        What falls as it fell needs no proof; each rule that says something else must first say,
        of the same facts and by the limits of the time, what it said then.
        """
        by_draft, by_present = self.turning(known.limits_version, known.act, alone=known.alone)
        rules, then = by_draft | by_present, frozenset(known.refused_by)
        if not rules or then - rules:
            return None  # what no limit moves stands against it as it did
        own = self.versions.get(known.limits_version)
        if own is None:
            return Turn.NOT_REBUILT, rules
        facts = kept.remember(known.facts)
        present = _under(self.against, facts, own, then, by_present)
        drafted = _under(self.draft, facts, own, then, by_draft)
        if self._hidden(facts, own, present, drafted):
            return Turn.NOT_REBUILT, rules
        if bool(present) == bool(then) == bool(drafted):
            return None
        moved = (present ^ then) | (drafted ^ then)
        if again.refusing(facts, own=own, limits=own, rules=moved) != then & moved:
            return Turn.NOT_REBUILT, rules
        return _turned(present, drafted)

    def _hidden(
        self, facts: Facts, own: Limits, present: frozenset[str], drafted: frozenset[str]
    ) -> bool:
        """Whether a stop of which nobody noted that it had run out might stand against it."""
        return any(
            not said and again.hides_stops(facts, own=own, limits=limits)
            for said, limits in ((present, self.against), (drafted, self.draft))
        )

    def acts(self) -> list[str]:
        """The acts in which a decision may turn, whenever made; of others no fact is read."""
        return [act for act in Act if any(map(any, (self.turning(n, act) for n in self.versions)))]

    def turning(
        self, number: int, act: str, *, alone: bool = False
    ) -> tuple[frozenset[str], frozenset[str]]:
        """Rules that the draft, and the limits in force, may turn in decisions of this sort."""
        key = number, act, alone
        if key not in self._rules:
            own = self.versions.get(number, Limits())
            said = again.speaking(act) & GROUP_WIDE if alone else again.speaking(act)
            self._rules[key] = (
                again.turning(again.changed(own, self.draft)) & said,
                again.turning(again.changed(own, self.against)) & said,
            )
        return self._rules[key]


def _turned(present: frozenset[str], drafted: frozenset[str]) -> tuple[Turn, frozenset[str]] | None:
    """From passing to refused or back, and by which rules; from refused to refused is no news."""
    if bool(present) == bool(drafted):
        return None
    return (Turn.REFUSED, drafted) if drafted else (Turn.PASSING, present)


def _under(
    limits: Limits, facts: Facts, own: Limits, then: frozenset[str], rules: frozenset[str]
) -> frozenset[str]:
    """All rules that stand against it under these limits; others say what they said then."""
    if not rules:
        return then
    return (then - rules) | again.refusing(facts, own=own, limits=limits, rules=rules)


def run(replay_id: UUID, *, seconds: float = SECONDS) -> bool:
    """Work on a replay for a while; whether there is more to do.

    Several workers may be asked at once: a chunk belongs to whoever holds the row.
    """
    until, judge = monotonic() + seconds, None
    while True:
        with transaction.atomic(durable=True):
            replay = _held(replay_id)
            if replay is None:
                return False
            judge = judge or Judge.of(replay)
            more = _step(replay, judge)
        if not more or monotonic() > until:
            return more


def work(replay_id: UUID) -> bool:
    """The same for a worker: what cannot go on is ended and said, and lets others go on.

    A database that is away is no reason to end it; the sweep takes it up again.
    """
    try:
        return run(replay_id)
    except OperationalError:
        raise
    except Exception:
        logger.exception("Replay %s cannot go on.", replay_id)
        Replay.objects.under_way().filter(pk=replay_id).update(
            state=ReplayState.FAILED, finished_at=now()
        )
        return False


def _held(replay_id: UUID) -> Replay | None:
    """The replay, where it is under way and nobody else works on it at this moment."""
    rows = Replay.objects.under_way().select_related("version").filter(pk=replay_id)
    return rows.select_for_update(of=("self",), skip_locked=True, no_key=True).first()


def _step(replay: Replay, judge: Judge) -> bool:
    """One chunk; whether more are to come."""
    if replay.state == ReplayState.WAITING:
        replay.upto = DecisionFacts.objects.newest()
        replay.total = DecisionFacts.objects.count()
        replay.state = ReplayState.RUNNING
    rows = []
    if replay.upto is not None:
        found = DecisionFacts.objects.after(replay.cursor, upto=replay.upto)
        rows = [Known(*row) for row in found.telling(judge.acts())[:CHUNK]]
    _count(replay, _judge(replay, rows, judge))
    replay.judged += len(rows)
    replay.seen_at = now()
    if rows:
        replay.cursor = rows[-1].event_id
    if len(rows) < CHUNK:
        replay.state, replay.finished_at, replay.total = ReplayState.DONE, now(), replay.judged
    replay.save(
        update_fields=[
            "state", "upto", "total", "judged", "cursor", "seen_at", "finished_at",
            "refused_anew", "passing_anew", "not_rebuilt",
        ]
    )  # fmt: skip
    return replay.is_under_way


def _judge(replay: Replay, rows: Iterable[Known], judge: Judge) -> list[TurnedDecision]:
    found = ((row, judge.turn(row)) for row in rows)
    turned = [
        TurnedDecision(replay=replay, event_id=row.event_id, turn=turn[0], rules=sorted(turn[1]))
        for row, turn in found
        if turn is not None
    ]
    return TurnedDecision.objects.bulk_create(turned)


def _count(replay: Replay, turned: Iterable[TurnedDecision]) -> None:
    for one in turned:
        match one.turn:
            case Turn.REFUSED:
                replay.refused_anew += 1
            case Turn.PASSING:
                replay.passing_anew += 1
            case _:
                replay.not_rebuilt += 1
