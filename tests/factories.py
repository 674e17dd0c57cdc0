"""Rows for tests, written directly: what a page or rule needs to be there, and nothing more."""

import hashlib
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from advocacy import models
from advocacy.matching.emails import email_key
from advocacy.models import Role
from tests import days

TODAY = days.here


def days_ago(count: int) -> date:
    """Give a day that many days before today."""
    return TODAY() - timedelta(days=count)


def moment(ago: int = 0) -> datetime:
    """Give a moment that many days ago."""
    return datetime.now(tz=UTC) - timedelta(days=ago)


class UserFactory(DjangoModelFactory[models.User]):
    """Recruitment staff, unless a trait says otherwise."""

    class Meta:
        model = models.User

    class Params:
        manager = factory.Trait(role=Role.MANAGER)
        compliance = factory.Trait(role=Role.COMPLIANCE)
        admin = factory.Trait(role=Role.ADMIN)
        viewer = factory.Trait(
            role=Role.SPONSOR_VIEWER, sponsor=factory.SubFactory("tests.factories.SponsorFactory")
        )

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Dana Example {n}")
    role = Role.STAFF
    time_zone = days.PLACE
    password = "!"


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
    partnership = factory.SubFactory("tests.factories.PartnershipFactory")
    state = models.HoldState.COMMITTED
    amount = Decimal(900)


class PhaseDurationFactory(DjangoModelFactory[models.PhaseDuration]):
    class Meta:
        model = models.PhaseDuration

    partnership = factory.SubFactory("tests.factories.PartnershipFactory")
    group = factory.SelfAttribute("partnership.group")
    group_kind = factory.SelfAttribute("group.kind")
    phase = "contract"
    weeks = Decimal(4)


class PartnershipFactory(DjangoModelFactory[models.Partnership]):
    """A partnership that was just identified; `closed=True` for one that nobody answered."""

    class Meta:
        model = models.Partnership

    class Params:
        closed = factory.Trait(
            stage=models.Stage.CLOSED,
            exit_reason=models.ExitReason.NO_RESPONSE,
            closed_at=factory.LazyFunction(lambda: moment(20)),
        )

    study = factory.SubFactory(StudyFactory)
    group = factory.SubFactory(GroupFactory)
    owner = factory.SubFactory(UserFactory)
    stage = models.Stage.IDENTIFIED
    why_this_group = "Its members ask for trials near them."


class ClearanceFactory(DjangoModelFactory[models.Clearance]):
    """A fresh answer: no relationship known."""

    class Meta:
        model = models.Clearance

    study = factory.SubFactory(StudyFactory)
    group = factory.SubFactory(GroupFactory)
    asked_on = factory.LazyFunction(lambda: days_ago(12))
    asked_by = factory.SubFactory(UserFactory)
    asked_of = factory.SubFactory(ContactFactory, sponsor=factory.SelfAttribute("..study.sponsor"))
    answer = models.ClearanceAnswer.NONE_KNOWN
    answered_on = factory.LazyFunction(lambda: days_ago(8))
    answered_by = factory.SelfAttribute("asked_of")


class AskFactory(DjangoModelFactory[models.Ask]):
    class Meta:
        model = models.Ask

    partnership = factory.SubFactory(PartnershipFactory)
    version = 1
    change = models.AskChange.FIRST
    primary_activity = "newsletter"
    subject_line = "A question about your newsletter"
    body = "Would you tell your readers about a study near them?"
    words = 10
    effort_hours = Decimal(1)
    benefit = "A guide for caregivers"
    goal = factory.SubFactory(GoalFactory, group=factory.SelfAttribute("..partnership.group"))
    written_by = factory.SubFactory(UserFactory)


class TouchFactory(DjangoModelFactory[models.Touch]):
    """A mail of ours that arrived; `inbound=True` for a genuine answer."""

    class Meta:
        model = models.Touch

    class Params:
        inbound = factory.Trait(
            direction="in", purpose="", is_attempt=False, is_genuine=True, outcome="interested"
        )

    partnership = factory.SubFactory(PartnershipFactory)
    group = factory.SelfAttribute("partnership.group")
    by = factory.SubFactory(UserFactory)
    direction = "out"
    channel = "mail"
    purpose = "ask"
    occurred_at = factory.LazyFunction(lambda: moment(5))
    summary = "Asked about the newsletter."
    is_attempt = True
    counts_for_spacing = factory.SelfAttribute("is_attempt")


class StopFactory(DjangoModelFactory[models.Stop]):
    """A cooling-off for every study of the group, 60 days more."""

    class Meta:
        model = models.Stop

    group = factory.SubFactory(GroupFactory)
    scope = models.StopScope.GROUP_FAMILY
    reason = models.StopReason.NO_RESPONSE
    starts_on = factory.LazyFunction(lambda: days_ago(30))
    until = factory.LazyFunction(lambda: TODAY() + timedelta(days=60))


class FollowUpFactory(DjangoModelFactory[models.FollowUp]):
    class Meta:
        model = models.FollowUp

    partnership = factory.SubFactory(PartnershipFactory)
    group = factory.SelfAttribute("partnership.group")
    owner = factory.SelfAttribute("partnership.owner")
    kind = models.FollowUpKind.FIRST_CONTACT
    due_on = factory.LazyFunction(TODAY)
    due_at = factory.LazyAttribute(lambda o: datetime.combine(o.due_on, time(13), tzinfo=UTC))


class NotificationFactory(DjangoModelFactory[models.Notification]):
    class Meta:
        model = models.Notification

    recipient = factory.SubFactory(UserFactory)
    kind = models.NotificationKind.HANDED_OVER
    partnership = factory.SubFactory(PartnershipFactory)
    data = factory.LazyFunction(lambda: {"by": "Sam Example"})


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


class ShareFactory(DjangoModelFactory[models.Share]):
    """A study shared in full with its own sponsor, unless another level is given."""

    class Meta:
        model = models.Share

    study = factory.SubFactory(StudyFactory)
    sponsor = factory.SelfAttribute("study.sponsor")
    level = models.ShareLevel.FULL
