"""What people do in a history, and what the group answers: to the product and to the reference.

Chances are such that most of what is tried may happen, and some of it may not.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from advocacy.policy.verdict import Decision
from advocacy.workflow.errors import PolicyBlocked, WorkflowError
from tests.histories.family import CLOCK, Family
from tests.histories.reference import ATTEMPTS, Thread, Touch

MODELLED = {"attempt-limit", "stopped", "opt-out", "contact-load", "spacing"}
OUTCOMES = {
    "interested": 3, "question": 3, "hesitant": 3, "declined": 3, "invitation": 5,
    "out_of_office": 2, "bounce_hard": 1, "bounce_soft": 1, "opt_out": 0.3, "policy_no": 0.1,
}  # fmt: skip
STATES = {"delivered": 6, "no_answer": 2, "bounced_hard": 1, "bounced_soft": 1}
LATE_HOURS = (0, 0, 0, 0, 2, 26, 75, 400)


def rules(decision: Decision) -> set[str]:
    """The rules that refuse and that the reference has an opinion on."""
    return {finding.rule for finding in decision.refusing} & MODELLED


class Deeds:
    """One history as it is lived; `done` names what came about."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.reference = family.reference
        self.told: list[str] = []
        self.done: list[str] = []
        self.chances: dict[Callable[[Random], None], float] = {
            self.days_go_by: 4, self.a_season_goes_by: 0.7, self.somebody_writes: 9,
            self.somebody_replies: 5, self.somebody_logs: 3, self.the_group_writes: 6,
            self.the_group_asks_for_time: 1, self.somebody_resumes: 1, self.somebody_closes: 0.5,
            self.somebody_reopens: 2, self.somebody_begins_again: 1,
            self.the_clock_closes_what_is_silent: 1.5, self.a_group_opts_out: 0.4,
            self.a_group_invites_us_again: 1, self.a_group_has_a_policy: 0.1,
        }  # fmt: skip

    def take(self, seed: int) -> None:
        """One deed, chosen and filled in by the seed."""
        chance = Random(seed)
        deed = chance.choices(list(self.chances), list(self.chances.values()))[0]
        deed(chance)

    # --- hands -----------------------------------------------------------------------------------
    @property
    def now(self) -> datetime:
        return self.family.now

    def tries(self, action: str, subject: Any, **data: Any) -> WorkflowError | None:
        """What the product says to an action; None where it does it."""
        name = getattr(subject, "name", None) or str(subject)
        refused: WorkflowError | None = None
        try:
            self.family.do(action, subject, **data)
        except WorkflowError as error:
            refused = error
        verdict = "refused" if refused else "done"
        shown = {k: str(v) for k, v in data.items() if k not in ("summary", "note") and v}
        self.told.append(f"{self.now:%Y-%m-%d %H:%M} {action} {name[:30]} {shown}: {verdict}")
        self.done.append(f"{action} {data.get('outcome', '')}: {verdict}")
        return refused

    def tail(self, thread: Thread) -> str:
        """The end of the story, for whoever has to find the difference."""
        return "\n".join([f"{thread.study}, {thread.group.name}, {thread.stage}", *self.told[-25:]])

    def any_thread(self, chance: Random, *, stages: tuple[str, ...] = ()) -> Thread:
        """A thread, most often one that is in one of these stages."""
        threads = self.family.present()
        fitting = [t for t in threads if t.stage in stages]
        return chance.choice(fitting if fitting and chance.random() < 0.8 else threads)

    def touch(self, **values: Any) -> Touch:
        return Touch(number=self.family.number(), **values)

    # --- the clock -------------------------------------------------------------------------------
    def days_go_by(self, chance: Random) -> None:
        self._on(timedelta(days=chance.choice((0, 1, 1, 3, 7, 20)), hours=chance.randrange(24)))

    def a_season_goes_by(self, chance: Random) -> None:
        self._on(timedelta(days=chance.choice((60, 90, 180, 370))))

    def _on(self, time: timedelta) -> None:
        self.family.now += time + timedelta(minutes=7)
        self.family.freshen()

    # --- clear to contact ------------------------------------------------------------------------
    def somebody_writes(self, chance: Random) -> None:
        thread = self._writable(chance)
        made = len(self.reference.made(thread, self.now))
        purpose = "thank_you" if made == ATTEMPTS - 1 else chance.choice(("ask", "reminder"))
        if chance.random() < 0.1:
            purpose = chance.choice(("ask", "thank_you"))
        if chance.random() < 0.8:
            free = self.reference.free_at(thread, self.now)
            self._on(max(free - self.now, timedelta()))
        expected = self.reference.refusing(thread, self.now, purpose)
        may = thread.stage in ("sponsor_cleared", "outreach")
        refused = self.tries(
            "contact", self.family.rows[thread], channel="mail", purpose=purpose, summary="Hello"
        )
        if may and not expected:
            assert refused is None, self.tail(thread)
            touch = self.touch(when=self.now, out=True, purpose=purpose)
            self.reference.sent(thread, touch, asked_for=False)
        elif may:
            assert isinstance(refused, PolicyBlocked)
            assert rules(refused.decision) == expected, self.tail(thread)
        else:
            assert refused is not None

    def _writable(self, chance: Random) -> Thread:
        """Most often a thread where no more than the wait stands in the way."""
        free = [
            thread for thread in self.family.present()
            if thread.stage in ("sponsor_cleared", "outreach")
            and self.reference.refusing(thread, self.now, "thank_you") <= {"spacing"}
        ]  # fmt: skip
        return chance.choice(free) if free and chance.random() < 0.8 else self.any_thread(chance)

    def somebody_replies(self, chance: Random) -> None:
        may = {
            "thank_you": self.reference.may_thank,
            "answer": self.reference.may_answer,
            "reply": self.reference.may_reply,
        }
        every = [(thread, kind) for thread in self.family.present() for kind in may]
        owed = [(thread, kind) for thread, kind in every if may[kind](thread, self.now)]
        thread, kind = chance.choice(owed if owed and chance.random() < 0.8 else every)
        refused = self.tries(
            f"send_{kind}", self.family.rows[thread], channel="mail", summary="Thank you"
        )
        assert (refused is None) == may[kind](thread, self.now), (refused, self.tail(thread))
        if refused is None:
            touch = self.touch(when=self.now, out=True, purpose=kind)
            self.reference.sent(thread, touch, asked_for=True)

    # --- what happened ---------------------------------------------------------------------------
    def somebody_logs(self, chance: Random) -> None:
        thread = self.any_thread(chance, stages=("sponsor_cleared", "outreach"))
        state = chance.choices(list(STATES), list(STATES.values()))[0]
        purpose = chance.choice(("ask", "reminder", "thank_you", "answer", "reply"))
        channel = chance.choice(("mail", "voicemail", "phone"))
        self._log(
            thread, chance.choice(LATE_HOURS), out=True, purpose=purpose, channel=channel,
            state=state,
        )  # fmt: skip

    def the_group_writes(self, chance: Random) -> None:
        thread = self.any_thread(chance, stages=("outreach", "in_conversation"))
        outcome = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
        back = self.now.date() + timedelta(days=chance.randint(1, 20))
        self._log(
            thread, chance.choice(LATE_HOURS), out=False, outcome=outcome,
            back=back if outcome == "out_of_office" else None,
        )  # fmt: skip

    def _log(self, thread: Thread, hours: int, *, back: date | None = None, **values: Any) -> None:
        when = self.now - timedelta(hours=hours)
        touch = self.touch(when=when, **values)
        refused = self.tries(
            "log_touch", self.family.rows[thread], direction="out" if touch.out else "in",
            channel=touch.channel, purpose=touch.purpose, outcome=touch.outcome, occurred_at=when,
            state=touch.state if touch.out else "", return_on=back, summary="Said",
        )  # fmt: skip
        assert refused is None, refused
        self.reference.logged(thread, touch, now=self.now, back=back)

    # --- pauses, ends, beginnings ----------------------------------------------------------------
    def the_group_asks_for_time(self, chance: Random) -> None:
        thread = self.any_thread(chance, stages=("sponsor_cleared", "outreach"))
        until = thread.group.day(self.now) + timedelta(days=chance.randint(1, 30))
        shorter = thread.paused and thread.not_before is not None and until < thread.not_before
        may = thread.stage != "closed" and (not shorter or thread.may_end_early(self.now))
        refused = self.tries("pause", self.family.rows[thread], until=until, reason="Asked")
        assert (refused is None) == may, self.tail(thread)
        if refused is None:
            thread.paused, thread.not_before = True, until
            thread.asked_for = (self.now, until)

    def somebody_resumes(self, chance: Random) -> None:
        paused = [thread for thread in self.family.present() if thread.paused]
        thread = chance.choice(paused) if paused else self.any_thread(chance)
        today = thread.group.day(self.now)
        early = thread.not_before is not None and thread.not_before > today
        may = thread.paused and thread.stage != "closed"
        may = may and (not early or thread.may_end_early(self.now))
        refused = self.tries("resume", self.family.rows[thread])
        assert (refused is None) == may, self.tail(thread)
        if refused is None:
            thread.paused, thread.not_before = False, None

    def somebody_closes(self, chance: Random) -> None:
        thread = self.any_thread(chance)
        refused = self.tries(
            "close", self.family.rows[thread], exit_reason="lead_time_too_short", note=""
        )
        assert (refused is None) == (thread.stage != "closed")
        if refused is None:
            thread.close(self.now)

    def somebody_reopens(self, chance: Random) -> None:
        ready = [thread for thread in self.family.present() if self.reference.may_reopen(thread)]
        thread = chance.choice(ready) if ready else self.any_thread(chance)
        assert (self.tries("reopen", self.family.rows[thread]) is None) == bool(ready)
        if ready:
            thread.stage, thread.closed_at = "in_conversation", None

    def somebody_begins_again(self, chance: Random) -> None:
        closed = [thread for thread in self.family.present() if thread.stage == "closed"]
        if closed:
            self.family.begin_again(chance.choice(closed))
            self.done.append("begin again: done")

    def the_clock_closes_what_is_silent(self, chance: Random) -> None:
        for thread in self.family.present():
            if thread.stage == "outreach":
                refused = self.tries("close_silent", self.family.rows[thread], by=CLOCK)
                assert (refused is None) == self.reference.silent(thread, self.now)

    # --- never -----------------------------------------------------------------------------------
    def a_group_opts_out(self, chance: Random) -> None:
        group = chance.choice(self.reference.groups)
        refused = self.tries(
            "record_opt_out", self.family.group_rows[group], words="Never", source="Mail",
            said_on=group.day(self.now),
        )  # fmt: skip
        assert (refused is None) == (not group.opted_out)
        if refused is None:
            self.reference.never(group, "opt_out", self.now)

    def a_group_invites_us_again(self, chance: Random) -> None:
        never = [group for group in self.reference.groups if group.opted_out]
        if not never:
            return
        group = chance.choice(never)
        row = self.family.group_rows[group].opt_outs.standing().of_group().get()
        refused = self.tries(
            "lift_opt_out", row, by=self.family.manager, invitation="Do write.",
            lifted_on=group.day(self.now),
        )  # fmt: skip
        assert refused is None, refused
        self.reference.invited(group)

    def a_group_has_a_policy(self, chance: Random) -> None:
        group = chance.choice(self.reference.groups)
        kind = chance.choice(("no_trials", "no_industry"))
        refused = self.tries(
            "record_stance", self.family.group_rows[group], kind=kind, source="Mail",
            as_of=group.day(self.now),
        )  # fmt: skip
        assert refused is None, refused
        self.reference.never(group, "policy_no", self.now)
