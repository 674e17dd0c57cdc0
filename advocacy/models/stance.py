"""How a group stands to trials, and who asked never to be contacted."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.models.group import OneOf

if TYPE_CHECKING:
    from advocacy.models.profile import Person


class StanceKind(models.TextChoices):
    """The values are those of policy.facts.StanceKind."""

    UNKNOWN = "unknown", _("Unknown")
    OPEN = "open", _("Open to trials")
    CASE_BY_CASE = "case_by_case", _("Case by case")
    NO_TRIALS = "no_trials", _("No trials")
    NO_INDUSTRY = "no_industry", _("No industry")

    @property
    def is_no(self) -> bool:
        return self in (StanceKind.NO_TRIALS, StanceKind.NO_INDUSTRY)


class StanceQuerySet(models.QuerySet["Stance"]):
    def newest_of(self, groups: Iterable[UUID]) -> Self:
        """What each of these groups said last."""
        return (
            self.filter(OneOf("group_id", list(groups)))
            .order_by("group_id", "-as_of", "-id")
            .distinct("group_id")
        )


class Stance(Record):
    """The group's attitude to trial promotion as it was said on a day; the newest counts."""

    group = models.ForeignKey("advocacy.Group", models.CASCADE, related_name="stances")
    kind = models.CharField(_("stance"), max_length=20, choices=StanceKind.choices)
    source = models.CharField(_("who said so, and where"), max_length=300)
    as_of = models.DateField(_("said on"))

    objects = StanceQuerySet.as_manager()

    class Meta:
        ordering = ["-as_of", "-id"]
        indexes = [models.Index(fields=["group", "-as_of", "-id"], name="stance_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.as_of})"


class OptOutQuerySet(models.QuerySet["OptOut"]):
    def standing(self) -> Self:
        return self.filter(lifted_on__isnull=True)

    def lifted(self) -> Self:
        """Those that the group's own invitation ended, newest first."""
        return self.filter(lifted_on__isnull=False).order_by("-lifted_on")

    def over(self, groups: Iterable[UUID]) -> Self:
        """Opt-outs of these groups as a whole, and of the people who work there."""
        return self.filter(
            Q(OneOf("group_id", list(groups))) | Q(OneOf("person__group_id", list(groups)))
        ).select_related("group", "person")

    def of_group(self) -> Self:
        """Opt-outs of whole groups, not of one person."""
        return self.filter(person__isnull=True, email_key="")

    def of_person(self, person: "Person") -> Self:
        """Those that she said herself, on whichever record of the same address."""
        return self.filter(_same_person(person))

    def binding(self, person: "Person") -> Self:
        """Those of the person, of her group and of the groups above it."""
        whole = Q(person__isnull=True, email_key="", group__in=person.group.lineage)
        return self.filter(whole | _same_person(person))


def _same_person(person: "Person") -> Q:
    found = Q(person=person)
    if person.email_key:
        found |= Q(email_key=person.email_key)
    if person.address:
        found |= Q(person__address=person.address)
    return found


class OptOut(Record):
    """Somebody said never: the whole group, or one person for herself.

    `email_key` is a keyed hash of the person's address, so that the opt-out outlives erasure.
    """

    group = models.ForeignKey(
        "advocacy.Group", models.PROTECT, null=True, blank=True, related_name="opt_outs"
    )
    person = models.ForeignKey(
        "advocacy.Person", models.SET_NULL, null=True, blank=True, related_name="opt_outs"
    )
    email_key = models.CharField(max_length=64, blank=True, editable=False)
    words = models.TextField(_("what they said"), max_length=2000, blank=True)
    source = models.CharField(_("how we know"), max_length=300)
    said_on = models.DateField(_("said on"))
    lifted_on = models.DateField(_("invited again on"), null=True, blank=True)
    invitation = models.TextField(_("the invitation, in their words"), max_length=2000, blank=True)

    objects = OptOutQuerySet.as_manager()

    class Meta:
        verbose_name = _("opt-out")
        indexes = [
            models.Index(fields=["group"], name="opt_out_by_group"),
            models.Index(fields=["email_key"], name="opt_out_by_key", condition=~Q(email_key="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="opt_out_of_somebody",
                condition=Q(group__isnull=False) | Q(person__isnull=False) | ~Q(email_key=""),
                violation_error_message=_("Say who opted out: the group or a person."),
            ),
            models.CheckConstraint(
                name="opt_out_lifted_by_invitation",
                condition=Q(lifted_on__isnull=True) | ~Q(invitation=""),
                violation_error_message=_("Only the group’s own invitation lifts an opt-out."),
            ),
            models.UniqueConstraint(
                name="opt_out_once_a_group", fields=["group"],
                condition=Q(lifted_on__isnull=True, person__isnull=True, email_key=""),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.person or self.group or _("erased person"))
