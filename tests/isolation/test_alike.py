"""An id of another sponsor and one of nobody: the same words, the same work, the same time."""

import statistics
import time
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from advocacy.models.window import WINDOW
from tests import factories
from tests.isolation.rivals import Side, build
from tests.isolation.walk import text_of
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
PAGES = ("portal-study", "portal-partnership", "portal-question", "portal-budget", "portal-report")
TIMES = 30
DECLARED = 16
#: So often one kind takes longer once in some thirty thousand runs, if nothing tells.
BY_NO_CHANCE = {0, DECLARED}


@pytest.fixture
def rivals() -> tuple[Side, Side]:
    group = factories.GroupFactory()
    return build("alpha", group), build("bravo", group)


def asked(client: Client, address: str) -> tuple[str, list[str]]:
    """What comes back, and which statements it took, without the ids in either."""
    with (
        CaptureQueriesContext(connections["default"]) as ours,
        CaptureQueriesContext(connections["portal"]) as theirs,
    ):
        told = text_of(client.get(address, {"format": "pdf"}))
    kept = [q["sql"][:60] for q in (*ours.captured_queries, *theirs.captured_queries)]
    return told, kept


def foreign_ids(other: Side) -> list[UUID]:
    """One row of each table of the other's window, its share, its records."""
    rows = [model.objects.shared_with([other.sponsor.pk]).first() for model in WINDOW]
    return [*(row.pk for row in rows), other.share.pk, other.own.pk, other.study.pk]


def test_an_id_of_another_sponsor_is_answered_as_one_of_nobody(
    rivals: tuple[Side, Side], proof: Any
) -> None:
    own, other = rivals
    client, differing, tried = signed_in(own.viewer), [], 0
    for name in PAGES:
        nobody = asked(client, reverse(name, args=[uuid4()]))
        for one in foreign_ids(other):
            tried += 1
            if asked(client, reverse(name, args=[one])) != nobody:
                differing.append(f"{name} {one}")
    proof("a foreign id beside a random one: words and work", tried=tried, leaks=differing)


def test_the_comparison_would_see_a_row_that_is_there(rivals: tuple[Side, Side]) -> None:
    own, _other = rivals
    client = signed_in(own.viewer)
    nobody = asked(client, reverse("portal-study", args=[uuid4()]))
    assert asked(client, reverse("portal-study", args=[own.share.pk])) != nobody


def test_it_takes_no_longer_either(rivals: tuple[Side, Side], proof: Any) -> None:
    own, other = rivals
    client = signed_in(own.viewer)
    theirs = reverse("portal-study", args=[other.share.pk])
    took: dict[str, list[float]] = {"foreign": [], "nobody": []}
    for _turn in range(TIMES):
        for kind, address in (
            ("foreign", theirs), ("nobody", reverse("portal-study", args=[uuid4()])),
        ):  # fmt: skip
            begun = time.perf_counter()
            client.get(address)
            took[kind].append(time.perf_counter() - begun)
    medians = {kind: statistics.median(times) for kind, times in took.items()}
    apart = abs(medians["foreign"] - medians["nobody"])
    far = apart > max(0.005, 0.5 * min(medians.values()))
    proof("a foreign id beside a random one: time", tried=2 * TIMES, leaks=[medians] if far else [])


def declared(client: Client, name: str) -> float:
    """How long it takes to declare a relationship with a group of this name."""
    begun = time.perf_counter()
    answer = client.post(
        reverse("portal-declare"), {"group_name": name, "kind": "grant", "currency": "USD"}
    )
    assert answer.status_code == 303
    return time.perf_counter() - begun


def test_to_declare_a_group_on_file_takes_no_longer(rivals: tuple[Side, Side], proof: Any) -> None:
    client, longer = signed_in(rivals[0].viewer), []
    for turn in range(DECLARED):
        known = factories.GroupFactory(name=f"Harbour Memory {turn} Foundation")
        other = declared(client, f"Harbour Nobody {turn} Foundation")
        client.get(reverse("portal-home"))
        longer.append(declared(client, known.name) > other)
        client.get(reverse("portal-home"))
    leaks = longer if sum(longer) in BY_NO_CHANCE else []
    proof("a declared group on file beside an unknown one: time", tried=2 * DECLARED, leaks=leaks)


def test_what_it_takes_by_itself_would_tell(rivals: tuple[Side, Side]) -> None:
    client, known = signed_in(rivals[0].viewer), factories.GroupFactory(name="Harbour Memory")
    asked_for = []
    for name in (known.name, "Harbour Nobody"):
        with CaptureQueriesContext(connections["default"]) as ours:
            declared(client, name)
        asked_for.append(len(ours))
    assert asked_for[0] > asked_for[1]
