"""How long a replay of many past decisions takes, in one process; nothing of it is kept.

    PAGCRM_HOME=… .venv/bin/python -m tests.bench.replay 100000

Needs a database with decisions of its own, such as the demo's, which it multiplies.
"""

import os
import sys
import time
from collections.abc import Iterator
from typing import Any

import django

LIMIT_SECONDS = 30.0
BATCH = 2_000
DRAFT = {"spacing_business_days": 7, "spacing_business_days_last": 12, "touches_per_90_days": 3}


def main(count: int) -> int:
    """Multiply, replay, tell; fails where it took too long."""
    from pagcrm import embedded

    embedded.ensure_running()
    django.setup()
    from tests.views.everything import undone

    with undone():
        multiply(count)
        seconds, told = replay()
    print(f"{count:,} decisions in {seconds:.1f} s: {told}")
    return int(seconds > LIMIT_SECONDS)


def multiply(count: int) -> None:
    """Write as many decisions as are asked for, each like one that is there."""
    from advocacy.models import DecisionFacts, Event

    for known in batches(count):
        events = [
            Event(at=row.at, kind="contact", limits_version=row.limits_version) for row in known
        ]
        Event.objects.bulk_create(events)
        for row, event in zip(known, events, strict=True):
            row.event = event
        DecisionFacts.objects.bulk_create(known)


def batches(count: int) -> Iterator[list[Any]]:
    """Copies of the decisions that are there, some thousand at a time."""
    from advocacy.models import DecisionFacts

    there = list(
        DecisionFacts.objects.values("at", "act", "limits_version", "refused_by", "alone", "facts")
    )
    missing = count - len(there)
    for start in range(0, missing, BATCH):
        numbers = range(start, min(start + BATCH, missing))
        yield [DecisionFacts(**there[n % len(there)]) for n in numbers]


def replay() -> tuple[float, str]:
    """One draft over all of them."""
    from advocacy.models import LimitVersion
    from advocacy.workflow import replays
    from tests.limits import draft, replay_of

    version, present = draft(DRAFT), LimitVersion.objects.active().get()
    run = replay_of(version, against=present.number)
    began = time.monotonic()
    while replays.run(run.pk):
        pass
    run.refresh_from_db()
    told = f"{run.refused_anew} refused anew, {run.passing_anew} passing, {run.not_rebuilt} unclear"
    return time.monotonic() - began, told


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pagcrm.settings")
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
