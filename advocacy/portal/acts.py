"""What a sponsor's people do in the portal; each is an action of the write path."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from advocacy.forms.preferences import WeeklyForm
from advocacy.forms.sponsor_window import AnswerForm, DeclareForm, RaiseForm
from advocacy.models import NotificationPreferences, User
from advocacy.models.window import WindowBudget, WindowQuestion
from advocacy.portal import reading, words
from advocacy.portal.connection import as_sponsor, origin_of, theirs_to_answer
from advocacy.portal.pages import View, draw, one, window
from advocacy.templatetags.ui import day as as_day
from advocacy.templatetags.ui import money
from advocacy.visits import Visit
from advocacy.workflow import asked_by_sponsor
from advocacy.workflow.errors import InvalidData, NotAllowed, NotFound, WorkflowError
from pagcrm import evenly

#: Seconds; longer than it takes to keep what is declared.
STEP = 0.5
Deed = Callable[[User, dict[str, Any]], Any]


def take(
    request: HttpRequest, visit: Visit, form: Any, deed: Deed, *, to: str, said: str,
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """Show a form, or do what it says: 303 done, 422 wrong values, 409 no longer possible."""
    status, closed = 200, False
    if request.method == "POST" and visit.acting is not None:
        status = 422
        if form.is_valid():
            try:
                deed(visit.acting, form.values)
            except InvalidData as error:
                form.take_errors(error.errors)
            except (NotFound, NotAllowed, ObjectDoesNotExist) as error:
                raise Http404 from error
            except WorkflowError:
                status, closed = 409, True
            else:
                messages.success(request, said)
                return HttpResponseRedirect(to, status=303)
    shown = {"form": form, "back": to, "closed": closed, **context}
    return draw(request, visit, "form", shown, status=status)


def sent(request: HttpRequest) -> Any:
    """What a form is bound to."""
    return request.POST if request.method == "POST" else None


@window
def question(request: HttpRequest, pk: UUID, *, visit: Visit) -> HttpResponse:
    """Answer a clearance question, in one's own name."""
    with as_sponsor(visit.sponsors):
        rows = reading.of(WindowQuestion, list(visit.sponsors)).filter(pk=pk)
        row = one(theirs_to_answer(list(rows.values(*reading.QUESTION)), visit.sponsors))
    number = row["study__nct_number"] or row["study__protocol_id"]
    lead = _("For the study {title} ({number}). Asked on {day}, of {name}.").format(
        title=row["study__title"], number=number, day=as_day(row["asked_on"]),
        name=row["asked_of"],
    )  # fmt: skip
    title = _("May we write to {group}?").format(group=row["group_name"])
    return take(
        request, visit, AnswerForm(sent(request)),
        lambda who, values: asked_by_sponsor.answer(who, origin_of(WindowQuestion(pk=pk)), values),
        to=reverse("portal-home"), said=_("Thank you. Your answer is kept, with your name."),
        context={"title": title, "lead": lead},
    )  # fmt: skip


@window
def declare(request: HttpRequest, *, visit: Visit) -> HttpResponse:
    """Declare a relationship of the sponsor with a group; one on file takes no longer."""
    begun = time.monotonic()
    answer = take(
        request, visit, DeclareForm(sent(request)), asked_by_sponsor.declare,
        to=reverse("portal-home"), said=_("Thank you. It is declared in your name."),
        context={
            "title": _("Declare a relationship"),
            "lead": _("Do you know a patient group already: a grant, an event, an adviser? Tell us,"
                      " and we honour it before we write to anybody."),
        },
    )  # fmt: skip
    if request.method == "POST":
        evenly.wait(begun, step=STEP)
    return answer


@window
def budget(request: HttpRequest, pk: UUID, *, visit: Visit) -> HttpResponse:
    """Raise an approved budget, in one's own name."""
    with as_sponsor(visit.sponsors):
        rows = reading.of(WindowBudget, list(visit.sponsors)).filter(pk=pk)
        row = one(theirs_to_answer(list(rows.values(*reading.BUDGET)), visit.sponsors))
    line = words.used(row)
    lead = _("{title}: {amount} is approved.").format(
        title=row["study__title"], amount=money(line.approved)
    )
    return take(
        request, visit, RaiseForm(sent(request), approved=line.approved),
        lambda who, values: asked_by_sponsor.raise_budget(
            who, origin_of(WindowBudget(pk=pk)), values
        ),
        to=reverse("portal-study", args=[row["study_id"]]),
        said=_("Thank you. The new amount is approved, in your name."),
        context={"title": _("Raise the budget"), "lead": lead},
    )  # fmt: skip


@window
def me(request: HttpRequest, *, visit: Visit) -> HttpResponse:
    """What comes by mail, and the way to sign-in and security."""
    form = WeeklyForm(sent(request), user=visit.person)
    if request.method == "POST" and form.is_valid() and visit.acting is not None:
        NotificationPreferences.objects.keep(visit.acting, weekly_on=form.cleaned_data["weekly_on"])
        visit.acting.move_to(form.cleaned_data["time_zone"])
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("portal-me"), status=303)
    return draw(request, visit, "me", {"form": form}, status=422 if form.errors else 200)


def account(to: str) -> View:
    """Lead to where a person signs out or keeps the account; who only looks is told so."""

    @window
    def leave(request: HttpRequest, *, visit: Visit) -> HttpResponse:
        if visit.acting is None:
            return draw(request, visit, "elsewhere", {})
        return HttpResponseRedirect(reverse(to))

    return leave
