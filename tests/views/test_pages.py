"""One way to take an action, and what a refusal looks like."""

from typing import Any, ClassVar

import pytest
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from advocacy.forms.base import ActionForm
from advocacy.models import Event, User
from advocacy.policy.text import gettext as text
from advocacy.policy.verdict import Decision, Finding, Outcome
from advocacy.views import pages
from advocacy.workflow.errors import (
    InvalidData,
    NotAllowed,
    NotFound,
    PolicyBlocked,
    Requirement,
    StageRefused,
)
from tests import factories as make

pytestmark = pytest.mark.django_db


class NoteForm(ActionForm):
    """A form of a made-up action."""

    action: ClassVar[str] = "note"
    words = forms.CharField(max_length=20)


class Answers:
    """Stands for the workflow: raises what it is given, or notes what it was asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, dict[str, Any]]] = []

    def __call__(self, action: str, *, data: dict[str, Any], **_: Any) -> Any:
        self.asked.append((action, data))
        if self.error:
            raise self.error

        class Done:
            breaches = ()
            result = "made"
            event = Event(kind="add_note")

        return Done()


BLOCKED = PolicyBlocked(
    Decision("contact", (Finding("spacing", Outcome.BLOCK, text("Too early, said the rule.")),))
)
REFUSED = StageRefused(
    text("More is needed first."), (Requirement("goal", text("a goal of the group"), met=False),)
)


@pytest.fixture
def dana() -> User:
    """Recruitment staff."""
    return make.UserFactory()


def send(
    dana: User, answers: Answers, monkeypatch: pytest.MonkeyPatch, **headers: str
) -> HttpResponse:
    """Send the form as Dana."""
    monkeypatch.setattr(pages, "perform", answers)
    request = posted(dana, **headers)
    return pages.form_page(
        request, NoteForm(request.POST), subject=None, to="/there/", said="Done.",
        context={"title": "Note"},
    )  # fmt: skip


def posted(dana: User, **headers: str) -> HttpRequest:
    """Give a request that carries the form."""
    request = RequestFactory().post("/", {"words": "hello"}, headers=headers)
    request.user = dana
    request.htmx = bool(headers)
    kept: Any = type("Messages", (list,), {"add": lambda self, *a, **k: self.append(a)})
    request._messages = kept()
    return request


def test_success_leads_on_with_a_word(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Answers()
    response = send(dana, answers, monkeypatch)
    assert (response.status_code, response.headers["Location"]) == (303, "/there/")
    assert answers.asked == [("note", {"words": "hello"})]


def test_a_dialog_is_led_on_by_its_header(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    response = send(dana, Answers(), monkeypatch, **{"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"]) == (200, "/there/")


def test_wrong_data_lands_at_its_field(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = {"words": text("Not these words."), "elsewhere": text("Nor this.")}
    page = send(dana, Answers(InvalidData(errors)), monkeypatch)
    assert page.status_code == 422
    shown = page.content.decode()
    assert "Not these words." in shown
    assert "Nor this." in shown
    assert 'value="hello"' in shown


def test_the_rules_refuse_with_their_reason(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    page = send(dana, Answers(BLOCKED), monkeypatch)
    assert page.status_code == 409
    assert "Too early, said the rule." in page.content.decode()
    assert 'value="hello"' in page.content.decode()


def test_a_stage_says_what_it_still_needs(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    page = send(dana, Answers(REFUSED), monkeypatch)
    assert page.status_code == 409
    assert "a goal of the group" in page.content.decode()


def test_what_is_gone_is_not_found(dana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Http404):
        send(dana, Answers(NotFound(text("Gone."))), monkeypatch)


def test_what_the_role_does_not_carry_is_forbidden(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PermissionDenied, match="Ask a manager"):
        send(dana, Answers(NotAllowed(text("Ask a manager."))), monkeypatch)


@pytest.mark.parametrize(("error", "status"), [(None, 303), (BLOCKED, 409), (REFUSED, 409)])
def test_a_button_alone_is_answered_in_the_same_way(
    dana: User, monkeypatch: pytest.MonkeyPatch, error: Exception | None, status: int
) -> None:
    monkeypatch.setattr(pages, "perform", Answers(error))
    response = pages.act(posted(dana), "resume", subject=None, to="/there/", said="Done.")
    assert response.status_code == status


def test_wrong_data_of_a_button_is_said_on_the_page_before(
    dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "perform", Answers(InvalidData({"x": text("Not this.")})))
    request = posted(dana)
    response = pages.act(request, "resume", subject=None, to="/there/", said="Done.")
    assert response.headers["Location"] == "/there/"
    assert any("Not this." in said for said in request._messages)
