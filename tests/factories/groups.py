"""Groups, their people and what their profile knows."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from advocacy import models
from advocacy.matching.emails import email_key
from tests import days
from tests.factories.clock import days_ago


class ConditionFactory(DjangoModelFactory[models.Condition]):
    class Meta:
        model = models.Condition
        django_get_or_create = ("code",)

    code = "alzheimer"
    name = factory.LazyAttribute(lambda o: o.code.replace("-", " ").capitalize())


class GroupFactory(DjangoModelFactory[models.Group]):
    """A group in New York; `conditions=[…]` links conditions, `profiled=True` fills its profile."""

    class Meta:
        model = models.Group
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Northern Lights Alliance {n}")
    kind = models.GroupKind.INDICATION
    country = "US"
    region = "NY"
    city = "Albany"
    time_zone = days.PLACE
    countries = factory.LazyFunction(lambda: ["US"])
    languages = factory.LazyFunction(lambda: ["en"])
    staff_size = 12
    source = "test"

    @factory.post_generation
    def derived(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Read what the database's trigger filled in."""
        if create:
            self.refresh_from_db()

    @factory.post_generation
    def conditions(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Link the conditions that were given."""
        if create and extracted:
            self.conditions.set(extracted)

    @factory.post_generation
    def profiled(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Write four fresh facts, a goal and an open stance."""
        if create and extracted:
            for kind in ("mission", "size", "channels", "submission_route"):
                ProfileFactFactory(group=self, kind=kind)
            GoalFactory(group=self)
            StanceFactory(group=self)


class PersonFactory(DjangoModelFactory[models.Person]):
    """A person at a group."""

    class Meta:
        model = models.Person

    group = factory.SubFactory(GroupFactory)
    name = factory.Sequence(lambda n: f"Robin Sample {n}")
    position = "Coordinator"
    email = factory.Sequence(lambda n: f"robin{n}@example.net")
    email_key = factory.LazyAttribute(lambda person: email_key(person.email))
    phone = "+1 555 0100"
    source = "the group's website"


class ProfileFactFactory(DjangoModelFactory[models.ProfileFact]):
    class Meta:
        model = models.ProfileFact

    group = factory.SubFactory(GroupFactory)
    kind = models.FactKind.MISSION
    value = "Helps families after the diagnosis."
    source = "annual report"
    as_of = factory.LazyFunction(lambda: days_ago(30))


class GoalFactory(DjangoModelFactory[models.Goal]):
    class Meta:
        model = models.Goal

    group = factory.SubFactory(GroupFactory)
    words = "A guide for caregivers in plain words"
    source = "call with the director"
    as_of = factory.LazyFunction(lambda: days_ago(30))


class ChannelFactory(DjangoModelFactory[models.Channel]):
    class Meta:
        model = models.Channel

    group = factory.SubFactory(GroupFactory)
    kind = models.ChannelKind.NEWSLETTER
    name = "Monthly newsletter"
    reach = 4000
    source = "media kit"
    as_of = factory.LazyFunction(lambda: days_ago(30))


class BusyPeriodFactory(DjangoModelFactory[models.BusyPeriod]):
    class Meta:
        model = models.BusyPeriod

    group = factory.SubFactory(GroupFactory)
    name = "Awareness month"
    starts_month, starts_day, ends_month, ends_day = 6, 1, 6, 30


class StanceFactory(DjangoModelFactory[models.Stance]):
    class Meta:
        model = models.Stance

    group = factory.SubFactory(GroupFactory)
    kind = models.StanceKind.OPEN
    source = "call with the director"
    as_of = factory.LazyFunction(lambda: days_ago(30))


class OptOutFactory(DjangoModelFactory[models.OptOut]):
    class Meta:
        model = models.OptOut

    group = factory.SubFactory(GroupFactory)
    words = "Please never write again."
    source = "mail"
    said_on = factory.LazyFunction(lambda: days_ago(10))
