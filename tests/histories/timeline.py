"""Rebuilds the state of a family from its events alone, and compares it with the tables."""

from datetime import date, datetime, timedelta
from typing import Any

from advocacy.models import Event, Partnership, Stop
from advocacy.models import Touch as TouchRow
from tests.histories.family import Family
from tests.histories.reference import BOUNCES, Group, Thread, Touch

SENT = {
    "contact": "",
    "send_thank_you": "thank_you",
    "send_answer": "answer",
    "send_reply": "reply",
}
Running = set[tuple[str, str, date, date | None]]


def assert_rebuilds(family: Family) -> None:
    """Stage, attempts and running stops follow from what the timeline tells."""
    events = list(Event.objects.exclude(kind="refused").order_by("at", "id"))
    for thread, row in family.rows.items():
        own = [event for event in events if event.partnership_id == row.pk]
        told = [event.to_stage for event in own if event.to_stage]
        stage = told[-1] if told else "sponsor_cleared"
        assert stage == Partnership.objects.get(pk=row.pk).stage
        made = len(_touches(thread, own).attempts(family.now))
        assert made == TouchRow.objects.attempts().filter(partnership=row).count()
    for group in family.reference.groups:
        today = group.day(family.now)
        tables = Stop.objects.running(today).filter(group=family.group_rows[group])
        assert _stops(family, group, events, today) == {
            (stop.scope, stop.reason, stop.starts_on, stop.until) for stop in tables
        }


def _touches(thread: Thread, events: list[Event]) -> Thread:
    """The thread with the touches that its events tell of."""
    again = Thread(thread.study, thread.sponsor, thread.group)
    for number, event in enumerate(events):
        data = event.data
        if event.kind in SENT:
            touch = Touch(event.at, number, out=True, purpose=data["purpose"])
        elif event.kind == "log_touch":
            touch = Touch(
                datetime.fromisoformat(data["occurred_at"]), number, out=data["direction"] == "out",
                purpose=data["purpose"], outcome=data["outcome"], state=data["state"],
                channel=data["channel"],
            )  # fmt: skip
            if touch.outcome.startswith("bounce"):
                _bounce(again, touch)
        else:
            continue
        again.touches.append(touch)
    return again


def _bounce(thread: Thread, touch: Touch) -> None:
    mails = [
        t for t in thread.in_order()
        if t.out and t.channel == "mail" and t.state == "delivered"
        and timedelta(0) <= touch.when - t.when <= timedelta(days=BOUNCES)
    ]  # fmt: skip
    if mails:
        mails[-1].state = touch.outcome.replace("bounce", "bounced")


def _stops(family: Family, group: Group, events: list[Event], today: date) -> Running:
    """The stops on a group that its events began and did not lift."""
    found: Running = set()
    for event in events:
        if event.group_id != family.group_rows[group].pk:
            continue
        data: dict[str, Any] = event.data
        for stop in data.get("stops", []):
            until = date.fromisoformat(stop["until"]) if stop["until"] else None
            began = date.fromisoformat(stop["starts_on"])
            found.add((stop["scope"], stop["reason"], began, until))
        if "stopped" in data and not any(
            (scope, reason, until) == ("group_family", data["stopped"], None)
            for scope, reason, _began, until in found
        ):
            found.add(("group_family", data["stopped"], group.day(event.at), None))
        if event.kind == "lift_opt_out":
            found = {stop for stop in found if stop[1] != "opt_out"}
    return {s for s in found if s[2] <= today and (s[3] is None or today < s[3])}
