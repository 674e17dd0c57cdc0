"""The words for the codes that facts carry, so that a finding never shows a code."""

from advocacy.policy.activities import ACTIVITIES
from advocacy.policy.facts import Phase
from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _

PHASES: dict[str, Text] = {
    Phase.CONVERSATION: _("conversation"),
    Phase.REVIEW: _("review"),
    Phase.CONTRACT: _("contract"),
    Phase.MATERIALS: _("materials"),
    Phase.SETUP: _("set-up"),
}

TIES: dict[str, Text] = {
    "grant": _("grant"),
    "sponsorship": _("sponsorship"),
    "advisory": _("advisory work"),
    "research": _("research"),
    "membership": _("membership"),
    "event": _("event"),
    "co_listed": _("co-listed on a trial"),
}

CHANNELS: dict[str, Text] = {
    "email": _("mail"),
    "mail": _("mail"),
    "phone": _("phone"),
    "voicemail": _("voicemail"),
    "ring": _("unanswered ring"),
    "direct_message": _("direct message"),
    "web_form": _("web form"),
    "letter": _("letter"),
    "meeting": _("meeting"),
    "event": _("event"),
}

PROFILE: dict[str, Text] = {
    "mission": _("mission"),
    "size": _("size"),
    "channels": _("channels"),
    "submission_route": _("submission route"),
    "audience": _("audience"),
    "goals": _("goals"),
}


def word(table: dict[str, Text], code: str) -> Text | str:
    """The word for a code; a code without one is shown with its underscores as spaces."""
    return table.get(code) or code.replace("_", " ")


def activity(code: str) -> Text | str:
    """What a placement channel or an activity is called."""
    return ACTIVITIES[code].title if code in ACTIVITIES else code.replace("_", " ")
