"""Random histories of one group family, against the reference, and rebuilt from the timeline."""

import os
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from advocacy.models import Partnership, Stop, Touch
from tests.histories import timeline
from tests.histories.deeds import Deeds, rules
from tests.histories.family import begin

#: `PAGCRM_HISTORY_STEPS=5000 make test TESTS=tests/histories` for the long run.
STEPS = int(os.environ.get("PAGCRM_HISTORY_STEPS", "300"))
STEPS_A_HISTORY = 60
#: A long run shows the first difference as it was met; shrinking it may take an hour.
PHASES = [Phase.generate]


class History(RuleBasedStateMachine):
    """People act, the group answers, days go by; product and reference must agree."""

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic._from_testcase = True
        self.atomic.__enter__()
        self.family = begin()
        self.deeds = Deeds(self.family)

    def teardown(self) -> None:
        try:
            timeline.assert_rebuilds(self.family)
            for deed in self.deeds.done:
                event(deed)
        finally:
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    @rule(seed=st.integers(1, 2**31))
    def something_happens(self, seed: int) -> None:
        self.deeds.take(seed)

    @invariant()
    def both_agree(self) -> None:
        reference, now = self.family.reference, self.family.now
        for thread, facts in self.family.facts().items():
            for purpose in ("ask", "thank_you"):
                decision = self.family.decide(facts, purpose)
                expected = reference.refusing(thread, now, purpose)
                assert rules(decision) == expected, self.deeds.tail(thread)
                if "spacing" in expected:
                    finding = decision.of("spacing")
                    assert finding is not None
                    assert finding.clears_at == reference.free_at(thread, now)

    @invariant()
    def the_tables_agree(self) -> None:
        rows = Partnership.objects.in_bulk([row.pk for row in self.family.rows.values()])
        made = Counter(Touch.objects.attempts().values_list("partnership_id", flat=True))
        for thread, row in self.family.rows.items():
            own = rows[row.pk]
            paused = own.side_state == "paused"
            assert (own.stage, own.not_before, paused) == (
                thread.stage, thread.not_before, thread.paused,
            ), self.deeds.tail(thread)  # fmt: skip
            assert made[row.pk] == len(thread.attempts(self.family.now)), self.deeds.tail(thread)

    @invariant()
    def the_stops_agree(self) -> None:
        stops = list(Stop.objects.filter(lifted_on__isnull=True))
        for group, row in self.family.group_rows.items():
            today = group.day(self.family.now)
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
