"""What is kept and certain is filed, each mail in one step; the rest waits for a person."""

import logging
from typing import Any

from django.utils.translation import gettext as _

from advocacy.inbound.store import recent
from advocacy.models import (
    Direction,
    InboundKind,
    InboundMail,
    InboundState,
    Partnership,
    Purpose,
    ReplyOutcome,
    Stage,
    Touch,
    TouchChannel,
    TouchState,
    User,
)  # fmt: skip
from advocacy.models.base import now
from advocacy.templatetags.ui import words
from advocacy.workflow.errors import StageRefused, WorkflowError
from advocacy.workflow.perform import perform

BATCH = 200
#: More of one address within an hour, in one thread, are a machine's: they are kept as one.
MOST_AN_HOUR = 5
OUTCOMES = {
    InboundKind.REPLY: "",
    InboundKind.OUT_OF_OFFICE: ReplyOutcome.OUT_OF_OFFICE,
    InboundKind.BOUNCE_HARD: ReplyOutcome.BOUNCE_HARD,
    InboundKind.BOUNCE_SOFT: ReplyOutcome.BOUNCE_SOFT,
}

logger = logging.getLogger(__name__)


def file_received() -> int:
    """File what waits, also what a worker that died has left; returns how many."""
    rows = InboundMail.objects.received().select_related("partnership__owner", "person")
    return sum(file(mail) for mail in rows[:BATCH])


def file(mail: InboundMail) -> bool:
    """File one mail; what cannot be filed by itself goes to a person."""
    if recent(mail, at=now()) >= MOST_AN_HOUR:
        _leave(mail, InboundState.IGNORED, _("One of many within an hour."))
        return False
    colleague = _colleague(mail)
    by = colleague or _writer(mail.partnership)
    if mail.partnership is None or by is None:
        _leave(mail, InboundState.TRIAGE, mail.reason)
        return False
    actor = colleague if mail.kind == InboundKind.COPY else None
    data = {**data_of(mail), "by": by}
    try:
        perform("file_mail", actor=actor, subject=mail.partnership, data=data)
    except StageRefused:  # another reader was faster
        return False
    except WorkflowError as error:
        _leave(mail, InboundState.TRIAGE, words(error.text))
        return False
    except Exception:  # one mail is no reason to leave all others; where the database is away, too
        logger.exception("Mail %s could not be filed.", mail.pk)
        _leave(mail, InboundState.TRIAGE, _("It could not be filed; the server’s log says why."))
        return False
    return True


def data_of(mail: InboundMail) -> dict[str, Any]:
    """What the record is told; of a reply not what it says, which a person chooses."""
    common = {
        "channel": TouchChannel.MAIL, "person": mail.person, "occurred_at": mail.sent_at,
        "summary": mail.new_text[:4000], "mail": mail,
    }  # fmt: skip
    if mail.kind == InboundKind.COPY:
        return common | _outbound(mail)
    told: dict[str, Any] = {"direction": Direction.IN, "outcome": OUTCOMES.get(_kind(mail), "")}
    if mail.kind == InboundKind.OUT_OF_OFFICE:
        told["return_on"] = mail.return_on
    return common | told


def _kind(mail: InboundMail) -> InboundKind:
    return InboundKind(mail.kind)


def _outbound(mail: InboundMail) -> dict[str, Any]:
    """A colleague's own mail; if it was reserved, it is this one."""
    own, colleague = mail.partnership, _colleague(mail)
    assert own is not None
    reserved = Touch.objects.reserved().filter(partnership=own, by=colleague).first()
    return {
        "direction": Direction.OUT,
        "purpose": reserved.purpose if reserved else _purpose(own),
        "instead_of": reserved,
    }


def _purpose(own: Partnership) -> str:
    if Stage(own.stage).position >= Stage.CONVERSATION.position and not own.is_closed:
        return Purpose.REPLY
    asked = own.touches.filter(purpose=Purpose.ASK, state=TouchState.DELIVERED).exists()
    return Purpose.REMINDER if asked else Purpose.ASK


def _colleague(mail: InboundMail) -> User | None:
    if mail.kind != InboundKind.COPY:
        return None
    return User.objects.insiders().filter(email__iexact=mail.sender).first()


def _writer(own: Partnership | None) -> User | None:
    """On whose behalf it is on file: the owner's, or of whoever wrote to the group last."""
    if own is None or own.owner is not None:
        return own.owner if own else None
    last = own.touches.filter(direction=Direction.OUT).select_related("by").first()
    return last.by if last else None


def _leave(mail: InboundMail, state: InboundState, reason: str) -> None:
    InboundMail.objects.received().filter(pk=mail.pk).update(state=state, reason=reason[:300])
