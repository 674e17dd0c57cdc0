"""The advocacy group, the organisation that we approach."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Subquery, Sum, Value
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, amount_field, code_list, currency_field, now
from advocacy.models.search import NamedQuerySet
from advocacy.models.user import User


class GroupKind(models.TextChoices):
    UMBRELLA = "umbrella", _("Umbrella")
    NATIONAL = "national", _("National")
    INDICATION = "indication", _("Indication-specific")
    REGIONAL = "regional", _("Regional")
    CHAPTER = "chapter", _("Local chapter")
    SUPPORT = "support", _("Support group")


class OneOf(Func):
    """Whether a field is one of an array of keys; one SQL however many keys there are."""

    template = "(%(expressions)s::uuid[]))"
    arg_joiner = " = ANY("
    output_field = models.BooleanField()

    def __init__(self, field: str, keys: list[UUID]) -> None:
        super().__init__(F(field), Value(keys, output_field=ArrayField(models.UUIDField())))


#: What a list tells of a group; written by hand, as Django takes longer to write it than
#: PostgreSQL to answer. `stops` may begin or end today, by the group's own calendar.
LISTED = """jsonb_build_object(
    'conditions', ARRAY(
        SELECT c.name FROM advocacy_group_conditions gc
        JOIN advocacy_condition c ON c.id = gc.condition_id
        WHERE gc.group_id = advocacy_group.id ORDER BY c.name),
    'stance', (
        SELECT jsonb_build_array(s.kind, s.as_of) FROM advocacy_stance s
        WHERE s.group_id = advocacy_group.id ORDER BY s.as_of DESC, s.id DESC LIMIT 1),
    'open', (
        SELECT count(*) FROM advocacy_partnership p
        WHERE p.group_id = advocacy_group.id AND p.stage <> 'closed'),
    'opted_out', EXISTS (
        SELECT FROM advocacy_optout o
        WHERE o.group_id = ANY(advocacy_group.lineage) AND o.lifted_on IS NULL
        AND o.person_id IS NULL AND o.email_key = ''),
    'stops', ARRAY(
        SELECT jsonb_build_array(s.scope, s.starts_on, s.until) FROM advocacy_stop s
        WHERE s.group_id = ANY(advocacy_group.lineage) AND s.lifted_on IS NULL
        AND (s.until IS NULL OR s.until > %s)))"""


class GroupQuerySet(NamedQuerySet["Group"]):
    """Reads of groups."""

    def standing(self) -> Self:
        """Groups that exist: neither dissolved nor merged into another."""
        return self.filter(dissolved_on__isnull=True, merged_into__isnull=True)

    def named_like(self, words: str) -> Self:
        """The most alike first, whatever the order of words: what may be the same twice."""
        needle = " ".join(words.lower().split())
        return (
            self.filter(
                Q(search_text__trigram_word_similar=needle) | Q(search_text__contains=needle)
            )
            .annotate(rank=TrigramWordSimilarity(needle, "search_text"))
            .order_by("-rank", "sort_name", "id")
        )

    def fitting(
        self, *, exact: Iterable[UUID], broader: Iterable[UUID], countries: Iterable[str]
    ) -> Self:
        """Standing groups for these conditions or fields that work in one of the countries.

        `fits_exactly` tells the two apart. Without countries, every country fits.
        """
        links = Group.conditions.through.objects.filter(group=OuterRef("pk"))
        wanted, places = list(exact), list(countries)
        found = self.standing().filter(Exists(links.filter(condition__in=[*wanted, *broader])))
        if places:
            found = found.filter(Q(country__in=places) | Q(countries__overlap=places))
        return found.annotate(fits_exactly=Exists(links.filter(condition__in=wanted)))

    def of_family(self, group: "Group") -> Self:
        return self.filter(family_id=group.family_id)

    def above(self, group: "Group") -> Self:
        """The groups that a group belongs to, up to the umbrella at the top."""
        return self.filter(pk__in=[key for key in group.lineage if key != group.pk])

    def of_kind(self, kind: str) -> Self:
        return self.filter(kind=kind)

    def caring_for(self, condition: object) -> Self:
        """Groups for a condition, or for one of its narrower ones."""
        links = Group.conditions.through.objects.filter(group=OuterRef("pk"))
        about = Q(condition=condition) | Q(condition__broader=condition)
        return self.filter(Exists(links.filter(about)))

    def in_country(self, code: str) -> Self:
        """Groups that sit in a country or serve it."""
        return self.filter(Q(country=code) | Q(countries__contains=[code]))

    def in_region(self, region: str) -> Self:
        return self.filter(region__iexact=region)

    def of_stance(self, kind: str) -> Self:
        """Groups that said this last; nobody having asked counts as unknown."""
        from advocacy.models.stance import Stance, StanceKind

        said = Stance.objects.filter(group=OuterRef("pk")).order_by("-as_of", "-id").values("kind")
        found = self.annotate(said_last=Subquery(said[:1]))
        if kind == StanceKind.UNKNOWN:
            return found.filter(Q(said_last=kind) | Q(said_last__isnull=True))
        return found.filter(said_last=kind)

    def stopped(self, day: date) -> Self:
        """Groups that no study may contact on a day, by their own stop or one from above."""
        from advocacy.models.stance import OptOut
        from advocacy.models.touch import Stop

        stops = Stop.objects.running(day).of_every_study().order_by().values("group")
        never = OptOut.objects.standing().of_group().order_by().values("group")
        return self.filter(
            Q(lineage__overlap=ArraySubquery(stops)) | Q(lineage__overlap=ArraySubquery(never))
        )

    def listed(self) -> Any:
        """Plain rows for a list: `told` is what LISTED says of each, in the same query."""
        yesterday = now().date() - timedelta(days=1)  # where it is earliest
        told = RawSQL(LISTED, [yesterday], output_field=models.JSONField())  # noqa: S611 # our own words
        return self.annotate(told=told).values(
            "id", "name", "sort_name", "kind", "city", "region", "country", "time_zone", "told"
        )

    def with_reach(self) -> Self:
        """Each with `reach`: people reached by all its channels, None where none is known."""
        from advocacy.models.profile import Channel

        own = Channel.objects.filter(group=OuterRef("pk")).order_by().values("group")
        return self.annotate(reach=Subquery(own.annotate(total=Sum("reach")).values("total")))

    def worked_on_by(self, user: User) -> Self:
        """Groups with an open partnership that this person owns."""
        from advocacy.models.partnership import Partnership

        own = Partnership.objects.open().owned_by(user).filter(group=OuterRef("pk"))
        return self.filter(Exists(own))


class Group(Record):
    """An advocacy group; `family` is the umbrella at its top, `lineage` the way down to it.

    `family`, `lineage`, `sort_name` and `search_text` are kept by a database trigger.
    """

    name = models.CharField(_("name"), max_length=240)
    aliases = ArrayField(
        models.CharField(max_length=240), verbose_name=_("other names"), default=list, blank=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=GroupKind.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="chapters",
        verbose_name=_("belongs to"),
    )  # fmt: skip
    family = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="family_members"
    )
    lineage = ArrayField(models.UUIDField(), default=list, editable=False)
    sort_name = models.CharField(max_length=240, default="", editable=False)
    search_text = models.TextField(default="", editable=False)
    registry_number = models.CharField(
        _("registry number"), max_length=40, null=True, blank=True, unique=True,
        help_text=_("For example the EIN of a US organisation."),
    )  # fmt: skip
    conditions = models.ManyToManyField(
        "advocacy.Condition", related_name="groups", verbose_name=_("conditions"), blank=True
    )
    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters, as US or DE."))
    region = models.CharField(_("state or region"), max_length=10, blank=True)
    city = models.CharField(_("city"), max_length=120, blank=True)
    countries = code_list(_("countries it serves"), length=2)
    languages = code_list(_("languages"), length=5)
    time_zone = models.CharField(_("time zone"), max_length=64)
    staff_size = models.PositiveIntegerField(_("paid staff"), null=True, blank=True)
    revenue = amount_field(_("yearly revenue"), optional=True)
    revenue_currency = currency_field()
    revenue_year = models.PositiveSmallIntegerField(_("revenue of the year"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    source = models.CharField(_("where this record comes from"), max_length=200, blank=True)
    dissolved_on = models.DateField(_("dissolved on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="absorbed"
    )

    objects = GroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("advocacy group")
        verbose_name_plural = _("advocacy groups")
        ordering = ["sort_name", "id"]
        indexes = [
            GinIndex(fields=["search_text"], name="group_search", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["lineage"], name="group_lineage"),
            GinIndex(fields=["countries"], name="group_countries"),
            models.Index(fields=["sort_name", "id"], name="group_by_name"),
            models.Index(
                fields=["sort_name"],
                name="group_by_first_letters",
                opclasses=["varchar_pattern_ops"],
            ),
            models.Index(fields=["country", "region", "sort_name", "id"], name="group_by_place"),
            models.Index(
                fields=["id"],
                include=["family"],
                condition=~Q(family=F("id")),
                name="group_below_another",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="group_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                violation_error_message=_("A group cannot belong to itself."),
            ),
            models.CheckConstraint(
                name="group_revenue_not_negative",
                condition=Q(revenue__isnull=True) | Q(revenue__gte=0),
                violation_error_message=_("Revenue cannot be below zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> str:
        """City, region and country as far as known."""
        return ", ".join(part for part in (self.city, self.region, self.country) if part)
