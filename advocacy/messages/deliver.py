"""The sweep: claims what is due, asks again whether it is wanted, hands it over, writes it down.

It may run twice, late, side by side on many hosts, and be killed anywhere.
"""

import logging
import time
from collections.abc import Generator
from contextlib import closing
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from advocacy.messages import claim
from advocacy.messages.kinds import KINDS, Letter
from advocacy.messages.ledger import wake
from advocacy.messages.post import (
    Post,
    PutOff,
    Refused,
    Unanswered,
    Unreachable,
    open_post,
)  # fmt: skip
from advocacy.models import Message, MessageState
from advocacy.models.base import now

#: One sweep ends after this and asks for the next, well before Celery's time limit.
SWEEP_SECONDS = 20
LONGEST_WAIT_SECONDS = 4 * 3600
MOST_SETTLED = 500

logger = logging.getLogger(__name__)


def send_due() -> int:
    """Send what is due; returns how many mails the server took."""
    claim.recover(at=now())
    sent = 0
    with (
        translation.override(settings.LANGUAGE_CODE),
        closing(open_post()) as post,
        closing(_claimed()) as claimed,
    ):
        for message in claimed:
            try:
                sent += deliver(message, post=post)
            except Unreachable as error:
                logger.warning("The mail server cannot be used: %s", error)
                claim.give_back(message, try_at=now(), reason=str(error), tries=0)
                break
    settle()
    return sent


def _claimed() -> Generator[Message, None, None]:
    """One claimed message after the other; what is not reached is given back at once."""
    deadline = time.monotonic() + SWEEP_SECONDS
    while rows := claim.take(at=now()):
        left = list(reversed(rows))
        try:
            while left:
                yield left.pop()
                if time.monotonic() > deadline:
                    wake()
                    return
        finally:
            for row in left:
                claim.give_back(row, try_at=row.try_at, reason=row.reason, tries=0)


def deliver(message: Message, *, post: Post) -> bool:
    """Bring one claimed message to an end or back into the queue; whether the server took it.

    Raises Unreachable where no other message would fare better.
    """
    try:
        unwanted = _hand_over(message, post)
    except Refused as error:
        claim.close(message, MessageState.FAILED, reason=str(error))
    except Unanswered as error:
        logger.exception("Not known whether message %s was sent", message.pk)
        claim.close(message, MessageState.UNKNOWN, reason=str(error))
    except PutOff as error:
        put_off(message, reason=str(error))
    except claim.Lost:
        post.drop()
    except Unreachable:
        raise
    except Exception:  # of a kind's own code, or of the database: the last dot was not sent
        logger.exception("Message %s could not be prepared.", message.pk)
        post.drop()
        put_off(message, reason=_("It could not be written; the server’s log says why."))
    else:
        if unwanted:
            claim.close(message, MessageState.CANCELLED, reason=unwanted, tries=0)
        else:
            claim.close(message, MessageState.SENT)
            return True
    return False


def _hand_over(message: Message, post: Post) -> str:
    """Everything up to the server's yes; gives why it is not wanted any more, if it is not."""
    kind, at = KINDS[message.kind], now()
    if reason := kind.unwanted(message, at):
        return reason
    post.prepare(compose(message, kind.write(message, at)))
    if reason := claim.begin(message, at=at):
        post.drop()
        return reason
    post.hand_over()
    return ""


def put_off(message: Message, *, reason: str) -> None:
    """Later, and later still each time; a person looks at it when it did not go in a day."""
    tries = message.attempts + 1
    if tries >= claim.MOST_TRIES:
        claim.close(message, MessageState.FAILED, reason=reason)
        return
    seconds = min(settings.MESSAGE_RETRY_SECONDS * 2 ** (tries - 1), LONGEST_WAIT_SECONDS)
    claim.give_back(message, try_at=now() + timedelta(seconds=seconds), reason=reason)


def compose(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """The mail of a row: the same Message-ID at every try, and no answer asked of robots."""
    mail = EmailMultiAlternatives(
        subject=" ".join(letter.subject.split()),
        body=letter.text,
        to=[message.address],
        reply_to=list(letter.reply_to),
        headers={
            "Auto-Submitted": "auto-generated",
            **letter.headers,
            "Message-ID": message.message_id,
        },
    )
    mail.attach_alternative(letter.html, "text/html")
    for name, content, type_ in letter.attachments:
        mail.attach(name, content, type_)
    return mail


def settle() -> None:
    """Do what follows from messages that are over, where a worker did not get to it."""
    rows = Message.objects.unsettled().select_related("user").order_by("id")
    for message in rows[:MOST_SETTLED]:
        kind = KINDS.get(message.kind)
        try:
            if kind is not None and kind.settle is not None:
                kind.settle(message)
            claim.settled(message, at=now())
        except Exception:  # the next sweep tries again
            logger.exception("What follows from message %s failed.", message.pk)
