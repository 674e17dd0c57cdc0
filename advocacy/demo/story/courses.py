"""Partnerships that go well, as far as they have come, with a turn here and there."""

from collections.abc import Iterator
from datetime import timedelta

from django.core.files.base import ContentFile

from advocacy.demo.story.cast import on_the_way
from advocacy.demo.story.opening import LETTER
from advocacy.demo.story.paper import signed_page
from advocacy.demo.story.scene import Plot, Scene
from advocacy.demo.story.steps import Course, place, sign, walk
from advocacy.demo.story.way import Way
from advocacy.demo.story.world import World
from advocacy.models import Agreement, Stage

PRINTING = "Printing of the caregiver guide"


def plots(world: World) -> Iterator[tuple[Scene, Plot]]:
    """Every partnership that goes well, with its beginning."""
    for key, study, weeks_ago, course, stage in (
        ("cedar", "aurora", 24.8,
         Course("letter", 2_000, "comparables", "coordinate", reminded=True), Stage.CLOSED),
        ("harbor", "aurora", 24.6,
         Course("mail", 2_400, scaled="letter", why_scaled="Their mail goes out in winter only.",
                in_kind=PRINTING), Stage.CLOSED),
        ("prairie", "aurora", 18.6, Course("website", 900, in_kind=PRINTING), Stage.REPORTED),
        ("heron", "aurora", 21.5, Course("mail", 4_000, agency=True), Stage.LIVE),
        ("cedar", "brook", 13.8, Course("mail", 2_200, in_kind=PRINTING), Stage.LIVE),
        ("northern", "cove", 8.6, Course("webinar", 4_000, agency=True), Stage.TERMS),
    ):  # fmt: skip
        way = on_the_way(world, key, study, weeks_ago)
        yield way, walk(way, course, to=stage)
    for key, study, weeks_ago, turn in (
        ("northern", "aurora", 25.0, renewed),
        ("redrock", "aurora", 24.2, master_signed),
        ("lantern", "aurora", 23.8, disapproved),
        ("heron", "cove", 18.2, never_signed),
        ("maple", "brook", 12.8, another_person),
        ("harbor", "brook", 12.4, wrong_text),
        ("early", "brook", 12.0, held_by_the_board),
        ("advocates", "brook", 10.2, not_on_a_handshake),
        ("prairie", "brook", 6.6, asked_for_time),
        ("early", "cove", 7.4, once_more),
    ):
        way = on_the_way(world, key, study, weeks_ago)
        yield way, turn(way)


def renewed(way: Way) -> Plot:
    """A finished partnership rests for a while, then begins anew."""
    yield from walk(way, Course("letter", 1_800, in_kind=PRINTING), to=Stage.CLOSED)
    yield way.until(4)
    way.own = way.do("renew").result
    yield way.wait()
    way.do("mark_profiled")


def master_signed(way: Way) -> Plot:
    """After a good campaign both sign for those to come."""
    grown = "They offered a mail to all members beside the post."
    yield from walk(
        way, Course("post", scaled="mail", why_scaled=grown, in_kind=PRINTING),
        to=Stage.CLOSED,
    )  # fmt: skip
    page = signed_page(f"Master agreement with {way.made_up.title}")
    way.do(
        "record_master_agreement", way.group, sponsor=way.world.sponsors["pharma"],
        purpose="Work together on studies.", activity="As each work order says.",
        acknowledgement="Named below each text.", in_kind="As each work order says.",
        currency="USD", starts_on=way.day, ends_on=way.day + timedelta(days=700),
        group_signatory=way.made_up.people[-1], group_signed_on=way.day,
        sponsor_signatory="Morgan Example", sponsor_signed_on=way.day,
        file=ContentFile(page, "redrock-master.pdf"),
    )  # fmt: skip


def disapproved(way: Way) -> Plot:
    """Signed, and then the ethics committee says no to the leaflet."""
    yield from walk(way, Course("flyer", 1_500), to=Stage.EXECUTED)
    yield from way.talk((("out", "phone", "reply", "Told them: not approved."),))
    way.do("close", exit_reason="material_disapproved", note="The leaflet promised too much.")


def never_signed(way: Way) -> Plot:
    """All agree, and nobody ever signs."""
    yield from walk(way, Course("post"), to=Stage.CONTRACTING)
    yield way.wait(15)
    way.do("close", exit_reason="no_contract", note="Their lawyer and ours found no words.")


def another_person(way: Way) -> Plot:
    """A mail comes back; then the person it reaches says never, and a colleague of hers yes."""
    yield from walk(way, Course("letter", 2_000), to=Stage.CLEARED)
    way.write_ask("letter", fee=2_000)
    way.quote(2_000)
    first, second = way.world.people["maple"]
    yield way.wait()
    way.contact(person=first)
    way.at += timedelta(minutes=9)
    way.hears("bounce_hard", "Address not found.", person=first)
    yield way.wait()
    way.do("edit_person", first, email="jody.sample.maple@example.org")
    way.do("complete_follow_up", way.own.follow_ups.open().get(kind="fix_contact"),
           note="The new address is on their page.")  # fmt: skip
    yield way.wait()
    way.do(
        "record_opt_out", way.group, person=first, words="Please do not write to me any more.",
        source="on the phone, to Sam", said_on=way.day,
    )  # fmt: skip
    way.refused("contact", channel="mail", purpose="ask", person=first, summary="The ask.")
    way.world.people["maple"] = [second]
    yield way.wait()
    way.contact(person=second)
    yield way.wait(3)
    yield from walk(way, Course("letter", 2_000), to=Stage.MATERIALS, since=Stage.OUTREACH)


def wrong_text(way: Way) -> Plot:
    """One word is not the approved one; the approved text is planned instead."""
    course = Course("letter", 1_900, planned_in=22)
    yield from walk(way, course, to=Stage.MATERIALS)
    way.refused(
        "schedule_placement", material=way.world.materials["brook: changed"],
        channel="newsletter", language="en", country="US", planned_on=way.ahead(22),
    )  # fmt: skip
    place(way, course, text=LETTER)


def held_by_the_board(way: Way) -> Plot:
    """Signed; then the ethics committee holds everything back."""
    yield from walk(way, Course("mail", 2_400), to=Stage.EXECUTED)
    way.do("irb_hold", reason="The board asks for plainer words on risks.")


def not_on_a_handshake(way: Way) -> Plot:
    """Too early to the group, too early to go live, and a term that nobody may sign."""
    course = Course("flyer", 1_500)
    yield from walk(way, course, to=Stage.PROFILED)
    way.refused("contact", channel="phone", purpose="ask", summary="Wanted to call at once.")
    yield from walk(way, course, to=Stage.CONTRACTING, since=Stage.PROFILED)
    way.refused("go_live", proof_url="https://advocates.example.org/issue")
    draft = Agreement.objects.get(partnership=way.own)
    way.do("edit_agreement", draft, sole_funder=True)
    sign(way)
    way.refused("execute")
    yield way.wait()
    way.do("edit_agreement", draft, sole_funder=False, sponsor_signed_on=None)


def asked_for_time(way: Way) -> Plot:
    """They are moving house and ask for some weeks."""
    yield from walk(way, Course("post", in_kind=PRINTING), to=Stage.CONVERSATION)
    way.hears("interested", "“We are moving house this month. Call us when the boxes are gone.”")
    way.do("pause", until=way.today + timedelta(days=24), reason="They are moving house.")


def once_more(way: Way) -> Plot:
    """The board wants another talk before it looks at the ask again."""
    course = Course("webinar", 3_500, "comparables")
    yield from walk(way, course, to=Stage.REVIEW)
    way.do("go_back", to=Stage.CONVERSATION, reason="The board wants to meet the nurse first.")
    yield from way.talk((("out", "meeting", "reply", "The nurse came to tea."),))
    yield way.until(3)
    way.do(
        "group_review", review_process="The board votes by mail.",
        review_by=way.today + timedelta(days=9),
    )  # fmt: skip
