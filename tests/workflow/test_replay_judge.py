"""The judge of a replay takes short cuts; on random facts and limits none of them shows."""

from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from advocacy.models import Turn
from advocacy.models.base import uuid7
from advocacy.policy import again, kept
from advocacy.policy.facts import Act, Facts, Purpose
from advocacy.policy.limits import Limits, described, from_values
from advocacy.policy.registry import RULES, decide
from advocacy.workflow.gather.alone import GROUP_WIDE
from advocacy.workflow.replays import Judge, Known
from tests.bench.decisions import Maker

SEEDS = range(60)
NAMES = {name: (default, meta) for name, default, meta in described()}
REPLAYED = sorted(NAMES.keys() - again.FOR_WHAT_COMES)


def some_limits(chance: Random, version: int) -> Limits:
    """A few limits that differ from the defaults, anywhere in their range."""
    while True:
        names = chance.sample(REPLAYED, chance.randint(1, 4))
        try:
            return from_values(version=version, values={n: within(chance, n) for n in names})
        except ValueError:  # two that contradict each other
            continue


def within(chance: Random, name: str) -> str:
    default, meta = NAMES[name]
    if isinstance(default, int):
        return str(chance.randint(int(meta["low"]), int(meta["high"])))
    share = Decimal(chance.randint(0, 100)) / 100
    return str(meta["low"] + share * (meta["high"] - meta["low"]))


def some_facts(chance: Random) -> Facts:
    """A contact, or the same moment as another act."""
    known, act = Maker(chance).contact(), chance.choice([Act.CONTACT] * 4 + list(Act))
    if act is Act.CONTACT:
        return known
    return replace(known, intent=replace(known.intent, act=act, purpose=Purpose.REPLY))


def refused(facts: Facts, *, own: Limits, limits: Limits, alone: bool) -> frozenset[str]:
    """The plain way: every rule anew, whatever changed."""
    said = again.refusing(facts, own=own, limits=limits, rules=frozenset(RULES))
    return said & GROUP_WIDE if alone else said


def known(facts: Facts, then: frozenset[str], *, alone: bool) -> Known:
    return Known(uuid7(), facts.intent.act, 1, sorted(then), alone, kept.write(facts))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_turns_is_what_judging_all_anew_says(seed: int) -> None:
    chance = Random(seed)
    own, against, draft = (some_limits(chance, n) for n in (1, 2, 3))
    if chance.random() < 0.5:
        against = replace(own, version=1)
    judge = Judge(draft, against, {1: own, against.version: against})
    for _n in range(12):
        facts, alone = some_facts(chance), chance.random() < 0.2
        then, present, drafted = (
            refused(facts, own=own, limits=limits, alone=alone) for limits in (own, against, draft)
        )
        expected: Any = None
        if bool(present) != bool(drafted):
            expected = Turn.REFUSED if drafted else Turn.PASSING, present ^ drafted
        assert judge.turn(known(facts, then, alone=alone)) == expected


def test_the_random_limits_turn_some_decisions_each_way() -> None:
    turned = set()
    for seed in SEEDS:
        chance = Random(seed)
        own, draft = some_limits(chance, 1), some_limits(chance, 2)
        for _n in range(12):
            facts = some_facts(chance)
            then = decide(facts=facts, limits=own).refused_by
            judge = Judge(draft, own, {1: own})
            found = judge.turn(known(facts, frozenset(then), alone=False))
            turned.add(found and found[0])
    assert turned == {None, Turn.REFUSED, Turn.PASSING}


def test_a_rule_that_moves_must_first_say_what_it_said_then() -> None:
    """Kept facts that do not give a decision again turn nothing by themselves."""
    own, draft = Limits(version=1), from_values(version=2, values={"clearance_days": 14})
    judge, chance = Judge(draft, own, {1: own}), Random(5)
    asked = replace(Maker(chance).contact(), clearance=None)
    assert judge.turn(known(asked, frozenset(), alone=False)) == (
        Turn.NOT_REBUILT, frozenset({"sponsor-clearance"}),
    )  # fmt: skip


def test_no_fact_is_read_where_no_rule_can_turn() -> None:
    own = Limits(version=1)
    judge = Judge(from_values(version=2, values={"spacing_business_days": 9}), own, {1: own})
    assert judge.acts() == [Act.CONTACT]
    unread = Known(uuid7(), Act.REPLY, 1, [], alone=False, facts="")
    assert judge.turn(unread) is None
    assert judge.turn(unread._replace(act=Act.CONTACT, refused_by=["opt-out"])) is None
    for_what_comes = from_values(version=2, values={"silence_business_days": 30})
    assert Judge(for_what_comes, own, {1: own}).acts() == []
