"""Pages by keys: every row once, in any order, in both directions."""

from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from advocacy.models import Event, Group, Partnership
from advocacy.views.keyset import MOST_RANKED, keyset, ranked, searched
from tests import factories as make

pytestmark = pytest.mark.django_db


def asked(**query: str) -> HttpRequest:
    """Give a request for a page of a list."""
    request = RequestFactory().get("/", query)
    request.session = SessionStore()
    request._messages = FallbackStorage(request)
    return request


def walk(queryset: Any, order: tuple[str, ...], size: int) -> list[Any]:
    """Give all rows, page by page, and check the way back on each."""
    page = keyset(queryset, asked(), order=order, size=size)
    assert page.previous_key == ""
    rows, before = list(page.rows), page.rows
    while page.next_key:
        page = keyset(queryset, asked(after=page.next_key), order=order, size=size)
        back = keyset(queryset, asked(before=page.previous_key), order=order, size=size)
        assert back.rows == before
        before = page.rows
        rows += page.rows
    return rows


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_equal_names_lose_no_row(size: int) -> None:
    for name in "aabbbca":
        make.GroupFactory(name=name)
    rows = walk(Group.objects.all(), ("name", "id"), size)
    assert rows == list(Group.objects.order_by("name", "id"))


def test_directions_may_differ() -> None:
    for city, name in (("x", "a"), ("x", "b"), ("y", "a"), ("y", "c"), ("z", "a")):
        make.GroupFactory(city=city, name=name)
    rows = walk(Group.objects.all(), ("-city", "name", "id"), 2)
    assert [(r.city, r.name) for r in rows] == [
        ("z", "a"), ("y", "a"), ("y", "c"), ("x", "a"), ("x", "b"),
    ]  # fmt: skip


def test_moments_and_relations_are_orders_too() -> None:
    for days in (3, 1, 2):
        make.EventFactory(at=make.moment(days))
        make.PartnershipFactory(group__name=f"Group {days}")
    newest = walk(Event.objects.all(), ("-at", "-id"), 2)
    assert newest == sorted(newest, key=lambda event: event.at, reverse=True)
    by_group = walk(Partnership.objects.select_related("group"), ("group__name", "id"), 2)
    assert [row.group.name for row in by_group] == ["Group 1", "Group 2", "Group 3"]


def test_plain_rows_are_paged_as_well() -> None:
    for name in "cab":
        make.GroupFactory(name=name)
    rows = walk(Group.objects.values("name", "id"), ("name", "id"), 2)
    assert [row["name"] for row in rows] == ["a", "b", "c"]


@pytest.mark.parametrize("key", ["x", "x:y:z", "\x00", "é", "a" * 5000])
def test_a_broken_key_gives_the_first_page(key: str) -> None:
    make.GroupFactory(name="a")
    for name in ("after", "before"):
        page = keyset(Group.objects.all(), asked(**{name: key}), order=("name", "id"))
        assert [row.name for row in page.rows] == ["a"]
        assert ranked(Group.objects.named_like("a"), asked(**{name: key})).rows == page.rows


def test_a_key_of_another_order_is_broken() -> None:
    for name in "abc":
        make.GroupFactory(name=name)
    key = keyset(Group.objects.all(), asked(), order=("name", "id"), size=1).next_key
    page = keyset(Group.objects.all(), asked(after=key), order=("-name", "id"), size=1)
    assert [row.name for row in page.rows] == ["c"]


def test_a_search_is_ranked_paged_and_capped() -> None:
    Group.objects.bulk_create(
        make.GroupFactory.build(name=f"Memory Group {number:03}") for number in range(230)
    )
    seen: list[Any] = []
    page = ranked(Group.objects.named_like("memory"), asked())
    while True:
        seen += page.rows
        if not page.next_key:
            break
        page = ranked(Group.objects.named_like("memory"), asked(after=page.next_key))
    assert len({row.pk for row in seen}) == len(seen) == MOST_RANKED
    back = ranked(Group.objects.named_like("memory"), asked(before=page.previous_key))
    assert back.rows == seen[-100:-50]


def test_a_search_that_finds_nothing_comes_close() -> None:
    make.GroupFactory(name="Alzheimer's Alliance")
    page, close = searched(Group.objects.all(), asked(), "alzheimer")
    assert (len(page.rows), close) == (1, False)
    page, close = searched(Group.objects.all(), asked(), "alzhiemers")
    assert (len(page.rows), close) == (1, True)
    page, close = searched(Group.objects.all(), asked(), "zzzqqq")
    assert (page.rows, close) == ([], False)


def test_what_is_part_of_a_name_but_no_known_word_stands_for_itself() -> None:
    group = make.GroupFactory(name="Walla Walla Covid19 Circle 88 of SHB")
    make.GroupFactory(name="Walla Walla Convoy Circle")
    taken_at_their_word = dict.fromkeys(("covid circle", "88", "shb", "walla walla 88"), False)
    mended = dict.fromkeys(("covid crcile", "88 wlala"), True)
    for words, slip in (taken_at_their_word | mended).items():
        page, close = searched(Group.objects.all(), asked(), words)
        assert ([row.pk for row in page.rows], close) == ([group.pk], slip), words
