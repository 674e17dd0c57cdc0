"""Partnerships that end, each for a reason of its own; all of them with made-up groups."""

from collections.abc import Iterator
from datetime import timedelta

from advocacy.demo.story.cast import on_the_way
from advocacy.demo.story.scene import Plot, Scene
from advocacy.demo.story.steps import Course, walk
from advocacy.demo.story.way import Way
from advocacy.demo.story.world import World
from advocacy.models import Stage
from advocacy.workflow.perform import perform

THANKS = "Thanked them for the open word; nothing is asked of them any more."


def plots(world: World) -> Iterator[tuple[Scene, Plot]]:
    """Every partnership that ends early, with its beginning."""
    for key, study, weeks_ago, ending in (
        ("willow", "aurora", 23.4, silent),
        ("willow", "brook", 2.2, left_in_peace),
        ("nordlicht", "aurora", 22.2, declined),
        ("nordlicht", "brook", 3.4, sponsor_leads),
        ("lumiere", "aurora", 20.4, opted_out),
        ("lumiere", "brook", 8.8, never_again),
        ("hudson", "brook", 12.2, waiting_below),
        ("voices", "brook", 11.6, against_policy),
        ("lakeside", "cove", 6.2, rolled_down),
        ("kitchen", "brook", 10.4, hesitant),
        ("evening", "brook", 5.4, just_hesitant),
        ("maple", "cove", 6.4, not_for_us),
        ("granite", "cove", 5.2, on_hold),
        ("granite", "aurora", 15.0, study_filled),
    ):
        way = on_the_way(world, key, study, weeks_ago)
        yield way, ending(way)


def silent(way: Way) -> Plot:
    """Two tries and a thank-you, a fourth that is refused, and the end by the clock."""
    yield from walk(way, Course("letter", 1_000), to=Stage.OUTREACH)
    yield way.wait(5)
    way.contact(purpose="reminder")
    yield way.wait(11)
    way.contact(purpose="thank_you")
    yield way.wait(6)
    way.refused("contact", actor=way.colleague, channel="phone", purpose="reminder",
                summary="Wanted to try the chair instead.")  # fmt: skip
    yield way.wait(6)
    perform("close_silent", actor=None, subject=way.own, at=way.at)


def left_in_peace(way: Way) -> Plot:
    """Another study wants them while they are left in peace."""
    yield from walk(way, Course("letter"), to=Stage.PROFILED)
    way.refused("contact", channel="mail", purpose="ask", summary="A new study, a new question.")


def declined(way: Way) -> Plot:
    """The fee is too low for them; one thank-you, and that is all."""
    yield from walk(way, Course("letter", 1_800), to=Stage.OUTREACH)
    way.hears("declined", "„Für dieses Honorar ist uns der Aufwand zu groß.“",
              decline_kind="declined_fee")  # fmt: skip
    yield way.wait()
    way.do("send_thank_you", channel="mail", person=way.person, summary=THANKS)


def sponsor_leads(way: Way) -> Plot:
    """The sponsor wants to take the first step itself."""
    yield from walk(way, Course("letter", answer="sponsor_leads"), to=Stage.CLEARED)
    way.refused("contact", channel="mail", purpose="ask", summary="A question to the guides.")


def opted_out(way: Way) -> Plot:
    """They want to hear of us no more."""
    yield from walk(way, Course("website"), to=Stage.OUTREACH)
    way.hears("opt_out", "« Merci de ne plus jamais nous écrire. »")


def never_again(way: Way) -> Plot:
    """A colleague who did not look tries them for another study."""
    way.start()
    yield way.wait()
    way.refused("contact", channel="web_form", purpose="ask", summary="By the form on their page.")
    yield way.wait()
    way.do("close", exit_reason="opt_out", note="Should not have been started.")


def waiting_below(way: Way) -> Plot:
    """A chapter, cleared and waiting for its umbrella’s answer."""
    yield from walk(way, Course("letter"), to=Stage.CLEARED)
    way.write_ask("letter")


def against_policy(way: Way) -> Plot:
    """The umbrella works with no industry; that binds its chapters too."""
    yield from walk(way, Course("website"), to=Stage.OUTREACH)
    way.hears("policy_no", "“Our charter allows no work with industry.”", policy_kind="no_industry")


def rolled_down(way: Way) -> Plot:
    """Another chapter of it is proposed, and refused."""
    way.start()
    yield way.wait()
    way.refused("contact", channel="phone", purpose="exploratory", summary="To ask the café.")
    yield way.wait()
    way.do("close", exit_reason="policy_no_industry", note="Bound by its umbrella.")


def hesitant(way: Way) -> Plot:
    """Too much for two people; scaled down, excepted once, asked, and yet not sure."""
    yield from walk(way, Course("survey", 1_000), to=Stage.CLEARED)
    way.write_ask("bundle", fee=4_000)
    way.refused("contact", channel="mail", purpose="ask", summary="The whole package.")
    yield way.wait()
    way.write_ask("survey", fee=1_000, reason="Far too much for two people.")
    way.quote(1_000, basis="comparables")
    way.refused("contact", channel="mail", purpose="ask", summary="The survey alone.")
    wanted = way.do(
        "ask_override", rule="keep-it-simple", act="contact", reason="group_asked",
        note="Ellis wants a survey and says that three hours are fine.",
    ).result  # fmt: skip
    yield way.wait()
    way.do("decide_override", wanted, actor=way.world.manager, granted=True, days=7,
           note="They asked for it themselves; three hours, no more.")  # fmt: skip
    yield way.wait()
    way.contact()
    yield way.wait(3)
    way.hears("question", "“Who sees the answers?”")
    yield way.wait()
    way.do("send_reply", channel="mail", person=way.person, summary="You do, and then we, unnamed.")
    yield way.wait(2)
    way.hears("question", "“And for how long do you keep them?”")
    yield way.wait()
    way.hears("hesitant", "“We are not sure about this after all.”")
    yield way.wait()
    way.do("send_answer", channel="mail", person=way.person, summary="A year, then they are gone.")
    way.do("send_thank_you", channel="mail", person=way.person, summary=THANKS)


def just_hesitant(way: Way) -> Plot:
    """Nobody knew how they stand to trials; asked, open, and now unsure: thanks are owed."""
    yield from walk(way, Course("post"), to=Stage.CLEARED)
    way.write_ask("post")
    way.refused("contact", channel="mail", purpose="ask", summary="The ask at once.")
    yield way.wait()
    way.contact(purpose="exploratory", summary="How do you stand to studies? Nothing is asked.")
    yield way.wait(3)
    way.hears("interested", "“We have nothing against studies. What is it about?”")
    way.do("record_stance", way.group, kind="open", source="Uma Sample, in a mail", as_of=way.day)
    yield way.wait()
    way.do("send_reply", channel="mail", person=way.person, summary="Told them of the one post.")
    yield way.until(1)
    way.hears("hesitant", "“We are only two, and not sure about this.”")


def not_for_us(way: Way) -> Plot:
    """The sponsor says: leave this group alone."""
    yield from walk(way, Course("letter", answer="do_not_contact"), to=Stage.CLEARED)


def on_hold(way: Way) -> Plot:
    """The sponsor is in talks with them itself."""
    yield from walk(way, Course("letter", answer="hold"), to=Stage.CLEARED)


def study_filled(way: Way) -> Plot:
    """Their region has enough participants already."""
    yield from walk(way, Course("letter"), to=Stage.PROFILED)
    yield way.wait(20)
    way.do("close", exit_reason="study_closed", note="The region has enough participants.")


def weekend(way: Way) -> Plot:
    """A message on a Saturday evening, logged as it was."""
    day = way.today - timedelta(days=(way.today.weekday() - 5) % 7 or 7)
    way.at = way.calendar.at(day, 18) + timedelta(minutes=20)
    yield way.at
    way.logs("message", "reminder", "Met the chair at the market and sent a message after it.")
