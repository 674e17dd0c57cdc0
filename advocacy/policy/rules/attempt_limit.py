"""Two tries and a thank-you, then the group is left in peace."""

from advocacy.policy.facts import Purpose, Touch
from advocacy.policy.registry import (
    Act,
    Evidence,
    Facts,
    Finding,
    Limits,
    Principle,
    Remedy,
    allow,
    block,
    rule,
)
from advocacy.policy.remedies import Mend
from advocacy.policy.text import Text, ngettext
from advocacy.policy.text import gettext as _
from advocacy.policy.words import CHANNELS, word

CODE = "attempt-limit"
THANK = Remedy(Mend.MAKE_THANK_YOU, _("Make it the thank-you, with no ask in it"))
CLOSE = Remedy(Mend.CLOSE, _("Close the partnership: no response"))


@rule(
    CODE,
    title=_("Attempt limit"),
    principle=Principle.DONT_PUSH,
    why=_(
        "Silence is an answer too. All of you together try twice and then say thank you; more "
        "would close the door for everybody who comes later."
    ),
    acts=(Act.CONTACT,),
    limits=("attempts_per_ask",),
)
def check(facts: Facts, limits: Limits) -> Finding:
    """Count the attempts of all people, channels and colleagues on this partnership."""
    attempts, most = facts.attempts, limits.attempts_per_ask
    done = len(attempts)
    evidence = tuple(
        Evidence("touch", touch.id, _attempt(facts, touch, number))
        for number, touch in enumerate(attempts, start=1)
    )
    threshold = ngettext(
        "at most {count} attempt, all people and channels together",
        "at most {count} attempts, the last of them the thank-you",
        most,
    )
    because = _count(facts, attempts, most)
    if done >= most:
        return block(
            CODE,
            because,
            evidence=evidence,
            threshold=threshold,
            remedy=CLOSE,
            overridable=False,
        )
    if done and done == most - 1 and facts.intent.purpose is not Purpose.THANK_YOU:
        return block(
            CODE,
            _("{count} Attempt {next} can only be the thank-you.", count=because, next=most),
            evidence=evidence,
            threshold=threshold,
            remedy=THANK,
            overridable=False,
        )
    return allow(CODE, because, evidence=evidence, threshold=threshold)


def _count(facts: Facts, attempts: tuple[Touch, ...], most: int) -> Text:
    if not attempts:
        return _("0 of {most} attempts.", most=most)
    last = _attempt(facts, attempts[-1], len(attempts))
    return ngettext(
        "{count} of {most} attempts: {last}.",
        "{count} of {most} attempts, the last: {last}.",
        len(attempts),
        most=most,
        last=last,
    )


def _attempt(facts: Facts, touch: Touch, number: int) -> Text:
    day = facts.group.calendar.local_date(touch.occurred_at)
    channel = word(CHANNELS, touch.channel)
    if not touch.by:
        return _("attempt {number} on {day}, {channel}", number=number, day=day, channel=channel)
    return _(
        "attempt {number} on {day} by {by}, {channel}",
        number=number,
        day=day,
        by=touch.by,
        channel=channel,
    )
