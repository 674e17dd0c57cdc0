"""Mails to groups: how one begins, from what is known, and how it reads when it goes out."""

from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from advocacy.messages import opt_out, reply_to, unsubscribe
from advocacy.messages.kinds import Letter
from advocacy.models import Direction, Purpose, Touch, TouchState

CODE = "outreach"
FOLDER = "emails/outreach"


def draft(touch: Touch) -> dict[str, str]:
    """Subject and words to begin with, of the study, the group and the ask; a person goes on."""
    assert touch.partnership is not None
    own, group = touch.partnership, touch.group
    sent = own.touches.filter(direction=Direction.OUT, state=TouchState.DELIVERED)
    context = {
        "touch": touch, "group": group, "study": own.study, "ask": touch.ask, "by": touch.by,
        "conditions": ", ".join(own.study.conditions.values_list("name", flat=True)),
        "goal": group.goals.order_by("-as_of", "-id").first(),
        "before": sent.order_by("-occurred_at").first(),
        "asks": touch.purpose == Purpose.ASK, "reminds": touch.purpose == Purpose.REMINDER,
        "thanks": touch.purpose == Purpose.THANK_YOU,
    }  # fmt: skip
    body = render_to_string(f"{FOLDER}/draft.txt", context).strip()
    subject = render_to_string(f"{FOLDER}/draft_subject.txt", context)
    return {"subject": " ".join(subject.split()), "body": body}


def letter(touch: Touch, *, subject: str, body: str) -> Letter:
    """The mail as it goes out: both parts, with what the law asks for under each."""
    context = {"subject": subject, **words(touch, body=body)}
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Letter(
        subject=subject,
        text=render_to_string(f"{FOLDER}/body.txt", context),
        html=render_to_string(f"{FOLDER}/body.html", context),
        headers={
            **unsubscribe.headers(context["opt_out"]),
            "From": formataddr((touch.by.name or name, address)),
            "Auto-Submitted": "no",
        },
        reply_to=(answers_to(touch),),
    )


def words(touch: Touch, *, body: str) -> dict[str, Any]:
    """What stands in both parts: the words, the way out, the postal address."""
    return {"body": body, "opt_out": opt_out.url(touch.pk), "postal": settings.POSTAL_ADDRESS}


def answers_to(touch: Touch) -> str:
    """The partnership's own address; the writer's where no mailbox is read."""
    own = reply_to.address(touch.partnership_id) if touch.partnership_id else ""
    return own or touch.by.email
