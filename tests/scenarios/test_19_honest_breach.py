"""Scenario 19."""

import pytest
import time_machine
from django.urls import reverse

from advocacy.models import Breach, Touch
from tests.scenarios.conftest import moment
from tests.scenarios.desk import Desk
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db


def test_a_mail_sent_against_the_rules_is_saved_counted_and_shown_to_the_manager(
    clock: time_machine.Traveller,
) -> None:
    world = clear_world()
    own, dana, boss = world.partnership, Desk(world.staff), Desk(world.manager)
    for day, purpose in (("09-15", "ask"), ("09-22", "reminder"), ("10-06", "thank_you")):
        clock.move_to(moment(f"2026-{day}T11:00-04:00"))
        dana.writes(own, purpose=purpose)
    assert "There is none that nobody has looked at." in boss.opens(reverse("home")).text

    clock.move_to(moment("2026-10-08T20:30-04:00"))
    page = dana.logs(
        own, "mail", occurred_at="2026-10-08T20:15", summary="I wrote once more, sorry."
    )
    assert "It counts as an attempt." in page.text
    assert "Against: " in page.text
    assert "Attempt limit" in page.text
    assert "It is kept, counted and shown to the manager." in page.text
    assert "Attempts 4 of 3" in page.text
    assert "breach: Attempt limit" in page.text
    assert Touch.objects.attempts().count() == 4
    broken = set(Breach.objects.values_list("rule", flat=True))
    assert {"attempt-limit", "spacing"} <= broken

    home = boss.opens(reverse("home"))
    assert "Attempt limit" in home.text
    listed = boss.opens(reverse("breach-list"))
    assert world.group.name in listed.text
    breach = boss.opens(listed.link("Attempt limit"))
    assert "I wrote once more, sorry." in breach.text
    assert "3 of 3 attempts" in breach.text
    assert dana.opens(reverse("breach-list"), status=403)
    boss.does(breach.url, note="Talked with Dana; apologised to the group.")
    assert not Breach.objects.unseen().exists()
    assert "No breach to look at" in boss.opens(reverse("breach-list")).text
    assert "Attempt limit" in boss.opens(f"{reverse('breach-list')}?show=seen").text
    assert "Breach looked at" in dana.record(own).text
