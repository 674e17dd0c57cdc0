"""One answer in short for groups that are alike: never another than the whole decision gives."""

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy.policy import alike
from advocacy.policy.alike import Alike, Likeness
from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.facts import (
    Act,
    BusyPeriod,
    Clearance,
    ClearanceAnswer,
    Facts,
    Group,
    Intent,
    Load,
    OptOut,
    OverdueReportBack,
    Phase,
    PhasePlan,
    ProfileFact,
    Stance,
    StanceKind,
    Stop,
    StopReason,
    StopScope,
    Study,
    Tie,
)
from advocacy.policy.registry import RULES, decide, rules_for
from advocacy.policy.text import Money
from advocacy.policy.verdict import Decision
from tests.policy.cast import ANCHORAGE, LIMITS, TOKYO, a_study

#: Late on one calendar, early on the other: the date is not the same.
NOW = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
TODAY = date(2026, 11, 18)
CONSIDER = Intent(Act.CONSIDER)


def near(*offsets: int) -> st.SearchStrategy[date]:
    """Days about today, and about those on which something expires."""
    around = [TODAY + timedelta(days=n + d) for n in offsets for d in (-1, 0, 1)]
    return st.sampled_from(around)


def some(of: st.SearchStrategy[Any], most: int = 2) -> st.SearchStrategy[tuple[Any, ...]]:
    """None of them half the time."""
    return st.just(()) | st.lists(of, max_size=most).map(tuple)


ids = st.integers(0, 3).map(lambda n: UUID(int=n))
names = st.sampled_from(["", "Northern Lights", "Aurora", "R. Example"])
places: st.SearchStrategy[BusinessCalendar] = st.sampled_from([ANCHORAGE, TOKYO])
kinds = st.sampled_from(["mission", "size", "channels", "audience", "submission_route"])
profile_facts = st.builds(ProfileFact, kinds, names, near(0, -365))
fresh = tuple(ProfileFact(kind, "report", TODAY) for kind in ("mission", "size", "audience"))
fourth = st.builds(ProfileFact, st.sampled_from(["channels", "size"]), names, near(0, -365))
profiles = some(profile_facts) | fourth.map(lambda fact: (fact, *fresh))
stances = st.builds(Stance, st.sampled_from(StanceKind), names, near(0, -365), ids, names)
busy_periods = st.builds(BusyPeriod, names, near(-9, 0), near(0, 9))
opt_outs = st.builds(OptOut, ids, near(-30), names, st.none() | ids, names)
report_backs = st.builds(OverdueReportBack, ids, names, near(-9, 0))
stops = st.builds(
    Stop, ids, st.sampled_from(StopScope), st.sampled_from(StopReason), near(-3),
    st.none() | near(0, 60), names, names, names,
)  # fmt: skip
ties = st.builds(Tie, ids, st.sampled_from(["grant", "event"]), names, names, st.none() | near(-9))
answers = st.sampled_from([None, *ClearanceAnswer])
clearances = st.none() | st.builds(
    Clearance, ids, near(-20), names, answers, st.none() | near(0, -90), names
)
loads = st.just(Load()) | st.builds(
    Load,
    unsolicited=some(near(0, -90), 5).map(sorted).map(tuple),
    new_asks=some(near(0, -365), 4).map(sorted).map(tuple),
    open_asks=some(st.tuples(ids, names)),
    invited=st.booleans(),
)
groups = st.builds(
    Group, ids, names, places, st.none() | st.integers(0, 9),
    st.none() | st.just(Money(Decimal(9), "USD")),
    profile=profiles, stance=st.none() | stances, busy=some(busy_periods),
    opt_outs=some(opt_outs), overdue_report_backs=some(report_backs),
)  # fmt: skip
plans = st.builds(
    PhasePlan, st.sampled_from(Phase), st.integers(1, 20).map(Decimal), evidence=st.none() | ids
)


def candidates(study: Study) -> st.SearchStrategy[Facts]:
    """Anything that may be known of a group that the study has no partnership with."""
    return st.builds(
        Facts, st.just(NOW), st.just(CONSIDER), groups, st.just(study), stops=some(stops),
        ties=some(ties), clearance=clearances, clearance_pending=clearances, load=loads,
        phases=some(plans), short_phases=some(plans),
    )  # fmt: skip


def twins(one: Facts, other: Facts) -> Iterator[Facts]:
    """The same group but for one thing that is as with the other."""
    for part in ("stance", "profile", "busy", "opt_outs", "overdue_report_backs"):
        for varied in variants(getattr(one.group, part), getattr(other.group, part)):
            yield replace(one, group=replace(one.group, **{part: varied}))
    for part in ("stops", "clearance", "clearance_pending", "load"):
        for varied in variants(getattr(one, part), getattr(other, part)):
            yield replace(one, **{part: varied})


def variants(one: Any, other: Any) -> Iterator[Any]:
    """A fact, or the first of several, with each of its values taken from another one."""
    if isinstance(one, tuple) and one and other:
        yield from ((varied, *one[1:]) for varied in variants(one[0], other[0]))
    elif one and other and not isinstance(one, tuple):
        for item in fields(one):
            yield replace(one, **{item.name: getattr(other, item.name)})


def likeness(known: Facts) -> Likeness:
    """What gather makes of rows, of facts."""
    group = known.group
    return Likeness(
        group.calendar,
        (known.phases, known.short_phases),
        alike.profile(group.profile),
        alike.stance(group.stance),
        alike.busy(group.busy),
        alike.opt_outs(group.opt_outs),
        alike.report_backs(group.overdue_report_backs),
        alike.stops(known.stops),
        alike.clearance(known.clearance, known.clearance_pending),
        alike.load(known.load),
    )


def weighed(said: Decision) -> tuple[object, ...]:
    """Everything but the words."""
    each = tuple((f.rule, f.outcome, f.clears_at, f.never) for f in said.findings)
    return said.standing, said.earliest, said.refused_by, said.limits_version, each


def short(known: Facts, judge: Alike) -> tuple[object, ...]:
    return weighed(judge.decide(likeness(known), lambda: known))


def whole(known: Facts) -> tuple[object, ...]:
    return weighed(decide(facts=known, limits=LIMITS))


studies = st.sampled_from(
    [
        a_study(),
        a_study(launch_on=None, contacts=()),
        a_study(launch_on=TODAY + timedelta(weeks=9), family_changed_on=TODAY - timedelta(days=30)),
    ]
)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(data=st.data(), study=studies)
def test_the_short_answer_of_a_list_is_that_of_each_whole_decision(
    data: st.DataObject, study: Study
) -> None:
    judge = Alike(Act.CONSIDER, LIMITS)
    one, other = data.draw(candidates(study)), data.draw(candidates(study))
    for known in (one, other, *twins(one, other)):
        assert short(known, judge) == whole(known)


def test_a_profile_fact_without_a_source_is_told_from_one_with_it() -> None:
    judge = Alike(Act.CONSIDER, LIMITS)
    for source in ("report", ""):
        told = (*fresh, ProfileFact("channels", source, TODAY))
        group = Group(UUID(int=1), "Aurora", ANCHORAGE, profile=told)
        known = Facts(NOW, CONSIDER, group, a_study())
        assert short(known, judge) == whole(known)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(one=candidates(a_study()), other=candidates(a_study()), data=st.data())
def test_what_a_rule_does_not_read_changes_nothing_in_what_it_says(
    one: Facts, other: Facts, data: st.DataObject
) -> None:
    """Each rule by itself, with everything else exchanged for another group's."""
    for rule in rules_for(Act.CONSIDER):
        mixed = _with(other, one, reads=rule.reads)
        said, again = rule.check(one, LIMITS), rule.check(mixed, LIMITS)
        assert (said.outcome, said.clears_at, said.never) == (
            again.outcome, again.clears_at, again.never,
        ), rule.code  # fmt: skip


def _with(other: Facts, one: Facts, *, reads: tuple[str, ...]) -> Facts:
    """Another group's facts, but for the parts that a rule reads."""
    kept: dict[str, Any] = {"calendar": one.group.calendar}
    told: dict[str, Any] = {}
    for part in reads:
        if part in ("profile", "stance", "busy", "opt_outs"):
            kept[part] = getattr(one.group, part)
        elif part == "report_backs":
            kept["overdue_report_backs"] = one.group.overdue_report_backs
        elif part == "phases":
            told |= {"phases": one.phases, "short_phases": one.short_phases}
        elif part == "clearance":
            told |= {"clearance": one.clearance, "clearance_pending": one.clearance_pending}
        else:
            told[part] = getattr(one, part)
    return replace(other, group=replace(other.group, **kept), **told)


def test_every_rule_of_candidates_names_parts_that_there_are() -> None:
    for rule in RULES.values():
        assert set(rule.reads) < set(Likeness._fields), rule.code
        assert rule.reads or Act.CONSIDER not in rule.acts, rule.code


def test_each_likeness_is_judged_once() -> None:
    judge = Alike(Act.CONSIDER, LIMITS)
    asked: list[Facts] = []

    def facts_of(known: Facts) -> Facts:
        asked.append(known)
        return known

    facts = Facts(NOW, CONSIDER, Group(UUID(int=1), "Aurora", ANCHORAGE), a_study())
    named = replace(facts, group=replace(facts.group, id=UUID(int=2), name="Northern Lights"))
    for known in (facts, named, facts):
        judge.decide(likeness(known), partial(facts_of, known))
    assert asked == [facts]


def test_a_rule_that_says_nothing_of_what_it_reads_is_run_for_each_likeness(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(
        RULES, "willingness", replace(RULES["willingness"], reads=())
    )  # as a new rule would be
    rules_for.cache_clear()
    try:
        judge = Alike(Act.CONSIDER, LIMITS)
        facts = Facts(NOW, CONSIDER, Group(UUID(int=1), "Aurora", ANCHORAGE), a_study())
        no = replace(facts, group=replace(
            facts.group, stance=Stance(StanceKind.NO_TRIALS, "call", TODAY)))  # fmt: skip
        assert [short(known, judge) for known in (facts, no)] == [whole(facts), whole(no)]
    finally:
        monkeypatch.undo()
        rules_for.cache_clear()
