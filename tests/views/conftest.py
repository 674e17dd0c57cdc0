"""A world of one of each record, for the tests that open every page."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from advocacy.models import Role
from tests.views.everything import Everything, everything
from tests.views.people import signed_in


@pytest.fixture(scope="module")
def whole_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Everything]:
    """One of each record, built once for a module of tests."""
    with django_db_blocker.unblock(), everything() as built:
        yield built


@pytest.fixture(scope="module")
def boss(whole_world: Everything) -> Client:
    """A manager's browser; what breaks is an answer of 500."""
    browser = signed_in(whole_world.people[Role.MANAGER])
    browser.raise_request_exception = False
    return browser
