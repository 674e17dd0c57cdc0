"""Scenario 11."""

import pytest
import time_machine
from django.urls import reverse

from advocacy.models import Approval, Material, Stage
from tests.factories import PlacementFactory
from tests.scenarios.desk import Desk, step
from tests.workflow.world import clear_world

pytestmark = pytest.mark.django_db

PROOF = "https://example.org/newsletter"


def test_one_changed_word_or_a_new_channel_keeps_it_from_going_live(
    clock: time_machine.Traveller,
) -> None:
    world = clear_world()
    world.to_executed()
    clock.move_to(world.at)
    own, dana, boss = world.partnership, Desk(world.staff), Desk(world.manager)
    flyer = world.material(words="Join our study of a new treatment.")
    day = str(world.today)
    dana.does(step(own, "materials-ready"))
    planned = {"language": "en", "country": "US", "planned_on": day}
    dana.does(step(own, "placement"), material=flyer.pk, channel="newsletter", **planned)

    refused = dana.is_refused(
        step(own, "placement"), material=flyer.pk, channel="social", **planned
    )
    said = refused.finding("Approved material")
    assert "Flyer, version 1: approved for newsletter, not for social media." in said.text
    assert said.override == ""

    study = reverse("study-detail", args=[own.study_id])
    again = dana.opens(study).link("New version")
    dana.does(again, words="Join our trial of a new treatment.")
    changed = Material.objects.get(version=2)
    refused = dana.is_refused(
        step(own, "placement"), material=changed.pk, channel="newsletter", **planned
    )
    said = refused.finding("Approved material")
    assert "Flyer, version 2: no approval is on file." in said.text
    assert "Why: What patients read is approved word for word" in said.text

    # As if it had come another way than through this page.
    PlacementFactory(
        partnership=own, material=changed, file_hash=changed.file_hash, planned_on=world.today
    )
    dana.is_refused(step(own, "live"), proof_url=PROOF).finding("Approved material")
    own.refresh_from_db()
    assert own.stage == Stage.SCHEDULED
    seen = boss.record(own).finding("Approved material")
    assert seen.override == ""
    assert seen.link("approval").partition("#")[0] == study

    boss.does(
        reverse("material-approve", args=[changed.pk]), body="Central IRB", country="US",
        channel="newsletter", approved_on=day, expires_on="2027-06-30",
    )  # fmt: skip
    assert Approval.objects.filter(material=changed).exists()
    live = dana.does(step(own, "live"), proof_url=PROOF)
    own.refresh_from_db()
    assert own.stage == Stage.LIVE
    assert "Refused: go live Approved material" in live.text
