"""The faults, one case each: what is written, what goes wrong, what is at the sink at the end."""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults.plant import Plant

#: A case that is not over by then counts what is left as lost.
MOST_SECONDS = 600
MEND_SECONDS = 15
POINTS = {
    "claimed": "after the claim",
    "written": "after writing the mail",
    "said": "before the last dot",
    "answered": "after the server's 250",
    "recorded": "after the commit",
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a case came to; `failed` were refused by the server for good, as they should be."""

    name: str
    written: int
    sent: int
    duplicates: int
    lost: int
    unknown: int
    kills: int
    failed: int
    seconds: float

    @property
    def good(self) -> bool:
        return self.duplicates == 0 and self.lost == 0 and self.unknown <= self.kills


class Case:
    """One case on a plant: writes messages, waits for their end, counts."""

    def __init__(self, plant: Plant, name: str, *, count: int) -> None:
        self.plant, self.name, self.count = plant, name, count
        self.began = time.monotonic()
        self.key = f"{name}-{self.began}"
        plant.sink.behave()
        plant.sink.taken.clear()

    def write(self, kills: dict[int, tuple[str, str]] | None = None) -> None:
        """Write the messages, in one transaction, some with a place to die at."""
        from django.db import transaction

        from advocacy.messages.ledger import enqueue_all

        with transaction.atomic():
            enqueue_all(self._entry(n, (kills or {}).get(n)) for n in range(self.count))

    def _entry(self, number: int, kill: tuple[str, str] | None) -> Any:
        from advocacy.messages.ledger import Entry
        from advocacy.models.base import now, uuid7

        payload = {"case": self.key, **({"kill": kill[0], "whom": kill[1]} if kill else {})}
        address = f"probe-{number}@example.org"
        return Entry("probe", uuid7(), str(number), address, now(), payload)

    def wait(self) -> None:
        """Until nothing waits any more."""
        deadline = time.monotonic() + MOST_SECONDS
        while time.monotonic() < deadline and self._rows().queued().exists():
            time.sleep(0.2)
        # A worker that waits for its database may still clear up what looks unknown.
        deadline = time.monotonic() + MEND_SECONDS
        while time.monotonic() < deadline and self._rows().unknown().count() > len(self._notes()):
            time.sleep(0.2)

    def _notes(self) -> list[Path]:
        return list((self.plant.home / "kills").iterdir())

    def _rows(self) -> Any:
        from advocacy.models import Message

        return Message.objects.filter(kind="probe", payload__case=self.key)

    def result(self) -> Result:
        """Count at the sink and in the ledger."""
        states = {row["message_id"]: row for row in self._rows().values("message_id", "state")}
        taken: Counter[str] = self.plant.sink.taken
        here = {key for key in states if taken[key]}
        by_state = Counter(row["state"] for row in states.values())
        explained = ("unknown", "failed")
        lost = [k for k, row in states.items() if k not in here and row["state"] not in explained]
        notes = self._notes()
        for note in notes:
            note.unlink()
        return Result(
            name=self.name, written=len(states), sent=len(here),
            duplicates=sum(n - 1 for n in taken.values() if n > 1), lost=len(lost),
            unknown=by_state["unknown"], kills=len(notes),
            failed=by_state["failed"], seconds=round(time.monotonic() - self.began, 1),
        )  # fmt: skip


def spread(count: int, kills: Iterable[tuple[str, str]]) -> dict[int, tuple[str, str]]:
    """Give each kill a message of its own, far from one another."""
    places = list(kills)
    return {(i * count) // len(places) + i % 7: kill for i, kill in enumerate(places)}


def killed(plant: Plant, *, name: str, kills: list[tuple[str, str]], count: int) -> Result:
    """Workers, or their children, die at the given points.

    A worker that dies has one child, so that a kill hits one mail, at the point that is named.
    """
    case = Case(plant, name, count=count)
    plant.run(children=1 if "worker" in {whom for _at, whom in kills} else 2)
    case.write(spread(count, kills))
    case.wait()
    return case.result()


def broker_away(plant: Plant, *, count: int, seconds: float, children: int = 2) -> Result:
    """Valkey forgets everything every few seconds, and is gone for a while."""
    case = Case(plant, "Valkey flushed, then down", count=count)
    plant.run(children=children)
    third = case.count // 3
    case.count = third
    case.write()
    for _turn in range(3):
        time.sleep(seconds / 12)
        plant.valkey(b"FLUSHALL")
    away = threading.Thread(target=plant.valkey_down, kwargs={"seconds": seconds})
    away.start()
    time.sleep(min(2.0, seconds / 3))
    case.write()  # while it is down
    away.join()
    case.count = count - 2 * third
    case.write()
    plant.valkey(b"FLUSHALL")
    case.wait()
    return case.result()


def database_restarted(plant: Plant, *, count: int, modes: list[str], children: int = 2) -> Result:
    """PostgreSQL ends in mid-send, in order and by a crash."""
    case = Case(plant, "PostgreSQL restarted in mid-send", count=count)
    plant.sink.behave(slow_seconds=0.01)
    plant.run(children=children)
    case.write()
    for turn, mode in enumerate(modes, start=1):
        plant.sink.wait_for(turn * count // (len(modes) + 1), seconds=60)
        plant.restart_postgres(mode)
    from django.db import connection

    connection.close()
    case.wait()
    return case.result()


def crowd(plant: Plant, *, count: int) -> Result:
    """Three beats, and two workers with two processes each: four sweepers."""
    case = Case(plant, "three beats, four sweepers", count=count)
    plant.run(beats=3)
    case.write()
    case.wait()
    return case.result()


def unfriendly(
    plant: Plant, name: str, *, count: int, children: int = 2, **manners: range
) -> Result:
    """The mail server answers badly, or not at all."""
    case = Case(plant, name, count=count)
    plant.sink.behave(**manners)
    plant.run(children=children)
    case.write()
    case.wait()
    return case.result()


def no_encryption(plant: Plant, *, count: int, seconds: float, children: int = 2) -> Result:
    """The server does not offer STARTTLS at first: nothing may go in clear; later it does."""
    case = Case(plant, "STARTTLS refused, then offered", count=count)
    plant.sink.offers_tls, plant.sink.in_clear = False, 0
    plant.run(children=children)
    case.write()
    time.sleep(seconds)
    assert not plant.sink.taken, "a mail went out in clear"
    plant.sink.offers_tls = True
    case.wait()
    assert plant.sink.in_clear == 0
    return case.result()


def full() -> list[Callable[[Plant], Result]]:
    """All cases, as `make faults` runs them."""
    count, times = 1000, 10
    points = [
        partial(killed, name=f"worker killed {words}", kills=[(at, "worker")] * times, count=count)
        for at, words in POINTS.items()
    ]
    random_points = [point for point in POINTS for _turn in range(4)]
    random.Random(4).shuffle(random_points)
    return [
        *points,
        partial(
            killed, name="worker killed between its mark and the last dot",
            kills=[("begun", "worker")] * times, count=count,
        ),
        partial(
            killed, name="pool child killed at any point",
            kills=[(at, "child") for at in random_points], count=count,
        ),
        lambda p: broker_away(p, count=count, seconds=60),
        lambda p: database_restarted(p, count=count, modes=["fast", "immediate", "immediate"]),
        lambda p: crowd(p, count=count),
        lambda p: unfriendly(
            p, "SMTP 4xx", count=count, later_at_rcpt=range(300), later_at_end=range(200, 600)
        ),
        lambda p: unfriendly(
            p, "SMTP 5xx", count=count, never_at_rcpt=range(100), never_at_end=range(100, 200)
        ),
        lambda p: unfriendly(
            p, "SMTP timeout, connection cut", count=count, hang_at_rcpt=range(0, 1000, 50),
            cut_at_rcpt=range(25, 1000, 50),
        ),
        lambda p: no_encryption(p, count=count, seconds=5),
    ]  # fmt: skip


def short() -> list[Callable[[Plant], Result]]:
    """A little of each, for `make test`; the same processes go on from case to case."""
    return [
        partial(
            killed, name="worker or child killed at five points",
            kills=[(at, ("worker", "child")[n % 2]) for n, at in enumerate(POINTS)], count=60,
        ),
        lambda p: database_restarted(p, count=60, modes=["immediate"], children=1),
        lambda p: broker_away(p, count=60, seconds=3, children=1),
        lambda p: unfriendly(
            p, "SMTP 4xx, 5xx, timeout, cut", count=60, later_at_rcpt=range(10),
            later_at_end=range(5, 15), never_at_rcpt=range(15, 20), never_at_end=range(20, 25),
            hang_at_rcpt=range(30, 31), cut_at_rcpt=range(40, 44), children=1,
        ),
        lambda p: no_encryption(p, count=20, seconds=2, children=1),
    ]  # fmt: skip


def as_rows(results: list[Result]) -> dict[str, Any]:
    """What faults.json holds."""
    return {"cases": [asdict(result) for result in results]}
