"""Random histories of one group family, against the reference, and rebuilt from the timeline."""

import os
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from advocacy.models import Partnership, Stop, Touch
from advocacy.policy.verdict import Decision
from advocacy.workflow.errors import PolicyBlocked, WorkflowError
from tests.histories import timeline
from tests.histories.family import CLOCK, Family, begin
from tests.histories.reference import Group, Thread
from tests.histories.reference import Touch as Said

#: `PAGCRM_HISTORY_STEPS=5000 make test TESTS=tests/histories` for the long run.
STEPS = int(os.environ.get("PAGCRM_HISTORY_STEPS", "300"))
STEPS_A_HISTORY = 30
#: A long run shows the first difference as it was met; shrinking it may take an hour.
PHASES = [Phase.generate] if STEPS > 300 else [Phase.generate, Phase.shrink]
MODELLED = {"attempt-limit", "stopped", "opt-out", "contact-load", "spacing"}

purposes = st.sampled_from(["ask", "reminder", "thank_you"])
channels = st.sampled_from(["mail", "voicemail", "phone"])
late = st.sampled_from([0, 0, 0, 1, 26, 75, 400])
outcomes = st.sampled_from(
    ["interested", "question", "hesitant", "declined", "invitation", "out_of_office",
     "bounce_hard", "bounce_soft"]
)  # fmt: skip


class History(RuleBasedStateMachine):
    """People act, the group answers, days go by; product and reference must agree."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic._from_testcase = True
        self.atomic.__enter__()
        self.family: Family = begin()

    def teardown(self) -> None:
        try:
            timeline.assert_rebuilds(self.family)
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- hands -----------------------------------------------------------------------------------
    @property
    def now(self) -> datetime:
        return self.family.now

    def thread(self, index: int) -> Thread:
        return self.family.reference.threads[index]

    def group(self, index: int) -> Group:
        return self.family.reference.groups[index]

    def tries(self, action: str, subject: Any, **data: Any) -> WorkflowError | None:
        """What the product says to an action; None where it does it."""
        try:
            self.family.do(action, subject, **data)
        except WorkflowError as refused:
            return refused
        return None

    def said(self, **values: Any) -> Said:
        return Said(number=self.family.number(), **values)

    # --- the clock -------------------------------------------------------------------------------
    @rule(days=st.integers(0, 25), hours=st.integers(0, 23))
    def days_go_by(self, days: int, hours: int) -> None:
        self.family.now += timedelta(days=days, hours=hours, minutes=7)
        self.family.freshen()

    @rule(days=st.sampled_from([90, 180, 370]))
    def a_season_goes_by(self, days: int) -> None:
        self.days_go_by(days, 0)

    # --- clear to contact ------------------------------------------------------------------------
    @rule(index=st.integers(0, 5), purpose=purposes, patient=st.booleans())
    def somebody_writes(self, index: int, purpose: str, patient: bool) -> None:
        thread = self.thread(index)
        if patient:
            self._wait_for(thread)
        expected = self.family.reference.refusing(thread, self.now, purpose)
        may = thread.stage in ("sponsor_cleared", "outreach")
        refused = self.tries(
            "contact", self.family.rows[thread], channel="mail", purpose=purpose, summary="Hello"
        )
        if may and not expected:
            assert refused is None, refused
            touch = self.said(when=self.now, out=True, purpose=purpose)
            self.family.reference.sent(thread, touch, asked_for=False)
        elif may:
            assert isinstance(refused, PolicyBlocked)
            assert rules(refused.decision) == expected
        else:
            assert refused is not None

    def _wait_for(self, thread: Thread) -> None:
        """As a person does who reads from when on it is allowed."""
        free = self.family.reference.free_at(thread, self.now)
        if free > self.now:
            self.family.now = free + timedelta(minutes=3)
            self.family.freshen()

    @rule(index=st.integers(0, 5), kind=st.sampled_from(["thank_you", "answer", "reply"]))
    def somebody_replies(self, index: int, kind: str) -> None:
        thread, reference = self.thread(index), self.family.reference
        may = {
            "thank_you": reference.may_thank,
            "answer": reference.may_answer,
            "reply": reference.may_reply,
        }[kind](thread, self.now)
        refused = self.tries(
            f"send_{kind}", self.family.rows[thread], channel="mail", summary="Thank you"
        )
        assert (refused is None) == may, (kind, refused)
        if may:
            touch = self.said(when=self.now, out=True, purpose=kind)
            reference.sent(thread, touch, asked_for=True)

    # --- what happened ---------------------------------------------------------------------------
    @rule(
        index=st.integers(0, 5), purpose=purposes, channel=channels, hours=late,
        state=st.sampled_from(["delivered"] * 2 + ["no_answer", "bounced_hard", "bounced_soft"]),
    )  # fmt: skip
    def somebody_logs_what_went_out(
        self, index: int, purpose: str, channel: str, hours: int, state: str
    ) -> None:
        self._log(index, hours, out=True, purpose=purpose, channel=channel, state=state)

    @rule(index=st.integers(0, 5), outcome=outcomes, hours=late, back=st.integers(1, 20))
    def the_group_writes(self, index: int, outcome: str, hours: int, back: int) -> None:
        days = timedelta(days=back)
        returns = self.now.date() + days if outcome == "out_of_office" else None
        self._log(index, hours, back=returns, out=False, outcome=outcome)

    @rule(index=st.integers(0, 5), outcome=st.sampled_from(["policy_no", "opt_out"]),
          chance=st.integers(0, 5))  # fmt: skip
    def the_group_writes_never(self, index: int, outcome: str, chance: int) -> None:
        if chance == 0:
            self._log(index, 0, out=False, outcome=outcome)

    def _log(self, index: int, hours: int, *, back: date | None = None, **values: Any) -> None:
        thread, when = self.thread(index), self.now - timedelta(hours=hours)
        touch = self.said(when=when, **values)
        refused = self.tries(
            "log_touch", self.family.rows[thread], direction="out" if touch.out else "in",
            channel=touch.channel, purpose=touch.purpose, outcome=touch.outcome, occurred_at=when,
            state=touch.state if touch.out else "", return_on=back, summary="Said",
        )  # fmt: skip
        assert refused is None, refused
        self.family.reference.logged(thread, touch, now=self.now, back=back)

    # --- pauses, ends, beginnings ----------------------------------------------------------------
    @rule(index=st.integers(0, 5), days=st.integers(1, 30))
    def the_group_asks_for_time(self, index: int, days: int) -> None:
        thread = self.thread(index)
        until = thread.group.day(self.now) + timedelta(days=days)
        refused = self.tries("pause", self.family.rows[thread], until=until, reason="Asked")
        assert (refused is None) == (thread.stage != "closed")
        if refused is None:
            thread.paused, thread.not_before = True, until

    @rule(index=st.integers(0, 5))
    def somebody_resumes(self, index: int) -> None:
        thread = self.thread(index)
        refused = self.tries("resume", self.family.rows[thread])
        assert (refused is None) == (thread.paused and thread.stage != "closed")
        if refused is None:
            thread.paused, thread.not_before = False, None

    @rule(index=st.integers(0, 5), chance=st.integers(0, 3))
    def somebody_closes(self, index: int, chance: int) -> None:
        thread = self.thread(index)
        if chance:
            return
        refused = self.tries(
            "close", self.family.rows[thread], exit_reason="lead_time_too_short", note=""
        )
        assert (refused is None) == (thread.stage != "closed")
        if refused is None:
            thread.close(self.now)

    @rule(index=st.integers(0, 5))
    def somebody_reopens(self, index: int) -> None:
        thread = self.thread(index)
        may = self.family.reference.may_reopen(thread)
        assert (self.tries("reopen", self.family.rows[thread]) is None) == may
        if may:
            thread.stage, thread.closed_at = "in_conversation", None

    @rule()
    def the_clock_closes_what_is_silent(self) -> None:
        for thread in self.family.reference.threads:
            if thread.stage != "closed":
                refused = self.tries("close_silent", self.family.rows[thread], by=CLOCK)
                assert (refused is None) == self.family.reference.silent(thread, self.now)

    # --- never -----------------------------------------------------------------------------------
    @rule(index=st.integers(0, 2), chance=st.integers(0, 5))
    def a_group_opts_out(self, index: int, chance: int) -> None:
        group = self.group(index)
        if chance:
            return
        refused = self.tries(
            "record_opt_out", self.family.group_rows[group], words="Never", source="Mail",
            said_on=group.day(self.now),
        )  # fmt: skip
        assert (refused is None) == (not group.opted_out)
        if refused is None:
            self.family.reference.never(group, "opt_out", self.now)

    @precondition(lambda self: any(g.opted_out for g in self.family.reference.groups))
    @rule()
    def a_group_invites_us_again(self) -> None:
        group = next(g for g in self.family.reference.groups if g.opted_out)
        row = self.family.group_rows[group].opt_outs.standing().of_group().get()
        self.family.do("lift_opt_out", row, by=self.family.manager, invitation="Do write.",
                       lifted_on=group.day(self.now))  # fmt: skip
        self.family.reference.invited(group)

    @rule(index=st.integers(0, 2), kind=st.sampled_from(["no_trials", "no_industry"]),
          chance=st.integers(0, 11))  # fmt: skip
    def a_group_has_a_policy(self, index: int, kind: str, chance: int) -> None:
        group = self.group(index)
        if chance:
            return
        self.family.do("record_stance", self.family.group_rows[group], kind=kind, source="Mail",
                       as_of=group.day(self.now))  # fmt: skip
        self.family.reference.never(group, "policy_no", self.now)

    # --- what must agree after every step --------------------------------------------------------
    @invariant()
    def both_agree(self) -> None:
        reference = self.family.reference
        for thread, facts in self.family.facts().items():
            for purpose in ("ask", "thank_you"):
                decision = self.family.decide(facts, purpose)
                expected = reference.refusing(thread, self.now, purpose)
                assert rules(decision) == expected, (thread.study, thread.group.name)
                if "spacing" in expected:
                    finding = decision.of("spacing")
                    assert finding is not None
                    assert finding.clears_at == reference.free_at(thread, self.now)

    @invariant()
    def the_tables_agree(self) -> None:
        rows = Partnership.objects.in_bulk([row.pk for row in self.family.rows.values()])
        made = Counter(Touch.objects.attempts().values_list("partnership_id", flat=True))
        for thread, row in self.family.rows.items():
            own = rows[row.pk]
            paused = own.side_state == "paused"
            assert (own.stage, own.not_before, paused) == (
                thread.stage, thread.not_before, thread.paused,
            )  # fmt: skip
            assert made[row.pk] == len(thread.attempts(self.now))

    @invariant()
    def the_stops_agree(self) -> None:
        stops = list(Stop.objects.filter(lifted_on__isnull=True))
        for group, row in self.family.group_rows.items():
            today = group.day(self.now)
            running = {
                (stop.scope, stop.reason, stop.starts_on, stop.until)
                for stop in stops
                if stop.group_id == row.pk and stop.starts_on <= today
                and (stop.until is None or stop.until > today)
            }  # fmt: skip
            assert running == {
                (stop.scope, stop.reason, stop.starts, stop.until)
                for stop in self.family.reference.stops
                if stop.group is group and stop.runs(today)
            }


def rules(decision: Decision) -> set[str]:
    """The rules that refuse and that the reference has an opinion on."""
    return {finding.rule for finding in decision.refusing} & MODELLED


@pytest.mark.django_db
def test_random_histories_agree_with_the_reference() -> None:
    run_state_machine_as_test(
        History,
        settings=settings(
            max_examples=max(STEPS // STEPS_A_HISTORY, 1),
            stateful_step_count=STEPS_A_HISTORY,
            deadline=None,
            derandomize=STEPS <= 300,
            suppress_health_check=list(HealthCheck),
            database=None,
            print_blob=False,
            phases=PHASES,
        ),
    )
