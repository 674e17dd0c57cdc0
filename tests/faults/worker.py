"""The product's Celery app with places at which the worker kills itself, once for each message.

A message whose payload says {"kill": point, "whom": "worker" or "child"} does so at that point.
"""

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

django.setup()

from advocacy.messages import claim, deliver, post  # noqa: E402
from advocacy.models import Message, MessageState  # noqa: E402
from pagcrm.celery import app  # noqa: E402
from tests.faults import probe  # noqa: E402

__all__ = ["POINTS", "app", "probe"]

#: claimed, written, everything but the last dot sent, answered with 250, recorded as sent;
#: and the one moment in which nobody can know: marked as on its way, dot not sent.
POINTS = ("claimed", "written", "said", "answered", "recorded")
IN_BETWEEN = "begun"
now_sending: list[Message] = []


def die(point: str, message: Message) -> None:
    """End like a machine without power, if this message asks for it and has not yet."""
    if message.payload.get("kill") != point:
        return
    note = Path(os.environ["PAGCRM_FAULTS"]) / f"{message.pk}.{point}"
    try:
        note.touch(exist_ok=False)
    except FileExistsError:
        return
    if message.payload["whom"] == "child":
        os.kill(os.getpid(), signal.SIGKILL)
    os.killpg(os.getpgid(os.getppid()), signal.SIGKILL)


def after(owner: Any, name: str, then: Callable[..., None]) -> None:
    """Call `then` with the result and the arguments when the real thing is done."""
    real = getattr(owner, name)

    def both(*args: Any, **kwargs: Any) -> Any:
        result = real(*args, **kwargs)
        then(result, *args, **kwargs)
        return result

    setattr(owner, name, both)


def taken(rows: list[Message], **_kwargs: Any) -> None:
    for row in rows:
        die("claimed", row)


def composed(_mail: Any, message: Message, _letter: Any) -> None:
    now_sending[:] = [message]
    die("written", message)


def closed(_none: None, message: Message, state: MessageState, **_kwargs: Any) -> None:
    if state == MessageState.SENT:
        die("recorded", message)


after(claim, "take", taken)
after(deliver, "compose", composed)
after(post.SmtpPost, "prepare", lambda *_args: die("said", now_sending[0]))
after(claim, "begin", lambda _reason, message, **_kwargs: die(IN_BETWEEN, message))
after(post.SmtpPost, "hand_over", lambda *_args: die("answered", now_sending[0]))
after(claim, "close", closed)
