"""Business days and hours in five places."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import holidays
import pytest

from advocacy.policy.calendars import BusinessCalendar, add_months, local_date
from tests.policy.cast import ANCHORAGE, BERLIN, LONDON, SYDNEY, TOKYO

NEW_YORK = BusinessCalendar("US", "NY", "America/New_York")


@pytest.mark.parametrize(
    ("calendar", "day", "name"),
    [
        (ANCHORAGE, date(2026, 3, 30), "Seward's Day"),
        (NEW_YORK, date(2026, 11, 26), "Thanksgiving Day"),
        (BERLIN, date(2026, 3, 9), ""),
        (BERLIN, date(2026, 4, 6), "Easter Monday"),
        (LONDON, date(2026, 12, 28), "Boxing Day (observed)"),
        (TOKYO, date(2026, 5, 4), "Greenery Day"),
        (SYDNEY, date(2026, 6, 8), "King's Birthday"),
    ],
)
def test_each_place_has_its_own_holidays(calendar: BusinessCalendar, day: date, name: str) -> None:
    assert calendar.holiday_name(day) == name
    assert calendar.is_business_day(day) is not bool(name)


def test_a_region_has_holidays_that_its_country_has_not() -> None:
    womens_day = date(2027, 3, 8)  # a Monday
    munich = BusinessCalendar("DE", "BY", "Europe/Berlin")
    assert not BERLIN.is_business_day(womens_day)
    assert munich.is_business_day(womens_day)


def test_an_unknown_region_falls_back_to_its_country_and_an_unknown_country_to_weekdays() -> None:
    new_year = date(2027, 1, 1)
    assert not BusinessCalendar("US", "nowhere", "UTC").is_business_day(new_year)
    assert BusinessCalendar("", "", "UTC").is_business_day(new_year)
    assert not BusinessCalendar("", "", "UTC").is_business_day(date(2027, 1, 2))


@pytest.mark.parametrize(
    ("calendar", "start", "count", "end"),
    [
        (ANCHORAGE, date(2026, 11, 19), 5, date(2026, 11, 27)),
        (BERLIN, date(2026, 4, 30), 5, date(2026, 5, 8)),
        (LONDON, date(2026, 12, 24), 2, date(2026, 12, 30)),
        (TOKYO, date(2026, 5, 1), 1, date(2026, 5, 7)),
        (SYDNEY, date(2026, 1, 23), 1, date(2026, 1, 27)),
        (BERLIN, date(2026, 11, 21), 0, date(2026, 11, 23)),
        (BERLIN, date(2026, 11, 20), 0, date(2026, 11, 20)),
    ],
)
def test_business_days_are_added_over_weekends_and_holidays(
    calendar: BusinessCalendar, start: date, count: int, end: date
) -> None:
    assert calendar.add_business_days(start, count) == end
    if count:
        assert calendar.business_days_since(start, end) == count


def test_no_business_days_have_passed_before_the_first() -> None:
    assert BERLIN.business_days_since(date(2026, 11, 20), date(2026, 11, 20)) == 0
    assert BERLIN.business_days_since(date(2026, 11, 20), date(2026, 11, 22)) == 0
    assert BERLIN.business_days_since(date(2026, 11, 20), date(2026, 11, 19)) == 0


def test_holidays_between_leave_weekends_out() -> None:
    assert BERLIN.holidays_between(date(2026, 12, 24), date(2027, 1, 1)) == (
        date(2026, 12, 25),
        date(2027, 1, 1),
    )
    assert BERLIN.holidays_between(date(2026, 12, 2), date(2026, 12, 1)) == ()


@pytest.mark.parametrize(
    ("calendar", "there"),
    [
        (ANCHORAGE, "2026-11-18 14:30"),
        (NEW_YORK, "2026-11-18 18:30"),
        (LONDON, "2026-11-18 23:30"),
        (BERLIN, "2026-11-19 00:30"),
        (TOKYO, "2026-11-19 08:30"),
        (SYDNEY, "2026-11-19 10:30"),
    ],
)
def test_one_moment_is_two_dates(calendar: BusinessCalendar, there: str) -> None:
    moment = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert f"{calendar.local(moment):%Y-%m-%d %H:%M}" == there
    assert calendar.local_date(moment) == local_date(calendar.zone, moment)
    assert calendar.local_date(moment).isoformat() == there[:10]


@pytest.mark.parametrize(
    ("calendar", "day", "utc_hour"),
    [
        (NEW_YORK, date(2026, 3, 6), 14),  # the Friday before clocks go forward
        (NEW_YORK, date(2026, 3, 9), 13),
        (NEW_YORK, date(2026, 10, 30), 13),  # and before they go back
        (NEW_YORK, date(2026, 11, 2), 14),
        (BERLIN, date(2026, 3, 27), 8),
        (BERLIN, date(2026, 3, 30), 7),
        (SYDNEY, date(2026, 10, 2), 23),
        (SYDNEY, date(2026, 10, 6), 22),
        (TOKYO, date(2026, 10, 6), 0),
    ],
)
def test_nine_there_moves_with_daylight_saving(
    calendar: BusinessCalendar, day: date, utc_hour: int
) -> None:
    moment = calendar.at(day, 9)
    assert (moment.hour, moment.date()) == (9, day)
    assert moment.astimezone(UTC).hour == utc_hour


def test_an_hour_that_the_clock_skips_becomes_the_next() -> None:
    assert BERLIN.at(date(2026, 3, 29), 2).hour == 3


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(8, 59, False), (9, 0, True), (16, 59, True), (17, 0, False)],
)
def test_it_is_open_from_nine_to_five(hour: int, minute: int, is_open: bool) -> None:
    moment = BERLIN.at(date(2026, 11, 18), hour) + timedelta(minutes=minute)
    assert BERLIN.is_open(moment, opens=9, closes=17) is is_open


@pytest.mark.parametrize(
    ("day", "hour", "opening"),
    [
        pytest.param(date(2026, 12, 23), 6, date(2026, 12, 23), id="early"),
        pytest.param(date(2026, 12, 23), 20, date(2026, 12, 24), id="late"),
        pytest.param(date(2026, 12, 24), 20, date(2026, 12, 28), id="before holiday and weekend"),
        pytest.param(date(2026, 12, 26), 12, date(2026, 12, 28), id="Saturday"),
        pytest.param(date(2026, 12, 25), 6, date(2026, 12, 28), id="early on a holiday"),
    ],
)
def test_the_next_opening_skips_what_is_no_working_time(
    day: date, hour: int, opening: date
) -> None:
    found = BERLIN.next_opening(BERLIN.at(day, hour), opens=9, closes=17)
    assert found == BERLIN.at(opening, 9)


def test_an_open_moment_is_its_own_opening() -> None:
    moment = BERLIN.at(date(2026, 12, 23), 11)
    assert BERLIN.next_opening(moment, opens=9, closes=17) == moment


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 11, 18), 12, date(2027, 11, 18)),
        (date(2026, 11, 18), -12, date(2025, 11, 18)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
    ],
)
def test_months_are_added_by_the_calendar(day: date, months: int, moved: date) -> None:
    assert add_months(day, months) == moved


def test_a_zone_is_named_by_its_city() -> None:
    assert NEW_YORK.place == "New York"
    assert BusinessCalendar("US", "", "America/Indiana/Knox").place == "Knox"
    assert BusinessCalendar("", "", "UTC").place == "UTC"


def test_one_country_is_loaded_without_the_others() -> None:
    code = """
import sys
from advocacy.policy.calendars import BusinessCalendar
from datetime import date
assert not BusinessCalendar("DE", "BE", "Europe/Berlin").is_business_day(date(2027, 1, 1))
print(*(name for name in sys.modules if name.startswith("holidays.countries.")))
"""
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert said.split() == ["holidays.countries.germany"]


def test_every_country_can_be_loaded_by_itself() -> None:
    for code in holidays.list_supported_countries():
        assert holidays.country_holidays(code, years=2026) is not None, code
