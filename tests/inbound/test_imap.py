"""The mailbox of a real server: read once, whoever reads and however often it is cut short."""

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from advocacy import tasks
from advocacy.inbound import imap
from advocacy.models import InboundMail, MailboxPosition

pytestmark = pytest.mark.django_db
HEADERS = "From: robin@example.net\r\nSubject: Number {n}\r\nMessage-ID: <n{n}@example.net>"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Give the port of an IMAP server on the loopback."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    program = str(Path(sys.executable).parent / "pymap")
    command = [program, "--host", "127.0.0.1", "--port", str(number), "--no-tls", "dict"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(number)
        yield number
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for(port: int) -> None:
    """Wait until the server answers."""
    for _turn in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the IMAP server did not start")


@pytest.fixture
def box(port: int, settings: Any) -> Iterator[imaplib.IMAP4]:
    """Give a signed-in hand that puts mails into an empty mailbox."""
    settings.IMAP_URL = f"imap://demouser:demopass@127.0.0.1:{port}/INBOX"
    hand = imaplib.IMAP4("127.0.0.1", port)
    hand.login("demouser", "demopass")
    hand.select("INBOX")
    hand.store("1:*", "+FLAGS", "\\Deleted")
    hand.expunge()
    yield hand
    hand.logout()


def put(box: imaplib.IMAP4, *numbers: int) -> None:
    for n in numbers:
        answer, _data = box.append(
            "INBOX", "", "", f"{HEADERS.format(n=n)}\r\n\r\nHi.\r\n".encode()
        )
        assert answer == "OK"


def test_what_is_new_is_kept_once_and_the_mailbox_left_alone(box: imaplib.IMAP4) -> None:
    put(box, 1, 2)
    assert imap.read_mailbox() == 2
    assert imap.read_mailbox() == 0
    put(box, 3)
    tasks.read_mails()
    assert sorted(InboundMail.objects.values_list("subject", flat=True)) == [
        "Number 1", "Number 2", "Number 3",
    ]  # fmt: skip
    box.select("INBOX")
    assert len(box.search(None, "UNSEEN")[1][0].split()) == 3


def test_a_reader_that_was_cut_short_keeps_nothing_twice(box: imaplib.IMAP4) -> None:
    put(box, 4, 5)
    imap.read_mailbox()
    MailboxPosition.objects.update(last_uid=0)
    assert imap.read_mailbox() == 0
    assert InboundMail.objects.filter(subject="Number 4").count() == 1


def test_a_server_that_numbers_anew_is_read_from_the_start(box: imaplib.IMAP4) -> None:
    put(box, 6)
    imap.read_mailbox()
    MailboxPosition.objects.update(validity=1, last_uid=999_999)
    put(box, 7)
    assert imap.read_mailbox() == 1


def test_a_second_reader_goes_home(box: imaplib.IMAP4, owner_cursor: Any) -> None:
    put(box, 8)
    owner_cursor.execute("SELECT pg_advisory_lock(%s)", [imap.LOCK])
    assert imap.read_mailbox() == 0
    owner_cursor.execute("SELECT pg_advisory_unlock(%s)", [imap.LOCK])
    assert imap.read_mailbox() == 1


def test_a_mail_that_is_too_large_is_kept_by_its_headers(
    box: imaplib.IMAP4, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "LARGEST_MAIL", 10)
    put(box, 9)
    assert imap.read_mailbox() == 1
    kept = InboundMail.objects.get(subject="Number 9")
    assert (kept.text, kept.state) == ("", "triage")


def test_a_server_that_is_away_breaks_nothing(settings: Any) -> None:
    settings.IMAP_URL = "imap://demouser:wrong@127.0.0.1:9/INBOX"
    assert imap.read_mailbox() == 0
    assert "demouser" in imap.Mailbox(settings.IMAP_URL).name
    assert "wrong" not in imap.Mailbox(settings.IMAP_URL).name
