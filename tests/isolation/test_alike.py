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
