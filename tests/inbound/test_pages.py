"""The list of mails to sort, one mail, its files, and the door for mail servers."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse

from advocacy.inbound import webhook
from advocacy.messages import reply_to
from advocacy.models import InboundFile, InboundMail, Stage, Touch
from tests.factories import PersonFactory
from tests.inbound.test_filing import come, world  # noqa: F401  # a fixture
from tests.views.people import signed_in
from tests.workflow.world import START, World

pytestmark = pytest.mark.django_db
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.INBOUND_WEBHOOK_SECRET = SECRET


def page(mail: InboundMail) -> str:
    return reverse("mail-detail", args=[mail.pk])


def text_of(world: World, url: str) -> str:  # noqa: F811
    return signed_in(world.staff).get(url).content.decode()


def test_a_reply_is_read_on_its_page(world: World) -> None:  # noqa: F811
    kept = come("reply_interested", world=world)
    assert page(kept) in text_of(world, reverse("partnership-detail", args=[world.partnership.pk]))
    assert "Can you call me on Monday?" in text_of(world, page(kept))
    browser = signed_in(world.staff)
    assert browser.post(page(kept), {"outcome": "declined"}).status_code == 422
    assert browser.post(page(kept), {"outcome": "question"}).status_code == 303
    world.partnership.refresh_from_db()
    assert world.partnership.stage == Stage.CONVERSATION
    assert "say what it says" not in text_of(world, page(kept))


def test_what_cannot_be_told_is_sorted_by_a_person(world: World) -> None:  # noqa: F811
    kept = come("away_no_day", world=world)
    assert "Automatic reply: A study" in text_of(world, reverse("mail-list"))
    browser = signed_in(world.staff)
    said = {"partnership": str(world.partnership.pk), "outcome": "out_of_office"}
    assert browser.post(page(kept), said).status_code == 422
    assert browser.post(page(kept), said | {"return_on": "2026-09-21"}).status_code == 303
    kept.refresh_from_db()
    assert kept.state == "filed"
    assert Touch.objects.get(direction="in").outcome == "out_of_office"
    assert browser.post(page(kept), said).status_code == 200
    assert Touch.objects.filter(direction="in").count() == 1


def test_a_stranger_s_mail_is_put_away_with_a_reason(world: World) -> None:  # noqa: F811
    kept = come("auto_list", world=None, answers=False)
    InboundMail.objects.filter(pk=kept.pk).update(state="triage")
    browser = signed_in(world.staff)
    assert browser.post(page(kept), {"dismiss": "1", "note": ""}).status_code == 422
    assert browser.post(page(kept), {"dismiss": "1", "note": "Advertising"}).status_code == 303
    kept.refresh_from_db()
    assert (kept.state, kept.reason) == ("dismissed", "Advertising")


def test_a_group_is_found_by_name_for_a_mail_of_nobody(world: World) -> None:  # noqa: F811
    kept = come("reply_without_message_id", world=None, answers=False)
    PersonFactory(email="other@example.net")
    InboundMail.objects.filter(pk=kept.pk).update(partnership=None, sender="x@example.com")
    assert str(world.partnership.pk) not in text_of(world, page(kept))
    found = text_of(world, f"{page(kept)}?q={world.group.name}")
    assert str(world.partnership.pk) in found


def test_a_file_is_saved_and_never_shown(world: World) -> None:  # noqa: F811
    kept = come("reply_interested", world=world)
    row = InboundFile(mail=kept, name="plan.pdf", size=5, kind="pdf")
    row.file.save("x.pdf", ContentFile(b"%PDF-"), save=False)
    row.save()
    answer = signed_in(world.staff).get(reverse("mail-file", args=[row.pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer) == b"%PDF-"


def hand_over(raw: bytes, **changes: str) -> Any:
    at = int(time.time())
    sealed = {
        "X-Pagcrm-Time": str(at),
        "X-Pagcrm-Signature": webhook.seal(raw, at=at, secret=SECRET),
    } | changes
    return Client(enforce_csrf_checks=True).post(
        reverse("inbound-webhook"), raw, content_type="message/rfc822", headers=sealed
    )


def test_a_sealed_mail_is_filed_once(world: World) -> None:  # noqa: F811
    to = reply_to.address(world.partnership.pk)
    raw = f"From: robin@example.net\nTo: {to}\nMessage-ID: <w@x.org>\n\nYes.\n".encode()
    assert hand_over(raw).status_code == 204
    assert hand_over(raw).status_code == 204
    assert Touch.objects.filter(direction="in").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"X-Pagcrm-Signature": "0" * 64},
        {"X-Pagcrm-Signature": ""},
        {"X-Pagcrm-Time": "0"},
        {"X-Pagcrm-Time": "x"},
    ],
)
def test_a_mail_without_our_seal_is_refused(changes: dict[str, str]) -> None:
    assert hand_over(b"From: x@y.org\n\nYes.\n", **changes).status_code == 403
    assert not InboundMail.objects.exists()


def test_an_old_seal_is_refused(clock: Any) -> None:
    raw = b"From: x@y.org\n\nYes.\n"
    at = int(time.time()) - 301
    seal = webhook.seal(raw, at=at, secret=SECRET)
    answer = hand_over(raw, **{"X-Pagcrm-Time": str(at), "X-Pagcrm-Signature": seal})
    assert answer.status_code == 403


def test_without_a_secret_the_door_is_not_there(settings: Any) -> None:
    settings.INBOUND_WEBHOOK_SECRET = ""
    assert hand_over(b"x").status_code == 404
