"""Scenario 6."""

import pytest
import time_machine
from django.urls import reverse

from advocacy.models import FollowUp
from tests import factories
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_a_hard_bounce_is_no_attempt_and_the_contact_is_to_be_fixed(
    clock: time_machine.Traveller,
) -> None:
    world = clear_world()
    own, dana = world.partnership, Desk(world.staff)
    robin = factories.PersonFactory(group=world.group, name="Robin Sample")
    sent = dana.writes(own, person=robin.pk)
    assert "Attempts 1 of 3" in sent.text

    clock.move_to(moment("2026-09-15T11:05-04:00"))
    page = dana.logs(own, "bounce_hard")
    assert "Fix the contact" in page.text
    assert "Attempts 0 of 3" in page.text
    assert "Bounced, address does not work" in page.text
    task = FollowUp.objects.open().get(kind="fix_contact")
    assert (task.owner, task.note) == (world.staff, "Robin Sample")
    clock.move_to(moment("2026-09-17T11:00-04:00"))
    assert "Fix the contact" in dana.opens(reverse("home")).text

    dana.does(reverse("person-edit", args=[robin.pk]), email="robin.new@example.net")
    robin.refresh_from_db()
    assert not robin.needs_fixing
    clock.move_to(moment("2026-09-22T11:00-04:00"))
    page = dana.writes(own, person=robin.pk)
    assert "Attempts 1 of 3" in page.text
    clock.move_to(moment("2026-09-22T11:05-04:00"))
    dana.logs(own, "bounce_hard")
    dana.does(reverse("person-edit", args=[robin.pk]), email="robin.third@example.net")
    assert "Attempts 0 of 3" in dana.record(own).text
