"""Working days and hours where the group lives."""

import sys
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from types import MappingProxyType
from zoneinfo import ZoneInfo

import holidays

# The library finds the module of a country by its name, but the package around it would import all
# 250 of them: seven megabytes and 0.1 s for each process. The package is entered without that.
if countries := find_spec("holidays.countries"):
    sys.modules.setdefault(countries.name, module_from_spec(countries))


@lru_cache(maxsize=4096)
def _public_holidays(country: str, region: str, year: int) -> Mapping[date, str]:
    for subdivision in (region or None, None):
        try:
            found = holidays.country_holidays(
                country, subdiv=subdivision, years=year, language="en_US"
            )
        except NotImplementedError:
            continue
        return MappingProxyType(dict(found))
    return MappingProxyType({})


@lru_cache(maxsize=4096)
def local_date(zone: str, moment: datetime) -> date:
    """The date on the calendar of that zone at an aware moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=4096)
def add_months(day: date, months: int) -> date:
    """The same day of the month `months` later; the last day where the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@lru_cache(maxsize=4096)
def _clock(zone: str, day: date, hour: int) -> datetime:
    moment = datetime.combine(day, time(hour), tzinfo=ZoneInfo(zone))
    return moment.astimezone(UTC).astimezone(ZoneInfo(zone))


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The calendar of one place: ISO country, its region where known, IANA zone."""

    country: str
    region: str
    zone: str

    @property
    def place(self) -> str:
        """The city that names the zone, as people say it (Anchorage)."""
        return self.zone.rpartition("/")[2].replace("_", " ")

    def local(self, moment: datetime) -> datetime:
        """An aware moment on the clock there."""
        return moment.astimezone(ZoneInfo(self.zone))

    def local_date(self, moment: datetime) -> date:
        """The date there at an aware moment."""
        return local_date(self.zone, moment)

    def is_business_day(self, day: date) -> bool:
        """A weekday that is no public holiday there."""
        return day.weekday() < 5 and day not in _public_holidays(
            self.country, self.region, day.year
        )

    def holiday_name(self, day: date) -> str:
        """What is celebrated on that day there, empty where nothing is."""
        return _public_holidays(self.country, self.region, day.year).get(day, "")

    def holidays_between(self, first: date, last: date) -> tuple[date, ...]:
        """Public holidays on weekdays from first to last, both included."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(d for d in days if d.weekday() < 5 and not self.is_business_day(d))

    def next_business_day(self, day: date) -> date:
        """The day itself if people work on it, else the next on which they do."""
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day

    def add_business_days(self, day: date, count: int) -> date:
        """The business day that comes `count` business days after `day`; count may be 0."""
        for _step in range(count):
            day = self.next_business_day(day + timedelta(days=1))
        return self.next_business_day(day)

    def business_days_since(self, day: date, until: date) -> int:
        """Business days after `day` up to and including `until`."""
        count = 0
        while day < until:
            day += timedelta(days=1)
            count += self.is_business_day(day)
        return count

    def at(self, day: date, hour: int) -> datetime:
        """That hour on that day there; a gap of daylight saving moves it forward."""
        return _clock(self.zone, day, hour)

    def opening(self, day: date, *, opens: int) -> datetime:
        """When work begins there on that day, or on the next on which people work."""
        return self.at(self.next_business_day(day), opens)

    def is_open(self, moment: datetime, *, opens: int, closes: int) -> bool:
        """People there are at work at that moment."""
        there = self.local(moment)
        return self.is_business_day(there.date()) and opens <= there.hour < closes

    def next_opening(self, moment: datetime, *, opens: int, closes: int) -> datetime:
        """The moment itself if it is open there, else the next opening."""
        there = self.local(moment)
        if self.is_open(moment, opens=opens, closes=closes):
            return there
        day = there.date()
        if there.hour >= opens:
            day += timedelta(days=1)
        return self.opening(day, opens=opens)
