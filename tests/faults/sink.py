"""A mail server that keeps what it took, and misbehaves as asked. Loopback, a port of its own."""

import asyncio
import re
import ssl
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 OK"
ID = re.compile(rb"(?im)^message-id:\s*(<[^>]+>)")
HOST = "127.0.0.1"


@dataclass
class Manners:
    """How the server behaves; numbers are those in the recipients' addresses."""

    later_at_rcpt: range = range(0)  # 450 at the first try
    later_at_end: range = range(0)  # 451 after the last dot, at the first try
    never_at_rcpt: range = range(0)  # 550
    never_at_end: range = range(0)  # 554 after the last dot
    hang_at_rcpt: range = range(0)  # no answer at the first try
    cut_at_rcpt: range = range(0)  # the connection is gone at the first try
    slow_seconds: float = 0.0


@dataclass
class Sink:
    """Counts each Message-ID that it took; it counts before it answers."""

    context: ssl.SSLContext
    offers_tls: bool = True
    manners: Manners = field(default_factory=Manners)
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    in_clear: int = 0
    connections: int = 0
    last: bytes = b""
    folder: Path = Path()
    port: int = 0
    _seen: set[tuple[str, int]] = field(default_factory=set)
    _sessions: WeakSet[SMTP] = field(default_factory=WeakSet)

    def start(self) -> None:
        """Listen, in a thread of its own, on a port that the system gives."""
        ready = threading.Event()

        def run() -> None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
            self._server = self._loop.run_until_complete(
                self._loop.create_server(self._session, HOST, self.port)
            )
            self.port = self._server.sockets[0].getsockname()[1]
            ready.set()
            self._loop.run_forever()
            self._end()

        self._thread = threading.Thread(target=run, daemon=True)
        self._thread.start()
        ready.wait(10)

    def stop(self) -> None:
        """Close the port and all connections, and end the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _end(self) -> None:
        self._server.close()
        for session in self._sessions:
            if session.transport is not None:
                session.transport.abort()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.05))
        self._loop.close()

    def _session(self) -> SMTP:
        self.connections += 1
        tls = self.context if self.offers_tls else None
        session = SMTP(self, hostname="sink", tls_context=tls, timeout=60)
        self._sessions.add(session)
        return session

    def behave(self, **manners: Any) -> None:
        """Misbehave so from now on; nothing was tried before."""
        self.manners, self._seen = Manners(**manners), set()

    def _first(self, stage: str, number: int, those: range) -> bool:
        known = (stage, number) in self._seen
        self._seen.add((stage, number))
        return number in those and not known

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        number, manners = number_of(address), self.manners
        if self._first("hang", number, manners.hang_at_rcpt):
            await asyncio.sleep(30)
        if self._first("cut", number, manners.cut_at_rcpt):
            assert server.transport is not None
            server.transport.abort()
            await asyncio.sleep(1)
        if self._first("later", number, manners.later_at_rcpt):
            return "450 4.2.1 Try again later"
        if number in manners.never_at_rcpt:
            self.refused[address] += 1
            return "550 5.1.1 No such person"
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        number, manners = number_of(envelope.rcpt_tos[0]), self.manners
        if manners.slow_seconds:
            await asyncio.sleep(manners.slow_seconds)
        if self._first("end", number, manners.later_at_end):
            return "451 4.3.0 Try again later"
        if number in manners.never_at_end:
            self.refused[envelope.rcpt_tos[0]] += 1
            return "554 5.7.1 Not wanted"
        assert isinstance(envelope.content, bytes)
        found = ID.search(envelope.content)
        assert found
        self.taken[found[1].decode()] += 1
        self.last = envelope.content
        self.in_clear += session.ssl is None
        return TAKEN

    def wait_for(self, count: int, *, seconds: float) -> bool:
        """Wait until so many mails were taken; whether they were."""
        deadline = time.monotonic() + seconds
        while sum(self.taken.values()) < count:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def number_of(address: str) -> int:
    """The number in probe-17@example.org."""
    return int(address.partition("@")[0].rpartition("-")[2])
