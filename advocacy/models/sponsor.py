"""Sponsors, their families and their ties to groups."""

from collections.abc import Iterable
from datetime import date
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, amount_field, currency_field
from advocacy.models.search import NamedQuerySet


class SponsorKind(models.TextChoices):
    COMPANY = "company", _("Company")
    ACADEMIC = "academic", _("University, hospital or public body")
    AGENCY = "agency", _("Agency or CRO")


class SponsorQuerySet(NamedQuerySet["Sponsor"]):
    def running_studies(self) -> Self:
        """Everyone who can be the sponsor of a study; an agency only acts for one."""
        return self.exclude(kind=SponsorKind.AGENCY)

    def agencies(self) -> Self:
        return self.filter(kind=SponsorKind.AGENCY)

    def signing_in_with(self, provider: str) -> Self:
        """Whose viewers sign in with this identity provider."""
        return self.filter(viewers_sign_in_with=provider)

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def counted(self) -> Self:
        """With how many studies it runs (`study_count`) and groups it is tied to (`tie_count`)."""
        from advocacy.models.study import Study

        studies = Study.objects.filter(sponsor=OuterRef("pk")).order_by().values("sponsor")
        ties = Relationship.objects.filter(sponsor=OuterRef("pk")).order_by().values("sponsor")
        return self.annotate(
            study_count=Coalesce(Subquery(studies.annotate(n=Count("id")).values("n")), 0),
            tie_count=Coalesce(
                Subquery(ties.annotate(n=Count("group", distinct=True)).values("n")), 0
            ),
        )

    def named_like(self, words: str) -> Self:
        """The most alike first: what may be the same twice."""
        needle = " ".join(words.lower().split())
        return (
            self.filter(
                Q(search_text__trigram_word_similar=needle) | Q(search_text__contains=needle)
            )
            .annotate(rank=TrigramWordSimilarity(needle, "search_text"))
            .order_by("-rank", "sort_name", "id")
        )


class Sponsor(Record):
    """The company that runs a study, or an agency that acts for one."""

    name = models.CharField(_("name"), max_length=240, unique=True)
    aliases = ArrayField(
        models.CharField(max_length=240), verbose_name=_("other names"), default=list, blank=True
    )
    kind = models.CharField(
        _("kind"), max_length=20, choices=SponsorKind.choices, default=SponsorKind.COMPANY
    )
    ticker = models.CharField(_("ticker"), max_length=20, blank=True)
    viewers_need_mfa = models.BooleanField(_("viewers need a second factor"), default=False)
    viewers_sign_in_with = models.CharField(
        _("viewers sign in with"), max_length=60, blank=True,
        help_text=_("The sponsor’s own identity provider; blank for a password."),
    )  # fmt: skip
    # both kept by a trigger
    sort_name = models.CharField(max_length=240, default="", editable=False)
    search_text = models.TextField(default="", editable=False)

    objects = SponsorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "id"]
        indexes = [
            GinIndex(fields=["search_text"], name="sponsor_search", opclasses=["gin_trgm_ops"]),
            models.Index(fields=["sort_name", "id"], name="sponsor_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ParentEdgeQuerySet(models.QuerySet["ParentEdge"]):
    def on(self, day: date) -> Self:
        """Edges that hold on a day; `until` is the first day on which one no longer does."""
        return self.filter(Q(since__isnull=True) | Q(since__lte=day)).filter(
            Q(until__isnull=True) | Q(until__gt=day)
        )

    def of_children(self, sponsors: Iterable[UUID]) -> Self:
        return self.filter(child__in=list(sponsors)).select_related("parent")

    def touching(self, sponsors: Iterable[UUID]) -> Self:
        """Edges at whose one end or the other any of these sponsors stands, by name."""
        ids = list(sponsors)
        return (
            self.filter(Q(child__in=ids) | Q(parent__in=ids))
            .select_related("child", "parent")
            .order_by("child__name", "since", "id")
        )


class ParentEdge(Record):
    """`child` belongs to `parent` from a day to another; an unknown beginning is empty."""

    child = models.ForeignKey("advocacy.Sponsor", models.CASCADE, related_name="parent_edges")
    parent = models.ForeignKey("advocacy.Sponsor", models.PROTECT, related_name="child_edges")
    since = models.DateField(_("since"), null=True, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)

    objects = ParentEdgeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["parent"], name="edge_by_parent")]
        constraints = [
            models.CheckConstraint(
                name="edge_between_two", condition=~Q(child=F("parent")),
                violation_error_message=_("A sponsor cannot be its own parent."),
            ),
            models.CheckConstraint(
                name="edge_ends_after_it_begins",
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gt=F("since")),
                violation_error_message=_("The end must come after the beginning."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.child_id} → {self.parent_id}"


class SponsorContactQuerySet(models.QuerySet["SponsorContact"]):
    def present(self) -> Self:
        """People who still work there."""
        return self.filter(left_on__isnull=True)

    def of(self, sponsor: object) -> Self:
        return self.filter(sponsor=sponsor)


class SponsorContact(Record):
    """A person at the sponsor who can answer for its ties, as its patient engagement lead."""

    sponsor = models.ForeignKey("advocacy.Sponsor", models.CASCADE, related_name="contacts")
    name = models.CharField(_("name"), max_length=160)
    position = models.CharField(_("position"), max_length=160, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)

    objects = SponsorContactQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RelationshipKind(models.TextChoices):
    GRANT = "grant", _("Grant")
    SPONSORSHIP = "sponsorship", _("Sponsorship")
    ADVISORY = "advisory", _("Advisory")
    RESEARCH = "research", _("Research")
    MEMBERSHIP = "membership", _("Membership")
    EVENT = "event", _("Event")
    CO_LISTED = "co_listed", _("Co-listed on a trial")


class Relationship(Record):
    """A tie between a sponsor and a group, as it was named when it was made."""

    sponsor = models.ForeignKey("advocacy.Sponsor", models.PROTECT, related_name="relationships")
    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="relationships")
    kind = models.CharField(_("kind"), max_length=20, choices=RelationshipKind.choices)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("to"), null=True, blank=True)
    owner = models.ForeignKey(
        "advocacy.SponsorContact", models.SET_NULL, null=True, blank=True,
        verbose_name=_("looked after by"),
    )  # fmt: skip
    source = models.CharField(_("source"), max_length=300)
    note = models.TextField(_("note"), max_length=2000, blank=True)
    amount = amount_field(_("amount"), optional=True)
    currency = currency_field()
    confidential = models.BooleanField(_("confidential"), default=False)

    class Meta:
        verbose_name = _("sponsor relationship")
        ordering = ["-starts_on", "-id"]
        indexes = [
            models.Index(fields=["sponsor", "group"], name="tie_by_sponsor"),
            models.Index(fields=["group", "sponsor"], name="tie_by_group"),
        ]
        constraints = [
            models.CheckConstraint(
                name="tie_ends_after_it_begins",
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The end must not come before the beginning."),
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
