"""Breaches are looked at and noted, never taken away."""

from typing import Any

import pytest
from django.urls import reverse

from advocacy.models import Breach
from tests.factories import (
    BreachFactory,
    GroupFactory,
    PartnershipFactory,
    TouchFactory,
    UserFactory,
)
from tests.views.people import signed_in
from tests.views.test_overrides import FINDING


@pytest.mark.django_db
def test_the_list_shows_what_nobody_has_looked_at() -> None:
    touch = TouchFactory(partnership=PartnershipFactory(group=GroupFactory(name="Hurt Group")))
    BreachFactory(touch=touch)
    client = signed_in(UserFactory(manager=True))
    assert "Hurt Group" in client.get(reverse("breach-list")).content.decode()
    seen = client.get(reverse("breach-list"), {"show": "seen"}).content.decode()
    assert "Hurt Group" not in seen


@pytest.mark.django_db
def test_the_list_takes_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    BreachFactory.create_batch(20)
    client = signed_in(UserFactory(manager=True))
    with django_assert_max_num_queries(6):
        client.get(reverse("breach-list"))


@pytest.mark.django_db
def test_recruitment_staff_do_not_open_them() -> None:
    breach = BreachFactory()
    client = signed_in(UserFactory())
    assert client.get(reverse("breach-list")).status_code == 403
    assert client.get(reverse("breach-detail", args=[breach.pk])).status_code == 403


@pytest.mark.django_db
def test_the_page_shows_the_touch_and_what_the_rule_says() -> None:
    breach = BreachFactory(finding=FINDING)
    client = signed_in(UserFactory(manager=True))
    text = client.get(reverse("breach-detail", args=[breach.pk])).content.decode()
    assert breach.touch.summary in text
    assert "3 of 5 business days {have} passed." in text


@pytest.mark.django_db(transaction=True)
def test_it_is_marked_as_seen_with_a_note() -> None:
    breach, me = BreachFactory(), UserFactory(compliance=True)
    other = BreachFactory(touch=breach.touch, rule="stopped")
    url = reverse("breach-detail", args=[breach.pk])
    response = signed_in(me).post(url, {"note": "Talked about it."})
    assert response.status_code == 303
    breach.refresh_from_db()
    other.refresh_from_db()
    assert (breach.seen_by, breach.note) == (me, "Talked about it.")
    assert other.seen_at is None


@pytest.mark.django_db(transaction=True)
def test_the_whole_touch_is_marked_at_once_where_that_is_wanted() -> None:
    breach, me = BreachFactory(), UserFactory(manager=True)
    BreachFactory(touch=breach.touch, rule="stopped")
    url = reverse("breach-detail", args=[breach.pk])
    client = signed_in(me)
    assert "the other rule that this touch broke" in client.get(url).content.decode()
    client.post(url, {"note": "Talked about it.", "whole_touch": "on"})
    assert not Breach.objects.unseen().exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("note", ["", "   ", "x" * 2001, "nul\x00"])
def test_a_note_that_is_missing_or_too_long_is_named(note: str) -> None:
    breach = BreachFactory()
    client = signed_in(UserFactory(manager=True))
    response = client.post(reverse("breach-detail", args=[breach.pk]), {"note": note})
    assert response.status_code == 422
    breach.refresh_from_db()
    assert breach.seen_at is None


@pytest.mark.django_db
def test_a_breach_that_is_none_is_a_404() -> None:
    client = signed_in(UserFactory(manager=True))
    assert client.get(reverse("breach-detail", args=[GroupFactory().pk])).status_code == 404
