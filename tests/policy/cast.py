"""The cast of the policy's tests: one partnership that is clear to contact, and its parts.

It is Wednesday 18 November 2026, 10:00 in Anchorage. Every builder takes what differs.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from advocacy.policy.calendars import BusinessCalendar
from advocacy.policy.facts import (
    Act,
    Agreement,
    Approval,
    Ask,
    Benefit,
    Budget,
    Clearance,
    ClearanceAnswer,
    Facts,
    Group,
    Intent,
    Partnership,
    Placement,
    ProfileFact,
    Purpose,
    Quote,
    SponsorContact,
    Stance,
    StanceKind,
    Stop,
    StopReason,
    StopScope,
    Study,
    Tie,
    Touch,
)
from advocacy.policy.limits import Limits
from advocacy.policy.registry import RULES
from advocacy.policy.text import Money
from advocacy.policy.verdict import Finding

NOW = datetime(2026, 11, 18, 19, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
LIMITS = Limits()
ANCHORAGE = BusinessCalendar("US", "AK", "America/Anchorage")
BERLIN = BusinessCalendar("DE", "BE", "Europe/Berlin")
LONDON = BusinessCalendar("GB", "ENG", "Europe/London")
TOKYO = BusinessCalendar("JP", "", "Asia/Tokyo")
SYDNEY = BusinessCalendar("AU", "NSW", "Australia/Sydney")


def pk(name: str) -> UUID:
    """The same id for the same name, so that evidence can be compared."""
    return uuid5(UUID(int=0), name)


def days(count: int) -> timedelta:
    return timedelta(days=count)


def usd(amount: str | int) -> Money:
    return Money(Decimal(amount), "USD")


def a_fact(kind: str, *, source: str = "their website", as_of: date = TODAY) -> ProfileFact:
    return ProfileFact(kind, source, as_of)


PROFILE = tuple(a_fact(kind) for kind in ("mission", "size", "channels", "submission_route"))


def a_stance(kind: StanceKind = StanceKind.OPEN, **changes: Any) -> Stance:
    stance = Stance(kind, "phone with the coordinator", date(2026, 10, 2), pk("stance"))
    return replace(stance, **changes)


def a_group(**changes: Any) -> Group:
    group = Group(pk("group"), "Northern Lights", ANCHORAGE, 4, usd(100_000), PROFILE, a_stance())
    return replace(group, **changes)


def a_study(**changes: Any) -> Study:
    contact = SponsorContact(pk("contact"), "R. Example", "patient engagement")
    study = Study(pk("study"), "NCT07", "Genentech", TODAY + days(7 * 20), (contact,))
    return replace(study, **changes)


def an_ask(**changes: Any) -> Ask:
    benefit = Benefit("a caregiver guide", "help caregivers at home", pk("goal"))
    ask = Ask(pk("ask"), 1, "newsletter_item", (), 120, 1, Decimal("0.75"), benefits=(benefit,))
    return replace(ask, **changes)


def a_clearance(
    answer: ClearanceAnswer | None = ClearanceAnswer.NONE_KNOWN, **changes: Any
) -> Clearance:
    clearance = Clearance(
        pk("clearance"), TODAY - days(12), "R. Example", answer, TODAY - days(10), "R. Example"
    )
    if answer is None:
        clearance = replace(clearance, answered_on=None, answered_by="")
    return replace(clearance, **changes)


def a_tie(**changes: Any) -> Tie:
    tie = Tie(pk("tie"), "grant", "Roche", "Northern Lights", date(2023, 5, 1))
    return replace(tie, **{"path": ("Genentech", "Roche"), **changes})


def an_attempt(on: date, *, by: str = "Sam", channel: str = "mail", **changes: Any) -> Touch:
    moment = ANCHORAGE.at(on, 10).astimezone(UTC)
    touch = Touch(
        pk(f"touch {on}"),
        moment,
        channel,
        outbound=True,
        attempt=True,
        genuine=False,
        purpose="ask",
        by=by,
    )
    return replace(touch, **changes)


def a_stop(
    scope: StopScope = StopScope.ASK, reason: StopReason = StopReason.HESITANT, **changes: Any
) -> Stop:
    stop = Stop(pk("stop"), scope, reason, TODAY - days(3), TODAY + days(30))
    return replace(stop, **changes)


def a_budget(**changes: Any) -> Budget:
    line = Budget(
        pk("line"), "USD", Decimal(50_000), Decimal(60_000), Decimal(20_000), Decimal(5_000)
    )
    return replace(line, **changes)


def a_quote(**changes: Any) -> Quote:
    return replace(Quote(pk("quote"), "rate_card", 0, usd(1_000)), **changes)


def an_agreement(**changes: Any) -> Agreement:
    agreement = Agreement(
        pk("agreement"),
        executed_on=TODAY - days(5),
        starts_on=TODAY - days(5),
        ends_on=TODAY + days(60),
    )
    return replace(agreement, **changes)


def an_approval(**changes: Any) -> Approval:
    approval = Approval(
        "hash-1", "en", "US", "newsletter", "Central IRB", TODAY - days(20), TODAY + days(200)
    )
    return replace(approval, **changes)


def a_placement(*approvals: Approval, **changes: Any) -> Placement:
    placement = Placement(
        pk("placement"), "Flyer", 2, "hash-1", "en", "US", "newsletter", TODAY + days(7)
    )
    return replace(placement, approvals=approvals or (an_approval(),), **changes)


def a_partnership(**changes: Any) -> Partnership:
    partnership = Partnership(pk("partnership"), "sponsor_cleared", "It reaches rural carers.")
    return replace(partnership, **changes)


def facts(act: Act = Act.CONTACT, purpose: Purpose | None = Purpose.ASK, **changes: Any) -> Facts:
    """A partnership that nothing stands against, but for the changes."""
    whole = Facts(
        NOW,
        Intent(act, purpose, "mail", words=120),
        a_group(),
        a_study(),
        a_partnership(),
        an_ask(),
        clearance=a_clearance(),
        agreement=an_agreement(),
        placements=(a_placement(),),
    )
    return replace(whole, **changes)


def judge(code: str, facts: Facts, limits: Limits = LIMITS) -> Finding:
    """What one rule says."""
    return RULES[code].check(facts, limits)


def mends(finding: Finding) -> list[str]:
    """The codes of what mends a finding, the first choice first."""
    first = [finding.remedy] if finding.remedy else []
    return [remedy.code for remedy in (*first, *finding.also)]


def advice(finding: Finding) -> str:
    """The words of the first remedy."""
    return str(finding.remedy.text) if finding.remedy else ""
