"""From stage to stage: what a partnership that goes well does in each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from advocacy.demo.story import words
from advocacy.demo.story.opening import LETTER, POST
from advocacy.demo.story.paper import signed_page
from advocacy.demo.story.scene import Plot
from advocacy.demo.story.way import Way
from advocacy.models import Agreement, Stage


@dataclass(frozen=True, slots=True)
class Course:
    """How one partnership goes: the idea, its fee, and its turns."""

    idea: str = "letter"
    fee: int = 0
    basis: str = "rate_card"
    answer: str = "none_known"
    reminded: bool = False
    planned_in: int = 5  # business days from scheduling to the placement
    in_kind: str = ""
    scaled: str = ""  # the idea that it becomes while both talk, and why
    why_scaled: str = ""
    agency: bool = False


def walk(way: Way, course: Course, *, to: Stage, since: Stage | None = None) -> Plot:
    """Go through the stages up to one; `since` is the stage where the way stands already."""
    begun = -1 if since is None else since.position
    for stage, step in STEPS.items():
        if begun < stage.position <= to.position:
            yield from step(way, course)


def identified(way: Way, course: Course) -> Plot:
    way.start()
    yield way.wait()


def profiled(way: Way, course: Course) -> Plot:
    way.do("mark_profiled", stance_asked=True, duplicates_checked=True)
    yield way.wait()


def cleared(way: Way, course: Course) -> Plot:
    """Ask the sponsor, wait, and note its answer."""
    way.do("ask_clearance", asked_of=way.sponsor_contact, asked_on=way.day)
    yield way.wait(way.dice.randint(3, 6))
    way.do(
        "answer_clearance", answer=course.answer, answered_by=way.sponsor_contact,
        answered_on=way.day, note=ANSWERS.get(course.answer, ""),
    )  # fmt: skip
    yield way.wait()


def asked(way: Way, course: Course) -> Plot:
    """Write the ask and its quote, then send it; the last part of it is the outreach."""
    way.write_ask(course.idea, fee=course.fee)
    if course.fee:
        way.quote(course.fee, basis=course.basis)
    yield way.wait()
    way.contact()
    if course.reminded:
        yield way.wait(6)
        way.contact(purpose="reminder", channel="voicemail")
    yield way.wait(way.dice.randint(2, 4))


def talking(way: Way, course: Course) -> Plot:
    """They answer, ask and are answered; the ask may grow or shrink on the way."""
    way.hears("interested", way.dice.choice(words.INTERESTED))
    yield from way.talk(words.TALK[: 4 if course.scaled else 8])
    if course.scaled:
        yield way.wait()
        way.write_ask(course.scaled, fee=course.fee, reason=course.why_scaled)
        yield from way.talk(words.TALK[4:6])
    yield way.wait()


def reviewed(way: Way, course: Course) -> Plot:
    way.do(
        "group_review", review_process="The board looks at it in its next meeting.",
        review_by=way.ahead(10),
    )  # fmt: skip
    yield way.wait(way.dice.randint(6, 9))


def agreed(way: Way, course: Course) -> Plot:
    """First by word of mouth, then in writing."""
    way.logs("phone", "reply", "The chair says yes; the letter follows.")
    way.do("verbal_yes", verbal_yes_on=way.day)
    yield way.wait(2)
    way.hears("interested", "“The board said yes. Our letter is attached.”")
    way.do("agree_terms", written_yes_on=way.day, written_yes_source="Letter of the board")
    yield way.wait(2)


def contracting(way: Way, course: Course) -> Plot:
    way.do("draft_agreement", **terms(way, course))
    yield from way.talk(words.ABOUT_CONTRACT)
    yield way.wait(way.dice.randint(2, 4))


def executed(way: Way, course: Course) -> Plot:
    sign(way)
    way.do("execute")
    yield way.wait(2)


def ready(way: Way, course: Course) -> Plot:
    way.do("ready_materials")
    yield from way.talk(words.ABOUT_CAMPAIGN)
    yield way.wait()


def scheduled(way: Way, course: Course) -> Plot:
    place(way, course)
    yield way.wait(min(course.planned_in, 6))


def live(way: Way, course: Course) -> Plot:
    way.do(
        "go_live", proof_url=f"https://{way.made_up.key}.example.org/issue",
        logo_permission_source="",
    )  # fmt: skip
    yield way.wait(6)
    pay(way, course)
    yield from way.talk(words.AFTERWARDS, days=2)
    yield way.wait(4)


def reported(way: Way, course: Course) -> Plot:
    row = way.own.report_backs.get()
    reach = {p.id: round(way.made_up.reach * 0.6) for p in way.own.placements.all()}
    way.do("send_report_back", row, sent_on=way.day)
    way.do("report", reached=reach)
    yield way.wait(4)


def closed(way: Way, course: Course) -> Plot:
    way.do("close", exit_reason="completed", note="Done, with thanks on both sides.")
    yield way.wait(3)


STEPS: dict[Stage, Callable[[Way, Course], Plot]] = {
    Stage.IDENTIFIED: identified,
    Stage.PROFILED: profiled,
    Stage.CLEARED: cleared,
    Stage.OUTREACH: asked,
    Stage.CONVERSATION: talking,
    Stage.REVIEW: reviewed,
    Stage.TERMS: agreed,
    Stage.CONTRACTING: contracting,
    Stage.EXECUTED: executed,
    Stage.MATERIALS: ready,
    Stage.SCHEDULED: scheduled,
    Stage.LIVE: live,
    Stage.REPORTED: reported,
    Stage.CLOSED: closed,
}
ANSWERS = {
    "none_known": "Nothing between us and this group.",
    "coordinate": "We know them from a meeting; tell us before you write.",
    "sponsor_leads": "We want to call them ourselves first.",
    "hold": "A talk of ours with them is under way. Wait until it is over.",
    "do_not_contact": "Please leave this group alone for this study.",
}


def terms(way: Way, course: Course) -> dict[str, Any]:
    """What the draft says; the signatures come later."""
    study, idea = way.study.title.split(":")[0], words.IDEAS[course.scaled or course.idea]
    given = {"amount": course.fee} if course.fee else {"in_kind": words.BENEFITS[course.idea]}
    return {
        "purpose": f"Tell families about the {study} study in the group’s own way.",
        "activity": f"{idea.activity.replace('_', ' ')}, once.".capitalize(),
        "acknowledgement": "“Supported by the sponsor of the study”, below the text.",
        "currency": way.made_up.currency, "starts_on": way.day,
        "ends_on": way.day + timedelta(days=300), "group_signatory": way.made_up.people[-1],
        "sponsor_signatory": way.sponsor_contact.name, "in_kind": course.in_kind, **given,
    }  # fmt: skip


def sign(way: Way) -> None:
    """Both sign, and the page is attached."""
    agreement = Agreement.objects.filter(partnership=way.own).latest("created_at")
    page = signed_page(f"Agreement with {way.made_up.title}, made up for the demonstration")
    way.do(
        "edit_agreement", agreement, group_signed_on=way.day, sponsor_signed_on=way.day,
        file=ContentFile(page, f"{way.made_up.key}-{way.study_key}.pdf"),
    )  # fmt: skip


def place(way: Way, course: Course, *, text: str = "", channel: str = "") -> None:
    """Plan one run of the approved text in the channel of the idea."""
    channel = channel or words.IDEAS[course.scaled or course.idea].channel
    text = text or (POST if channel == "social" else LETTER)
    way.do(
        "schedule_placement", material=way.world.materials[f"{way.study_key}: {text}"],
        channel=channel, language="en", country="CA" if way.made_up.key == "maple" else "US",
        planned_on=way.ahead(course.planned_in),
    )  # fmt: skip


def pay(way: Way, course: Course) -> None:
    """What was given, in money and in kind, as it is disclosed."""
    agency = way.world.sponsors["agency"] if course.agency else None
    if course.fee:
        way.do("record_transfer", kind="money", amount=course.fee, currency=way.made_up.currency,
               category="Fee for a service", description="The fee of the agreement",
               given_on=way.day, paid_by=agency)  # fmt: skip
    if course.in_kind:
        way.do("record_transfer", kind="in_kind", amount=300, currency=way.made_up.currency,
               category="Support in kind", description=course.in_kind, given_on=way.day,
               paid_by=agency)  # fmt: skip
