"""Two readers of one mailbox, two clicks on Send, an opt-out while a mail is claimed."""

from functools import partial

from advocacy.inbound.file import file_received
from advocacy.inbound.store import receive
from advocacy.messages import reply_to
from advocacy.models import InboundMail, Message, Touch
from advocacy.workflow.perform import perform
from tests import factories
from tests.races.ring import ROUNDS, Ring, winners
from tests.workflow.world import World, clear_world

RACES = max(ROUNDS // 4, 3)


def reply(world: World, n: int) -> bytes:
    to = reply_to.address(world.partnership.pk)
    words = f"From: robin@example.net\nTo: {to}\nMessage-ID: <race{n}@example.net>\n\nYes.\n"
    return words.encode()


def test_a_mail_that_two_receive_at_once_is_kept_once(ring: Ring) -> None:
    world = clear_world()
    for n in range(RACES):
        job = partial(receive, reply(world, n))
        assert len([kept for kept in ring.race(job, job) if kept is not None]) == 1
    assert InboundMail.objects.count() == RACES


def test_a_mail_that_two_file_at_once_is_one_touch(ring: Ring) -> None:
    for n in range(RACES):
        world = clear_world()
        world.partnership.owner = world.staff
        world.partnership.save(update_fields=["owner"])
        receive(reply(world, n))
        assert sorted(ring.race(file_received, file_received)) == [0, 1]
        assert Touch.objects.filter(partnership=world.partnership, direction="in").count() == 1


def test_two_clicks_on_send_make_one_mail(ring: Ring) -> None:
    for _n in range(RACES):
        world = clear_world()
        person = factories.PersonFactory(group=world.group)
        touch = world.do("reserve_touch", channel="mail", purpose="ask", person=person).result
        words = {"subject": "A study", "body": "Dear Robin", "summary": "Dear Robin"}
        jobs = [
            partial(
                perform, "send_mail", actor=world.staff, subject=Touch.objects.get(pk=touch.pk),
                data=words, at=world.at,
            )
            for _click in range(2)
        ]  # fmt: skip
        assert len(winners(ring.race(*jobs))) == 1
        assert Message.objects.about("outreach", touch.pk).count() == 1
