"""How long a draft takes to be replayed over many past decisions, as a worker does it."""

import os
import time
from pathlib import Path
from typing import Any

COUNT = 100_000
#: A draft of a few limits, and one that most rules have to be judged again for.
DRAFTS: dict[str, dict[str, Any]] = {
    "three limits": {
        "spacing_business_days": 7, "spacing_business_days_last": 12, "touches_per_90_days": 3,
    },
    "twelve limits": {
        "spacing_business_days": 7, "spacing_business_days_last": 12, "touches_per_90_days": 3,
        "attempts_per_ask": 2, "profile_facts": 5, "clearance_days": 60, "stance_months": 9,
        "conversation_weeks": 3, "ask_words": 120, "contingency_share": "0.2",
        "fee_deviation_share": "0.15", "quiet_hesitant_days": 220,
    },
}  # fmt: skip


def measure(*, count: int = COUNT) -> list[dict[str, Any]]:
    """Keep so many decisions with the touches that there are, then replay each draft over them."""
    keep(count)
    return [replay(name, values) for name, values in DRAFTS.items()]


def keep(count: int) -> None:
    """What the write path would have kept with each of the oldest touches."""
    from django.db import connections, transaction

    from advocacy.models import DecisionFacts, Event, LimitVersion
    from tests.bench.data import SIZES, Maker
    from tests.bench.decisions import decisions

    logged = Event.objects.filter(kind="log_touch").order_by("id")
    events = logged.values_list("id", flat=True)[:count]  # what was measured before wrote more
    rows = decisions(count, limits=LimitVersion.objects.in_force())
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Maker(cursor.cursor, SIZES["S"]).write(
            DecisionFacts, ({"event_id": key, **row} for key, row in zip(events, rows, strict=True))
        )
        cursor.execute("ANALYZE advocacy_decisionfacts")


def replay(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """Drafted and asked for by a manager, judged here: seconds by the clock, and of processors."""
    from advocacy.models import User
    from advocacy.workflow import replays
    from advocacy.workflow.perform import perform

    manager = User.objects.get(email="bench1@example.org")
    given = {"values": values, "reason": "Measured"}
    version = perform("draft_limits", actor=manager, subject=None, data=given).result
    run = perform("replay_limits", actor=manager, subject=version, data={}).result
    began, used = time.monotonic(), sum(cpu_seconds())
    while replays.run(run.pk):
        pass
    seconds, (own, database) = time.monotonic() - began, cpu_seconds()
    run.refresh_from_db()
    return {
        "draft": name, "decisions": run.judged, "seconds": round(seconds, 1),
        "cpu_seconds": round(own + database - used, 1), "load": round(os.getloadavg()[0], 1),
        "refused": run.refused_anew, "passing": run.passing_anew, "unclear": run.not_rebuilt,
    }  # fmt: skip


def cpu_seconds() -> tuple[float, float]:
    """Of this process, and of the one of the database that serves it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(told[11]) + int(told[12])
    return time.process_time(), ticks / os.sysconf("SC_CLK_TCK")
