"""What people write to each other in the story."""

from dataclasses import dataclass
from typing import Any

OPENINGS = (
    "We read your page on {first} and came away thinking of your members.",
    "A nurse told us how much your evenings mean to the people who come.",
    "You wrote in spring that families ask you about research, and that answers are rare.",
    "Thank you for what you do: your last letter to members was passed around our office.",
    "Your coordinator spoke at a meeting in the region, and her words stayed with us.",
    "We looked for a partner who knows families rather than files, and found you.",
)
CLOSINGS = (
    "If this does not fit, a short no is as welcome as a yes.",
    "Take the time you need; your board decides, and so does your calendar.",
    "You would see every word before anybody else does, and may change what sounds wrong.",
    "We would be glad to tell you more on the phone, at an hour that suits you.",
)


@dataclass(frozen=True, slots=True)
class Idea:
    """One thing that a group may be asked to do."""

    activity: str
    request: str
    hours: float
    fee: int = 0
    optional: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    channel: str = "newsletter"


IDEAS = {
    "letter": Idea(
        "newsletter_item",
        "Would you print a short item about the {study} study in your letter to members, where it"
        " may help someone who is looking? We wrote a draft of eighty words.", 0.75, 1_800),
    "website": Idea(
        "website_listing",
        "Might the {study} study stand on your website, among the other studies that you list, for"
        " as long as it looks for participants?", 0.5, 900, channel="website"),
    "post": Idea(
        "social_post",
        "Could one post on your page tell people that the {study} study exists, in your own words"
        " and on a day that you choose?", 0.5, 0, channel="social"),
    "mail": Idea(
        "email_blast",
        "We ask whether one mail to your members could tell them of the {study} study: what taking"
        " part means, how long it takes, whom to call.", 1, 2_400, ("social_post",),
        channel="email"),
    "flyer": Idea(
        "flyer",
        "May our leaflet on the {study} study lie on the table at your meetings, beside the coffee,"
        " for whoever wants to take one home?", 1.5, 1_500, (), ("Leaflet, two pages",)),
    "webinar": Idea(
        "webinar",
        "Would you host an hour online with us, in which a study nurse of {study} answers what"
        " your members want to know, with your chair leading the talk?", 6, 4_000, ("social_post",),
        ("Outline of the hour", "Who would speak")),
    "survey": Idea(
        "survey",
        "Would you ask your members in eight questions what would make the {study} study possible"
        " for them, and let us learn from the answers?", 3, 1_000, (), ("Eight questions",)),
    "bundle": Idea(
        "webinar",
        "Would you host an hour online about the {study} study, post about it, list it on your"
        " website and mail your members before and after, with a survey at the end?", 9, 4_000,
        ("social_post", "website_listing", "survey"),
        ("Outline", "Speakers", "Texts for all channels")),
}  # fmt: skip

BENEFITS = {
    "letter": "We pay the printing of your guide for a year.",
    "website": "Our designers give two days to your website, for whatever you need most.",
    "post": "We lend you our studio for a day, for a film of your own.",
    "mail": "We bring a speaker of your choice to your next meeting.",
    "flyer": "We print your own leaflet with ours, as many as you can use.",
    "webinar": "The recording is yours, and the questions become your next guide.",
    "survey": "The answers belong to you first, with a written summary for your members.",
    "bundle": "We pay for the platform for a year.",
}


def ask_words(idea: str, *, study: str, name: str, goal: str, turn: int) -> dict[str, Any]:
    """The words of an ask to one group; `turn` chooses how it opens and closes."""
    chosen = IDEAS[idea]
    body = " ".join(
        (
            OPENINGS[turn % len(OPENINGS)].format(first=name.partition(" ")[0]),
            chosen.request.format(study=study),
            f"You say of yourselves: “{goal}” {BENEFITS[idea]}",
            CLOSINGS[turn % len(CLOSINGS)],
        )
    )
    return {
        "primary_activity": chosen.activity,
        "optional_activities": list(chosen.optional),
        "subject_line": f"{study}: a question to {name}",
        "body": body,
        "attachments": list(chosen.attachments),
        "effort_hours": chosen.hours,
        "benefit": BENEFITS[idea],
    }


FIRST_MAILS = (
    "Sent the ask with a few lines on why it came to them.",
    "Wrote to the coordinator; the ask is in the mail, no attachment but the draft.",
    "Sent the ask and offered a call next week.",
)
REMINDERS = (
    "Asked kindly whether the mail had come through.",
    "A short second mail, two lines, with the ask below.",
)
LAST_WORDS = "Thanked them for their time and said that we will not write again about this."
INTERESTED = (
    "“This could interest our members. Tell us what you need from us.”",
    "“Thank you for writing to us and not to everybody. Let us talk.”",
    "“Our chair likes the idea. How long would the text be?”",
)
TALK = (
    ("out", "mail", "reply", "Thanked them and sent the draft with an outline of the weeks ahead."),
    ("in", "mail", "question", "“Who answers when a member calls the number?”"),
    ("out", "mail", "reply", "Named the study nurse and her hours; she calls back within a day."),
    ("in", "mail", "question", "“Is the journey to the centre paid?”"),
    ("out", "mail", "reply", "Yes, for two people; sent the page that says so."),
    ("out", "phone", "reply", "Twenty minutes with the coordinator: what members worry about."),
    ("in", "mail", "interested", "“Good talk. We changed two words in the draft, see below.”"),
    ("out", "mail", "reply", "The two words go to the ethics committee with the rest."),
)
ABOUT_CONTRACT = (
    ("out", "mail", "reply", "Sent the draft agreement in plain language, four pages."),
    ("in", "mail", "question", "“Why does paragraph five name only one channel?”"),
    ("out", "phone", "reply", "Went through paragraph five together; it names both now."),
    ("in", "mail", "interested", "“Our treasurer has it. She signs on Thursdays.”"),
)
ABOUT_CAMPAIGN = (
    ("out", "mail", "reply", "Sent the approved text and the day on which it may run."),
    ("in", "mail", "interested", "“It is in the next issue, page three.”"),
)
AFTERWARDS = (
    ("in", "mail", "interested", "“Eleven members wrote to us about it. Thank you for the tone.”"),
    ("out", "mail", "reply", "Thanked them and said when the report-back comes."),
)
