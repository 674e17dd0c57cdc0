"""Fifty threads share a few connections and mix the requests of several sponsors."""

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse

from advocacy.models.sight import ALIAS, NAME, SETTING
from tests import factories
from tests.isolation import threads
from tests.isolation.rivals import Side, build, hits
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])
THREADS = 50
#: The whole size is for `make isolation`.
EACH = int(os.environ.get("PAGCRM_ISOLATION_REQUESTS", "20"))


@pytest.fixture
def rivals() -> list[Side]:
    group = factories.GroupFactory()
    return [build("alpha", group), build("bravo", group)]


@pytest.fixture
def pool() -> Iterator[threads.Pool]:
    before = connections[ALIAS]
    found = threads.Pool.filled()
    yield found
    connections[ALIAS] = before
    found.close()


def pages(rivals: list[Side]) -> threads.Request:
    """Pages of the product itself, asked for as the one or the other viewer."""
    cookies = {side.whose: signed_in(side.viewer).cookies["sessionid"].value for side in rivals}

    def page(chance: random.Random) -> list[Any]:
        own, other = chance.sample(rivals, 2)
        client = Client()
        client.cookies["sessionid"] = cookies[own.whose]
        said = client.get(reverse(chance.choice(["portal-home", "portal-placements"])))
        text = said.content.decode()
        found: list[Any] = sorted(hits(text, whose=other.whose))
        return found if hits(text, whose=own.whose) else [*found, f"not the own page: {said}"]

    return page


def test_no_thread_ever_sees_a_row_of_another_sponsor(
    rivals: list[Side], pool: threads.Pool, proof: Any
) -> None:
    sponsors = [side.sponsor.pk for side in rivals]
    requests = [*threads.reads(sponsors), pages(rivals)]
    tried, leaks = threads.run(requests, threads=THREADS, each=EACH, pool=pool)
    assert tried == THREADS * EACH
    proof(f"{THREADS} threads over {threads.POOL} connections", tried=tried, leaks=leaks)


@contextmanager
def as_sponsor_of_the_session(sponsors: list[UUID]) -> Iterator[None]:
    """The mistake that the proof is about: a name that outlives its transaction."""
    with connections[ALIAS].cursor() as cursor:
        moment = "SELECT extract(epoch FROM transaction_timestamp())::text"
        cursor.execute(moment)
        cursor.execute(NAME.replace("true)", "false)"), [SETTING, str(sponsors[0])])
    with transaction.atomic(using=ALIAS):
        yield


def test_a_policy_that_trusts_the_session_would_be_seen(
    rivals: list[Side], pool: threads.Pool, owner_cursor: Any
) -> None:
    sponsors = [side.sponsor.pk for side in rivals]
    careless = (
        "ALTER POLICY window_of_the_sponsor ON {} USING (sponsor_id::text ="
        " split_part(current_setting('pagcrm.sponsors', true), '|', 2))"
    )
    policies = "SELECT tablename, qual FROM pg_policies WHERE policyname = 'window_of_the_sponsor'"
    owner_cursor.execute(policies)
    kept = owner_cursor.fetchall()
    try:
        for table, _qual in kept:
            owner_cursor.execute(careless.format(table))
        requests = threads.reads(sponsors, name=as_sponsor_of_the_session)
        _tried, leaks = threads.run(requests, threads=8, each=20, pool=pool)
    finally:
        for table, qual in kept:
            owner_cursor.execute(f"ALTER POLICY window_of_the_sponsor ON {table} USING ({qual})")
    assert leaks
