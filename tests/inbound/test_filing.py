"""Mails find their partnership once, and only a person says what a reply means."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core import mail as post

from advocacy import tasks
from advocacy.inbound import store
from advocacy.inbound.file import MOST_AN_HOUR, file_received
from advocacy.inbound.store import receive
from advocacy.messages import reply_to
from advocacy.models import (
    Event,
    InboundMail,
    Message,
    Person,
    SideState,
    Stage,
    Touch,
    TouchState,
)  # fmt: skip
from advocacy.workflow.errors import StageRefused
from advocacy.workflow.perform import perform
from tests.factories import PersonFactory
from tests.workflow.world import START, World, clear_world

pytestmark = pytest.mark.django_db
MAILS = Path(__file__).parent / "mails"


WITH_FILES = """Content-Type: multipart/mixed; boundary="b"

--b
Content-Type: text/plain

Here it is.
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="../../etc/plan.pdf"

%PDF-1.4 x
--b
Content-Type: application/pdf
Content-Disposition: attachment; filename="run.pdf"

<script>x</script>
--b--
"""


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def world() -> World:
    """Give a world in which a mail to Robin went out from here."""
    world = clear_world()
    robin = PersonFactory(group=world.group, name="Robin Sample", email="robin@example.net")
    words = {"subject": "A study", "body": "Dear Robin", "summary": "Dear Robin"}
    touch = world.do("reserve_touch", channel="mail", purpose="ask", person=robin).result
    perform("send_mail", actor=world.staff, subject=touch, data=words, at=world.at)
    tasks.sweep_messages()
    world.partnership.refresh_from_db()
    return world


def raw(name: str, *, world: World | None, answers: bool = True) -> bytes:
    """A mail of the corpus, to the partnership's address or, with no world, to ours in general."""
    to = reply_to.address(world.partnership.pk) if world else "partners@example.org"
    sent = Message.objects.get(kind="outreach").message_id if answers else "<other@example.org>"
    text = (MAILS / f"{name}.eml").read_bytes()
    return text.replace(b"{to}", to.encode()).replace(b"{sent}", sent.encode())


def come(name: str, *, world: World | None, answers: bool = True) -> InboundMail:
    """It comes in, and what is certain is filed."""
    kept = receive(raw(name, world=world, answers=answers))
    assert kept is not None
    file_received()
    kept.refresh_from_db()
    return kept


def robin() -> Person:
    return Person.objects.get(email="robin@example.net")


def test_a_reply_is_filed_once_and_left_to_be_read(world: World) -> None:
    kept = come("reply_interested", world=world)
    assert receive(raw("reply_interested", world=world)) is None
    assert file_received() == 0
    touch = Touch.objects.get(direction="in")
    assert kept.touch == touch
    assert (touch.partnership, touch.person) == (world.partnership, robin())
    assert (touch.outcome, touch.is_genuine) == ("", True)
    assert "Can you call me on Monday?" in touch.summary
    assert "we would like" not in touch.summary
    step = world.partnership.follow_ups.open().get()
    assert step.kind == "read_reply"
    assert Event.objects.get(kind="file_mail").actor is None
    world.partnership.refresh_from_db()
    assert world.partnership.stage == Stage.OUTREACH


def test_what_a_person_read_has_the_usual_consequences(world: World) -> None:
    touch = come("reply_interested", world=world).touch
    world.do("read_reply", touch, outcome="interested")
    assert world.partnership.stage == Stage.CONVERSATION
    assert not world.partnership.follow_ups.open().filter(kind="read_reply").exists()
    with pytest.raises(StageRefused):
        world.do("read_reply", touch, outcome="declined")


def test_scenario_7_hesitation_by_mail_closes_the_ask_and_owes_one_thank_you(world: World) -> None:
    touch = come("reply_encoded_subject", world=world).touch
    world.do("read_reply", touch, outcome="hesitant")
    assert (world.partnership.stage, world.partnership.exit_reason) == (Stage.CLOSED, "hesitant")
    assert [s.kind for s in world.partnership.follow_ups.open()] == ["thank_you"]


def test_scenario_16_nothing_goes_out_past_a_reply_that_waits(world: World) -> None:
    come("reply_interested", world=world)
    world.wait(14)
    with pytest.raises(StageRefused, match="waits to be read"):
        world.do("contact", channel="mail", purpose="reminder", person=robin())


def test_an_answer_to_our_mail_is_known_by_what_it_answers(world: World) -> None:
    assert come("reply_interested", world=None).state == "filed"


def test_scenario_5_an_absence_moves_the_clock_and_nothing_else(world: World) -> None:
    come("away_english", world=world)
    world.partnership.refresh_from_db()
    assert world.partnership.stage == Stage.OUTREACH
    assert world.partnership.side_state == SideState.PAUSED
    assert world.partnership.not_before == date(2026, 9, 23)
    assert not Touch.objects.filter(is_genuine=True).exists()


def test_scenario_6_a_hard_bounce_is_no_attempt_and_opens_a_task(world: World) -> None:
    come("bounce_postfix_unknown", world=None)
    sent = Touch.objects.get(direction="out")
    assert (sent.state, sent.is_attempt) == (TouchState.BOUNCED_HARD, False)
    assert robin().needs_fixing
    assert world.partnership.follow_ups.open().filter(kind="fix_contact").exists()


def test_a_soft_bounce_mends_no_address(world: World) -> None:
    come("bounce_greylisted", world=None)
    assert Touch.objects.get(direction="out").state == TouchState.BOUNCED_SOFT
    assert not robin().needs_fixing


@pytest.mark.parametrize("name", ["auto_ticket", "auto_bulk", "late_only"])
def test_a_machine_is_heard_and_counts_as_nothing(name: str, world: World) -> None:
    assert come(name, world=world).state == "ignored"
    assert not Touch.objects.filter(direction="in").exists()


@pytest.mark.parametrize("name", ["away_no_day", "away_in_words_only", "unclear_bounce"])
def test_what_cannot_be_told_waits_for_a_person(name: str, world: World) -> None:
    kept = come(name, world=world)
    assert kept.state == "triage"
    assert not Touch.objects.filter(direction="in").exists()


def test_a_mail_to_nowhere_waits_with_a_suggestion(world: World) -> None:
    kept = come("reply_interested", world=None, answers=False)
    assert (kept.state, kept.partnership) == ("triage", world.partnership)


def test_nothing_is_ever_answered(world: World) -> None:
    for path in sorted(MAILS.glob("*.eml")):
        receive(raw(path.stem, world=world))
    file_received()
    assert len(post.outbox) == 1
    assert not Message.objects.filter(kind="outreach", state="pending").exists()


def test_a_colleague_who_copies_us_has_logged_the_mail(world: World) -> None:
    text = raw("reply_interested", world=world).replace(
        b"Robin Sample <robin@example.net>", world.staff.email.encode()
    ).replace(b"To: ", b"To: robin@example.net\r\nBcc: ")  # fmt: skip
    receive(text)
    file_received()
    touch = Touch.objects.get(direction="out", way_in="logged")
    assert (touch.by, touch.purpose, touch.person) == (world.staff, "reminder", robin())
    assert Event.objects.get(kind="file_mail").actor == world.staff


def test_a_flood_is_filed_as_a_few(world: World) -> None:
    text = raw("reply_interested", world=world)
    for n in range(MOST_AN_HOUR + 4):
        receive(text.replace(b"<reply_interested@", f"<flood{n}@".encode()))
    file_received()
    assert Touch.objects.filter(direction="in").count() == MOST_AN_HOUR
    assert InboundMail.objects.filter(state="ignored").count() == 4


def test_our_own_mail_that_comes_back_is_a_loop(world: World, settings: Any) -> None:
    text = raw("reply_interested", world=world).replace(
        b"robin@example.net>", settings.REPLY_ADDRESS.encode() + b">"
    )
    kept = receive(text)
    assert kept is not None
    assert kept.state == "ignored"


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"Subject: \xff\xfe\x00\n\n\x00",
        b"From: \xff <\xe9@x>\nMessage-ID: <\xff@x>\n\n\xff",
        b"From: a@b\nSubject: " + b"x" * 5000 + b"\n\n" + b"y" * 200_000,
    ],
)
def test_rubbish_waits_for_a_person(rubbish: bytes, world: World) -> None:
    kept = receive(rubbish)
    assert kept is not None
    assert kept.state == "triage"
    assert receive(rubbish) is None


def test_a_mail_that_breaks_our_reading_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "classify", lambda *_args, **_more: 1 / 0)
    kept = receive(raw("reply_interested", world=world))
    assert kept is not None
    assert (kept.state, kept.reason) == ("triage", "It could not be read.")
    assert receive(raw("reply_interested", world=world)) is None


def test_files_are_kept_by_what_they_are(world: World, tmp_path: Path) -> None:
    head = raw("reply_interested", world=world).split(b"Content-Type")[0]
    body = WITH_FILES.replace("\n", "\r\n").encode()
    kept = receive(head + body)
    assert kept is not None
    plan, script = kept.files.order_by("name")
    assert (plan.name, plan.kind) == ("plan.pdf", "pdf")
    assert Path(plan.file.path).parent == tmp_path / "inbound"
    assert (script.name, script.kind, script.file.name) == ("run.pdf", "", "")
