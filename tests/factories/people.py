"""Those who sign in."""

import factory
from factory.django import DjangoModelFactory

from advocacy import models
from advocacy.models import Role
from tests import days


class UserFactory(DjangoModelFactory[models.User]):
    """Recruitment staff, unless a trait says otherwise."""

    class Meta:
        model = models.User

    class Params:
        manager = factory.Trait(role=Role.MANAGER)
        compliance = factory.Trait(role=Role.COMPLIANCE)
        admin = factory.Trait(role=Role.ADMIN)
        viewer = factory.Trait(
            role=Role.SPONSOR_VIEWER,
            sponsor=factory.SubFactory("tests.factories.studies.SponsorFactory"),
        )

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Dana Example {n}")
    role = Role.STAFF
    time_zone = days.PLACE
    password = "!"
