"""Asks a server on this machine, one request after another or eight at a time."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode


@dataclass(frozen=True)
class Request:
    """One request; with `data` it is a POST."""

    path: str
    data: dict[str, str] | None = None


@dataclass
class Taken:
    """What one operation took: seconds each, queries, processes that answered."""

    seconds: list[float] = field(default_factory=list)
    queries: set[int] = field(default_factory=set)
    workers: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    rps: float = 0.0

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] * 1000

    @property
    def p50(self) -> float:
        return statistics.median(self.seconds) * 1000


class Browser:
    """A signed-in session over one kept connection."""

    def __init__(self, port: int, cookies: dict[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = cookies

    def send(self, request: Request, taken: Taken) -> None:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body, method = None, "GET"
        if request.data is not None:
            method, body = "POST", urlencode(request.data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        began = time.perf_counter()
        self.connection.request(method, request.path, body, headers)
        answer = self.connection.getresponse()
        answer.read()
        taken.seconds.append(time.perf_counter() - began)
        if answer.status not in ((200,) if request.data is None else (200, 303)):
            taken.wrong.append(f"{method} {request.path}: {answer.status}")
        taken.queries.add(int(answer.headers.get("X-Queries", 0)))
        taken.workers.add(int(answer.headers.get("X-Worker", 0)))


def in_turn(
    browser: Browser, requests: list[Request], floor: Browser, floor_requests: list[Request]
) -> tuple[Taken, Taken]:
    """Product and floor by turns, so that a drift of the machine meets both."""
    product, bottom = Taken(), Taken()
    for request, beneath in zip(requests, floor_requests, strict=True):
        browser.send(request, product)
        floor.send(beneath, bottom)
    return product, bottom


def at_once(make: Callable[[], Browser], requests: list[Request], *, clients: int = 8) -> Taken:
    """All requests over `clients` connections; `rps` is what the server answered a second."""
    taken, lock, queue = Taken(), threading.Lock(), list(requests)

    def run() -> None:
        browser, own = make(), Taken()
        while True:
            with lock:
                if not queue:
                    break
                request = queue.pop()
            browser.send(request, own)
        with lock:
            taken.seconds += own.seconds
            taken.queries |= own.queries
            taken.wrong += own.wrong

    threads = [threading.Thread(target=run) for _n in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken.rps = len(requests) / (time.perf_counter() - began)
    return taken
