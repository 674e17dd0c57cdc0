"""A mail is kept once, with what we think of it; what follows is done afterwards."""

import hashlib
import logging
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import PurePath
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from advocacy.forms.uploads import MOST_BYTES, kind_of
from advocacy.inbound.classify import Verdict, classify
from advocacy.inbound.parse import Attached, Received, parse
from advocacy.messages import reply_to
from advocacy.messages.outreach import CODE
from advocacy.models import (
    InboundFile,
    InboundKind,
    InboundMail,
    InboundState,
    Message,
    Partnership,
    Person,
    Touch,
    User,
    uuid7,
)  # fmt: skip
from advocacy.models.base import now

LARGEST_MAIL = 30 * 1024 * 1024
MOST_FILES = 10
OLDEST = timedelta(days=30)

logger = logging.getLogger(__name__)


def receive(raw: bytes) -> InboundMail | None:
    """Keep a mail; None for one that we have already, however it came.

    One that breaks our reading is kept as bare as can be, so that a person looks at it.
    """
    try:
        return _receive(parse(raw))
    except Exception:  # of whatever somebody sent; where the database is away, this fails too
        logger.exception("A mail could not be read.")
        return _unreadable(raw)


def _unreadable(raw: bytes) -> InboundMail | None:
    at, key = now(), f"<{hashlib.sha256(raw).hexdigest()}@unreadable>"
    row, made = InboundMail.objects.get_or_create(
        message_id=key,
        defaults={
            "received_at": at, "sent_at": at, "kind": InboundKind.UNCLEAR,
            "state": InboundState.TRIAGE, "reason": _("It could not be read."),
        },
    )  # fmt: skip
    return row if made else None


def _receive(mail: Received) -> InboundMail | None:
    if InboundMail.objects.filter(message_id=mail.message_id).exists():
        return None
    row = _row(mail)
    with transaction.atomic():
        if not InboundMail.objects.bulk_create([row], ignore_conflicts=True):
            return None
        kept = InboundMail.objects.get(message_id=mail.message_id)
        if kept.pk != row.pk:
            return None
        for file in mail.files[:MOST_FILES]:
            _keep(kept, file)
    return kept


def _row(mail: Received) -> InboundMail:
    at = now()
    sent_at = mail.sent_at if mail.sent_at and at - OLDEST <= mail.sent_at <= at else at
    touch = _answered(mail)
    if touch and sent_at < touch.occurred_at:
        sent_at = at  # their clock is slow: nothing is answered before it was sent
    own = _thread(mail, touch)
    zone = ZoneInfo(own.group.time_zone) if own else ZoneInfo("UTC")
    verdict = _copy(mail) or classify(mail, today=sent_at.astimezone(zone).date())
    row = InboundMail(
        id=uuid7(), message_id=mail.message_id, received_at=at, sent_at=sent_at,
        sender=mail.sender, sender_name=mail.sender_name, subject=mail.subject,
        text=mail.text, new_text=mail.new_text[:4000], html=mail.html, kind=verdict.kind,
        return_on=verdict.return_on, reason=verdict.because[:300], partnership=own,
        person=_person(mail, own, touch, verdict),
    )  # fmt: skip
    row.state = _state(row, certain=own is not None)
    if own is None:
        row.partnership = _suggested(row.sender)
    return row


def _answered(mail: Received) -> Touch | None:
    """The touch whose mail this one answers or returns."""
    sent = Message.objects.filter(kind=CODE, message_id__in=mail.answers)
    touches = Touch.objects.filter(pk__in=sent.values("subject"), partnership__isnull=False)
    return touches.select_related("partnership__group", "person").order_by("-occurred_at").first()


def _thread(mail: Received, touch: Touch | None) -> Partnership | None:
    """The partnership to whose own address it was sent, or whose mail it answers."""
    own = reply_to.read(mail.to)
    found = Partnership.objects.select_related("group").filter(pk=own).first() if own else None
    return found or (touch.partnership if touch else None)


def _copy(mail: Received) -> Verdict | None:
    """A mail of a colleague's own, who put our address among the copies."""
    ours = User.objects.insiders().filter(email__iexact=mail.sender).exists()
    return Verdict(InboundKind.COPY, _("from a colleague")) if ours and mail.sender else None


def _person(
    mail: Received, own: Partnership | None, touch: Touch | None, verdict: Verdict
) -> Person | None:
    """Who wrote; of a bounce whose address it was, of a copy whom it went to."""
    if verdict.kind in (InboundKind.BOUNCE_HARD, InboundKind.BOUNCE_SOFT):
        return touch.person if touch else None
    if own is None:
        return None
    if verdict.kind == InboundKind.COPY:
        wanted = Q(address__in=[word.strip(",").lower() for word in mail.to.split()])
    else:
        wanted = Q(address=mail.sender)
    return own.group.people.filter(wanted).exclude(address="").first()


def _state(row: InboundMail, *, certain: bool) -> InboundState:
    """Filed by itself only where place and meaning are both certain."""
    if row.sender in (_plain(settings.REPLY_ADDRESS), _plain(settings.DEFAULT_FROM_EMAIL)):
        return InboundState.IGNORED
    if row.kind == InboundKind.AUTO_REPLY:
        return InboundState.IGNORED
    unsure = row.kind == InboundKind.UNCLEAR
    no_day = row.kind == InboundKind.OUT_OF_OFFICE and row.return_on is None
    return InboundState.RECEIVED if certain and not (unsure or no_day) else InboundState.TRIAGE


def _plain(address: str) -> str:
    return address.rpartition("<")[2].strip("> ").lower()


def _suggested(sender: str) -> Partnership | None:
    """The one open partnership with the group whose person wrote; none where there are several."""
    people = Person.objects.filter(address=sender).exclude(address="")
    rows = list(Partnership.objects.open().filter(group__people__in=people).distinct()[:2])
    return rows[0] if len(rows) == 1 else None


def _keep(mail: InboundMail, file: Attached) -> None:
    """A file under a name of ours, if it is small enough and of a kind that we keep."""
    small = len(file.content) <= MOST_BYTES
    kind = kind_of(BytesIO(file.content)) if small and file.content else ""
    row = InboundFile(
        mail=mail, name=PurePath(file.name).name[:120], size=len(file.content), kind=kind
    )
    if kind:
        row.file.save(f"{row.pk}.{kind}", ContentFile(file.content), save=False)
    row.save(force_insert=True)


def recent(mail: InboundMail, *, at: datetime) -> int:
    """How many mails of the same address were filed to the same thread within the hour."""
    return InboundMail.objects.like(mail, since=at - timedelta(hours=1)).count()
