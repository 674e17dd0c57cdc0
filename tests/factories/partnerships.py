"""Partnerships and what is said and due in them."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from advocacy import models
from tests.factories.clock import TODAY, days_ago, moment
from tests.factories.groups import GoalFactory, GroupFactory
from tests.factories.people import UserFactory
from tests.factories.studies import ContactFactory, StudyFactory


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
