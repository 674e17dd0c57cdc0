"""What may have happened with a group, as big buttons, and what each means to the record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from advocacy.models import (
    Direction,
    ExitReason,
    ReplyOutcome,
    StanceKind,
    TouchChannel,
    TouchState,
)  # fmt: skip

DECLINES = (
    (ExitReason.DECLINED_STUDY.value, _("This study")),
    (ExitReason.DECLINED_FEE.value, _("The fee")),
    (ExitReason.DECLINED_SPONSOR.value, _("This sponsor")),
)
REFUSALS = (
    (StanceKind.NO_TRIALS.value, _("All trials")),
    (StanceKind.NO_INDUSTRY.value, _("All work with industry")),
)


@dataclass(frozen=True, slots=True)
class Happening:
    """One button of "What happened", and what it means to the record."""

    label: Any
    icon: str
    direction: Direction
    channel: TouchChannel | None = None
    state: TouchState = TouchState.DELIVERED
    outcome: ReplyOutcome | None = None

    @property
    def asks_how(self) -> bool:
        """Whether the channel is still to be told."""
        return self.channel is None


OUT, IN = Direction.OUT, Direction.IN
OUTBOUND: dict[str, Happening] = {
    "no_answer": Happening(
        _("Phoned, no answer"), "phone-missed", OUT, TouchChannel.PHONE, TouchState.NO_ANSWER
    ),
    "voicemail": Happening(_("Left a voicemail"), "voicemail", OUT, TouchChannel.VOICEMAIL),
    "mail": Happening(_("Sent a mail"), "send", OUT, TouchChannel.MAIL),
    "message": Happening(
        _("Sent a direct message"), "message-square", OUT, TouchChannel.MESSAGE
    ),
    "web_form": Happening(_("Filled in their web form"), "globe", OUT, TouchChannel.WEB_FORM),
    "letter": Happening(_("Sent a letter"), "mail", OUT, TouchChannel.LETTER),
    "meeting": Happening(_("Met them"), "users", OUT, TouchChannel.MEETING),
}  # fmt: skip
INBOUND: dict[str, Happening] = {
    "interested": Happening(
        _("Interested"), "smile", IN, outcome=ReplyOutcome.INTERESTED
    ),
    "question": Happening(
        _("Asks a question"), "circle-question-mark", IN, outcome=ReplyOutcome.QUESTION
    ),
    "invitation": Happening(
        _("Invites us"), "hand-helping", IN, outcome=ReplyOutcome.INVITATION
    ),
    "hesitant": Happening(_("Hesitant, not sure"), "meh", IN, outcome=ReplyOutcome.HESITANT),
    "declined": Happening(_("Declined"), "thumbs-down", IN, outcome=ReplyOutcome.DECLINED),
    "policy_no": Happening(
        _("Against their policy"), "ban", IN, outcome=ReplyOutcome.POLICY_NO
    ),
    "opt_out": Happening(
        _("Never contact us again"), "octagon-x", IN, outcome=ReplyOutcome.OPT_OUT
    ),
    "out_of_office": Happening(
        _("Out of office until …"), "calendar-off", IN, TouchChannel.MAIL,
        outcome=ReplyOutcome.OUT_OF_OFFICE,
    ),
}  # fmt: skip
BOUNCES: dict[str, Happening] = {
    "bounce_hard": Happening(
        _("The address is wrong"), "mail-x", IN, TouchChannel.MAIL,
        outcome=ReplyOutcome.BOUNCE_HARD,
    ),
    "bounce_soft": Happening(
        _("Try again later"), "mail-warning", IN, TouchChannel.MAIL,
        outcome=ReplyOutcome.BOUNCE_SOFT,
    ),
}  # fmt: skip
HAPPENINGS: Mapping[str, Happening] = OUTBOUND | INBOUND | BOUNCES
