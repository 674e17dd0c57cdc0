"""What only the sponsor can do: answer, declare, raise; by whom, for what, and how often."""

import logging
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from advocacy.messages import links, weekly
from advocacy.messages.deliver import send_due
from advocacy.models import (
    BudgetLine,
    Clearance,
    Event,
    Message,
    Notification,
    OneTimeLink,
    Relationship,
    Role,
    SponsorContact,
    Stage,
    User,
)
from advocacy.models.base import now
from advocacy.models.window import WindowBudget, WindowQuestion
from advocacy.workflow import asked_by_sponsor
from advocacy.workflow.errors import InvalidData, NotAllowed, NotFound, StageRefused
from advocacy.workflow.perform import perform
from advocacy.workflow.transitions import MOVES
from pagcrm.log import WithoutTokens
from tests.factories import GroupFactory, ParentEdgeFactory, ShareFactory, UserFactory
from tests.portal.conftest import Window, made
from tests.views.people import signed_in
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
#: All that a sponsor's person may set going; a new one is thought over here first.
OF_VIEWERS = {"answer_clearance", "declare_relationship", "raise_budget"}


def waiting(window: Window) -> Any:
    """The question, whether it waits still or not."""
    return Clearance.objects.get(study=window.asking.study, group=window.asking.group)


def link_of(window: Window, *, by_mail: bool = False) -> OneTimeLink:
    window.asking.at = now()
    return window.asking.do("send_clearance_question", by_mail=by_mail).result


def address(link: OneTimeLink) -> str:
    return reverse("clearance-question", args=[links.make(link.pk)])


# --- who may do what -----------------------------------------------------------------------------
def test_viewers_are_named_in_three_moves_alone() -> None:
    assert {m.action for m in MOVES.values() if Role.SPONSOR_VIEWER in m.roles} == OF_VIEWERS


@pytest.mark.parametrize("action", sorted(set(MOVES) - OF_VIEWERS))
def test_every_other_move_is_closed_to_viewers(action: str) -> None:
    viewer = User(role=Role.SPONSOR_VIEWER, is_active=True, name="Vera")
    with pytest.raises(NotAllowed):
        perform(action, actor=viewer, subject=None, data={})


def deeds(world: World) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Each deed of a sponsor on this world's records."""
    return {
        "answer_clearance": (world.partnership, {"answer": "hold"}),
        "declare_relationship": (world.study.sponsor, {"group_name": "Any", "kind": "grant"}),
        "raise_budget": (world.study, {"approved": 90_000, "currency": "USD"}),
    }


@pytest.mark.parametrize("action", sorted(OF_VIEWERS))
def test_a_viewer_reaches_the_own_sponsor_alone(window: Window, action: str) -> None:
    other = made()
    subject, data = deeds(other.asking)[action]
    before = Event.objects.count()
    with pytest.raises(NotFound):
        perform(action, actor=window.vera, subject=subject, data=data)
    assert Event.objects.count() == before
    own, data = deeds(window.asking)[action]
    assert perform(action, actor=window.vera, subject=own, data=data).event.actor == window.vera


@pytest.mark.parametrize("action", sorted(OF_VIEWERS))
def test_a_mother_company_reaches_down_only_where_it_may(window: Window, action: str) -> None:
    mother = UserFactory(viewer=True)
    ParentEdgeFactory(child=window.world.study.sponsor, parent=mother.sponsor)
    subject, data = deeds(window.asking)[action]
    with pytest.raises(NotFound):
        perform(action, actor=mother, subject=subject, data=data)
    mother.with_subsidiaries = True  # an object alone gives no right: what is on file decides
    with pytest.raises(NotFound):
        perform(action, actor=mother, subject=subject, data=data)
    mother.save(update_fields=["with_subsidiaries"])
    assert perform(action, actor=mother, subject=subject, data=data)


@pytest.mark.parametrize("action", sorted(OF_VIEWERS))
def test_whose_access_ended_a_moment_ago_does_nothing(window: Window, action: str) -> None:
    stale = User.objects.get(pk=window.vera.pk)
    perform("end_viewer_access", actor=window.mira, subject=window.vera)
    subject, data = deeds(window.asking)[action]
    with pytest.raises(NotFound):
        perform(action, actor=stale, subject=subject, data=data)


@pytest.mark.parametrize("action", ["declare_relationship", "raise_budget"])
@pytest.mark.parametrize("role", ["staff", "manager", "compliance", "admin"])
def test_nobody_of_ours_speaks_for_the_sponsor(window: Window, action: str, role: str) -> None:
    subject, data = deeds(window.asking)[action]
    with pytest.raises(NotAllowed):
        perform(action, actor=UserFactory(role=role), subject=subject, data=data)


def test_nobody_is_offered_what_another_company_answers(window: Window) -> None:
    mother = UserFactory(viewer=True)
    sponsor = window.world.study.sponsor
    ParentEdgeFactory(child=sponsor, parent=mother.sponsor)
    share = ShareFactory(study=window.world.study, sponsor=mother.sponsor, level="full")
    asked, budget = (model.objects.get(study=share.pk) for model in (WindowQuestion, WindowBudget))
    study = reverse("portal-study", args=[share.pk])
    deeds = (
        reverse("portal-question", args=[asked.pk]), reverse("portal-budget", args=[budget.pk])
    )  # fmt: skip
    client = signed_in(mother)
    for page in (reverse("portal-home"), study):
        told = client.get(page).content.decode()
        assert window.world.study.title in told
        assert not [address for address in deeds if address in told]
    assert [client.get(address).status_code for address in deeds] == [404, 404]
    assert not weekly.of(mother, since=now()).questions
    User.objects.filter(pk=mother.pk).update(with_subsidiaries=True)
    told = client.get(study).content.decode()
    assert all(address in told for address in deeds)
    assert [client.get(address).status_code for address in deeds] == [200, 200]


def test_the_log_does_not_tell_a_link_that_still_works(window: Window) -> None:
    logged: Any = settings.LOGGING
    assert "without_tokens" in logged["handlers"]["stderr"]["filters"]
    page = address(link_of(window))
    token = page.split("/")[-2]
    for args in ((f"Unprocessable: {page}",), ("Unprocessable", page)):
        record = logging.LogRecord("django.request", 30, "", 1, "%s" * len(args), args, None)
        assert WithoutTokens().filter(record)
        assert token not in record.getMessage()
        assert "/questions/…/" in record.getMessage()


# --- answers by the page -------------------------------------------------------------------------
def test_a_viewer_answers_in_her_own_name(window: Window) -> None:
    page = window.page(window.question)
    assert f"May we write to {window.asking.group.name}?" in page
    said = {"answer": "coordinate", "speak_to": "Kim, kim@x.example", "note": "In March only"}
    answer = window.client.post(window.question, said)
    assert answer.status_code == 303
    row = waiting(window)
    assert (row.answer, row.answered_by.name) == ("coordinate", "Vera Viewer")
    assert "Speak to: Kim" in row.note
    assert "In March only" in row.note
    window.asking.partnership.refresh_from_db()
    assert window.asking.partnership.stage == Stage.CLEARED
    event = Event.objects.get(kind="answer_clearance", partnership=window.asking.partnership)
    assert event.actor == window.vera
    told = Notification.objects.get(recipient=window.asking.partnership.owner, kind="sponsor")
    assert told.data["by"] == "Vera Viewer"
    assert "Waits for you" not in window.page()


def test_a_viewer_cannot_answer_in_another_name_or_for_another_day(window: Window) -> None:
    data = {"answer": "none_known", "answered_by": window.world.contact.pk,
            "answered_on": "2020-01-01"}  # fmt: skip
    assert window.client.post(window.question, data).status_code == 303
    assert waiting(window).answered_by.name == "Vera Viewer"
    assert waiting(window).answered_on >= waiting(window).asked_on


def test_an_empty_answer_keeps_what_was_typed(window: Window) -> None:
    answer = window.client.post(window.question, {"note": "A note of mine"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "A note of mine" in text
    assert "There is a problem" in text


def test_a_question_that_was_answered_meanwhile_is_gone(window: Window) -> None:
    question = window.question
    assert window.client.post(question, {"answer": "hold"}).status_code == 303
    assert window.client.post(question, {"answer": "none_known"}).status_code == 404
    assert waiting(window).answer == "hold"


# --- answers by a link ---------------------------------------------------------------------------
def test_the_question_goes_by_mail_and_its_link_answers_once(window: Window) -> None:
    SponsorContact.objects.filter(pk=window.world.contact.pk).update(email="r@sponsor.example")
    link = link_of(window, by_mail=True)
    send_due()
    (sent,) = mail.outbox
    assert sent.to == ["r@sponsor.example"]
    assert address(link) in sent.body
    anybody = Client()
    text = anybody.get(address(link)).content.decode()
    assert window.asking.group.name in text
    assert "You answer as R. Example" in text
    assert anybody.get(address(link)).status_code == 200
    assert waiting(window).answer == "", "looking answers nothing"
    done = anybody.post(address(link), {"answer": "none_known", "note": "All clear"})
    assert "Thank you" in done.content.decode()
    row = waiting(window)
    assert (row.answer, row.answered_by, row.note) == (
        "none_known", window.world.contact, "All clear",
    )  # fmt: skip
    event = Event.objects.get(kind="answer_clearance", partnership=window.asking.partnership)
    assert (event.actor, event.data["by"]) == (None, "R. Example")
    again = anybody.post(address(link), {"answer": "hold"})
    assert again.status_code == 409
    assert "You have answered already" in again.content.decode()
    assert waiting(window).answer == "none_known"


def test_a_mail_without_an_address_is_refused_with_what_to_do(window: Window) -> None:
    with pytest.raises(InvalidData) as refused:
        link_of(window, by_mail=True)
    assert "by_mail" in refused.value.errors
    assert not OneTimeLink.objects.exists()


def test_an_answer_by_another_way_is_told_on_the_link(window: Window) -> None:
    link = link_of(window)
    window.client.post(window.question, {"answer": "hold"})
    text = Client().get(address(link)).content.decode()
    assert "This question is answered" in text
    assert Client().post(address(link), {"answer": "none_known"}).status_code == 409
    assert waiting(window).answer == "hold"


def test_an_old_link_a_new_one_and_a_made_up_one(window: Window) -> None:
    old = link_of(window)
    new = link_of(window)
    assert "There is a newer link" in Client().get(address(old)).content.decode()
    assert Client().post(address(old), {"answer": "hold"}).status_code == 409
    with time_machine.travel(now() + timedelta(days=31)):
        late = Client().post(address(new), {"answer": "hold"})
    assert late.status_code == 409
    assert "too old" in late.content.decode()
    for token in (f"{new.pk.hex}:nonsense", links.make(waiting(window).pk), "x"):
        made_up = reverse("clearance-question", args=[token])
        assert Client().post(made_up, {"answer": "hold"}).status_code == 404
    assert waiting(window).answer == ""


def test_a_link_that_was_used_in_vain_still_works(window: Window) -> None:
    link = link_of(window)
    assert Client().post(address(link), {"answer": "maybe"}).status_code == 422
    link.refresh_from_db()
    assert link.used_at is None


def test_without_a_link_nobody_is_nobody(window: Window) -> None:
    link, other = link_of(window), link_of(made())
    own = window.asking.partnership
    for given in ({}, {"link": other}, {"link": "x"}, {"link": link.pk}):
        with pytest.raises(StageRefused):
            perform("answer_clearance", actor=None, subject=own, data={"answer": "hold", **given})
    assert waiting(window).answer == ""


def test_who_left_the_sponsor_answers_no_more(window: Window) -> None:
    link = link_of(window)
    SponsorContact.objects.filter(pk=window.world.contact.pk).update(left_on=now().date())
    answer = Client().post(address(link), {"answer": "hold"})
    assert answer.status_code == 409
    assert waiting(window).answer == ""


def test_a_closed_partnership_has_no_open_question(window: Window) -> None:
    link = link_of(window)
    window.asking.do("close", exit_reason="study_closed", note="")
    answer = Client().post(address(link), {"answer": "hold"})
    assert answer.status_code == 409
    assert "no longer open" in answer.content.decode()


def test_staff_see_the_link_to_copy_and_make_a_new_one(window: Window) -> None:
    staff = signed_in(window.world.staff)
    page = reverse("partnership-question", args=[window.asking.partnership.pk])
    assert "No link works at present" in staff.get(page).content.decode()
    assert staff.post(page, {}).status_code == 303
    shown = re.search(r'value="(http[^"]+/questions/[^"]+)"', staff.get(page).content.decode())
    assert shown is not None
    assert Client().get(shown[1]).status_code == 200


def test_asking_by_mail_writes_the_mail_with_the_question(window: Window) -> None:
    world = clear_world(cleared=False, stage="profiled")
    world.contact.email = "lead@sponsor.example"
    world.contact.save()
    world.do("ask_clearance", asked_of=world.contact, asked_on=world.today, by_mail=True)
    message = Message.objects.get(kind="clearance_question")
    assert message.recipient == "lead@sponsor.example"
    world.do("answer_clearance", answer="hold", answered_by=world.contact,
             answered_on=world.today, note="")  # fmt: skip
    send_due()
    assert not mail.outbox
    message.refresh_from_db()
    assert message.state == "cancelled"


# --- relationships -------------------------------------------------------------------------------
def declared(window: Window, name: str, **data: Any) -> Any:
    values = {"group_name": name, "kind": "grant", "currency": "USD", **data}
    return window.client.post(reverse("portal-declare"), values)


def test_a_relationship_is_declared_in_the_viewers_name(window: Window) -> None:
    group = GroupFactory(name="Harbour Memory Foundation")
    answer = declared(window, " harbour memory foundation", starts_on="2024-01-01",
                      amount="5,000", confidential="on")  # fmt: skip
    assert answer.status_code == 303
    tie: Any = Relationship.objects.get(group=group)
    assert (tie.sponsor, tie.owner.name) == (window.vera.sponsor, "Vera Viewer")
    assert tie.confidential
    assert tie.source.startswith("Vera Viewer, ")
    assert Event.objects.filter(kind="declare_relationship", actor=window.vera).exists()


def test_whether_a_group_is_on_file_is_not_told(window: Window) -> None:
    GroupFactory(name="Harbour Memory Foundation")
    known = declared(window, "Harbour Memory Foundation")
    window.client.get("/portal/")
    unknown = declared(window, "Society That Nobody Knows")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert Relationship.objects.count() == 1
    told: Any = Notification.objects.filter(recipient=window.mira).order_by("created_at").last()
    assert told.data["unknown"] is True
    assert told.data["group"] == "Society That Nobody Knows"


@pytest.mark.parametrize("wrong", [
    {"starts_on": "2099-01-01"}, {"starts_on": "2024-02-01", "ends_on": "2024-01-01"},
    {"kind": "marriage"}, {"amount": "-5"}, {"note": "x" * 5000}, {"currency": "XXX"},
])  # fmt: skip
def test_what_is_wrong_is_told_alike_whether_the_group_is_on_file_or_not(
    window: Window, wrong: dict[str, str]
) -> None:
    GroupFactory(name="Harbour Memory Foundation")
    pages = []
    for name in ("Harbour Memory Foundation", "Society That Nobody Knows"):
        answer = declared(window, name, **wrong)
        assert answer.status_code == 422
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        pages.append(text.replace(name, ""))
    assert pages[0] == pages[1]
    assert not Relationship.objects.exists()


# --- budget --------------------------------------------------------------------------------------
def test_a_budget_is_raised_in_the_viewers_name_and_the_cap_comes_along(window: Window) -> None:
    line = WindowBudget.objects.get(study=window.share.pk)
    page = reverse("portal-budget", args=[line.pk])
    assert window.client.post(page, {"approved": "75000"}).status_code == 303
    own: Any = BudgetLine.objects.get(study=window.world.study)
    assert (own.approved, own.cap, own.approved_by.name) == (75_000, 75_000, "Vera Viewer")
    assert "USD 75,000" in window.page(window.study).replace("\xa0", " ")
    assert Notification.objects.filter(recipient=window.mira, kind="sponsor").exists()


@pytest.mark.parametrize("amount", ["50000", "49999.99", "-1", "", "many"])
def test_a_budget_is_never_lowered(window: Window, amount: str) -> None:
    line = WindowBudget.objects.get(study=window.share.pk)
    answer = window.client.post(reverse("portal-budget", args=[line.pk]), {"approved": amount})
    assert answer.status_code == 422
    assert BudgetLine.objects.get(study=window.world.study).approved == 50_000


def test_a_budget_that_is_not_shared_is_not_there(window: Window) -> None:
    line = WindowBudget.objects.get(study=window.share.pk)
    page = reverse("portal-budget", args=[line.pk])
    window.level("full", "budget")
    assert window.client.get(page).status_code == 404
    assert window.client.post(page, {"approved": "75000"}).status_code == 404


def test_a_currency_without_a_line_is_refused(window: Window) -> None:
    with pytest.raises(InvalidData):
        perform("raise_budget", actor=window.vera, subject=window.world.study,
                data={"approved": 9, "currency": "EUR"})  # fmt: skip


@pytest.mark.parametrize("deed", [asked_by_sponsor.answer, asked_by_sponsor.raise_budget])
def test_a_record_that_is_gone_is_not_found(window: Window, deed: Callable[..., Any]) -> None:
    with pytest.raises(NotFound):
        deed(window.vera, window.share.pk, {"answer": "hold"})
