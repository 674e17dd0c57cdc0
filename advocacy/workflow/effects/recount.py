"""Which touches are attempts; worked out anew when one is logged, backdated ones too."""

from dataclasses import replace

from advocacy.models import Breach, Direction, Purpose, Touch, TouchChannel, TouchState
from advocacy.policy.facts import Act, Intent
from advocacy.policy.facts import Purpose as PolicyPurpose
from advocacy.policy.registry import decide
from advocacy.policy.verdict import Finding
from advocacy.workflow.effects.contact import ATTEMPT_CHANNELS
from advocacy.workflow.gather.assemble import gather
from advocacy.workflow.gather.batch import Pair
from advocacy.workflow.gather.threads import ENDED, OPENING
from advocacy.workflow.step import Step

SOLICITED = (Purpose.ANSWER, Purpose.REPLY)
#: Rules that look at the order of touches; a backdated one can make a later one break them.
ORDERED = ("attempt-limit", "spacing", "stopped")


def classify(rows: list[Touch], *, new: Touch) -> None:
    """Walk through a partnership's touches in their order and mark what is an attempt.

    Those that are on file already and changed are written; the new one is for the caller to save.
    """
    talking = ended = heard = False
    changed: list[Touch] = []
    for row in sorted(rows, key=lambda touch: (touch.occurred_at, touch.id)):
        if row.direction == Direction.IN:
            if row.is_genuine:
                talking, ended = row.outcome in OPENING, row.outcome in ENDED
                heard = True
            continue
        attempt = _is_attempt(row, talking=talking, ended=ended, heard=heard)
        rang = row.state in (TouchState.NO_ANSWER, TouchState.BOUNCED_SOFT)
        spaces = attempt or (rang and not talking)
        if (row.is_attempt, row.counts_for_spacing) != (attempt, spaces):
            row.is_attempt, row.counts_for_spacing = attempt, spaces
            changed.append(row)
    on_file = [row for row in changed if row is not new]
    if on_file:
        Touch.objects.bulk_update(on_file, ["is_attempt", "counts_for_spacing"])


def _is_attempt(row: Touch, *, talking: bool, ended: bool, heard: bool) -> bool:
    delivered = row.state in (TouchState.DELIVERED, TouchState.RESERVED)
    thanks_owed = row.purpose == Purpose.THANK_YOU and ended
    return (
        delivered
        and TouchChannel(row.channel) in ATTEMPT_CHANNELS
        and not talking
        and not (heard and row.purpose in SOLICITED)
        and not thanks_owed
    )


def flag_later(step: Step, touch: Touch) -> None:
    """Attempts after a backdated touch are judged again; what breaks a rule now is a breach."""
    sent = (TouchState.DELIVERED, TouchState.RESERVED)
    later = [
        row for row in step.said
        if row.is_attempt and row.state in sent and row.occurred_at > touch.occurred_at
    ]  # fmt: skip
    for row in later[:20]:
        for finding in _refusing(step, row):
            breach, made = Breach.objects.get_or_create(
                touch=row, rule=finding.rule,
                defaults={
                    "partnership": step.partnership, "group": step.for_group,
                    "finding": finding.as_json(),
                },
            )  # fmt: skip
            if made:
                step.breaches.append(breach)


def _refusing(step: Step, row: Touch) -> list[Finding]:
    own = step.of
    intent = Intent(Act.CONTACT, PolicyPurpose(row.purpose), row.channel, row.person_id)
    limits, known = gather(
        study=own.study, pairs=[Pair(own.group, own)], intent=intent, now=row.occurred_at,
        limits=step.limits,
    )  # fmt: skip
    then = known[own.group_id]
    before = tuple(t for t in then.touches if t.id != row.id)
    decision = decide(facts=replace(then, touches=before), limits=limits)
    return [f for f in decision.refusing if f.rule in ORDERED]
