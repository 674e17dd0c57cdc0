"""What is quoted, agreed, approved and placed."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from advocacy import models
from tests.factories.clock import TODAY, days_ago
from tests.factories.partnerships import PartnershipFactory
from tests.factories.studies import StudyFactory


class QuoteFactory(DjangoModelFactory[models.Quote]):
    class Meta:
        model = models.Quote

    partnership = factory.SubFactory(PartnershipFactory)
    amount = Decimal(900)
    currency = "USD"
    basis = models.FmvBasis.RATE_CARD
    fair_value = Decimal(900)
    source = "media kit"
    quoted_on = factory.LazyFunction(lambda: days_ago(5))


class AgreementFactory(DjangoModelFactory[models.Agreement]):
    """A complete campaign agreement; `executed_on` makes it an executed one."""

    class Meta:
        model = models.Agreement

    partnership = factory.SubFactory(PartnershipFactory)
    group = factory.SelfAttribute("partnership.group")
    sponsor = factory.SelfAttribute("partnership.study.sponsor")
    kind = models.AgreementKind.CAMPAIGN
    purpose = "Tell readers about the study"
    activity = "One newsletter item"
    acknowledgement = "Supported by the sponsor"
    amount = Decimal(900)
    starts_on = factory.LazyFunction(lambda: days_ago(5))
    ends_on = factory.LazyFunction(lambda: TODAY() + timedelta(days=365))
    group_signatory = "Robin Sample"
    group_signed_on = factory.LazyFunction(lambda: days_ago(5))
    sponsor_signatory = "Kim Specimen"
    sponsor_signed_on = factory.LazyFunction(lambda: days_ago(4))
    file = "agreements/example.pdf"
    file_hash = hashlib.sha256(b"agreement").hexdigest()


class MaterialFactory(DjangoModelFactory[models.Material]):
    class Meta:
        model = models.Material

    study = factory.SubFactory(StudyFactory)
    title = "Flyer"
    version = 1
    language = "en"
    words = "A study near you."
    file_hash = factory.LazyAttribute(lambda o: hashlib.sha256(o.words.encode()).hexdigest())


class ApprovalFactory(DjangoModelFactory[models.Approval]):
    class Meta:
        model = models.Approval

    material = factory.SubFactory(MaterialFactory)
    body = "Example IRB"
    file_hash = factory.SelfAttribute("material.file_hash")
    language = "en"
    country = "US"
    channel = models.ChannelKind.NEWSLETTER
    approved_on = factory.LazyFunction(lambda: days_ago(20))
    expires_on = factory.LazyFunction(lambda: TODAY() + timedelta(days=300))


class PlacementFactory(DjangoModelFactory[models.Placement]):
    """A planned placement, with the executed agreement without which there is none."""

    class Meta:
        model = models.Placement

    partnership = factory.SubFactory(PartnershipFactory)
    material = factory.SubFactory(
        MaterialFactory, study=factory.SelfAttribute("..partnership.study")
    )
    channel = models.ChannelKind.NEWSLETTER
    language = "en"
    country = "US"
    file_hash = factory.SelfAttribute("material.file_hash")
    planned_on = factory.LazyFunction(lambda: TODAY() + timedelta(days=30))

    @classmethod
    def _create(
        cls, model_class: type[models.Placement], *args: Any, **kwargs: Any
    ) -> models.Placement:
        own = kwargs["partnership"]
        if not own.agreements.filter(executed_on__isnull=False).exists():
            AgreementFactory(partnership=own, executed_on=days_ago(4))
        return super()._create(model_class, *args, **kwargs)
