"""Past decisions to replay: contacts of five places, no two alike among ten thousand.

Each is what a manager's archive holds: a group with a profile, an ask with a fee, attempts, what
other studies sent, a clearance, sometimes a stop. It was decided by the rules as they are.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import cycle, islice
from random import Random
from typing import Any
from uuid import UUID

from advocacy.policy import kept
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
    Partnership,
    ProfileFact,
    Purpose,
    SponsorContact,
    Stance,
    StanceKind,
    Stop,
    StopReason,
    StopScope,
    Study,
    Touch,
)
from advocacy.policy.lead_time import default_phases
from advocacy.policy.limits import Limits
from advocacy.policy.registry import decide
from advocacy.policy.text import Money
from tests.policy.cast import (
    ANCHORAGE,
    BERLIN,
    LONDON,
    SYDNEY,
    TOKYO,
    a_budget,
    a_quote,
    an_ask,
    an_attempt,
    usd,
)

PLACES = (ANCHORAGE, BERLIN, LONDON, SYDNEY, TOKYO)
KINDS = ("mission", "size", "channels", "submission_route", "revenue")
DIFFERENT = 10_000
LAST = date(2026, 11, 18)


def decisions(count: int, *, limits: Limits) -> Iterator[dict[str, Any]]:
    """As many rows as are asked for, as the write path would have kept them."""
    maker = Maker(Random(11))  # no secret
    known = [_kept(maker.contact(), limits) for _n in range(min(count, DIFFERENT))]
    return islice(cycle(known), count)


def _kept(facts: Facts, limits: Limits) -> dict[str, Any]:
    said = decide(facts=facts, limits=limits)
    return {
        "at": facts.now, "act": said.action, "limits_version": limits.version,
        "refused_by": list(said.refused_by), "alone": False, "facts": kept.write(facts),
    }  # fmt: skip


class Maker:
    """Makes facts, the same ones each time."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance

    def id(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def before(self, day: date, most: int, *, least: int = 1) -> date:
        """Some days before."""
        return day - timedelta(days=self.chance.randint(least, most))

    def contact(self) -> Facts:
        """One contact within three years, mostly on a working day and in the hours there."""
        chance, place = self.chance, self.chance.choice(PLACES)
        day = place.next_business_day(self.before(LAST, 1000))
        moment = place.at(day, chance.choice((9, 10, 11, 12, 13, 14, 15, 16)))
        touches = self.touches(place, day)
        purpose = Purpose.REMINDER if touches else Purpose.ASK
        return Facts(
            moment.replace(minute=chance.randrange(60)),
            Intent(Act.CONTACT, purpose, "mail", self.id(), chance.randint(40, 160)),
            self.group(place, day),
            self.study(day),
            Partnership(self.id(), "outreach", "Its helpline hears of it before any clinic does."),
            replace(an_ask(fee=usd(2000)), id=self.id(), words=chance.randint(40, 160)),
            touches=touches,
            stops=tuple(self.stop(day, over=False) for _n in range(chance.random() < 0.04)),
            ended_stops=tuple(self.stop(day, over=True) for _n in range(chance.random() < 0.2)),
            clearance=self.clearance(day),
            load=self.load(day),
            phases=default_phases(Limits()),
            short_phases=default_phases(Limits(), short=True),
            budget=a_budget(),
            quote=a_quote(fair_value=usd(2100)),
            paid_by_family=Money(Decimal(0), "USD"),
        )

    def group(self, place: BusinessCalendar, day: date) -> Group:
        """With five facts, a stance and at times a busy period."""
        name = f"Example Advocacy Group {self.chance.randrange(5000)}"
        told = (ProfileFact(kind, "annual report", self.before(day, 366)) for kind in KINDS)
        stance = Stance(
            StanceKind.OPEN, "on the phone", self.before(day, 366), self.id(), name
        )  # fmt: skip
        starts = self.before(day, 20)
        busy = BusyPeriod("yearly meeting", starts, starts + timedelta(days=12))
        return Group(
            self.id(), name, place, self.chance.randint(2, 30), usd(400_000), tuple(told), stance,
            busy=(busy,) if self.chance.random() < 0.04 else (),
        )  # fmt: skip

    def study(self, day: date) -> Study:
        contact = SponsorContact(self.id(), "Morgan Example", "Head of Patient Engagement")
        launch = day + timedelta(weeks=self.chance.randint(8, 40))
        return Study(self.id(), "A made-up study", "Example Pharma", launch, (contact,))

    def touches(self, place: BusinessCalendar, day: date) -> tuple[Touch, ...]:
        """None or one attempt that nobody answered."""
        count = self.chance.choice((0, 0, 1))
        days = sorted(self.before(day, 30, least=7) for _n in range(count))
        sent = ((an_attempt(on, by="Sam Example"), self.hour(place, on)) for on in days)
        return tuple(replace(one, id=self.id(), occurred_at=at) for one, at in sent)

    def hour(self, place: BusinessCalendar, day: date) -> datetime:
        """Some minute of a working day there."""
        return place.at(day, 10).astimezone(UTC) + timedelta(minutes=self.chance.randrange(300))

    def stop(self, day: date, *, over: bool) -> Stop:
        """One that runs on that day, or one that had run out by then."""
        starts = self.before(day, 80) if not over else self.before(day, 700, least=190)
        scope = self.chance.choice((StopScope.GROUP_FAMILY, StopScope.SPONSOR_FAMILY))
        reason = self.chance.choice((StopReason.NO_RESPONSE, StopReason.HESITANT))
        until = starts + timedelta(days=90 if not over else 180)
        return Stop(self.id(), scope, reason, starts, until, "a group", "a study", "Example Pharma")

    def clearance(self, day: date) -> Clearance:
        asked = self.before(day, 91)
        answer = self.chance.choice((ClearanceAnswer.NONE_KNOWN, ClearanceAnswer.COORDINATE))
        return Clearance(self.id(), asked, "Morgan Example", answer, asked, "Morgan Example")

    def load(self, day: date) -> Load:
        """Up to five touches in the last year, and up to two new asks."""
        sent = sorted(
            self.before(day, 360) for _n in range(self.chance.choice((0, 1, 1, 2, 2, 3, 4, 5)))
        )
        return Load(tuple(sent), tuple(sent[: self.chance.choice((0, 0, 1, 1, 2))]))
