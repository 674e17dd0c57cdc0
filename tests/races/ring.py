"""Two people at once: threads with connections of their own, a barrier, and the lock taken out."""

import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.db.models import QuerySet

from advocacy.models.together import together
from advocacy.workflow import locks, perform
from advocacy.workflow.errors import WorkflowError
from advocacy.workflow.step import Move, Step

#: `PAGCRM_RACE_ROUNDS=200 make test TESTS=tests/races` for the long run.
ROUNDS = int(os.environ.get("PAGCRM_RACE_ROUNDS", "20"))
SECONDS = 60  # a machine that does other things, too, is slow and not wrong

Job = Callable[[], Any]


class Ring:
    """Two workers whose connections stay open from round to round."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self.pool = pool

    def race(self, *jobs: Job) -> list[Any]:
        """Start all at the same moment; what each returned, or the WorkflowError that it met.

        Whatever else is raised, a deadlock too, fails the test.
        """
        start = threading.Barrier(len(jobs))

        def run(job: Job) -> Any:
            start.wait(SECONDS)
            try:
                return job()
            except WorkflowError as refused:
                return refused

        return [turn.result(SECONDS) for turn in [self.pool.submit(run, job) for job in jobs]]

    def close(self) -> None:
        """Let both workers close their connections."""
        both = threading.Barrier(2)

        def close_mine() -> None:
            both.wait(SECONDS)
            connections.close_all()

        for turn in [self.pool.submit(close_mine) for _worker in range(2)]:
            turn.result(SECONDS)


@contextmanager
def two_workers() -> Iterator[Ring]:
    with ThreadPoolExecutor(max_workers=2) as pool:
        ring = Ring(pool)
        yield ring
        ring.close()


def winners(results: list[Any]) -> list[Any]:
    """Those who were not refused."""
    return [result for result in results if not isinstance(result, WorkflowError)]


def refusals(results: list[Any]) -> list[WorkflowError]:
    return [result for result in results if isinstance(result, WorkflowError)]


def rules_of(refused: WorkflowError) -> set[str]:
    """The rules that refuse; none where it was no rule."""
    decision = getattr(refused, "decision", None)
    return {finding.rule for finding in decision.refusing} if decision else set()


def take_locks_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no row be locked any more."""
    unlocked = locks.LOCK_TOPS.replace("FOR NO KEY UPDATE", "")
    monkeypatch.setattr(locks, "LOCK_TOPS", unlocked)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **_how: rows)
    written_anew = together(locks.records_under_lock.__wrapped__)
    monkeypatch.setattr(locks, "records_under_lock", written_anew)


def pause_after_check(monkeypatch: pytest.MonkeyPatch, wait: Callable[[Step], object]) -> None:
    """Hold each action between its checks and its writing."""
    check = perform._check

    def check_and_wait(move: Move, step: Step) -> None:
        check(move, step)
        wait(step)

    monkeypatch.setattr(perform, "_check", check_and_wait)


def both_check_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither writes before both have checked: what happens now and then, made certain."""
    checked = threading.Barrier(2)
    pause_after_check(monkeypatch, lambda _step: checked.wait(SECONDS))


def second_comes_between(monkeypatch: pytest.MonkeyPatch, action: str) -> Callable[[Job], Job]:
    """The action checks, then the other job runs to its end, then the action writes."""
    checked, done = threading.Event(), threading.Event()

    def wait(step: Step) -> None:
        if step.action == action:
            checked.set()
            done.wait(SECONDS)

    def between(job: Job) -> Job:
        def run() -> Any:
            checked.wait(SECONDS)
            try:
                return job()
            finally:
                done.set()

        return run

    pause_after_check(monkeypatch, wait)
    return between
