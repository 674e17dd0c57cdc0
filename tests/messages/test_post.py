"""The talk with a real mail server, one that misbehaves on request."""

import ssl
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend

from advocacy.messages.post import (
    OtherPost,
    PutOff,
    Refused,
    SmtpPost,
    Unanswered,
    Unreachable,
    open_post,
)  # fmt: skip
from tests.faults.plant import certificate
from tests.faults.sink import HOST, Sink


@pytest.fixture(scope="module")
def sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sink]:
    """Listen on a port of its own."""
    folder = tmp_path_factory.mktemp("sink")
    made = Sink(certificate(folder), folder=folder)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def post(sink: Sink, settings: Any) -> Iterator[SmtpPost]:
    """A way to the sink, without encryption unless the test asks for it."""
    sink.behave()
    sink.taken.clear()
    settings.EMAIL_TIMEOUT = 0.5
    made = SmtpPost(EmailBackend(host=HOST, port=sink.port, use_tls=False))
    yield made
    made.close()


def mail(number: int = 1, *, text: str = "Hello") -> EmailMultiAlternatives:
    return EmailMultiAlternatives(
        "A mail", text, "us@example.org", [f"probe-{number}@example.org"],
        headers={"Message-ID": f"<{number}@example.org>"},
    )  # fmt: skip


def send(post: SmtpPost, number: int = 1) -> None:
    post.prepare(mail(number))
    post.hand_over()


def test_a_mail_is_taken_when_the_dot_is_answered(post: SmtpPost, sink: Sink) -> None:
    post.prepare(mail())
    time.sleep(0.1)
    assert not sink.taken
    post.hand_over()
    assert sink.taken == {"<1@example.org>": 1}


def test_what_was_prepared_can_be_called_off(post: SmtpPost, sink: Sink) -> None:
    post.prepare(mail(1))
    post.drop()
    send(post, 2)
    assert list(sink.taken) == ["<2@example.org>"]


def test_one_connection_serves_many_mails(post: SmtpPost, sink: Sink) -> None:
    before = sink.connections
    for number in range(5):
        send(post, number)
    assert sink.connections == before + 1
    assert len(sink.taken) == 5


def test_a_connection_that_was_closed_meanwhile_is_made_anew(post: SmtpPost, sink: Sink) -> None:
    send(post, 1)
    line = post.backend.connection
    assert line is not None
    assert line.sock is not None
    line.sock.close()
    send(post, 2)
    assert len(sink.taken) == 2


def test_lines_that_begin_with_a_dot_arrive_as_they_are(post: SmtpPost, sink: Sink) -> None:
    post.prepare(mail(text="one\n.\n..two\n.three"))
    post.hand_over()
    assert b"one\r\n.\r\n..two\r\n.three" in sink.last


@pytest.mark.parametrize(
    ("manners", "step", "error"),
    [
        ({"later_at_rcpt": range(9)}, "prepare", PutOff),
        ({"later_at_end": range(9)}, "hand_over", PutOff),
        ({"never_at_rcpt": range(9)}, "prepare", Refused),
        ({"never_at_end": range(9)}, "hand_over", Refused),
        ({"hang_at_rcpt": range(9)}, "prepare", PutOff),
        ({"cut_at_rcpt": range(9)}, "prepare", PutOff),
        ({"slow_seconds": 2.0}, "hand_over", Unanswered),
    ],
)
def test_each_answer_means_one_thing(
    post: SmtpPost, sink: Sink, manners: dict[str, Any], step: str, error: type[Exception]
) -> None:
    sink.behave(**manners)
    if step == "hand_over":
        post.prepare(mail())
    with pytest.raises(error):
        post.prepare(mail()) if step == "prepare" else post.hand_over()
    sink.behave()
    send(post, 2)  # the next mail is not harmed


def test_the_words_of_the_server_are_kept(post: SmtpPost, sink: Sink) -> None:
    sink.behave(never_at_rcpt=range(9))
    with pytest.raises(Refused, match=r"550 5\.1\.1 No such person"):
        post.prepare(mail())


def test_a_server_that_is_not_there_is_unreachable() -> None:
    post = SmtpPost(EmailBackend(host=HOST, port=1, use_tls=False))
    with pytest.raises(Unreachable):
        post.prepare(mail())


def test_nothing_goes_out_in_clear_where_encryption_is_asked_for(sink: Sink) -> None:
    sink.behave()
    sink.offers_tls = False
    post = SmtpPost(EmailBackend(host=HOST, port=sink.port, use_tls=True))
    with pytest.raises(Unreachable, match="STARTTLS"):
        post.prepare(mail())
    sink.offers_tls = True


def test_a_certificate_that_nobody_trusts_is_unreachable(sink: Sink) -> None:
    post = SmtpPost(EmailBackend(host=HOST, port=sink.port, use_tls=True))
    with pytest.raises(Unreachable, match="CERTIFICATE"):
        post.prepare(mail())


def test_encrypted_mail_arrives(sink: Sink) -> None:
    trust = ssl.create_default_context(cafile=str(sink.folder / "sink.pem"))
    backend = EmailBackend(host=HOST, port=sink.port, use_tls=True)
    backend.ssl_context = trust
    sink.taken.clear()
    in_clear = sink.in_clear
    post = SmtpPost(backend)
    send(post)
    post.close()
    assert sink.taken
    assert sink.in_clear == in_clear


def test_other_ways_out_take_one_step(mailoutbox: list[Any]) -> None:
    post = open_post()
    assert isinstance(post, OtherPost)
    post.prepare(mail())
    assert mailoutbox == []
    post.hand_over()
    assert len(mailoutbox) == 1


class Broken:
    """A mail backend that fails."""

    def send_messages(self, mails: list[Any]) -> int:
        raise OSError

    def close(self) -> None:
        """Nothing is open."""


def test_another_way_out_that_fails_leaves_a_doubt() -> None:
    post = OtherPost(Broken())
    post.prepare(mail())
    with pytest.raises(Unanswered):
        post.hand_over()
