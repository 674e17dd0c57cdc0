"""Exceptions, breaches and events."""

import factory
from factory.django import DjangoModelFactory

from advocacy import models
from advocacy.models import Role
from tests.factories.clock import moment
from tests.factories.partnerships import PartnershipFactory, TouchFactory
from tests.factories.people import UserFactory


class OverrideFactory(DjangoModelFactory[models.Override]):
    """An exception that somebody asked for and nobody has decided."""

    class Meta:
        model = models.Override

    partnership = factory.SubFactory(PartnershipFactory)
    rule = "spacing"
    act = "contact"
    role = Role.MANAGER
    reason = models.OverrideReason.GROUP_ASKED
    note = "They asked us to call on Monday."
    asked_by = factory.SubFactory(UserFactory)


class BreachFactory(DjangoModelFactory[models.Breach]):
    class Meta:
        model = models.Breach

    touch = factory.SubFactory(TouchFactory)
    partnership = factory.SelfAttribute("touch.partnership")
    group = factory.SelfAttribute("touch.group")
    rule = "spacing"


class EventFactory(DjangoModelFactory[models.Event]):
    class Meta:
        model = models.Event

    at = factory.LazyFunction(moment)
    kind = "edit_group"
    actor = factory.SubFactory(UserFactory)
