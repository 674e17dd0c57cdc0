"""Every threshold once: its value, unit, reason and source; a manager can change each."""
# ruff: noqa: RUF009  # limit() makes a dataclass field

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _

OWN = _("our own default")
EFPIA = _("EFPIA code 2019")


def limit(
    value: int | str, *, unit: Text, why: Text, low: int | str, high: int | str, source: Text = OWN
) -> Any:
    """A threshold with what a manager must know to change it; shares are fractions of one."""
    default: int | Decimal = value if isinstance(value, int) else Decimal(value)
    meta = {"unit": unit, "why": why, "low": Decimal(low), "high": Decimal(high), "source": source}
    return field(default=default, metadata=meta)


DAYS, BUSINESS_DAYS = _("days"), _("business days")
WEEKS, MONTHS, HOURS = _("weeks"), _("months"), _("hours")
ATTEMPTS, TOUCHES, SHARE = _("attempts"), _("touches"), _("share")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """One version of all thresholds; attributes are named with their unit."""

    version: int = 0

    # fmt: off
    # custom approach
    profile_facts: int = limit(4, unit=_("facts"), low=1, high=10,
        why=_("Four dated facts are enough to write to this group and to no other."))
    profile_fact_months: int = limit(12, unit=MONTHS, low=3, high=36,
        why=_("Staff, channels and routes of small groups change within a year."))
    copy_paste_share: Decimal = limit("0.85", unit=SHARE, low="0.5", high="1",
        why=_("Above this, two letters read as one form letter."))
    # mutually beneficial
    report_back_days: int = limit(30, unit=DAYS, low=7, high=120,
        why=_("A month after a campaign its figures are known and still of interest."))
    # honour existing relationships
    clearance_days: int = limit(90, unit=DAYS, low=14, high=365,
        why=_("What a sponsor plans with a group changes by the quarter."))
    clearance_chase_business_days: int = limit(10, unit=BUSINESS_DAYS, low=3, high=30,
        why=_("Two working weeks are a fair time to answer; then somebody must call."))
    # lead time
    conversation_weeks: int = limit(2, unit=WEEKS, low=1, high=4,
        why=_("First message to a real conversation."))
    conversation_weeks_short: int = limit(1, unit=WEEKS, low=1, high=4,
        why=_("The same for a small ask."))
    review_weeks: int = limit(3, unit=WEEKS, low=2, high=8,
        why=_("The group’s board or medical advisers look at the request."))
    review_weeks_short: int = limit(2, unit=WEEKS, low=1, high=8,
        why=_("The same for a small ask."))
    contract_weeks: int = limit(4, unit=WEEKS, low=2, high=13,
        why=_("Two legal desks, one of them often a volunteer."))
    contract_weeks_short: int = limit(2, unit=WEEKS, low=1, high=13,
        why=_("The same for a small ask."))
    contract_weeks_master: int = limit(1, unit=WEEKS, low=0, high=13,
        why=_("A signed master agreement leaves only a work order."))
    materials_weeks: int = limit(3, unit=WEEKS, low=2, high=6,
        why=_("Writing, the sponsor’s review and the ethics committee’s approval."))
    materials_weeks_short: int = limit(2, unit=WEEKS, low=1, high=6,
        why=_("The same for a small ask."))
    setup_weeks: int = limit(2, unit=WEEKS, low=1, high=4,
        why=_("The group’s editorial calendar."))
    setup_weeks_short: int = limit(1, unit=WEEKS, low=1, high=4,
        why=_("The same for a small ask."))
    learned_partnerships: int = limit(5, unit=_("partnerships"), low=3, high=50,
        why=_("Fewer finished partnerships say nothing about the next one."))
    lead_time_override_share: Decimal = limit("0.25", unit=SHARE, low="0", high="0.5",
        why=_("A quarter can be caught up by good people; more cannot."))
    # budget
    contingency_share: Decimal = limit("0.15", unit=SHARE, low="0", high="0.5",
        why=_("Fees grow while a contract is negotiated."))
    budget_override_share: Decimal = limit("0.10", unit=SHARE, low="0", high="0.25",
        why=_("A manager may answer for a tenth; more is the sponsor’s word."))
    fee_deviation_share: Decimal = limit("0.25", unit=SHARE, low="0.05", high="1",
        why=_("Further off the fair market value looks like something else is paid for."))
    revenue_warn_share: Decimal = limit("0.10", unit=SHARE, low="0.01", high="1",
        why=_("A tenth of a group’s income from one sponsor is seen by its members."))
    revenue_compliance_share: Decimal = limit("0.25", unit=SHARE, low="0.05", high="1",
        why=_("A quarter of a group’s income puts its independence in doubt."), source=EFPIA)
    # don't assume
    stance_months: int = limit(12, unit=MONTHS, low=3, high=36,
        why=_("Boards change once a year."))
    # don't overcomplicate
    optional_activities: int = limit(1, unit=_("activities"), low=0, high=3,
        why=_("One thing to do, and one that may be left out."))
    ask_words: int = limit(200, unit=_("words"), low=50, high=600,
        why=_("About one screen: read in a minute, between two calls."))
    attachments: int = limit(2, unit=_("attachments"), low=0, high=5,
        why=_("Each attachment is another reason to put the mail aside."))
    small_staff: int = limit(5, unit=_("people"), low=1, high=50,
        why=_("Up to five people, nobody is there for partnerships alone."))
    small_group_hours: Decimal = limit("2", unit=HOURS, low="0.5", high="20",
        why=_("What a volunteer can give without dropping something else."))
    light_ask_hours: Decimal = limit("1", unit=HOURS, low="0.25", high="4",
        why=_("An ask this small may be planned with the short phases."))
    # don't push
    attempts_per_ask: int = limit(3, unit=ATTEMPTS, low=1, high=3,
        why=_("Two tries and a thank-you; whoever has not answered then does not want to."))
    spacing_business_days: int = limit(5, unit=BUSINESS_DAYS, low=3, high=30,
        why=_("A working week to read and to ask around."))
    spacing_business_days_last: int = limit(10, unit=BUSINESS_DAYS, low=5, high=60,
        why=_("Two working weeks before the last word."))
    opens_hour: int = limit(9, unit=_("o’clock"), low=7, high=12,
        why=_("Nobody is called before work, by their own clock."))
    closes_hour: int = limit(17, unit=_("o’clock"), low=13, high=20,
        why=_("Nobody is called after work, by their own clock."))
    silence_business_days: int = limit(10, unit=BUSINESS_DAYS, low=5, high=60,
        why=_("Silence this long after the last attempt is an answer."))
    thank_you_business_days: int = limit(2, unit=BUSINESS_DAYS, low=1, high=10,
        why=_("Thanks that come later look like a second try."))
    out_of_office_business_days: int = limit(2, unit=BUSINESS_DAYS, low=0, high=10,
        why=_("Who comes back has a full inbox first."))
    bounce_days: int = limit(14, unit=DAYS, low=1, high=60,
        why=_("Mail servers give up within days; an older mail did arrive."))
    touches_per_90_days: int = limit(4, unit=TOUCHES, low=1, high=10,
        why=_("All studies together: a group sees one company, not our projects."))
    load_window_days: int = limit(90, unit=DAYS, low=30, high=365,
        why=_("A quarter."))
    new_asks_per_12_months: int = limit(2, unit=_("asks"), low=1, high=6,
        why=_("More than two new requests a year wear a partner out."))
    quiet_no_response_days: int = limit(90, unit=DAYS, low=30, high=365,
        why=_("After no response: every study leaves the group in peace."))
    quiet_no_response_sponsor_days: int = limit(180, unit=DAYS, low=30, high=730,
        why=_("After no response: the same sponsor family."))
    quiet_hesitant_days: int = limit(180, unit=DAYS, low=30, high=730,
        why=_("After hesitation: every study."))
    quiet_hesitant_sponsor_days: int = limit(180, unit=DAYS, low=30, high=730,
        why=_("After hesitation: the same sponsor family."))
    quiet_declined_days: int = limit(180, unit=DAYS, low=30, high=730,
        why=_("After a no: every study."))
    quiet_declined_sponsor_days: int = limit(365, unit=DAYS, low=90, high=1095,
        why=_("After a no: the same sponsor family waits a year."))
    reservation_minutes: int = limit(30, unit=_("minutes"), low=5, high=120,
        why=_("Long enough to write a mail, short enough not to lock out a colleague."))
    override_days: int = limit(14, unit=DAYS, low=1, high=14,
        why=_("An exception is for now, not a new rule."))
    agreement_alert_days: int = limit(60, unit=DAYS, low=14, high=180,
        why=_("A renewal takes the length of a contract phase."))
    # fmt: on

    def __hash__(self) -> int:
        """One number instead of fifty: limits are the key of what the rules remember."""
        return hash(self.version)


DEFAULTS = Limits()


def described() -> Iterator[tuple[str, int | Decimal, Mapping[str, Any]]]:
    """Name, default and {unit, why, low, high, source} of each threshold, in reading order."""
    for item in fields(Limits):
        if item.metadata:
            yield item.name, getattr(DEFAULTS, item.name), item.metadata


def from_values(*, version: int, values: Mapping[str, Any]) -> Limits:
    """One stored version; a name that is not stored keeps its default.

    Raises ValueError for a name that does not exist, a value that is no number or outside its
    range, and for two limits that contradict each other.
    """
    known = {name: (default, meta) for name, default, meta in described()}
    given: dict[str, Any] = {}
    for name, raw in values.items():
        if name not in known:
            raise ValueError(f"there is no limit called {name}")
        default, meta = known[name]
        value = _number(name, raw, whole=isinstance(default, int))
        if not meta["low"] <= value <= meta["high"]:
            raise ValueError(f"{name} must be between {meta['low']} and {meta['high']}")
        given[name] = value
    limits = replace(DEFAULTS, version=version, **given)
    for lower, upper in ORDERED:
        if getattr(limits, lower) > getattr(limits, upper):
            raise ValueError(f"{lower} must not be above {upper}")
    return limits


def problems(values: Mapping[str, Any]) -> dict[str, Text]:
    """What is wrong with a draft, by the name of the limit, and what to do about it."""
    found: dict[str, Text] = {}
    numbers: dict[str, int | Decimal] = {}
    for name, default, meta in described():
        try:
            numbers[name] = _number(name, values.get(name, default), whole=isinstance(default, int))
        except ValueError:
            found[name] = WHOLE if isinstance(default, int) else NUMBER
            continue
        if not meta["low"] <= numbers[name] <= meta["high"]:
            found[name] = _("Give {low} to {high}.", low=meta["low"], high=meta["high"])
    for lower, upper in ORDERED:
        if not {lower, upper} & set(found) and numbers[lower] > numbers[upper]:
            found[lower] = BEYOND
    return found


WHOLE = _("Give a whole number.")
NUMBER = _("Give a number, such as 0.25.")
BEYOND = _("This must not be above the one that follows it. Change one of the two.")

ORDERED = (
    ("spacing_business_days", "spacing_business_days_last"),
    ("revenue_warn_share", "revenue_compliance_share"),
)


def _number(name: str, raw: object, *, whole: bool) -> int | Decimal:
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        raise ValueError(f"{name} must be a number") from None
    if not value.is_finite():
        raise ValueError(f"{name} must be a number")
    if not whole:
        return value
    if value != int(value):
        raise ValueError(f"{name} must be a whole number")
    return int(value)
