"""How values read on the screen: policy texts, money, days, times there, tones of an outcome."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import template
from django.http import QueryDict
from django.template import Context, engines
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext

from advocacy.policy.text import Money, Text, Value
from advocacy.policy.verdict import Decision, Finding
from advocacy.speech import gettext, ngettext

register = template.Library()

GROUPED_FROM = 10_000
NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Tone:
    """A status as colour, icon and word together, so that no one of them is needed alone."""

    name: str
    icon: str
    word: str

    def __str__(self) -> str:
        return self.name


@register.filter
def words(value: Any) -> str:
    """Translate a policy text and put its values in, each as people write it."""
    if not isinstance(value, Text):
        return "" if value is None else _plain(value)
    if not value.message:
        return ""
    if value.plural:
        pattern = ngettext(value.message, value.plural, value.count)
    else:
        pattern = gettext(value.message)
    return pattern.format(**{name: _plain(param) for name, param in value.params})


def _plain(value: Value) -> str:
    if isinstance(value, Text):
        return words(value)
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return f"{_date(value.date())}, {_time(value)}"
    if isinstance(value, date):
        return _date(value)
    if isinstance(value, int | Decimal):
        return _number(value)
    return str(value)


def _number(value: int | Decimal) -> str:
    plain = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return _figure(plain, get_language())


@lru_cache(maxsize=4096)
def _figure(plain: str, _language: str | None) -> str:
    return number_format(plain, use_l10n=True, force_grouping=abs(Decimal(plain)) >= GROUPED_FROM)


def _date(value: date) -> str:
    return _written(value, get_language())


@lru_cache(maxsize=4096)
def _written(value: date, language: str | None) -> str:
    return date_format(value, pgettext("format of a day", "D j M Y"))


@register.filter
def money(value: Money | Decimal | int | None, currency: str = "") -> str:
    """An amount with its currency before it (USD 21,000); cents only where there are some."""
    if value is None:
        return gettext("not known")
    if isinstance(value, Money):
        return money(value.amount, value.currency)
    amount = Decimal(value)
    places = 0 if amount == amount.to_integral_value() else 2
    number = number_format(amount, places, use_l10n=True, force_grouping=True)
    return f"{currency}{NBSP}{number}" if currency else number


@register.filter
def day(value: date | datetime | None) -> str:
    """A day as people say it: today, tomorrow, yesterday, else Thu 3 Dec 2026."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return _near(value, timezone.localdate(), get_language())


@lru_cache(maxsize=4096)
def _near(value: date, today: date, language: str | None) -> str:
    match (value - today).days:
        case 0:
            return gettext("today")
        case 1:
            return gettext("tomorrow")
        case -1:
            return gettext("yesterday")
    return _written(value, language)


@register.filter
def short_day(value: date | None) -> str:
    """A day where space is short and the year is plain: 3 Dec."""
    return _short(value, get_language()) if value else ""


@lru_cache(maxsize=4096)
def _short(value: date, _language: str | None) -> str:
    return date_format(value, pgettext("format of a day without its year", "j M"))


@register.filter
def moment(value: datetime | None) -> str:
    """A day and a time in the reader's own zone: today, 09:12."""
    return "" if value is None else _moment(timezone.localtime(value))


def _moment(own: datetime) -> str:
    """A moment that is on the reader's own clock already."""
    today = timezone.now().astimezone(own.tzinfo).date()
    return f"{_near(own.date(), today, get_language())}, {_time(own)}"


def _time(at: datetime) -> str:
    """The time on a wall: 09:12; quicker than strftime, which lists ask for in each row."""
    return f"{at.hour:02}:{at.minute:02}"


@register.filter
def there(value: datetime | None, zone: str | ZoneInfo) -> str:
    """The reader's own time and, where it differs, the group's: today, 14:20 (10:20 there)."""
    if value is None:
        return ""
    own = timezone.localtime(value)
    theirs = value.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    if own.utcoffset() == theirs.utcoffset():
        return _moment(own)
    local = _time(theirs)
    if theirs.date() != own.date():
        local = f"{_date(theirs.date())}, {local}"
    return gettext("{own} ({local} there)").format(own=_moment(own), local=local)


def wall_time(value: datetime) -> str:
    """The time on the reader's own clock: 09:12."""
    return _time(timezone.localtime(value))


@register.filter
def in_zone(value: datetime | None, zone: str | ZoneInfo) -> str:
    """A moment in the group's own zone: Thu 3 Dec 2026, 09:00."""
    if value is None:
        return ""
    local = value.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    return f"{_date(local.date())}, {_time(local)}"


def place(zone: str | ZoneInfo) -> str:
    """The place that a time zone is named after: Anchorage of America/Anchorage."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def due(on: date) -> str:
    """When something is due, or was: due tomorrow, was due Thu 3 Dec 2026."""
    return _due(on, timezone.localdate(), get_language())


@lru_cache(maxsize=4096)
def _due(on: date, today: date, language: str | None) -> str:
    pattern = gettext("was due %(day)s") if on < today else gettext("due %(day)s")
    return pattern % {"day": _near(on, today, language)}


@register.filter
def ago(value: date | datetime | None) -> str:
    """How long ago or how soon, in the largest unit that fits: 3 days ago, in 2 hours."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        seconds = (timezone.now() - value).total_seconds()
    else:
        seconds = (timezone.localdate() - value).days * 86_400
        if not seconds:
            return gettext("today")
    minutes = int(abs(seconds) // 60)
    if minutes > 60:
        minutes -= minutes % 60  # the words are the same for an hour
    return _so_long(minutes, seconds > 0, get_language())


@lru_cache(maxsize=4096)
def _so_long(minutes: int, past: bool, _language: str | None) -> str:  # of a cache
    span = _span(minutes)
    if not span:
        return gettext("just now")
    return (gettext("{span} ago") if past else gettext("in {span}")).format(span=span)


def _span(minutes: int) -> str:
    hours, days = minutes // 60, minutes // 1440
    if days >= 365:
        return ngettext("{n} year", "{n} years", days // 365).format(n=days // 365)
    if days >= 60:
        return ngettext("{n} month", "{n} months", days // 30).format(n=days // 30)
    if days:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    if hours:
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes) if minutes else ""


TONES = {
    "allow": ("ok", "check"), "clear": ("ok", "check"), "ok": ("ok", "check"),
    "warn": ("warn", "triangle-alert"), "not_yet": ("no", "x"), "never": ("no", "ban"),
    "block": ("no", "x"), "unknown": ("no", "circle-question-mark"), "no": ("no", "x"),
    "info": ("info", "info"), "neutral": ("neutral", "circle"),
}  # fmt: skip


@register.filter
def tone(value: Any) -> Tone:
    """The colour, icon and word of an outcome, a standing, a finding or a decision."""
    if isinstance(value, Finding) and value.overridden_by is not None:
        return Tone("warn", "key-round", gettext("excepted"))
    if isinstance(value, Finding):
        value = value.outcome
    elif isinstance(value, Decision):
        value = value.standing
    code = str(value)
    name, icon = TONES.get(code, TONES["neutral"])
    said = {
        "allow": gettext("passes"), "warn": gettext("warns"), "block": gettext("refuses"),
        "unknown": gettext("not known"), "clear": gettext("clear"), "not_yet": gettext("not yet"),
        "never": gettext("never"),
    }  # fmt: skip
    return Tone(name, icon, said.get(code, ""))


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """The page's query string with some keys replaced, or dropped where the value is None."""
    request = context.get("request")
    params = request.GET.copy() if request else QueryDict(mutable=True)
    for key, value in changes.items():
        if value is None or value == "":
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}" if params else "?"


@register.simple_tag
def rows(name: str, **given: Any) -> SafeString:
    """The rows of a long list, drawn by templates/rows/<name>.html, a template of Jinja."""
    return _drawn(name, given)


@register.simple_tag(takes_context=True)
def part(context: Context, name: str) -> SafeString:
    """A part of a page that is drawn by templates/rows/<name>.html from all that the page knows."""
    return _drawn(name, cast("dict[str, Any]", context.flatten()))


def _drawn(name: str, given: Mapping[str, Any]) -> SafeString:
    template: Any = engines["rows"].get_template(f"{name}.html")
    template = template.template  # Jinja's own, whose context can be emptied
    context = template.new_context(given)
    try:
        return SafeString("".join(template.root_render_func(context)))
    finally:
        context.vars.clear()  # a macro refers to it, and it to the macro: the rows would stay
        context.parent.clear()


def within(words_of_people: str) -> str:
    """What people wrote as a part of a sentence of ours, without its own full stop."""
    return str(words_of_people).strip().removesuffix(".")


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and last word of a name."""
    parts = str(name).split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper() or "?"


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """The value of a mapping under a key that is itself a variable."""
    return mapping.get(key, "") if mapping else ""
