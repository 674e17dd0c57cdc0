"""Whatever else is true: one attempt or one stop more never opens what was shut."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from advocacy.policy.facts import (
    Facts,
    Load,
    Purpose,
    Stop,
    StopReason,
    StopScope,
    Touch,
)
from advocacy.policy.registry import decide
from tests.policy.cast import (
    ANCHORAGE,
    LIMITS,
    TODAY,
    a_group,
    a_partnership,
    a_stance,
    a_stop,
    an_attempt,
    facts,
)

past = st.dates(TODAY - timedelta(days=400), TODAY)
purposes = st.sampled_from([Purpose.EXPLORATORY, Purpose.ASK, Purpose.REMINDER, Purpose.THANK_YOU])
touches = st.lists(
    st.builds(
        an_attempt,
        past,
        attempt=st.booleans(),
        spaces=st.booleans(),
        outbound=st.booleans(),
        genuine=st.booleans(),
    ),
    max_size=3,
).map(lambda found: tuple(sorted(found, key=lambda touch: touch.occurred_at)))
stops = st.builds(
    a_stop,
    st.sampled_from(StopScope),
    st.sampled_from(StopReason),
    until=st.none() | st.dates(TODAY - timedelta(days=5), TODAY + timedelta(days=400)),
    reopened=st.booleans(),
    thank_you_owed=st.booleans(),
    question_open=st.booleans(),
)
earlier = st.dates(TODAY - timedelta(days=120), TODAY - timedelta(days=31))
loads = st.builds(
    Load,
    unsolicited=st.lists(earlier, max_size=4).map(tuple),
    new_asks=st.lists(earlier, max_size=3).map(tuple),
)


@st.composite
def contacts(draw: st.DrawFn) -> Facts:
    """A contact in the next three weeks, mostly in working hours, with any history."""
    day = TODAY + timedelta(days=draw(st.integers(0, 21)))
    moment = ANCHORAGE.at(day, draw(st.sampled_from([10, 12, 15, 20])))
    return facts(
        purpose=draw(purposes),
        now=moment,
        group=a_group(stance=draw(st.none() | st.just(a_stance()))),
        partnership=a_partnership(
            first_touch_done=draw(st.booleans()),
            in_conversation=draw(st.booleans()),
            closed=draw(st.booleans()),
            not_before=draw(st.none() | st.dates(TODAY, TODAY + timedelta(days=20))),
        ),
        touches=draw(touches),
        stops=tuple(draw(st.lists(stops, max_size=2))),
        load=draw(loads),
    )


def is_clear(some: Facts) -> bool:
    return decide(facts=some, limits=LIMITS).clear


@settings(max_examples=400, deadline=None, derandomize=True)
@given(some=contacts(), on=st.dates(TODAY - timedelta(days=30), TODAY))
def test_one_attempt_more_never_clears_a_refused_contact(some: Facts, on: date) -> None:
    latest = max((t.occurred_at for t in some.touches), default=None)
    attempt: Touch = an_attempt(on)
    if latest and attempt.occurred_at < latest:
        attempt = replace(attempt, occurred_at=latest)
    more = replace(some, touches=(*some.touches, attempt))
    assert is_clear(some) or not is_clear(more)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(some=contacts(), stop=stops)
def test_one_stop_more_never_clears_a_refused_contact(some: Facts, stop: Stop) -> None:
    more = replace(some, stops=(*some.stops, stop))
    assert is_clear(some) or not is_clear(more)


def test_the_history_can_be_clear_at_all() -> None:
    assert is_clear(facts())
    assert not is_clear(facts(touches=(an_attempt(TODAY),)))
