"""What every page shares: how an action is taken, and how its refusal is shown."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django_htmx.http import HttpResponseClientRedirect

from advocacy.models import User
from advocacy.templatetags.ui import words
from advocacy.views.conflicts import conflicts
from advocacy.workflow.errors import (
    InvalidData,
    NotAllowed,
    NotFound,
    PolicyBlocked,
    StageRefused,
    Stale,
    WorkflowError,
)  # fmt: skip
from advocacy.workflow.perform import perform
from advocacy.workflow.step import Done

Row = TypeVar("Row", bound=Model)
Address = str | Callable[[Done], str]
Words = Any  # a string, a lazy one, or a function of what was done

FORM_PAGE = "advocacy/form_page.html"
REFUSED_PAGE = "advocacy/refused.html"


def found(queryset: QuerySet[Row], pk: object) -> Row:
    """Give the record, or a 404 for one that is not there or not this person's to see."""
    row = queryset.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def signed_in(request: HttpRequest) -> User:
    """Give the person behind the request; @requires has seen to it that there is one."""
    return cast("User", request.user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, though it be empty; None where a form is only to be shown."""
    return request.POST if request.method == "POST" else None


def list_before(request: HttpRequest, default: str) -> str:
    """The list, as it was narrowed, that ?next= or a hidden field names; else the default."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()})
    return asked if asked.startswith("/") and ours else default


def gone(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on after an action: 303, or as a dialog and htmx want it."""
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url, status=303)


def way_back(request: HttpRequest) -> str:
    """The page of ours that ?next= names, to which a remedy leads back; blank without one."""
    url = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())
    return url if ours and url.startswith("/") else ""


def went_well(
    request: HttpRequest, done: Done, *, to: Address, said: Words, undoable: bool = True
) -> HttpResponse:
    """Say what was done, with a way to take it back where there is one, and lead on."""
    from advocacy.views.undo import note_of

    text = said(done) if callable(said) else said
    if text:
        note = note_of(done, actor=signed_in(request)) if undoable else ""
        messages.success(request, str(text), extra_tags=note)
    if done.breaches:
        n = len(done.breaches)
        note = ngettext(
            "It broke {n} rule. It is kept, counted and shown to the manager.",
            "It broke {n} rules. It is kept, counted and shown to the manager.",
            n,
        )
        messages.warning(request, note.format(n=n))
    return gone(request, to(done) if callable(to) else to)


Context = Mapping[str, Any] | Callable[[], Mapping[str, Any]]


def form_page(
    request: HttpRequest,
    form: Any,
    *,
    subject: Model | None,
    to: Address,
    said: Words,
    action: str = "",
    data: Mapping[str, Any] | None = None,
    template: str = FORM_PAGE,
    context: Context | None = None,
) -> HttpResponse:
    """Show a form, take its action when it is sent, show it again with what stands against it.

    200 shown, 303 done, 422 wrong values, 409 refused by the rules or the stage, or saved by
    somebody else meanwhile; input is kept.
    `to` and `said` may be functions of the Done; a ?next= of ours comes before `to`. `context` may
    be a function: what only the page shows is not asked for where there is none.
    """
    asked_back = way_back(request)
    to = asked_back or to
    against_it: dict[str, Any] = {}
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = {**form.values, **(data or {})}
            try:
                done = take(request, action or form.action, subject, values)
            except InvalidData as error:
                form.take_errors(error.errors)
            except (PolicyBlocked, StageRefused) as error:
                status, against_it = 409, against(error)
            except Stale as error:
                status, against_it = 409, {"conflicts": conflicts(form, error.fields)}
            else:
                return went_well(request, done, to=to, said=said)
    back = {"back": to if isinstance(to, str) else ""}
    more = (context() if callable(context) else context) or {}
    shown = {"form": form, **back, **more, **(back if asked_back else {}), **against_it}
    return render(request, template, shown, status=status)


def act(
    request: HttpRequest,
    action: str,
    *,
    subject: Model | None,
    to: Address,
    said: Words,
    data: Mapping[str, Any] | None = None,
    back: str = "",
    context: Mapping[str, Any] | None = None,
    undoable: bool = True,
) -> HttpResponse:
    """Take an action that has a button and no form; a refusal is shown on a page of its own."""
    back = back or (to if isinstance(to, str) else "/")
    try:
        done = take(request, action, subject, data or {})
    except InvalidData as error:
        for text in error.errors.values():
            messages.error(request, words(text))
        return gone(request, back)
    except (PolicyBlocked, StageRefused) as error:
        shown = {"back": back, **(context or {}), **against(error)}
        return render(request, REFUSED_PAGE, shown, status=409)
    return went_well(request, done, to=to, said=said, undoable=undoable)


def take(request: HttpRequest, action: str, subject: Model | None, data: Mapping[str, Any]) -> Done:
    """Perform as the signed-in person; what is gone is a 404, what is not hers a 403."""
    try:
        return perform(action, actor=signed_in(request), subject=subject, data=dict(data))
    except NotFound as error:
        raise Http404 from error
    except NotAllowed as error:
        raise PermissionDenied(words(error.text)) from error


def against(error: WorkflowError) -> dict[str, Any]:
    """What a template needs to show why an action was refused."""
    return {
        "refusal": error.text,
        "decision": getattr(error, "decision", None),
        "missing": getattr(error, "missing", ()),
    }
