"""A study is shared in the very moment in which its partnerships move on."""

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction

from advocacy.models import Partnership, Share, User, WindowHappening, WindowPartnership
from advocacy.workflow.perform import perform
from tests import factories
from tests.isolation.window import differences
from tests.races.ring import ROUNDS, SECONDS, Ring

pytestmark = pytest.mark.django_db(transaction=True)
FUNCTION = "window_put_shares(uuid[])"


def test_sharing_and_working_at_once_leave_the_window_right(ring: Ring) -> None:
    manager, own = factories.UserFactory(manager=True), factories.PartnershipFactory()
    study = own.study
    until = factories.TODAY() + timedelta(days=3)

    def share(level: str) -> Any:
        data = {"sponsor": study.sponsor, "level": level}
        return lambda: perform("set_share", actor=manager, subject=study, data=data)

    def do(action: str, **data: Any) -> Any:
        return lambda: perform(action, actor=manager, subject=own, data=data)

    for _turn in range(ROUNDS):
        ring.race(share("full"), do("pause", until=until, reason="Board"))
        ring.race(share("status"), do("add_note", note="A word."))
        ring.race(share("full"), do("resume", reason="Ready"))
        assert differences() == []
        Share.objects.update(level="hidden")
    Share.objects.update(level="full")
    assert WindowPartnership.objects.count() == 1
    assert WindowHappening.objects.filter(code="resumed").count() == ROUNDS
    assert differences() == []


def share_while_somebody_works(manager: User, own: Partnership) -> None:
    """The share is set, not yet committed; meanwhile a colleague pauses the partnership."""

    def work() -> None:
        until = factories.TODAY() + timedelta(days=3)
        perform("pause", actor=manager, subject=own, data={"until": until, "reason": "Board"})
        connections.close_all()

    colleague = threading.Thread(target=work)
    with transaction.atomic():
        Share.objects.update(level="full")
        colleague.start()
        until_it_waits_or_is_done(colleague)
    colleague.join(SECONDS)


WAITING = """SELECT EXISTS (
  SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"""


def until_it_waits_or_is_done(colleague: threading.Thread) -> None:
    """Where nothing makes it wait for our transaction, it comes to its end."""
    deadline = time.monotonic() + SECONDS
    with connection.cursor() as cursor:
        while colleague.is_alive() and time.monotonic() < deadline:
            cursor.execute(WAITING)
            if cursor.fetchone() == (True,):
                return
            colleague.join(0.05)


def test_work_that_begins_while_a_share_is_set_is_seen() -> None:
    manager, own = factories.UserFactory(manager=True), factories.PartnershipFactory()
    factories.ShareFactory(study=own.study, level="hidden")
    share_while_somebody_works(manager, own)
    assert WindowPartnership.objects.get().side == "paused"
    assert differences() == []


@pytest.fixture
def _without_lock(owner_cursor: Any) -> Iterator[None]:
    owner_cursor.execute(f"SELECT pg_get_functiondef('{FUNCTION}'::regprocedure)")
    (kept,) = owner_cursor.fetchone()
    assert "FOR UPDATE" in kept
    owner_cursor.execute(kept.replace("FOR UPDATE", ""))
    yield
    owner_cursor.execute(kept)


@pytest.mark.usefixtures("_without_lock")
def test_without_the_lock_it_would_be_missed() -> None:
    manager, own = factories.UserFactory(manager=True), factories.PartnershipFactory()
    factories.ShareFactory(study=own.study, level="hidden")
    share_while_somebody_works(manager, own)
    assert differences() != []
