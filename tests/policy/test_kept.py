"""Facts as they are kept: written and read they are the same, and the rules say the same."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from advocacy.policy import again, kept
from advocacy.policy.facts import (
    Act,
    Facts,
    Override,
    Phase,
    PhasePlan,
    Purpose,
    StopReason,
    StopScope,
)
from advocacy.policy.lead_time import default_phases
from advocacy.policy.limits import DEFAULTS, Limits, described
from advocacy.policy.registry import RULES, decide
from advocacy.policy.text import Money
from advocacy.policy.verdict import Decision
from tests.policy.cast import NOW, TODAY, a_budget, a_quote, a_stop, a_study, a_tie, an_ask, facts
from tests.policy.test_monotone import contacts

LINE = UUID(int=5)


def full() -> Facts:
    """Facts with something in nearly every place."""
    return facts(
        purpose=Purpose.ASK,
        ask=an_ask(fee=Money(Decimal("1200.50"), "EUR")),
        stops=(a_stop(),),
        ended_stops=(a_stop(until=TODAY),),
        ties=(a_tie(),),
        budget=a_budget(),
        quote=a_quote(),
        paid_by_family=Money(Decimal(0), "USD"),
        phases=default_phases(DEFAULTS),
        short_phases=default_phases(DEFAULTS, short=True),
        overrides=(Override(LINE, "lead-time", "contact", NOW),),
    )


def test_facts_are_read_as_they_were_written() -> None:
    assert kept.read(kept.write(full())) == full()


@settings(max_examples=40, deadline=None)
@given(contacts())
def test_any_facts_are_read_as_they_were_written_and_judged_alike(known: Facts) -> None:
    again_known = kept.read(kept.write(known))
    assert again_known == known
    assert decide(facts=again_known, limits=DEFAULTS) == decide(facts=known, limits=DEFAULTS)


@settings(max_examples=40, deadline=None)
@given(contacts())
def test_remembered_facts_are_facts_to_every_rule(known: Facts) -> None:
    said = decide(facts=kept.remember(kept.write(known)), limits=DEFAULTS)
    assert told(said) == told(decide(facts=known, limits=DEFAULTS))


@pytest.mark.parametrize("act", Act)
def test_remembered_facts_are_facts_to_the_rules_of_every_act(act: Act) -> None:
    known = replace(full(), intent=replace(full().intent, act=act))
    said = decide(facts=kept.remember(kept.write(known)), limits=DEFAULTS)
    assert told(said) == told(decide(facts=known, limits=DEFAULTS))


def told(said: Decision) -> list[tuple[object, ...]]:
    """All of it, ids as the text that they are kept as."""
    return [(f.as_json(), f.remedy, f.also, f.never, f.can_be_overridden) for f in said.findings]


def test_a_field_that_is_no_more_is_passed_over() -> None:
    text = kept.write(full()).replace('{"now"', '{"mood":"good","now"', 1)
    assert kept.read(text) == full()


def test_what_is_usual_takes_no_room() -> None:
    assert '"touches"' not in kept.write(facts())


# --- judged again --------------------------------------------------------------------------------
def test_every_limit_turns_a_rule_or_is_for_what_comes() -> None:
    names = {name for name, _default, _meta in described()}
    judged = {name for rule in RULES.values() for name in rule.limits} - again.FOR_WHAT_COMES
    assert judged | again.FOR_WHAT_COMES == names
    assert names >= again.FOR_WHAT_COMES


def test_only_what_differs_is_changed() -> None:
    assert again.changed(DEFAULTS, DEFAULTS) == set()
    other = replace(DEFAULTS, version=9, ask_words=150)
    assert again.changed(DEFAULTS, other) == {"ask_words"}
    assert again.turning({"ask_words"}) == {"keep-it-simple"}
    assert again.turning({"quiet_declined_days"}) == {"stopped"}
    assert again.turning({"silence_business_days"}) == set()


@pytest.mark.parametrize("weeks", [1, 4])
def test_phases_are_planned_by_the_other_limits_but_what_was_learned_stays(weeks: int) -> None:
    learned = PhasePlan(Phase.REVIEW, Decimal(5), "kind", 7)
    usual = tuple(p for p in default_phases(DEFAULTS) if p.phase is not Phase.REVIEW)
    limits = Limits(version=2, conversation_weeks=weeks, review_weeks=8, review_weeks_short=2)
    found = again.planned_by(
        facts(phases=(learned, *usual), short_phases=default_phases(DEFAULTS, short=True)), limits
    )
    by_phase = {plan.phase: plan.weeks for plan in found.phases}
    assert by_phase[Phase.REVIEW] == 5
    assert by_phase[Phase.CONVERSATION] == weeks
    assert {p.phase: p.weeks for p in found.short_phases}[Phase.REVIEW] == 2


def test_the_same_limits_plan_the_same_phases() -> None:
    for master in (False, True):
        known = facts(
            phases=default_phases(DEFAULTS, master=master),
            short_phases=default_phases(DEFAULTS, short=True, master=master),
        )
        assert again.planned_by(known, DEFAULTS).phases == known.phases


def test_an_exception_that_covered_it_covers_it_again() -> None:
    soon = a_study(launch_on=TODAY + timedelta(weeks=5))
    late = facts(study=soon, overrides=(an_override("lead-time"),), phases=default_phases(DEFAULTS))
    assert "lead-time" not in again.refusing(
        late, own=DEFAULTS, limits=DEFAULTS, rules={"lead-time"}
    )
    assert "lead-time" in again.refusing(
        replace(late, overrides=()), own=DEFAULTS, limits=DEFAULTS, rules={"lead-time"}
    )


def test_an_exception_that_could_no_more_be_made_covers_it_no_more() -> None:
    late = facts(
        study=a_study(launch_on=TODAY + timedelta(weeks=5)),
        overrides=(an_override("lead-time"),), phases=default_phases(DEFAULTS),
    )  # fmt: skip
    strict = replace(DEFAULTS, version=2, lead_time_override_share=Decimal(0))
    for limits, refusing in ((DEFAULTS, set()), (strict, {"lead-time"})):
        said = again.refusing(late, own=DEFAULTS, limits=limits, rules={"lead-time"})
        assert said == refusing


DECLINED: dict[str, Any] = {"scope": StopScope.GROUP_FAMILY, "reason": StopReason.DECLINED}


@pytest.mark.parametrize(
    ("began", "lasted", "days", "refused"),
    [(100, 180, 101, True), (100, 180, 100, False), (200, 180, 200, False), (200, 180, 201, True)],
)
def test_stops_last_as_long_as_the_other_limits_say(
    began: int, lasted: int, days: int, *, refused: bool
) -> None:
    starts = TODAY - timedelta(days=began)
    stop = a_stop(**DECLINED, starts_on=starts, until=starts + timedelta(days=lasted))
    parts: dict[str, Any] = {"stops": (stop,)} if lasted > began else {"ended_stops": (stop,)}
    limits = replace(DEFAULTS, version=2, quiet_declined_days=days)
    said = again.refusing(facts(**parts), own=DEFAULTS, limits=limits, rules={"stopped"})
    assert said == ({"stopped"} if refused else set())


def test_a_stop_that_no_changed_length_made_keeps_its_own() -> None:
    starts = TODAY - timedelta(days=100)
    stop = a_stop(**DECLINED, starts_on=starts, until=TODAY + timedelta(days=1))
    limits = replace(DEFAULTS, version=2, quiet_hesitant_days=30, quiet_declined_sponsor_days=90)
    known = facts(stops=(stop,))
    assert again.stopped_by(known, own=DEFAULTS, limits=limits).stops == (stop,)


def test_who_did_not_note_stops_that_had_run_out_cannot_tell_of_longer_ones() -> None:
    longer = replace(DEFAULTS, version=2, quiet_declined_days=400)
    shorter = replace(DEFAULTS, version=2, quiet_declined_days=100)
    for known, limits, hidden in (
        (facts(), longer, True), (facts(), shorter, False),
        (facts(ended_stops=()), longer, False), (facts(act=Act.PAY), longer, False),
    ):  # fmt: skip
        assert again.hides_stops(known, own=DEFAULTS, limits=limits) is hidden


def an_override(rule: str) -> Override:
    return Override(LINE, rule, Act.CONTACT.value, NOW.replace(year=2030))


def test_dates_and_moments_are_told_apart() -> None:
    known = facts()
    assert kept.read(kept.write(known)).now == known.now
    assert isinstance(kept.read(kept.write(full())).stops[0].starts_on, date)
