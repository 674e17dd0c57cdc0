"""Who did what, when and under which decision: written once, never edited."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.models.group import Group
from advocacy.models.user import User


class JsonPath(Func):
    """Every value that a path finds in a JSON document, a row each."""

    function = "jsonb_path_query"
    template = "%(function)s(%(expressions)s::jsonpath)"
    output_field = models.JSONField()
    set_returning = True


class EventQuerySet(models.QuerySet["Event"]):
    def refused(self) -> Self:
        """Attempts that the rules did not let through."""
        return self.filter(kind="refused")

    def of_budgets(self) -> Self:
        """What a sponsor approved, first and later."""
        return self.filter(kind__in=("set_budget", "raise_budget")).select_related("actor")

    def of_touches(self) -> Self:
        """What was said between us and the group."""
        return self.filter(touch__isnull=False)

    def decisions(self) -> Self:
        """What the rules, the sponsor or a colleague decided, and every step of the pipeline."""
        kinds = ("refused", "ask_override", "decide_override", "ask_clearance", "answer_clearance")
        return self.filter(Q(kind__in=kinds) | ~Q(to_stage=""))

    def since(self, at: datetime) -> Self:
        return self.filter(at__gte=at)

    def by(self, user: "User") -> Self:
        return self.filter(actor=user)

    def of_groups(self, groups: Iterable[UUID]) -> Self:
        return self.filter(group__in=list(groups))

    def of_group(self, group: UUID) -> Self:
        """What happened with a group, and with those it has absorbed."""
        own = Q(pk=group) | Q(merged_into=group)
        return self.filter(group__in=Group.objects.filter(own).order_by().values("pk"))

    def that_changed(self, record: models.Model, field: str) -> Self:
        """Edits of a group, study or sponsor that set this field, newest first."""
        about = {str(record._meta.model_name): record}
        return self.filter(**about, data__changes__contains=[{"field": field}])

    def with_touch(self) -> Self:
        """With who did it and the touch, where the group and the study are known."""
        return self.select_related("actor", "touch__person")

    def for_page(self) -> Self:
        """With all that a line of a timeline shows."""
        return self.select_related("actor", "group", "study", "partnership", "touch__person")

    def of_sharing(self, study: object, sponsor: object) -> Self:
        """What was set about what this sponsor sees of this study, newest first."""
        kinds = ("set_share", "hide_partnership", "show_partnership")
        found = self.filter(study=study, sponsor=sponsor, kind__in=kinds)
        return found.order_by("-at", "-id")

    def refused_by(self, rule: str) -> Self:
        """Attempts that this rule had a part in refusing."""
        told = ({"rule": rule, "outcome": o, "overridden_by": None} for o in ("block", "unknown"))
        either = Q()
        for finding in told:
            either |= Q(decision__findings__contains=[finding])
        return self.refused().filter(either)

    def by_rule(self) -> Any:
        """How many attempts `n` each rule had a part in refusing."""
        rules = JsonPath(
            F("decision"),
            Value(
                '$.findings[*] ? ((@.outcome == "block" || @.outcome == "unknown")'
                " && @.overridden_by == null).rule"
            ),
        )
        refused = self.refused().order_by().annotate(rule=rules)
        return refused.values("rule").annotate(n=Count("id"))


class Event(Record):
    """What somebody did, when, under which decision; written once and never changed."""

    at = models.DateTimeField(_("when"))
    kind = models.CharField(max_length=40)
    actor = models.ForeignKey("advocacy.User", models.PROTECT, null=True, related_name="+")
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, null=True, related_name="events"
    )
    group = models.ForeignKey("advocacy.Group", models.PROTECT, null=True, related_name="events")
    study = models.ForeignKey("advocacy.Study", models.PROTECT, null=True, related_name="events")
    sponsor = models.ForeignKey(
        "advocacy.Sponsor", models.PROTECT, null=True, related_name="events"
    )
    touch = models.ForeignKey("advocacy.Touch", models.PROTECT, null=True, related_name="events")
    from_stage = models.CharField(max_length=20, blank=True)
    to_stage = models.CharField(max_length=20, blank=True)
    data = models.JSONField(default=dict)
    decision = models.JSONField(null=True)
    limits_version = models.PositiveIntegerField(default=0)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["partnership", "-at", "-id"], name="event_by_partnership"),
            models.Index(fields=["group", "-at", "-id"], name="event_by_group"),
            models.Index(fields=["study", "-at", "-id"], name="event_by_study"),
            models.Index(fields=["sponsor", "-at", "-id"], name="event_by_sponsor"),
            models.Index(fields=["kind", "-at"], name="event_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
