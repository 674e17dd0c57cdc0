"""A small second opinion, in plain Python, on what may go out: stops, counts, cooling-off, waits.

Written from DOMAIN alone; it imports nothing of the product and knows no database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

ATTEMPTS, WINDOW_DAYS, TOUCHES, NEW_ASKS = 3, 90, 4, 2
WAITS = (5, 10)
OPENS, CLOSES = 9, 17
SILENCE, AWAY, BOUNCES, TAKEN_BACK = 10, 2, 14, 10
WELCOME = {"interested", "question", "invitation"}
ENDS = {"hesitant", "declined", "policy_no", "opt_out"}
#: Days of peace after an end: every study of the group, the same sponsor; None is for good.
PEACE: dict[str, tuple[int | None, int | None]] = {
    "no_response": (90, 180), "hesitant": (180, 180), "declined": (180, 365),
    "policy_no": (None, None), "opt_out": (None, None),
}  # fmt: skip
FEASTS = holidays.country_holidays("US", years=range(2025, 2036))


@dataclass(eq=False)
class Group:
    """A group with what is above it, itself last."""

    name: str
    zone: str
    above: tuple["Group", ...] = ()
    opted_out: bool = False

    @property
    def lineage(self) -> tuple["Group", ...]:
        return (*self.above, self)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(self.zone)).date()


@dataclass(eq=False)
class Touch:
    """One contact; `number` is the order in which they were written down."""

    when: datetime
    number: int
    out: bool
    purpose: str = ""
    outcome: str = ""
    state: str = "delivered"
    channel: str = "mail"

    @property
    def human(self) -> bool:
        return not self.out and self.outcome in WELCOME | ENDS

    @property
    def place(self) -> tuple[datetime, int]:
        return self.when, self.number


@dataclass(eq=False)
class Stop:
    """No contact; the touch that it began with tells what came after it."""

    scope: str
    reason: str
    group: Group
    starts: date
    until: date | None
    thread: "Thread | None" = None
    began: Touch | None = None
    lifted: bool = False

    def runs(self, day: date) -> bool:
        return not self.lifted and self.starts <= day and (self.until is None or day < self.until)

    def binds(self, thread: "Thread") -> bool:
        if self.group not in thread.group.lineage:
            return False
        if self.scope == "group_family" or self.thread is None:
            return True
        if self.scope == "sponsor_family":
            return self.thread.sponsor == thread.sponsor
        return self.thread.study == thread.study

    def since(self, thread: "Thread") -> Iterator[Touch]:
        """What was said in a thread after the stop began."""
        for touch in thread.touches:
            if self.began is None:
                if touch.when.date() > self.starts:
                    yield touch
            elif touch.place > self.began.place:
                yield touch


@dataclass(eq=False)
class Thread:
    """One study and one group."""

    study: str
    sponsor: str
    group: Group
    stage: str = "sponsor_cleared"
    touches: list[Touch] = field(default_factory=list)
    not_before: date | None = None
    paused: bool = False
    closed_at: datetime | None = None
    asked_for: tuple[datetime, date] | None = None  # the pause entered last: when, until

    def in_order(self) -> list[Touch]:
        return sorted(self.touches, key=lambda touch: touch.place)

    def walked(self) -> Iterator[tuple[Touch, bool, bool]]:
        """Each of our touches, whether it is an attempt, and whether it makes us wait."""
        talking = ended = asked = owed = False
        for touch in self.in_order():
            if touch.human:
                talking, ended = touch.outcome in WELCOME, touch.outcome in ENDS
                asked = asked or touch.outcome == "question"
                owed = asked and touch.outcome == "hesitant"
            if not touch.out:
                continue
            thanks = touch.purpose == "thank_you" and ended
            answers = touch.purpose == "answer" and owed
            asked_for = talking or answers or thanks
            owed = owed and not (answers and touch.state == "delivered")
            attempt = touch.state == "delivered" and not asked_for
            rang = touch.state in ("no_answer", "bounced_soft") and not talking
            yield touch, attempt, attempt or rang

    def attempts(self, now: datetime) -> list[Touch]:
        return [touch for touch, attempt, _waits in self.walked() if attempt and touch.when <= now]

    @property
    def waits(self) -> bool:
        """An attempt went out and nobody there wrote since, whatever the stage shown."""
        made = [touch for touch, attempt, _waits in self.walked() if attempt]
        if not made or self.stage == "closed":
            return False
        return not any(touch.human and touch.when >= made[-1].when for touch in self.touches)

    def may_end_early(self, now: datetime) -> bool:
        """Before its day a pause is taken back only at once, by whoever entered it."""
        if self.asked_for is None:
            return False
        entered, until = self.asked_for
        return until == self.not_before and now - entered <= timedelta(minutes=TAKEN_BACK)

    def close(self, now: datetime) -> None:
        self.stage, self.closed_at = "closed", now
        self.not_before, self.paused = None, False

    def talks(self) -> bool:
        """Whether the newest word of the group welcomes an answer."""
        heard = [touch for touch in self.in_order() if touch.human]
        return bool(heard) and heard[-1].outcome in WELCOME


@dataclass
class Reference:
    """All threads with one group family, and the stops that run."""

    groups: list[Group]
    threads: list[Thread]
    stops: list[Stop] = field(default_factory=list)

    # --- what happens ----------------------------------------------------------------------------
    def sent(self, thread: Thread, touch: Touch, *, asked_for: bool) -> None:
        """Something cleared went out: an attempt, or what the group is owed or waits for."""
        thread.touches.append(touch)
        if asked_for:
            return
        if thread.stage == "sponsor_cleared":
            thread.stage = "outreach"
        if thread.paused:
            thread.paused, thread.not_before = False, None

    def logged(self, thread: Thread, touch: Touch, *, now: datetime, back: date | None) -> None:
        """Something that took place is written down, perhaps late."""
        if touch.outcome.startswith("bounce"):
            self._bounce(thread, touch)
        thread.touches.append(touch)
        if touch.out:
            attempt = any(t is touch and is_one for t, is_one, _waits in thread.walked())
            if attempt and thread.stage == "sponsor_cleared":
                thread.stage = "outreach"
        elif touch.outcome == "out_of_office" and back and thread.stage != "closed":
            away = business_day(back, AWAY)
            thread.paused, thread.not_before = True, max(away, thread.not_before or away)
        elif touch.outcome in ENDS:
            self._end(thread, touch, now)
        elif touch.outcome in WELCOME and thread.stage != "closed":
            if thread.paused:
                thread.paused, thread.not_before = False, None
            if thread.stage in ("sponsor_cleared", "outreach"):
                thread.stage = "in_conversation"

    def _bounce(self, thread: Thread, touch: Touch) -> None:
        mails = [
            t for t in thread.in_order()
            if t.out and t.channel == "mail" and t.state == "delivered"
            and timedelta(0) <= touch.when - t.when <= timedelta(days=BOUNCES)
        ]  # fmt: skip
        if mails:
            mails[-1].state = touch.outcome.replace("bounce", "bounced")

    def _end(self, thread: Thread, touch: Touch, now: datetime) -> None:
        self.stop(thread, touch.outcome, touch, thread.group.day(touch.when))
        if touch.outcome == "opt_out":
            thread.group.opted_out = True
        if touch.outcome in ("opt_out", "policy_no"):
            self.close_all(thread.group, now)
        if thread.stage != "closed":
            thread.close(now)

    def stop(self, thread: Thread, reason: str, touch: Touch | None, starts: date) -> None:
        """The ask, every study with the group, every study of the sponsor."""
        peace = (None, *PEACE[reason])
        for scope, days in zip(("ask", "group_family", "sponsor_family"), peace, strict=True):
            until = None if days is None else starts + timedelta(days=days)
            self.stops.append(Stop(scope, reason, thread.group, starts, until, thread, touch))

    def never(self, group: Group, reason: str, now: datetime) -> None:
        """The group said never, outside any thread."""
        today = group.day(now)
        already = ("group_family", reason, group, None)
        if not any(
            (stop.scope, stop.reason, stop.group, stop.until) == already and stop.runs(today)
            for stop in self.stops
        ):
            self.stops.append(Stop("group_family", reason, group, today, None))
        if reason == "opt_out":
            group.opted_out = True
        self.close_all(group, now)

    def close_all(self, group: Group, now: datetime) -> None:
        for thread in self.threads:
            if group in thread.group.lineage and thread.stage != "closed":
                thread.close(now)

    def invited(self, group: Group) -> None:
        """The group takes back its never."""
        group.opted_out = False
        for stop in self.stops:
            if stop.group is group and stop.reason == "opt_out":
                stop.lifted = True

    def silent(self, thread: Thread, now: datetime) -> bool:
        """Whether silence has become an answer; closes the ask if so."""
        made = thread.attempts(now)
        if thread.stage != "outreach" or len(made) < ATTEMPTS:
            return False
        last = max(thread.group.day(touch.when) for touch in made)
        if thread.not_before:
            last = max(last, thread.not_before - timedelta(days=1))
        today = thread.group.day(now)
        if today <= business_day(last, SILENCE):
            return False
        self.stop(thread, "no_response", made[-1], today)
        thread.close(now)
        return True

    # --- what may go out -------------------------------------------------------------------------
    def binding(self, thread: Thread, now: datetime) -> list[Stop]:
        today = thread.group.day(now)
        return [stop for stop in self.stops if stop.binds(thread) and stop.runs(today)]

    def opted_out(self, thread: Thread) -> bool:
        return any(group.opted_out for group in thread.group.lineage)

    def made(self, thread: Thread, now: datetime) -> list[Touch]:
        """The attempts that count: a new partnership with the same group resets nothing."""
        before = [
            touch
            for other in self.threads
            if other is not thread and other.stage == "closed"
            and (other.study, other.group) == (thread.study, thread.group)
            for touch in other.attempts(now)
        ]  # fmt: skip
        return [*before, *thread.attempts(now)]

    def refusing(self, thread: Thread, now: datetime, purpose: str) -> set[str]:
        """The rules that refuse an attempt."""
        made = len(self.made(thread, now))
        checks = {
            "attempt-limit": made >= ATTEMPTS or (made == ATTEMPTS - 1 and purpose != "thank_you"),
            "stopped": bool(self.binding(thread, now)) or thread.stage == "closed",
            "opt-out": self.opted_out(thread),
            "contact-load": self._crowded(thread, now),
            "spacing": self.free_at(thread, now) > now,
        }
        return {rule for rule, refuses in checks.items() if refuses}

    def _crowded(self, thread: Thread, now: datetime) -> bool:
        day, today = thread.group.day, thread.group.day(now)
        if any(t.waits for t in self.threads if t is not thread):
            return True
        window = today - timedelta(days=WINDOW_DAYS)
        sent = [t for thread_ in self.threads for t in thread_.attempts(now)]
        if sum(day(touch.when) > window for touch in sent) >= TOUCHES:
            return True
        own = self.made(thread, now)
        begun = day(own[0].when) if own else today
        firsts = [
            day(made[0].when)
            for other in self.threads if other is not thread and (made := other.attempts(now))
        ]  # fmt: skip
        return sum(year_before(today) < first <= begun for first in firsts) >= NEW_ASKS

    def free_at(self, thread: Thread, now: datetime) -> datetime:
        """The moment from which the next attempt may go out, seen from now."""
        there = now.astimezone(ZoneInfo(thread.group.zone))
        waits = [thread.not_before] if thread.not_before else []
        made = self.made(thread, now)
        rang = [t for t, _attempt, waits_ in thread.walked() if waits_ and t.when <= now]
        if made or rang:
            days = WAITS[1] if len(made) >= 2 else WAITS[0]
            last = max(touch.when for touch in (*made, *rang))
            waits.append(business_day(thread.group.day(last), days))
        first = max(waits, default=there.date())
        if first > there.date():
            return opening(business_day(first, 0), thread.group.zone)
        if working(there.date()) and OPENS <= there.hour < CLOSES:
            return now
        later = there.date() if there.hour < OPENS else there.date() + timedelta(days=1)
        return opening(business_day(later, 0), thread.group.zone)

    def may_thank(self, thread: Thread, now: datetime) -> bool:
        """One thank-you is owed after a no or a hesitation."""
        return self._owed(thread, now, ("declined", "hesitant"), "thank_you")

    def may_answer(self, thread: Thread, now: datetime) -> bool:
        """A hesitant group asked something and was not answered yet."""
        asked = any(touch.outcome == "question" for touch in thread.touches)
        return asked and self._owed(thread, now, ("hesitant",), "answer")

    def _owed(self, thread: Thread, now: datetime, reasons: Iterable[str], purpose: str) -> bool:
        stops = self.binding(thread, now)
        final = any(stop.reason in ("policy_no", "opt_out") for stop in stops)
        owed = any(
            stop.scope == "ask" and stop.thread is thread and stop.reason in reasons
            and not any(t.purpose == purpose for t in stop.since(thread) if delivered(t))
            for stop in stops
        )  # fmt: skip
        return owed and not final and not self.opted_out(thread)

    def may_reply(self, thread: Thread, now: datetime) -> bool:
        """Their newest word welcomes it, and so does one after every stop that binds."""
        reopened = all(
            any(touch.outcome in WELCOME for touch in stop.since(thread))
            for stop in self.binding(thread, now)
        )
        return thread.talks() and reopened and not self.opted_out(thread)

    def may_reopen(self, thread: Thread) -> bool:
        since = thread.closed_at
        heard = any(touch.human and since and touch.when > since for touch in thread.touches)
        return thread.stage == "closed" and heard and thread.talks()


def delivered(touch: Touch) -> bool:
    return touch.out and touch.state in ("delivered", "reserved")


def working(day: date) -> bool:
    return day.weekday() < 5 and day not in FEASTS


def business_day(day: date, count: int) -> date:
    """The day that comes so many working days later; for none, the next on which people work."""
    while count:
        day += timedelta(days=1)
        count -= working(day)
    while not working(day):
        day += timedelta(days=1)
    return day


def opening(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(OPENS), tzinfo=ZoneInfo(zone))


def year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
