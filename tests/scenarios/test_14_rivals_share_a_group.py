"""Scenario 14: two sponsors share a group, and neither learns anything of the other."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import WindowPartnership
from tests import factories
from tests.isolation.walk import Walk, text_of
from tests.views.people import signed_in
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


def rivals() -> tuple[World, World, Client]:
    """Sponsors A and B work with the same group; B's viewer is signed in."""
    first = clear_world()
    second = clear_world(group=first.group)
    for name, world in (("Aldous Pharma", first), ("Brightwater Bio", second)):
        world.study.sponsor.name = name
        world.study.sponsor.save(update_fields=["name"])
        world.study.title = f"The study of {name}"
        world.study.save(update_fields=["title"])
        factories.ShareFactory(study=world.study)
    viewer = factories.UserFactory(viewer=True, sponsor=second.study.sponsor)
    return first, second, signed_in(viewer)


def seen(client: Client) -> dict[str, str]:
    """All pages and files that lead from the viewer's first page."""
    walk = Walk(client)
    walk.follow([reverse("portal-home"), reverse("portal-placements")])
    assert len(walk.told) > 5
    return walk.told


def plain(pages: dict[str, str]) -> str:
    return "\n".join(pages.values())


def test_b_learns_nothing_of_a_from_pages_exports_search_counts_and_guessed_links() -> None:
    first, second, client = rivals()
    assert "The study of Brightwater Bio" in plain(seen(client))
    theirs = WindowPartnership.objects.get(origin=first.partnership.pk)
    told = seen(client)
    for word in ("Aldous", str(first.study.pk), str(first.partnership.pk), str(theirs.pk)):
        assert word not in plain(told), word

    search = client.get("/palette/?q=Aldous")
    assert search.status_code == 404
    for name, guessed in (
        ("portal-partnership", theirs.pk), ("portal-study", theirs.study_id),
        ("portal-report", theirs.study_id), ("portal-question", theirs.pk),
        ("portal-budget", theirs.pk),
    ):  # fmt: skip
        foreign = client.get(reverse(name, args=[guessed]), {"format": "pdf"})
        nobody = client.get(reverse(name, args=[uuid4()]), {"format": "pdf"})
        assert foreign.status_code == nobody.status_code == 404
        assert text_of(foreign) == text_of(nobody)
    for page in ("partnership-detail", "group-detail", "study-detail"):
        record = {"partnership-detail": second.partnership, "group-detail": second.group,
                  "study-detail": second.study}[page]  # fmt: skip
        assert client.get(reverse(page, args=[record.pk])).status_code == 404


def test_a_decline_of_a_shows_b_not_contactable_now_and_nothing_else() -> None:
    first, second, client = rivals()
    address = reverse(
        "portal-partnership", args=[WindowPartnership.objects.get(origin=second.partnership.pk).pk]
    )
    before = client.get(address).content.decode()
    assert "Not contactable now" not in before
    first.contact_now()
    first.wait(2)
    first.answers("declined", decline_kind="declined_sponsor")
    after = client.get(address).content.decode()
    assert "Not contactable now" in after
    until = first.today + timedelta(days=180)
    for word in (f"{until.year}", f"{until:%B}", "declined", "Declined", "cooling", "180"):
        assert word not in after or word in before, word
    # Nothing new is told: no line, no day, no number.
    row = WindowPartnership.objects.get(origin=second.partnership.pk)
    assert (row.stage, row.ended, row.contactable) == ("sponsor_cleared", "", False)
    assert row.stage_since == second.partnership.stage_since.date()


def test_a_policy_that_the_group_told_a_ends_b_without_a_day_or_a_reason() -> None:
    first, second, client = rivals()
    first.contact_now()
    first.wait(2)
    first.answers("policy_no", policy_kind="no_industry")
    second.partnership.refresh_from_db()
    assert second.partnership.stage == "closed"
    row = WindowPartnership.objects.get(origin=second.partnership.pk)
    assert (row.ended, row.stage_since) == ("unavailable", None)
    told = plain(seen(client))
    for word in ("No industry", "Policy: no", "no_industry"):
        assert word not in told, word


def test_a_stop_of_a_has_the_same_face_as_any_other() -> None:
    first, second, client = rivals()
    address = reverse(
        "portal-partnership", args=[WindowPartnership.objects.get(origin=second.partnership.pk).pk]
    )
    faces = []
    for reason in ("declined", "no_response", "hesitant", "opt_out"):
        stop = factories.StopFactory(
            group=first.group, partnership=first.partnership, reason=reason
        )
        faces.append(client.get(address).content.decode())
        stop.lifted_on = stop.starts_on
        stop.save(update_fields=["lifted_on"])
    assert len(set(faces)) == 1
