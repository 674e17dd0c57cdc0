"""The talk with the mail server, held before the word after which nothing can be called back.

A mail is a mail once the line with the single dot is answered. Everything before it is said first;
the ledger then commits that the mail may be out; only then is the dot sent. So a worker that dies
on the way leaves no doubt, but in that last moment.
"""

import logging
import re
import smtplib
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn, Protocol, cast

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import SafeMIMEMultipart, sanitize_address

logger = logging.getLogger(__name__)
LINES_WITH_DOT = re.compile(rb"(?m)^\.")
GO_ON = 354
GOODBYE = 421


class Unreachable(Exception):
    """The server cannot be used at all: it is away, or refuses encryption or our account."""


class PutOff(Exception):
    """Not this mail, not now."""


class Refused(Exception):
    """Not this mail, ever."""


class Unanswered(Exception):
    """The server had the whole mail and did not answer: it may have taken it."""


# smtplib's own errors are all kinds of OSError.


class Post(Protocol):
    """A way out for mails, one after the other."""

    def prepare(self, mail: EmailMultiAlternatives) -> None:
        """Do all that can still be called off. Raises Unreachable, PutOff, Refused."""

    def hand_over(self) -> None:
        """Send what was prepared. Raises PutOff, Refused, Unanswered."""

    def drop(self) -> None:
        """Call off what was prepared."""

    def close(self) -> None:
        """Say goodbye."""


def open_post() -> Post:
    """The way out that the settings name; nothing is connected yet."""
    backend = get_connection()
    return SmtpPost(backend) if isinstance(backend, EmailBackend) else OtherPost(backend)


class SmtpPost:
    """SMTP, by Django's own connection, with the last dot held back."""

    def __init__(self, backend: EmailBackend) -> None:
        self.backend = backend

    def prepare(self, mail: EmailMultiAlternatives) -> None:
        written = cast("SafeMIMEMultipart", mail.message()).as_bytes(linesep="\r\n")
        body = LINES_WITH_DOT.sub(b"..", written)
        known = self.backend.connection is not None
        try:
            self._announce(mail)
        except OSError as error:
            self.drop()
            if not known:
                raise PutOff(_said(error)) from error
            # A connection kept from the mail before was closed meanwhile: once more on a new one.
            self._attempt(lambda: self._announce(mail))
        self._attempt(lambda: self._line.send(body if body.endswith(b"\r\n") else body + b"\r\n"))

    def _announce(self, mail: EmailMultiAlternatives) -> None:
        """Name sender and recipient, and ask to begin the text."""
        self._open()
        encoding = mail.encoding or "utf-8"
        self._expect(self._line.mail(sanitize_address(mail.from_email, encoding)), (250,))
        for address in mail.recipients():
            self._expect(self._line.rcpt(sanitize_address(address, encoding)), (250, 251))
        self._expect(self._line.docmd("DATA"), (GO_ON,))

    def _open(self) -> None:
        try:
            if self.backend.open() and (line := self._line.sock) is not None:
                # Text and dot go out one by one; neither is to wait for the other's receipt.
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._line.ehlo_or_helo_if_needed()
        except OSError as error:
            self.drop()
            raise Unreachable(_said(error)) from error

    @property
    def _line(self) -> smtplib.SMTP:
        line: smtplib.SMTP | None = self.backend.connection
        if line is None:
            raise smtplib.SMTPServerDisconnected("not connected")
        return line

    def _attempt(self, say: Callable[[], Any]) -> None:
        try:
            say()
        except OSError as error:
            self.drop()
            raise PutOff(_said(error)) from error

    def _expect(self, answer: tuple[int, bytes], good: tuple[int, ...]) -> None:
        code, words = answer
        if code in good:
            return
        if code in (GOODBYE, -1):
            self.drop()
        else:
            with suppress(OSError):
                self._line.rset()
        _refuse(code, words)

    def hand_over(self) -> None:
        try:
            self._line.send(b".\r\n")
            code, words = self._line.getreply()
        except OSError as error:
            self.drop()
            raise Unanswered(_said(error)) from error
        if code == -1:
            self.drop()
            raise Unanswered(words.decode(errors="replace"))
        self._expect((code, words), (250,))

    def drop(self) -> None:
        """Only an end of the connection calls off a mail whose text has begun."""
        half_made: smtplib.SMTP | None = getattr(self.backend, "_partial_connection", None)
        for line in (self.backend.connection, half_made):
            if line is not None:
                line.close()
        self.backend.connection = None

    def close(self) -> None:
        with suppress(OSError):
            self.backend.close()


class OtherPost:
    """Files, memory, or a provider's own interface: one step, which either answers or does not."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend
        self.mail: EmailMultiAlternatives | None = None

    def prepare(self, mail: EmailMultiAlternatives) -> None:
        self.mail = mail

    def hand_over(self) -> None:
        try:
            self.backend.send_messages([self.mail])
        except Exception as error:
            logger.exception("The mail backend failed.")
            raise Unanswered(_said(error)) from error

    def drop(self) -> None:
        self.mail = None

    def close(self) -> None:
        self.backend.close()


def _refuse(code: int, words: bytes) -> NoReturn:
    text = f"{code} {words.decode(errors='replace')}"
    raise Refused(text) if 500 <= code < 600 else PutOff(text)


def _said(error: Exception) -> str:
    """What went wrong, in the words of the server where it had any."""
    if isinstance(error, smtplib.SMTPResponseException):
        words = error.smtp_error
        text = words.decode(errors="replace") if isinstance(words, bytes) else str(words)
        return f"{error.smtp_code} {text}"
    return f"{type(error).__name__}: {error}"
