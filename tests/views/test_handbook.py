"""The handbook tells every rule with its numbers as they are now."""

from typing import Any

import pytest
from django.urls import reverse

from advocacy.policy.limits import described
from advocacy.policy.registry import RULES, Act
from advocacy.policy.titles import ACT_TITLES, LIMIT_TITLES
from advocacy.templatetags.ui import words
from tests.factories import UserFactory
from tests.limits import put_in_force
from tests.views.people import signed_in


def test_every_limit_and_every_act_has_a_title() -> None:
    assert set(LIMIT_TITLES) == {limit[0] for limit in described()}
    assert set(ACT_TITLES) == set(Act)


@pytest.mark.django_db
def test_it_tells_every_rule_under_its_own_anchor() -> None:
    text = signed_in(UserFactory()).get(reverse("handbook")).content.decode()
    for rule in RULES.values():
        assert f'id="{rule.code}"' in text
        assert words(rule.title) in text


@pytest.mark.django_db
def test_it_says_that_nobody_excepts_the_attempt_limit() -> None:
    text = signed_in(UserFactory()).get(reverse("handbook")).content.decode()
    page = text.split('<article class="card" id="attempt-limit"')[1].split("</article>")[0]
    assert "Nobody" in page
    assert "3 attempts" in page


@pytest.mark.django_db
def test_it_shows_the_number_that_is_in_force() -> None:
    put_in_force({"quiet_declined_days": 200}, number=77, reason="A quieter year")
    text = signed_in(UserFactory()).get(reverse("handbook")).content.decode()
    assert "200 days" in text
    assert "A quieter year" in text
    assert "Version 77" in text


@pytest.mark.django_db
def test_it_takes_a_fixed_number_of_queries(django_assert_max_num_queries: Any) -> None:
    client = signed_in(UserFactory())
    with django_assert_max_num_queries(5):
        client.get(reverse("handbook"))
