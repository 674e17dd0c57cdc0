"""Mail to a group: written, looked at as it will go, put into the ledger; and the way out of it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from advocacy.access import INSIDERS, public, requires
from advocacy.forms.mails import SendMailForm
from advocacy.messages import opt_out, outreach
from advocacy.messages.unsubscribe import BadToken
from advocacy.models import Message, OptOut, Partnership, Touch, TouchChannel
from advocacy.models.base import now
from advocacy.views.acts import around, detail_url, partnership_of
from advocacy.views.pages import form_page, found, posted
from advocacy.views.record import is_held
from advocacy.workflow.effects.stances import standing
from advocacy.workflow.errors import InvalidData
from advocacy.workflow.perform import perform
from advocacy.workflow.step import calendar_of

PAGE = "advocacy/mails/write.html"


@requires(*INSIDERS)
def touch_mail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write the mail of a reserved touch; it goes only after it was looked at."""
    rows = Touch.objects.select_related("person", "by", "ask", "group")
    touch = found(rows, pk)
    partnership = partnership_of(touch.partnership_id)
    touch.partnership = partnership
    begins = {} if request.method == "POST" else outreach.draft(touch)
    form = SendMailForm(posted(request), initial=begins)
    context = writing(request, touch, partnership)
    if request.method == "POST" and "send" not in request.POST:
        good = form.is_valid()
        if good and "again" not in request.POST:
            context |= looked_at(touch, form)
        return render(request, PAGE, {**context, "form": form}, status=200 if good else 422)
    return form_page(
        request, form, subject=touch, to=detail_url(partnership), template=PAGE, context=context,
        said=_("On its way. The timeline says when the mail server has taken it."),
    )  # fmt: skip


def looked_at(touch: Touch, form: SendMailForm) -> dict[str, Any]:
    """The mail as it will go: the letter itself, and what its HTML part is made of."""
    subject, body = form.cleaned_data["subject"], form.cleaned_data["body"]
    letter = outreach.letter(touch, subject=subject, body=body)
    return {"letter": letter, **outreach.words(touch, body=body)}


def writing(request: HttpRequest, touch: Touch, partnership: Partnership) -> dict[str, Any]:
    """What the page shows beside the form."""
    mine = touch.by_id == request.user.pk
    return {
        **around(partnership),
        "title": SendMailForm.title,
        "touch": touch,
        "sendable": mine and is_held(touch) and can_mail(touch),
        "answers_to": outreach.answers_to(touch),
        "mail": mail_of(touch),
    }


def mail_of(touch: Touch) -> Message | None:
    """What the ledger knows about the touch."""
    return Message.objects.about(outreach.CODE, touch.pk).first()


def can_mail(touch: Touch) -> bool:
    """Whether it is an e-mail to somebody whose address may be shown."""
    person = touch.person
    if touch.channel != TouchChannel.MAIL or person is None or not person.email:
        return False
    return not OptOut.objects.standing().binding(person).exists()


@csrf_exempt  # a mail program presses the button (RFC 8058); the signed link is the right to
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def group_opt_out(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing; the button says never, at once. Tells nobody whose mail it was."""
    try:
        key = opt_out.read(token)
    except BadToken as error:
        raise Http404 from error
    stopped = request.method == "POST"
    if stopped:
        say_never(key, everybody=request.POST.get("who") == "group")
    return render(request, "advocacy/mails/opt_out.html", {"stopped": stopped})


def say_never(key: UUID, *, everybody: bool) -> None:
    """Record it; what is on file already, or gone, is as good."""
    touch = Touch.objects.select_related("group", "person").filter(pk=key).first()
    if touch is None:
        return
    person = None if everybody else touch.person
    data = {
        "person": person,
        "said_on": calendar_of(touch.group).local_date(now()),
        "words": _("Opted out by the link in our mail."),
        "source": _("the link in our mail of {day}").format(day=f"{touch.occurred_at:%Y-%m-%d}"),
    }
    try:
        perform("record_opt_out", actor=None, subject=touch.group, data=data)
    except InvalidData:
        if not standing(touch.group, person):
            raise
