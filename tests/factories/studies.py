"""Sponsors, their studies and the money for them."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from advocacy import models
from tests.factories.clock import TODAY, days_ago
from tests.factories.groups import GroupFactory


class SponsorFactory(DjangoModelFactory[models.Sponsor]):
    class Meta:
        model = models.Sponsor

    name = factory.Sequence(lambda n: f"Example Biotherapeutics {n}")
    kind = models.SponsorKind.COMPANY


class ContactFactory(DjangoModelFactory[models.SponsorContact]):
    """A person at a sponsor who can answer for its ties."""

    class Meta:
        model = models.SponsorContact

    sponsor = factory.SubFactory(SponsorFactory)
    name = factory.Sequence(lambda n: f"Kim Specimen {n}")
    position = "Patient engagement"
    email = factory.Sequence(lambda n: f"kim{n}@example.com")


class ParentEdgeFactory(DjangoModelFactory[models.ParentEdge]):
    class Meta:
        model = models.ParentEdge

    child = factory.SubFactory(SponsorFactory)
    parent = factory.SubFactory(SponsorFactory)
    since = date(2009, 3, 26)
    source = "annual report"


class RelationshipFactory(DjangoModelFactory[models.Relationship]):
    class Meta:
        model = models.Relationship

    sponsor = factory.SubFactory(SponsorFactory)
    group = factory.SubFactory(GroupFactory)
    kind = models.RelationshipKind.GRANT
    starts_on = factory.LazyFunction(lambda: days_ago(200))
    source = "the sponsor's disclosure"


class StudyFactory(DjangoModelFactory[models.Study]):
    """A study that launches in 20 weeks; `conditions=[…]` links conditions."""

    class Meta:
        model = models.Study
        skip_postgeneration_save = True

    protocol_id = factory.Sequence(lambda n: f"EX-{n:04}")
    nct_number = factory.Sequence(lambda n: f"NCT{n:08}")
    title = factory.Sequence(lambda n: f"A study of examples {n}")
    sponsor = factory.SubFactory(SponsorFactory)
    countries = factory.LazyFunction(lambda: ["US"])
    phase = "Phase 2"
    status = models.StudyStatus.PLANNED
    launch_on = factory.LazyFunction(lambda: TODAY() + timedelta(weeks=20))
    enrolment_ends_on = factory.LazyFunction(lambda: TODAY() + timedelta(weeks=60))

    @factory.post_generation
    def conditions(self: Any, create: bool, extracted: Any, **kwargs: Any) -> None:
        """Link the conditions that were given."""
        if create and extracted:
            self.conditions.set(extracted)


class ShareFactory(DjangoModelFactory[models.Share]):
    """A study shared in full with its own sponsor, unless another level is given."""

    class Meta:
        model = models.Share

    study = factory.SubFactory(StudyFactory)
    sponsor = factory.SelfAttribute("study.sponsor")
    level = models.ShareLevel.FULL


class BudgetLineFactory(DjangoModelFactory[models.BudgetLine]):
    class Meta:
        model = models.BudgetLine

    study = factory.SubFactory(StudyFactory)
    currency = "USD"
    approved = Decimal(50_000)
    cap = Decimal(60_000)
    approved_on = factory.LazyFunction(lambda: days_ago(60))


class BudgetHoldFactory(DjangoModelFactory[models.BudgetHold]):
    class Meta:
        model = models.BudgetHold

    line = factory.SubFactory(BudgetLineFactory)
    partnership = factory.SubFactory("tests.factories.partnerships.PartnershipFactory")
    state = models.HoldState.COMMITTED
    amount = Decimal(900)


class PhaseDurationFactory(DjangoModelFactory[models.PhaseDuration]):
    class Meta:
        model = models.PhaseDuration

    partnership = factory.SubFactory("tests.factories.partnerships.PartnershipFactory")
    group = factory.SelfAttribute("partnership.group")
    group_kind = factory.SelfAttribute("group.kind")
    phase = "contract"
    weeks = Decimal(4)
