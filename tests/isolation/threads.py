"""Many threads that read for different sponsors over few connections, which they hand round."""

import queue
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connections

from advocacy.models.sight import ALIAS, as_sponsor, seen_by
from advocacy.models.window import WINDOW

POOL = 8


class Planned(Exception):
    """An error in the middle of a request, as they happen."""


@dataclass
class Pool:
    """Connections of the portal's role that any thread may get, one after the other."""

    free: "queue.Queue[Any]" = field(default_factory=queue.Queue)

    @contextmanager
    def lent(self) -> Iterator[None]:
        """Give this thread a connection that another one has used a moment ago."""
        own = self.free.get()
        connections[ALIAS] = own
        try:
            yield
        finally:
            self.free.put(own)

    @classmethod
    def filled(cls, size: int = POOL) -> "Pool":
        pool = cls()
        for _n in range(size):
            own = connections.create_connection(ALIAS)
            own.inc_thread_sharing()
            pool.free.put(own)
        return pool

    def close(self) -> None:
        while not self.free.empty():
            own = self.free.get()
            own.dec_thread_sharing()
            own.inc_thread_sharing()
            own.close()
            own.dec_thread_sharing()


Request = Callable[[random.Random], list[Any]]


def reads(sponsors: list[UUID], *, name: Callable[..., Any] = as_sponsor) -> list[Request]:
    """Requests straight to the window; each gives the rows that were not its own."""

    def page(chance: random.Random) -> list[Any]:
        own = chance.choice(sponsors)
        with name([own]):
            rows = list(seen_by(chance.choice(WINDOW)).values_list("sponsor_id", flat=True)[:50])
        return [row for row in rows if row != own]

    def failing(chance: random.Random) -> list[Any]:
        try:
            with name([chance.choice(sponsors)]):
                list(seen_by(WINDOW[0]))
                raise Planned  # noqa: TRY301 # in the middle of the block, that is the point
        except Planned:
            return []

    def nobody(chance: random.Random) -> list[Any]:
        return list(seen_by(chance.choice(WINDOW)).values_list("sponsor_id", flat=True)[:5])

    def aggregate(chance: random.Random) -> list[Any]:
        own = chance.choice(sponsors)
        with name([own]):
            found = seen_by(WINDOW[1]).order_by().values_list("sponsor_id", flat=True).distinct()
            return [row for row in found if row != own]

    return [page, page, page, aggregate, failing, nobody]


def run(requests: list[Request], *, threads: int, each: int, pool: Pool) -> tuple[int, list[Any]]:
    """Let all threads go at once; gives how many requests there were, and what was foreign."""
    leaks: list[Any] = []
    done: list[int] = []
    start = threading.Barrier(threads)

    def work(seed: int) -> None:
        chance = random.Random(seed)
        start.wait()
        for _n in range(each):
            with pool.lent():
                leaks.extend(chance.choice(requests)(chance))
        done.append(each)
        connections["default"].close()

    workers = [threading.Thread(target=work, args=(seed,)) for seed in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return sum(done), leaks
