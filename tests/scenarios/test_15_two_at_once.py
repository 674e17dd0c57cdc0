"""Scenario 15."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from advocacy.models import Event, Touch, User
from tests import factories
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*pressed: tuple[Desk, str, dict[str, Any]]) -> list[int]:
    """Press buttons at the same moment, each on a connection of its own."""
    together = Barrier(len(pressed))

    def press(desk: Desk, address: str, sent: dict[str, Any]) -> int:
        try:
            together.wait(timeout=30)
            return desk.client.post(address, sent).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(pressed)) as pool:
        return sorted(f.result(60) for f in [pool.submit(press, *one) for one in pressed])


def test_two_who_press_send_at_the_same_moment_send_one_touch() -> None:
    world = clear_world()
    own = world.partnership
    desks = [Desk(world.staff), Desk(factories.UserFactory())]
    address = step(own, "write")
    forms = [(desk, address, desk.opens(address).form().sent | {"purpose": "ask"})
             for desk in desks]  # fmt: skip
    assert at_once(*forms) == [303, 409]
    touch = Touch.objects.get()
    assert touch.state == "reserved"
    assert list(Event.objects.filter(partnership=own).exclude(kind="write_ask")
                .values_list("kind", flat=True).order_by("kind")) in (
        ["refused", "reserve_touch"], ["reserve_touch"],
    )  # fmt: skip

    winner = Desk(User.objects.get(pk=touch.by_id))
    loser = next(d for d in desks if d.user.pk != touch.by_id)
    assert f"{winner.user.name} is writing to this group" in loser.record(own).text
    sending = reverse("touch-write", args=[touch.pk])
    sent = winner.opens(sending).form().sent | {"summary": "Sent."}
    twin = Desk(winner.user)
    twin.client = Client()
    twin.client.force_login(winner.user)
    assert at_once((winner, sending, sent), (twin, sending, sent)) == [303, 409]
    assert Touch.objects.attempts().count() == 1
    assert Event.objects.filter(kind="send_touch").count() == 1
