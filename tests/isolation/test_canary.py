"""All that exists is opened as one sponsor, and looked through for words of the other."""

import pickle
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db.models import Manager
from django.urls import reverse

from advocacy.messages import deliver, schedule
from advocacy.models.base import now, uuid7
from advocacy.models.window import WINDOW, WindowPartnership, WindowRow
from advocacy.portal import reading
from tests import factories
from tests.isolation.rivals import Side, build, canary, hits, stopped_by
from tests.isolation.walk import Walk
from tests.views.people import signed_in

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "portal"])


@pytest.fixture
def rivals() -> tuple[Side, Side]:
    group = factories.GroupFactory(name="Shared Harbour Circle")
    return build("alpha", group), build("bravo", group)


def ids_of(side: Side) -> set[Any]:
    """Every id under which something of a side is known, in the office and in the window."""
    found = [model.objects.shared_with([side.sponsor.pk]) for model in WINDOW]
    return {*side.ids, *(pk for rows in found for pk in rows.values_list("pk", flat=True))}


def leaks_of(told: dict[str, str], other: Side) -> list[str]:
    """Where words or ids of the other turn up."""
    known = [str(one) for one in ids_of(other)]
    return [
        f"{address}: {sorted(hits(said, whose=other.whose))[:3] or one}"
        for address, said in told.items()
        for one in [next((known_id for known_id in known if known_id in said), "")]
        if one or hits(said, whose=other.whose)
    ]


def walked(own: Side, other: Side) -> Walk:
    """What the own viewer finds, and what she finds with everything she could guess."""
    walk = Walk(signed_in(own.viewer))
    walk.client.raise_request_exception = False
    walk.follow([reverse("portal-home"), "/", reverse("portal-placements"), "/nothing/here/"])
    some = sorted(ids_of(other), key=str)
    walk.everywhere([*some[:: max(1, len(some) // 12)], other.share.pk, uuid7()], other.sponsor.pk)
    return walk


#: Words of the own side that a sponsor must not read either: they are for the office alone.
INTERNAL = (
    "touch.summary", "ask.body", "ask.subject_line", "partnership.why_this_group",
    "partnership.review_process", "relationship.note", "quote.source", "clearance.note",
    "reportback.promised", "followup.note",
)  # fmt: skip


def inside(told: dict[str, str], own: Side) -> list[str]:
    """Where words of the own study turn up that are for the office alone."""
    words = {canary("alpha", f"{name}.{pk}"): name for name in INTERNAL for pk in own.ids}
    colleague = own.own.owner
    assert colleague is not None
    for name in ("name", "email"):
        words[canary("alpha", f"user.{name}.{colleague.pk}")] = f"a colleague's {name}"
    return [
        f"{address}: {words[word]}"
        for address, said in told.items()
        for word in hits(said, whose="alpha") & set(words)
    ]


def in_cache() -> dict[str, str]:
    """All that the cache keeps, keys and values."""
    kept: dict[str, bytes] = vars(cache._connections[cache._alias])["_cache"]  # the tests' own
    return {
        f"cache {key}": f"{key} {pickle.loads(value)}"  # noqa: S301 # we have written it
        for key, value in kept.items()
    }


def test_a_viewer_finds_every_word_that_is_shared_and_none_of_the_other(
    rivals: tuple[Side, Side], proof: Any
) -> None:
    own, other = rivals
    cache.clear()
    walk = walked(own, other)
    whole = "\n".join(walk.told.values())
    assert len(hits(whole, whose="alpha")) >= 7, "the own words are found, so a leak would be"
    assert any(status == 200 and "format=xlsx" in key for key, status in walk.opened.items())
    assert any(status == 200 and "format=pdf" in key for key, status in walk.opened.items())
    assert not [key for key, status in walk.opened.items() if status >= 500]
    told = in_cache()
    proof("canaries: pages, files, headers, errors", tried=len(walk.told),
          leaks=leaks_of(walk.told, other))  # fmt: skip
    proof("canaries: notes and names of colleagues", tried=len(walk.told),
          leaks=inside(walk.told, own))  # fmt: skip
    proof("canaries: cache", tried=len(told), leaks=leaks_of(told, other))


def test_the_database_alone_holds_where_the_code_forgets_to_ask(
    rivals: tuple[Side, Side], proof: Any
) -> None:
    own, other = rivals

    def unfiltered(model: type[WindowRow], sponsors: Any) -> Any:
        return reading.seen_by(model)

    with patch.object(reading, "of", unfiltered):
        walk = walked(own, other)
    assert len(hits("\n".join(walk.told.values()), whose="alpha")) >= 7
    proof("canaries: row-level security alone", tried=len(walk.told),
          leaks=leaks_of(walk.told, other))  # fmt: skip


def test_without_either_the_walk_would_see_the_other(rivals: tuple[Side, Side]) -> None:
    own, other = rivals

    def anything(model: type[WindowRow], sponsors: Any) -> Any:
        manager: Manager[Any] = model.objects
        return manager.using("default")

    with patch.object(reading, "of", anything):
        walk = Walk(signed_in(own.viewer))
        walk.follow([reverse("portal-home")])
    assert leaks_of(walk.told, other)


def test_the_weekly_mail_says_nothing_of_the_other(rivals: tuple[Side, Side], proof: Any) -> None:
    own, other = rivals
    signed_in(own.viewer)  # only who was here once is written to
    monday = (now() + timedelta(days=7 - now().weekday())).replace(hour=17)
    with time_machine.travel(monday):
        schedule.write_due(at=now())
        deliver.send_due()
    mine = [m for m in mail.outbox if own.viewer.email in m.to]
    assert mine, "a mail went out"
    told = {f"mail {n}": m.message().as_string() + str(m.alternatives) for n, m in enumerate(mine)}
    assert hits("".join(told.values()), whose="alpha")
    proof("canaries: mails", tried=len(told), leaks=leaks_of(told, other))


@pytest.mark.parametrize("level", ["counts", "status", "full"])
def test_a_stop_that_another_sponsor_brought_says_not_contactable_and_no_more(
    level: str, proof: Any
) -> None:
    group = factories.GroupFactory(name="Shared Harbour Circle")
    own, other = build("alpha", group, level=level), build("bravo", group)
    before = Walk(signed_in(own.viewer))
    before.follow([reverse("portal-home")])
    until = stopped_by(other)
    after = Walk(signed_in(own.viewer))
    after.follow([reverse("portal-home")])
    days = {f"{until:%Y-%m-%d}", f"{until.day} {until:%b %Y}", f"{until:%B}", until.isoformat()}
    said = [
        f"{address}: {word}"
        for address, text in after.told.items()
        for word in (*days, "declined", "cooling", "stopped", "until")
        if word in text and word not in before.told.get(address, "")
    ]
    if level != "counts":
        assert WindowPartnership.objects.filter(
            origin=own.own.pk, sponsor_id=own.sponsor.pk, contactable=False
        ).exists()
    proof("canaries: not contactable now", tried=len(after.told),
          leaks=[*said, *leaks_of(after.told, other)])  # fmt: skip
