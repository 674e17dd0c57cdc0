"""Reading the mailbox: what is new since the last time, oldest first; nothing there is changed."""

import imaplib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import connection

from advocacy.inbound.store import LARGEST_MAIL, receive
from advocacy.models import MailboxPosition
from advocacy.models.base import now

#: What a mailbox says no with; for the log, not for people.
Refused = imaplib.IMAP4.error

LOCK = 0x7061_6763_696D_6170
BATCH = 100
TIMEOUT_SECONDS = 30

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Where to read; `name` is how its position is kept, without the password."""

    url: str

    @property
    def name(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.username}@{parts.hostname}:{parts.port or ''}/{self.folder}"[:200]

    @property
    def folder(self) -> str:
        return unquote(urlsplit(self.url).path.strip("/")) or "INBOX"

    def open(self) -> imaplib.IMAP4:
        """Sign in and open the folder for reading only; raises OSError, imaplib.IMAP4.error."""
        parts = urlsplit(self.url)
        secure = parts.scheme == "imaps"
        kind = imaplib.IMAP4_SSL if secure else imaplib.IMAP4
        server = kind(
            parts.hostname or "", parts.port or (993 if secure else 143), timeout=TIMEOUT_SECONDS
        )
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        answer, _data = server.select(_quoted(self.folder), readonly=True)
        if answer != "OK":
            raise Refused(f"no folder {self.folder}")
        return server


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'


@contextmanager
def alone() -> Iterator[bool]:
    """Whether we are the one reader; a second one goes home. Let go with the connection at last."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (ours,) = cursor.fetchone()
        try:
            yield bool(ours)
        finally:
            if ours:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def read_mailbox() -> int:
    """Keep what is new; returns how many. A server that is away is tried again next time."""
    if not settings.IMAP_URL:
        return 0
    with alone() as ours:
        if not ours:
            return 0
        try:
            return _read(Mailbox(settings.IMAP_URL))
        except (OSError, imaplib.IMAP4.error) as error:
            logger.warning("The mailbox cannot be read: %s", error)
            return 0


def _read(mailbox: Mailbox) -> int:
    server = mailbox.open()
    try:
        position, _made = MailboxPosition.objects.get_or_create(mailbox=mailbox.name)
        validity = int((server.response("UIDVALIDITY")[1] or [b"0"])[0] or 0)
        if position.validity != validity:  # the server has numbered all mails anew
            position.validity, position.last_uid = validity, 0
        kept = 0
        for uid in _new(server, position.last_uid):
            kept += _keep(server, uid)
            position.last_uid, position.read_at = uid, now()
            position.save(update_fields=["validity", "last_uid", "read_at"])
        return kept
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _new(server: imaplib.IMAP4, last: int) -> list[int]:
    """The next numbers; a server answers n:* with its last mail even where that is older."""
    answer, data = server.uid("SEARCH", f"UID {last + 1}:*")
    if answer != "OK":
        raise Refused(f"search: {answer}")
    found = sorted(int(uid) for uid in b" ".join(d for d in data if d).split())
    return [uid for uid in found if uid > last][:BATCH]


def _keep(server: imaplib.IMAP4, uid: int) -> bool:
    """Keep one mail; of one too large its headers only."""
    size = re.search(rb"RFC822\.SIZE (\d+)", _fetched(server, uid, "(RFC822.SIZE)")[0])
    whole = size is None or int(size.group(1)) <= LARGEST_MAIL
    raw = _fetched(server, uid, "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])")[1]
    return bool(raw) and receive(raw) is not None


def _fetched(server: imaplib.IMAP4, uid: int, what: str) -> tuple[bytes, bytes]:
    """The line about a mail, and the bytes that came with it."""
    answer, data = server.uid("FETCH", str(uid), what)
    if answer != "OK":
        raise Refused(f"fetch: {answer}")
    for part in data:
        if isinstance(part, tuple):
            return part[0], part[1]
    return (data[0] if data and isinstance(data[0], bytes) else b""), b""
