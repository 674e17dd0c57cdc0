"""What we know of a group, each fact with its source and date."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower, Trim
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.models.stance import OptOut


class FactKind(models.TextChoices):
    MISSION = "mission", _("Mission")
    SIZE = "size", _("Size and staff")
    CHANNELS = "channels", _("Channels")
    SUBMISSION_ROUTE = "submission_route", _("How it takes requests")
    AUDIENCE = "audience", _("Audience")
    DECISION = "decision", _("Who decides, and when")
    HISTORY = "history", _("Earlier work with trials")
    REVENUE = "revenue", _("Income")


class ProfileFactQuerySet(models.QuerySet["ProfileFact"]):
    def current(self) -> Self:
        """The newest fact of each kind and group."""
        return self.order_by("group_id", "kind", "-as_of", "-id").distinct("group_id", "kind")


class ProfileFact(Record):
    """One thing known of a group, from a source, as at a date."""

    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="profile_facts")
    kind = models.CharField(_("what"), max_length=20, choices=FactKind.choices)
    value = models.TextField(_("what we know"), max_length=2000)
    source = models.CharField(_("source"), max_length=300)
    as_of = models.DateField(_("as at"))

    objects = ProfileFactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["group", "kind", "-as_of", "-id"], name="fact_current")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.value[:60]}"


class Goal(Record):
    """A goal in the group's own words; benefits are tied to it."""

    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="goals")
    words = models.TextField(_("the goal, in the group’s own words"), max_length=1000)
    source = models.CharField(_("where they said so"), max_length=300)
    as_of = models.DateField(_("as at"))

    class Meta:
        ordering = ["-as_of", "-id"]

    def __str__(self) -> str:
        return self.words[:80]


class ChannelKind(models.TextChoices):
    """The group's own channels, in which a placement runs."""

    NEWSLETTER = "newsletter", _("Newsletter")
    WEBSITE = "website", _("Website")
    SOCIAL = "social", _("Social media")
    EMAIL = "email", _("Mail to members")
    EVENT = "event", _("Event")
    WEBINAR = "webinar", _("Webinar")
    PRINT = "print", _("Print")


class Channel(Record):
    """A channel of the group with its reach, in people."""

    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="channels")
    kind = models.CharField(_("kind"), max_length=20, choices=ChannelKind.choices)
    name = models.CharField(_("name"), max_length=160)
    reach = models.PositiveIntegerField(_("reach (people)"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300)
    as_of = models.DateField(_("as at"))

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class BusyPeriod(Record):
    """A time of each year in which the group is busy, as its awareness month."""

    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="busy_periods")
    name = models.CharField(_("name"), max_length=120)
    starts_month = models.PositiveSmallIntegerField(_("from month"))
    starts_day = models.PositiveSmallIntegerField(_("from day"))
    ends_month = models.PositiveSmallIntegerField(_("to month"))
    ends_day = models.PositiveSmallIntegerField(_("to day"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="busy_period_is_a_date",
                condition=Q(starts_month__range=(1, 12), ends_month__range=(1, 12))
                & Q(starts_day__range=(1, 31), ends_day__range=(1, 31)),
                violation_error_message=_("Give months from 1 to 12 and days from 1 to 31."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class PersonQuerySet(models.QuerySet["Person"]):
    def present(self) -> Self:
        """People who still work there."""
        return self.filter(left_on__isnull=True)

    def with_opt_out(self) -> Self:
        """Each with `opted_out`: whether she said never, here or anywhere under her address."""
        never = OptOut.objects.standing()
        own = never.filter(person=OuterRef("pk"))
        keyed = never.filter(email_key=OuterRef("email_key")).exclude(email_key="")
        same = never.filter(person__address=OuterRef("address")).exclude(person__address="")
        return self.annotate(opted_out=Exists(own) | Exists(keyed) | Exists(same))


class Person(Record):
    """A person at the group, never a patient or a member.

    `address` is the e-mail address as it is compared, kept by the database; `email_key` the keyed
    hash of it, by which an opt-out is known again after its own record was erased.
    """

    opted_out: bool  # where with_opt_out() has asked

    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="people")
    name = models.CharField(_("name"), max_length=160)
    position = models.CharField(_("position"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    source = models.CharField(
        _("where the contact comes from"), max_length=300,
        help_text=_("Data protection asks for the source of every contact."),
    )  # fmt: skip
    address = models.GeneratedField(
        expression=Lower(Trim("email")), output_field=models.CharField(max_length=254),
        db_persist=True,
    )  # fmt: skip
    email_key = models.CharField(max_length=64, blank=True, editable=False)
    needs_fixing = models.BooleanField(_("address does not work"), default=False)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]
        indexes = [
            models.Index(fields=["group", "name"], name="person_by_group"),
            models.Index(fields=["address"], name="person_by_address", condition=~Q(address="")),
            GinIndex(OpClass(Lower("name"), name="gin_trgm_ops"), name="person_search"),
        ]

    def __str__(self) -> str:
        return self.name
