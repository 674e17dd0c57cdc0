"""The words for the codes that facts carry, so that a finding never shows a code."""

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
    "mail": _("mail"),
    "phone": _("phone"),
    "voicemail": _("voicemail"),
    "message": _("direct message"),
    "web_form": _("web form"),
    "meeting": _("meeting"),
    "letter": _("letter"),
}

MEDIA: dict[str, Text] = {
    "newsletter": _("newsletter"),
    "website": _("website"),
    "social": _("social media"),
    "email": _("mail to the members"),
    "event": _("event"),
    "webinar": _("webinar"),
    "print": _("print"),
}

AGREEMENT_FIELDS: dict[str, Text] = {
    "purpose": _("purpose"),
    "parties": _("parties"),
    "activity": _("activity"),
    "acknowledgement": _("acknowledgement"),
    "starts_on": _("start date"),
    "ends_on": _("end date"),
    "amount": _("amount or support in kind"),
    "group_signatory": _("who signs for the group"),
    "group_signed_on": _("the group’s signature"),
    "sponsor_signatory": _("who signs for the sponsor"),
    "sponsor_signed_on": _("the sponsor’s signature"),
    "file": _("signed document"),
}


def word(table: dict[str, Text], code: str) -> Text | str:
    """The word for a code; a code without one is shown with its underscores as spaces."""
    return table.get(code) or code.replace("_", " ")
