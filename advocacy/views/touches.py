"""Touches: written when clear, logged when they took place."""

from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from advocacy.access import INSIDERS, requires
from advocacy.forms.touches import (
    AnswerForm,
    ReplyForm,
    ReserveTouchForm,
    SendTouchForm,
    ThankYouForm,
)  # fmt: skip
from advocacy.models import OptOut, Partnership, Purpose, Touch, TouchChannel
from advocacy.models.together import together
from advocacy.views.acts import act_view, around, detail_url, partnership_of, show_act
from advocacy.views.mails import mail_of
from advocacy.views.pages import act, form_page, found
from advocacy.views.record import is_held
from advocacy.views.situation import situation_of
from advocacy.workflow.step import Done

STEPS = {
    "thank-you": act_view(ThankYouForm, said=gettext_lazy("Thanked. The group is left in peace.")),
    "answer": act_view(AnswerForm, said=gettext_lazy("Answered.")),
    "reply": act_view(ReplyForm, said=gettext_lazy("Replied.")),
}


@requires(*INSIDERS)
def touch_reserve(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the rules, and keep colleagues from writing at the same moment."""
    partnership = partnership_of(pk)
    purpose = request.GET.get("purpose", "")
    if purpose not in Purpose.values and request.method != "POST":
        purpose = situation_of(partnership).purpose.value
    form = ReserveTouchForm(
        request.POST or None, partnership=partnership, initial={"purpose": purpose}
    )
    return show_act(request, partnership, form, said="", to=to_writing)


def to_writing(done: Done) -> str:
    """The page on which the reserved touch is written."""
    return reverse("touch-write", args=[done.result.pk])


@requires(*INSIDERS)
def touch_write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words to send, to whom, and until when the group is kept free for it."""
    touch, partnership = being_written(pk)
    return form_page(
        request, SendTouchForm(request.POST or None), subject=touch, to=detail_url(partnership),
        said=_("On file as sent. The next step is on your list."),
        template="advocacy/touches/write.html",
        context=lambda: writing(request, touch, partnership),
    )  # fmt: skip


@together
def of_id(*, touch: UUID) -> dict[str, Any]:
    """The touch with this id and its partnership, or none."""
    return {
        "touch": Touch.objects.select_related("person__group", "by", "ask").filter(pk=touch),
        "partnership": Partnership.objects.for_page().filter(touches=touch),
    }


def being_written(pk: UUID) -> tuple[Touch, Partnership]:
    """A touch of a partnership with all that its page shows, or a 404."""
    found = of_id(touch=pk)
    if not found["partnership"]:
        raise Http404
    return found["touch"][0], found["partnership"][0]


def writing(request: HttpRequest, touch: Touch, partnership: Partnership) -> dict[str, Any]:
    """What the page of a touch that is being written shows."""
    hidden = bool(touch.person and OptOut.objects.standing().binding(touch.person).exists())
    return {
        **around(partnership),
        "title": SendTouchForm.title,
        "touch": touch,
        "mailto": "" if hidden else mailto(touch, partnership),
        "hidden": hidden,
        "log_url": f"{reverse('touch-log')}?partnership={partnership.pk}&touch={touch.pk}",
        "mail": mail_of(touch),
        "mine": touch.by_id == request.user.pk,
        "gone": not is_held(touch),
    }


def mailto(touch: Touch, partnership: Partnership) -> str:
    """A link that opens the person's own mail program with the words filled in."""
    person, ask = touch.person, touch.ask
    if touch.channel != TouchChannel.MAIL or person is None or not person.email:
        return ""
    foot = _("If you would rather not hear from us again, just reply and say so.")
    body = f"{ask.body if ask else ''}\n\n--\n{foot}\n{settings.POSTAL_ADDRESS}\n"
    parts = {"subject": ask.subject_line if ask else "", "body": body}
    return f"mailto:{quote(person.email)}?{urlencode(parts, quote_via=quote)}"


@requires(*INSIDERS)
@require_POST
def touch_release(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nothing was sent; a colleague may write again."""
    touch = found(Touch.objects.all(), pk)
    to = detail_url(partnership_of(touch.partnership_id))
    return act(
        request, "release_touch", subject=touch, to=to,
        said=_("Not sent. The group is free for others again."),
    )  # fmt: skip
