"""Links that work once, for people of a sponsor: an answer without an account, a first password."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from advocacy.access import public
from advocacy.forms.sponsor_window import ANSWERS, AnswerForm
from advocacy.forms.viewers import PasswordForm
from advocacy.messages import links
from advocacy.messages.unsubscribe import BadToken
from advocacy.models import ClearanceAnswer, OneTimeLink
from advocacy.models.base import now
from advocacy.views.pages import posted
from advocacy.workflow.asked_by_sponsor import answer_by_link
from advocacy.workflow.errors import InvalidData, NotFound, StageRefused
from advocacy.workflow.perform import perform
from pagcrm import providers

QUESTION, INVITATION = "advocacy/answers/question.html", "advocacy/answers/invitation.html"


def link_behind(token: str, *, question: bool) -> OneTimeLink:
    """The link of a token, with all that its page shows; a 404 for one that was made up."""
    try:
        key = links.read(token)
    except BadToken as error:
        raise Http404 from error
    rows = OneTimeLink.objects.for_page().select_related("made_by")
    found = (rows.questions() if question else rows.invitations()).filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def clearance_question(request: HttpRequest, token: str) -> HttpResponse:
    """Looking shows the question and what each answer means; only the button answers."""
    link = link_behind(token, question=True)
    form = AnswerForm(posted(request))
    state = state_of(link)
    if request.method == "POST" and state == "open" and form.is_valid():
        try:
            done = answer_by_link(link, form.values)
        except InvalidData as error:
            form.take_errors(error.errors)
        except (StageRefused, NotFound):
            state = "closed"
        else:
            word, means = ANSWERS[ClearanceAnswer(done.result.answer)]
            return question_page(request, link, "done", {"word": word, "means": means})
    status = 422 if form.is_bound and state == "open" else 200
    refused = 409 if request.method == "POST" and state != "open" else status
    return question_page(request, link, state, {"form": form}, status=refused)


def state_of(link: OneTimeLink) -> str:
    """How a link is: open, used, withdrawn, expired, or `answered` by another way."""
    state = link.state(now())
    answered = link.clearance is not None and bool(link.clearance.answer)
    return "answered" if answered and state != "used" else state


def question_page(
    request: HttpRequest, link: OneTimeLink, state: str, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """The question, or what became of the link, in plain words."""
    asked = link.clearance
    assert asked is not None
    context = {"link": link, "state": state, "study": asked.study, "group": asked.group, **more}
    return render(request, QUESTION, context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@public
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Looking shows what one is invited to; the form sets the password, once."""
    link = link_behind(token, question=False)
    assert link.user is not None
    assert link.user.sponsor is not None
    state, form = link.state(now()), PasswordForm(posted(request), user=link.user)
    provider = providers.name_of(link.user.sponsor.viewers_sign_in_with)
    if request.method == "POST" and state == "open" and not provider and form.is_valid():
        try:
            perform("accept_invitation", actor=None, subject=link, data=form.values)
        except (StageRefused, NotFound):
            state = "used"
        else:
            messages.success(request, _("Your password is set. Sign in with it."))
            return HttpResponseRedirect(reverse("account_login"), status=303)
    status = 422 if form.is_bound and state == "open" else 200
    status = 409 if form.is_bound and state != "open" else status
    asked_for = link.user.sponsor.viewers_sign_in_with
    context = {
        "link": link, "state": state, "form": form, "provider": provider,
        "sign_in": providers.address(asked_for) if asked_for else "",
    }  # fmt: skip
    return render(request, INVITATION, context, status=status)


@require_safe
@never_cache
@public
def company_sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """A sponsor's own way in: from here on this browser's sign-in page offers its provider."""
    provider = providers.behind(token)
    if provider is None:
        raise Http404
    response = HttpResponseRedirect(reverse("account_login"))
    providers.remember(response, provider)
    return response


routes: list[URLPattern] = [
    path("questions/<str:token>/", clearance_question, name=links.QUESTION),
    path("invitations/<str:token>/", invitation, name=links.INVITATION),
    path("company/<str:token>/", company_sign_in, name=providers.ROUTE),
]
