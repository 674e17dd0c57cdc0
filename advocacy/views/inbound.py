"""Mails that came in: a list of what is to be sorted, one mail with what a person says of it."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from advocacy.access import INSIDERS, public, requires
from advocacy.forms.inbound import DismissMailForm, ReadReplyForm, SortMailForm
from advocacy.forms.uploads import TYPES
from advocacy.inbound.file import file_received
from advocacy.inbound.store import LARGEST_MAIL, receive
from advocacy.inbound.webhook import is_ours
from advocacy.matching.names import searchable
from advocacy.models import Group, InboundFile, InboundMail, InboundState, Partnership, Touch
from advocacy.models.search import nearest
from advocacy.views.acts import detail_url
from advocacy.views.keyset import keyset
from advocacy.views.pages import form_page, found, posted

ORDER = ("-received_at", "-id")
MOST_GROUPS = 5
DISMISS = "dismiss"
PAGE = "advocacy/inbound/mail.html"


@requires(*INSIDERS)
def mail_list(request: HttpRequest) -> HttpResponse:
    """What waits to be sorted; beside it what was filed, or counts as nothing."""
    rest = request.GET.get("show") == "rest"
    rows = InboundMail.objects.sorted_out() if rest else InboundMail.objects.to_sort()
    url = reverse("mail-list")
    context = {
        "page": keyset(rows.for_page(), request, order=ORDER),
        "rest": rest,
        "tabs": [
            {"label": _("To be sorted"), "url": url, "current": not rest},
            {"label": _("Sorted"), "url": f"{url}?show=rest", "current": rest},
        ],
    }
    return render(request, "advocacy/inbound/list.html", context)


@requires(*INSIDERS)
def mail_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One mail, and what is to be said about it as things stand."""
    mail = found(InboundMail.objects.for_page().select_related("touch"), pk)
    if mail.touch is not None and not mail.touch.outcome and mail.touch.is_genuine:
        return read(request, mail, mail.touch)
    if mail.state == InboundState.TRIAGE:
        return sort(request, mail)
    return render(request, PAGE, around(mail))


def read(request: HttpRequest, mail: InboundMail, touch: Touch) -> HttpResponse:
    """Say what a filed reply means."""
    own = mail.partnership
    return form_page(
        request, ReadReplyForm(posted(request), mail=mail), subject=touch, template=PAGE,
        to=detail_url(own) if own else reverse("mail-list"), said=_("Read, and on file."),
        context=around(mail),
    )  # fmt: skip


def sort(request: HttpRequest, mail: InboundMail) -> HttpResponse:
    """Say where a mail belongs, or that it belongs nowhere."""
    wanted = request.GET.get("q", "").strip()[:120]
    away = DismissMailForm(posted(request) if DISMISS in request.POST else None)
    sent = None if DISMISS in request.POST else posted(request)
    form = SortMailForm(sent, mail=mail, likely=likely(mail, wanted))
    context = {**around(mail), "wanted": wanted, "sorting": form, "away": away}
    to = reverse("mail-list")
    if DISMISS in request.POST:
        return form_page(
            request, away, subject=mail, to=to, said=_("Put away."), template=PAGE, context=context
        )
    own = form.cleaned_data.get("partnership") if form.is_bound and form.is_valid() else None
    return form_page(
        request, form, subject=own, to=detail_url(own) if own else to,
        said=_("Filed."), template=PAGE, context=context,
    )  # fmt: skip


def likely(mail: InboundMail, wanted: str) -> list[Partnership]:
    """Ours to choose from: the suggestion, those of the writer's group, those searched for."""
    rows = Partnership.objects.for_page()
    found_: list[Partnership] = [mail.partnership] if mail.partnership else []
    if mail.sender:
        found_ += rows.open().filter(group__people__address=mail.sender).distinct()
    if wanted:
        groups = nearest(Group.objects.standing(), searchable(wanted), most=MOST_GROUPS)
        found_ += rows.with_groups([group.pk for group in groups])[: MOST_GROUPS * 3]
    return list({own.pk: own for own in found_}.values())


def around(mail: InboundMail) -> dict[str, Any]:
    """What the page shows in every state."""
    return {
        "mail": mail,
        "files": mail.files.all(),
        "title": mail.subject or _("A mail without a subject line"),
        "back": reverse("mail-list"),
        "crumbs": [{"label": _("Mail"), "url": reverse("mail-list")}],
    }


@requires(*INSIDERS)
def mail_file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Hand out an attachment, always to be saved and never shown by the browser."""
    row = found(InboundFile.objects.all(), pk)
    if not row.file.name or not row.file.storage.exists(row.file.name):
        raise Http404
    response = FileResponse(
        row.file.open("rb"), as_attachment=True, filename=f"{row.pk}.{row.kind}",
        content_type=TYPES.get(row.kind, "application/octet-stream"),
    )  # fmt: skip
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@csrf_exempt  # a mail server hands it over; the seal is its right to
@require_POST
@public
def inbound_webhook(request: HttpRequest) -> HttpResponse:
    """Take one mail as it is (RFC 5322), sealed with our secret; 404 where none is set."""
    if not settings.INBOUND_WEBHOOK_SECRET:
        raise Http404
    if int(request.headers.get("Content-Length") or 0) > LARGEST_MAIL:
        return HttpResponse(status=413)
    try:
        raw = request.read(LARGEST_MAIL + 1)
    except (RequestDataTooBig, OSError):
        return HttpResponse(status=413)
    stamp = request.headers.get("X-Pagcrm-Time", "")
    if not is_ours(raw, stamp=stamp, signature=request.headers.get("X-Pagcrm-Signature", "")):
        return HttpResponse(status=403)
    receive(raw)
    file_received()
    return HttpResponse(status=204)
