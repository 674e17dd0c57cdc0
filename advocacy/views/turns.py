"""Pages that hold thousands of records take turns in a process."""

from collections.abc import Callable
from functools import wraps
from threading import Lock

from django.http import HttpResponse

#: Threads take turns at Python anyway. One long page in memory does where each thread would hold
#: its own, and what the largest has needed serves the others after it.
TURN = Lock()


def in_turn(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let this view gather and draw its page only while no other long page does."""

    @wraps(view)
    def alone(*args: object, **given: object) -> HttpResponse:
        with TURN:
            return view(*args, **given)

    return alone
