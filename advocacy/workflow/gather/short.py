"""How each of thousands of groups stands to a study, without the words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

from advocacy.models import Stage, Study
from advocacy.models.base import now as present
from advocacy.policy import alike
from advocacy.policy.alike import Alike, Likeness
from advocacy.policy.facts import Intent
from advocacy.policy.verdict import Decision
from advocacy.workflow.gather.assemble import Found, ask, assemble
from advocacy.workflow.gather.batch import Asked, Batch


def decide_in_short(
    *, study: Study, pairs: Sequence[Asked], intent: Intent, now: datetime | None = None
) -> Iterator[Decision]:
    """How each group without a partnership stands, from when on, and which rules refuse.

    What these decisions say beside that may be about a group that is like it: whoever shows
    their words takes `decide_many`.
    """
    batch = Batch(study, pairs, now or present())
    found = ask(batch, acts={intent.act})
    judge = Alike(intent.act, found.limits)
    for pair in pairs:
        facts = partial(assemble, batch, pair, found, intent)
        yield judge.decide(_likeness(batch, pair, found), facts)


def _likeness(batch: Batch, pair: Asked, found: Found) -> Likeness:
    key = pair.key
    phases = found.plans.likeness(
        group=key, kind=pair.group.kind, stage=Stage.IDENTIFIED, master=found.masters.get(key)
    )
    return Likeness(
        batch.calendars[key],
        phases,
        alike.profile(found.profiles.get(key, ())),
        alike.stance(found.stances.get(key)),
        alike.busy(found.busy.get(key, ())),
        alike.opt_outs(found.opt_outs.get(key, ())),
        alike.report_backs(found.report_backs.get(key, ())),
        alike.stops(found.stops.get(key, ())),
        alike.clearance(found.clearances.get(key), found.pending.get(key)),
        alike.load(found.loads.get(key)),
    )
