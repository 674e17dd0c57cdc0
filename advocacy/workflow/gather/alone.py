"""What the rules say to a touch with a group that belongs to no study."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from advocacy.models import Group, Sponsor, Study, Touch
from advocacy.policy.facts import Act, Facts, Intent
from advocacy.policy.limits import Limits
from advocacy.policy.registry import decide
from advocacy.policy.verdict import Decision
from advocacy.workflow.gather import contact
from advocacy.workflow.gather.assemble import gather
from advocacy.workflow.gather.batch import Pair

#: Rules that need neither a study nor its sponsor.
GROUP_WIDE = frozenset(
    {"opt-out", "stopped", "spacing", "contact-load", "willingness", "report-back-owed"}
)


def decide_alone(
    *, group: Group, said: Sequence[Touch], intent: Intent, now: datetime, limits: Limits
) -> Decision:
    """The rules that bind whatever the study, over what was said outside of any."""
    return judge_alone(group=group, said=said, intent=intent, now=now, limits=limits)[1]


def judge_alone(
    *, group: Group, said: Sequence[Touch], intent: Intent, now: datetime, limits: Limits
) -> tuple[Facts, Decision]:
    """The same, with the facts it rests on.

    The study is one that nobody has heard of: no tie, no stop and no budget belongs to it.
    """
    limits, known = gather(
        study=Study(sponsor=Sponsor()), pairs=[Pair(group)], intent=intent, now=now,
        acts=(Act.CONTACT,), limits=limits,
    )  # fmt: skip
    before = [t for t in said if t.occurred_at <= now and t.state in contact.COUNTED]
    facts = replace(known[group.id], touches=tuple(contact.as_fact(t) for t in before))
    found = decide(facts=facts, limits=limits)
    kept = tuple(f for f in found.findings if f.rule in GROUP_WIDE)
    return facts, replace(found, findings=kept)
