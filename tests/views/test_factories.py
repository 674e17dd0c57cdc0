"""Every factory makes a row that the database accepts."""

import pytest
from factory.django import DjangoModelFactory

from tests import factories

ALL = [
    one
    for one in vars(factories).values()
    if isinstance(one, type) and issubclass(one, DjangoModelFactory) and one._meta.model
]


@pytest.mark.django_db
@pytest.mark.parametrize("one", ALL, ids=lambda one: one.__name__)
def test_a_factory_makes_a_row(one: type[DjangoModelFactory]) -> None:
    assert one().pk
