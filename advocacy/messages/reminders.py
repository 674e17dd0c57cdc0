"""One mail to the owner of a follow-up that has come due; groups never get one."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from advocacy.models import FollowUp

BATCH = 100
logger = logging.getLogger(__name__)


def claim(*, now: datetime) -> list[FollowUp]:
    """Take the next due follow-up that nobody was told of; a second sweep does not find it.

    The mark is committed before anything is sent: a mail that fails is not sent again by itself.
    """
    with transaction.atomic():
        rows = list(
            FollowUp.objects.reminding(now)
            .select_related("group", "partnership__study", "owner")
            .select_for_update(of=("self",), skip_locked=True)
            .order_by("due_at")[:1]
        )
        FollowUp.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    return rows


def send_due(*, now: datetime) -> int:
    """Claim and send; returns how many mails went out."""
    sent = 0
    for row in (row for _turn in range(BATCH) for row in claim(now=now)):
        if not FollowUp.objects.open().filter(pk=row.pk).exists():
            continue  # handled a moment ago
        try:
            sent += mail(row).send()
        except (SMTPException, OSError):
            logger.exception("The reminder of follow-up %s was not sent.", row.pk)
    return sent


def mail(row: FollowUp) -> EmailMultiAlternatives:
    """The reminder of one follow-up, as text and HTML."""
    if row.owner is None:
        raise ValueError("a follow-up without an owner reminds nobody")
    path = (
        reverse("partnership-detail", args=[row.partnership_id])
        if row.partnership_id
        else reverse("group-detail", args=[row.group_id])
    )
    context = {"follow_up": row, "url": settings.PUBLIC_URL + path}
    with translation.override(settings.LANGUAGE_CODE):
        subject = render_to_string("emails/reminder/subject.txt", context)
        message = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("emails/reminder/body.txt", context),
            to=[row.owner.email],
            headers={"Auto-Submitted": "auto-generated", "Message-ID": message_id(row)},
        )
        message.attach_alternative(
            render_to_string("emails/reminder/body.html", context), "text/html"
        )
    return message


def message_id(row: FollowUp) -> str:
    """The same for the same reminder, so that a mail server can tell a double."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<follow-up-{row.pk}-{row.due_on:%Y%m%d}@{host}>"
