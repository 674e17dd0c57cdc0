"""What happened and how far it is, in the portal's plain words."""

import time
from typing import Any

import pytest

from advocacy.portal import words
from advocacy.templatetags.portal import country_word, figure, language_word
from pagcrm import evenly


def told(code: str, *, detail: str = "", stage: str = "") -> str:
    return words.in_words({"code": code, "detail": detail, "stage": stage, "on_day": None})


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (told("answered"), "The group answered"),
        (told("answered", detail="declined"), "The group decided against it"),
        (told("ended", detail="study_closed"), "Ended: The study closed"),
        (told("you_answered", detail="hold"), "You answered: Hold"),
        (told("stage", stage="profiled"), "Moved on to: Profiled"),
    ],
)
def test_each_thing_that_happened_is_one_plain_phrase(said: str, expected: str) -> None:
    assert said == expected


@pytest.mark.parametrize(
    ("ended", "stages"), [("", 5), ("completed", 5), ("declined", 0), ("unavailable", 0)]
)
def test_what_ended_before_its_time_does_not_look_as_if_it_had_run(ended: str, stages: int) -> None:
    row: dict[str, Any] = {"stage": "closed" if ended else "live", "ended": ended}
    assert len(words.stages_of(row)) == stages


def test_what_is_answered_evenly_waits_for_the_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    monkeypatch.setattr(time, "monotonic", lambda: 100.75)
    for begun in (100.5, 100.74, 99.99):
        evenly.wait(begun, step=0.5)
    assert [round(seconds, 2) for seconds in waited] == [0.25, 0.49, 0.24]


def test_codes_and_numbers_are_written_out() -> None:
    assert (country_word("US"), country_word("??")) == ("United States", "??")
    assert (language_word("en"), language_word("xx-none")) == ("English", "xx-none")
    assert (figure(1560), figure(7)) == ("1,560", "7")
