"""What the rules refuse, what is excepted, and what happened against them."""

from collections.abc import Iterator
from datetime import timedelta

from advocacy.demo.story.cast import on_the_way
from advocacy.demo.story.endings import weekend
from advocacy.demo.story.scene import Plot, Scene
from advocacy.demo.story.steps import Course, walk
from advocacy.demo.story.way import Way
from advocacy.demo.story.world import MADE_UP, World
from advocacy.models import Stage
from advocacy.workflow.perform import perform


def plots(world: World) -> Iterator[tuple[Scene, Plot]]:
    """Every partnership in which a rule has its say, with its beginning."""
    for key, study, weeks_ago, turn in (
        ("saltmarsh", "aurora", 12.0, too_late),
        ("saltmarsh", "brook", 5.6, out_of_office),
        ("prairie", "cove", 11.4, too_dear),
        ("granite", "brook", 7.4, too_soon),
        ("redrock", "brook", 6.0, on_a_saturday),
        ("heron", "brook", 4.4, report_first),
        ("cedar", "cove", 4.2, third_ask),
        ("lantern", "brook", 5.8, short_of_time),
        ("advocates", "cove", 5.0, reserved),
        ("harbor", "cove", 2.6, twice_on_file),
        ("river", "cove", 1.2, almost_ready),
    ):
        way = on_the_way(world, key, study, weeks_ago)
        yield way, turn(way)


def too_late(way: Way) -> Plot:
    """The launch is too near for anything."""
    yield from walk(way, Course("letter"), to=Stage.CLEARED)
    way.write_ask("letter")
    way.refused("contact", channel="mail", purpose="ask", summary="In haste.")
    yield way.wait(2)
    way.do("close", exit_reason="lead_time_too_short", note="Kept for the next study.")


def out_of_office(way: Way) -> Plot:
    """Reserved and forgotten, sent the day after; they are away, and everything waits."""
    yield from walk(way, Course("letter", 1_200), to=Stage.CLEARED)
    way.write_ask("letter", fee=1_200)
    way.quote(1_200)
    held = way.do("reserve_touch", channel="mail", purpose="ask", person=way.person).result
    way.at += timedelta(minutes=45)
    perform("expire_reservation", actor=None, subject=held, at=way.at)
    yield way.wait()
    way.contact()
    yield way.until(5)
    back = way.today + timedelta(days=8)
    way.hears("out_of_office", f"“I am away until {back:%d %B}.”", return_on=back)


def too_dear(way: Way) -> Plot:
    """More than the study can pay, and with nothing that says why."""
    yield from walk(way, Course("mail"), to=Stage.CLEARED)
    way.write_ask("mail", fee=9_000)
    way.quote(9_000, basis="none")
    way.refused("contact", channel="mail", purpose="ask", summary="The ask with its fee.")
    yield way.wait(3)
    way.do("close", exit_reason="over_budget", note="Their rate card is beyond this study.")


def too_soon(way: Way) -> Plot:
    """A colleague calls two days after the mail; it is logged, and the manager looks at it."""
    course = Course("mail", 1_700)
    yield from walk(way, course, to=Stage.CLEARED)
    way.write_ask("mail", fee=1_700, tied=False)
    way.quote(1_700)
    way.refused("contact", channel="mail", purpose="ask", summary="The ask, without their goal.")
    yield way.wait()
    way.write_ask("mail", fee=1_700, reason="Tied to the clinic that they want.")
    way.contact()
    yield way.wait(2)
    done = way.do(
        "log_touch", actor=way.colleague, direction="out", channel="voicemail", purpose="reminder",
        person=way.person, occurred_at=way.at, summary="Left a message; had not seen the mail.",
    )  # fmt: skip
    yield way.wait()
    for breach in done.breaches:
        way.do("see_breach", breach, actor=way.world.manager,
               note="Talked with both: look at the timeline first.")  # fmt: skip
    yield way.wait(2)
    yield from walk(way, course, to=Stage.CONVERSATION, since=Stage.OUTREACH)


def on_a_saturday(way: Way) -> Plot:
    """Refused after two days, allowed after six, and then a Saturday that nobody has seen yet."""
    yield from walk(way, Course("letter", 1_600), to=Stage.CLEARED)
    way.write_ask("letter", fee=1_600)
    way.quote(1_600)
    way.contact()
    yield way.wait(2)
    way.refused("contact", channel="phone", purpose="reminder", summary="A quick call.")
    yield way.wait(5)
    way.contact(purpose="reminder")
    yield way.wait(2)
    yield from weekend(way)


def report_first(way: Way) -> Plot:
    """The last campaign’s report-back is overdue, so nothing new is asked."""
    yield from walk(way, Course("letter"), to=Stage.CLEARED)
    way.write_ask("letter")
    way.refused("contact", channel="mail", purpose="ask", summary="The next study.")


def third_ask(way: Way) -> Plot:
    """Two new asks in a year are enough."""
    yield from walk(way, Course("letter"), to=Stage.CLEARED)
    way.write_ask("letter")
    way.refused("contact", channel="mail", purpose="ask", summary="A third study.")


def short_of_time(way: Way) -> Plot:
    """One exception is denied, another waits for the manager."""
    course = Course("flyer", 1_500, "comparables")
    yield from walk(way, course, to=Stage.PROFILED)
    way.do("ask_clearance", asked_of=way.sponsor_contact, asked_on=way.day)
    yield way.wait(4)
    wanted = way.do(
        "ask_override", rule="sponsor-clearance", act="contact", reason="other",
        note="The sponsor does not answer, and the group’s meeting is next week.",
    ).result  # fmt: skip
    yield way.wait()
    way.do("decide_override", wanted, actor=way.world.compliance, granted=False,
           note="Silence is no answer. Call Morgan.")  # fmt: skip
    yield way.wait(2)
    way.do("answer_clearance", answer="none_known", answered_by=way.sponsor_contact,
           answered_on=way.day, note="Said on the phone, at once.")  # fmt: skip
    way.write_ask("flyer", fee=1_500)
    way.quote(1_500, basis="comparables")
    yield way.until(2)
    way.refused("contact", channel="mail", purpose="ask", summary="The leaflet.")
    way.do(
        "ask_override", rule="lead-time", act="contact", reason="group_asked",
        note="They print by themselves and need two weeks less.",
    )  # fmt: skip


def reserved(way: Way) -> Plot:
    """Reserved, given back, reserved by a colleague and sent; the mail comes back."""
    yield from walk(way, Course("post"), to=Stage.CLEARED)
    way.write_ask("post")
    held = way.do("reserve_touch", channel="mail", purpose="ask", person=way.person).result
    way.do("release_touch", held)
    yield way.wait()
    other = way.colleague
    held = way.do("reserve_touch", actor=other, channel="mail", purpose="ask",
                  person=way.person).result  # fmt: skip
    way.do("send_touch", held, actor=other, summary="Sent for a colleague on leave.")
    yield way.wait()
    way.hears("bounce_hard", "No such mailbox.")


def twice_on_file(way: Way) -> Plot:
    """The same group under two names: the manager makes one of them."""
    twin = way.do(
        "create_group", name="Harbour Light Dementia Allianz (made up)", aliases=[],
        kind="regional", conditions=way.world.conditions, city="Gloucester", region="MA",
        country="US", countries=["US"], languages=["en"], time_zone="America/New_York",
        source=MADE_UP,
    ).result  # fmt: skip
    way.start()
    copy = way.do("start_partnership", way.study, group=twin, owner=way.who,
                  why_this_group="Heard of them at a meeting.").result  # fmt: skip
    way.world.partnerships["twin"] = copy
    yield way.wait(3)
    way.do("merge_groups", way.group, actor=way.world.manager, other=twin)


def almost_ready(way: Way) -> Plot:
    """Left for a newcomer: half a profile, an ask that is too much, nobody asked yet."""
    way.own = way.do(
        "start_partnership", way.study, group=way.group, owner=way.who, why_this_group="",
    ).result  # fmt: skip
    way.world.partnerships["river cove"] = way.own
    way.write_ask("bundle", fee=4_800, tied=False)
    yield way.wait()
