"""What of a study a sponsor may see; nothing is shared until somebody says so."""

from collections.abc import Iterable
from typing import Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, now


class ShareLevel(models.TextChoices):
    """From nothing to all that a sponsor may ever see of its own study."""

    HIDDEN = "hidden", _("Hidden")
    COUNTS = "counts", _("Counts")
    STATUS = "status", _("Status")
    FULL = "full", _("Full")

    @property
    def shows(self) -> str:
        """What a sponsor sees at this level, in one sentence."""
        return str(SHOWS[self])


SHOWS = {
    ShareLevel.HIDDEN: _("Nothing at all, as if the study were not here."),
    ShareLevel.COUNTS: _("How many partnerships are at each stage. No names."),
    ShareLevel.STATUS: _(
        "The groups by name with the stage of each, what comes next, and questions that wait for"
        " an answer."
    ),
    ShareLevel.FULL: _("Also the timeline in plain words, the placements and the budget."),
}


class ShareField(models.TextChoices):
    """Parts of what a level shows that can be kept back one by one."""

    MILESTONES = "milestones", _("What comes next, with dates")
    TIMELINE = "timeline", _("Timeline")
    PLACEMENTS = "placements", _("Placements")
    BUDGET = "budget", _("Budget")


#: The fields that each level brings, before any is kept back.
FIELDS_OF: dict[str, tuple[ShareField, ...]] = {
    ShareLevel.HIDDEN: (),
    ShareLevel.COUNTS: (),
    ShareLevel.STATUS: (ShareField.MILESTONES,),
    ShareLevel.FULL: tuple(ShareField),
}


class ShareQuerySet(models.QuerySet["Share"]):
    def of_study(self, study: object) -> Self:
        """The shares of one study, with their sponsors."""
        found = self.filter(study=study).select_related("sponsor", "contact")
        return found.order_by("sponsor__sort_name", "id")

    def shared(self) -> Self:
        """Those that show anything."""
        return self.exclude(level=ShareLevel.HIDDEN)

    def of_studies_of(self, sponsors: Iterable[UUID]) -> Self:
        """Those of studies that one of these sponsors runs itself."""
        return self.filter(study__sponsor__in=list(sponsors))

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        hidden = models.Count("hidden_partnerships")
        return self.select_related("study", "sponsor", "contact").annotate(hidden_count=hidden)


class Share(Record):
    """What one sponsor sees of one study; only a sponsor of the study's own family sees it."""

    study = models.ForeignKey("advocacy.Study", models.PROTECT, related_name="shares")
    sponsor = models.ForeignKey(
        "advocacy.Sponsor", models.PROTECT, related_name="shares", verbose_name=_("sponsor")
    )
    level = models.CharField(
        _("level"), max_length=10, choices=ShareLevel.choices, default=ShareLevel.HIDDEN
    )
    hidden_fields = ArrayField(
        models.CharField(max_length=20, choices=ShareField.choices),
        verbose_name=_("kept back"), default=list, blank=True,
    )  # fmt: skip
    contact = models.ForeignKey(
        "advocacy.User", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("our contact person"),
    )  # fmt: skip
    set_at = models.DateTimeField(default=now, editable=False)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="share_once", fields=["study", "sponsor"],
                violation_error_message=_("This sponsor has a level for this study already."),
            ),
            models.CheckConstraint(
                name="share_level_known",
                condition=models.Q(level__in=["hidden", "counts", "status", "full"]),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.study}: {self.get_level_display()}"

    @property
    def kept_back(self) -> str:
        """The fields that are kept back, by name."""
        return ", ".join(str(ShareField(field).label) for field in self.hidden_fields)

    @property
    def visible_fields(self) -> tuple[ShareField, ...]:
        """The fields that the sponsor sees."""
        return tuple(f for f in FIELDS_OF[self.level] if f not in self.hidden_fields)


class HiddenPartnershipQuerySet(models.QuerySet["HiddenPartnership"]):
    def of_share(self, share: Share) -> Self:
        return self.filter(share=share)


class HiddenPartnership(Record):
    """One partnership that a sponsor does not see, whatever the level of its study."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="hidden_partnerships")
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, related_name="hidden_from"
    )

    objects = HiddenPartnershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["share", "partnership"], name="hidden_once"),
        ]

    def __str__(self) -> str:
        return f"{self.partnership_id}"
