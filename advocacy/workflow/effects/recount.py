"""Which touches are attempts; worked out anew when one is logged, backdated ones too."""

from dataclasses import dataclass, replace

from advocacy.models import (
    Breach,
    Direction,
    Purpose,
    ReplyOutcome,
    Touch,
    TouchChannel,
    TouchState,
)  # fmt: skip
from advocacy.policy.facts import Act, Intent
from advocacy.policy.facts import Purpose as PolicyPurpose
from advocacy.policy.registry import decide
from advocacy.policy.verdict import Decision, Finding
from advocacy.workflow.effects.contact import ATTEMPT_CHANNELS
from advocacy.workflow.gather.alone import decide_alone
from advocacy.workflow.gather.assemble import gather
from advocacy.workflow.gather.batch import Pair
from advocacy.workflow.gather.contact import without
from advocacy.workflow.gather.threads import ENDED, OPENING
from advocacy.workflow.step import Step

SENT = (TouchState.DELIVERED, TouchState.RESERVED)
#: Rules that look at the order of touches; a backdated one can make a later one break them.
ORDERED = ("attempt-limit", "spacing", "stopped")


@dataclass(slots=True)
class Thread:
    """Where a conversation stands while one walks through it."""

    talking: bool = False
    ended: bool = False
    asked: bool = False  # the group asked something at some time
    owed: bool = False  # it hesitated after that, and was not answered since

    def hear(self, row: Touch) -> None:
        """A human word of the group; one that nobody has read leaves things as they are."""
        if not row.outcome:
            return
        self.talking, self.ended = row.outcome in OPENING, row.outcome in ENDED
        self.asked = self.asked or row.outcome == ReplyOutcome.QUESTION
        self.owed = row.outcome == ReplyOutcome.HESITANT and self.asked

    def answer(self, row: Touch) -> None:
        """A touch of ours."""
        if row.purpose == Purpose.ANSWER and row.state in SENT:
            self.owed = False

    def act(self, purpose: str) -> Act:
        """What a touch of ours is here: an attempt, unless the group welcomes or is owed it."""
        if self.talking:
            return Act.REPLY
        if purpose == Purpose.ANSWER and self.owed:
            return Act.ANSWER
        if purpose == Purpose.THANK_YOU and self.ended:
            return Act.THANK
        return Act.CONTACT

    def is_attempt(self, row: Touch) -> bool:
        """Whether it was delivered, and asked for by nothing that the group said."""
        if row.state not in SENT or TouchChannel(row.channel) not in ATTEMPT_CHANNELS:
            return False
        return self.act(row.purpose) is Act.CONTACT


def act_of(before: list[Touch], purpose: str) -> Act:
    """What a touch of ours is after these, oldest first."""
    thread = Thread()
    for row in before:
        if row.is_genuine:
            thread.hear(row)
        else:
            thread.answer(row)
    return thread.act(purpose)


def classify(rows: list[Touch], *, new: Touch) -> list[Touch]:
    """Walk through a partnership's touches in their order and mark what is an attempt.

    Those that are on file already and changed are written, and given back; the new one is for the
    caller to save.
    """
    thread = Thread()
    changed: list[Touch] = []
    for row in sorted(rows, key=lambda touch: (touch.occurred_at, touch.id)):
        if row.direction == Direction.IN:
            if row.is_genuine:
                thread.hear(row)
            continue
        attempt = thread.is_attempt(row)
        rang = row.state in (TouchState.NO_ANSWER, TouchState.BOUNCED_SOFT)
        spaces = attempt or (rang and not thread.talking)
        thread.answer(row)
        if (row.is_attempt, row.counts_for_spacing) != (attempt, spaces):
            row.is_attempt, row.counts_for_spacing = attempt, spaces
            changed.append(row)
    on_file = [row for row in changed if row is not new]
    if on_file:
        Touch.objects.bulk_update(on_file, ["is_attempt", "counts_for_spacing"])
    return on_file


def flag(step: Step, touch: Touch, changed: list[Touch]) -> None:
    """Judge attempts after a late touch again, and what it made an attempt of.

    What breaks a rule now is a breach.
    """
    later = [row for row in step.said if row.occurred_at > touch.occurred_at or row in changed]
    again = [row for row in later if row.is_attempt and row.state in SENT][:20]
    found = [(row, finding) for row in again for finding in _refusing(step, row)]
    known = Breach.objects.filter(touch__in=[row for row, _finding in found])
    on_file = set(known.values_list("touch_id", "rule")) if found else set()
    made = [
        Breach(
            touch=row, partnership=step.partnership, group=step.for_group,
            rule=finding.rule, finding=finding.as_json(), created_at=step.at,
        )
        for row, finding in found
        if (row.id, finding.rule) not in on_file
    ]  # fmt: skip
    step.breaches.extend(Breach.objects.bulk_create(made))


def _refusing(step: Step, row: Touch) -> list[Finding]:
    decision = _decision(step, row)
    return [f for f in decision.refusing if f.rule in ORDERED]


def _decision(step: Step, row: Touch) -> Decision:
    """What the rules say to a touch that went out, as it was then."""
    intent = Intent(Act.CONTACT, PolicyPurpose(row.purpose), row.channel, row.person_id)
    own = step.partnership
    if own is None:
        said = [t for t in (*step.said, step.touch) if t is not None and t.id != row.id]
        return decide_alone(
            group=step.for_group, said=said, intent=intent, now=row.occurred_at, limits=step.limits
        )
    limits, known = gather(
        study=own.study, pairs=[Pair(own.group, own)], intent=intent, now=row.occurred_at,
        limits=step.limits,
    )  # fmt: skip
    then = without(known[own.group_id], row)
    used = tuple(replace(override, used=False) for override in then.overrides)
    return decide(facts=replace(then, overrides=used), limits=limits)
