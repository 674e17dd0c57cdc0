"""Limits in versions, overrides, breaches and the events that nobody edits."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record, now
from advocacy.models.group import Group
from advocacy.models.user import Role, User
from advocacy.policy.limits import Limits, from_values


class LimitVersionQuerySet(models.QuerySet["LimitVersion"]):
    def active(self) -> Self:
        return self.filter(is_active=True)

    def drafts(self) -> Self:
        """Never in force so far, and not discarded."""
        return self.filter(active_from__isnull=True, discarded_at__isnull=True)

    def activated(self) -> Self:
        """In force now or once."""
        return self.filter(active_from__isnull=False)

    def for_page(self) -> Self:
        """With who made it and who put it in force."""
        return self.select_related("made_by", "activated_by")

    def by_text(self, key: str) -> "LimitVersion | None":
        """The version that an address names; none where it names none."""
        try:
            return self.filter(pk=UUID(key)).first()
        except ValueError:
            return None

    def before(self, version: "LimitVersion") -> "LimitVersion | None":
        """The version that one is compared with: the one before it, for a draft that in force."""
        if version.active_from is None:
            return self.active().first()
        return self.filter(active_until=version.active_from).first()

    def next_number(self) -> int:
        """The number of the version that is made next."""
        newest = self.order_by("-number").values_list("number", flat=True).first()
        return (newest or 0) + 1

    def in_force(self) -> Limits:
        """The limits that hold now; the defaults where none was ever stored."""
        return limits_of(self.active())


def limits_of(rows: Iterable["LimitVersion"]) -> Limits:
    """The limits of the version in force; the defaults where there is none."""
    for row in rows:
        return from_values(version=row.number, values=row.values)
    return Limits()


class LimitVersion(Record):
    """One version of the limits; `values` holds only what differs from the defaults."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    reason = models.CharField(_("reason"), max_length=500)
    made_by = models.ForeignKey("advocacy.User", models.PROTECT, null=True, related_name="+")
    is_active = models.BooleanField(_("in force"), default=False)
    active_from = models.DateTimeField(_("in force since"), null=True, blank=True)
    active_until = models.DateTimeField(_("in force until"), null=True, blank=True)
    activated_by = models.ForeignKey("advocacy.User", models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(_("discarded"), null=True, blank=True)

    objects = LimitVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                name="limits_one_in_force", fields=["is_active"], condition=Q(is_active=True)
            ),
            models.CheckConstraint(
                name="limits_not_by_oneself",
                condition=Q(activated_by__isnull=True) | ~Q(activated_by=F("made_by")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)

    @property
    def is_draft(self) -> bool:
        return self.active_from is None and self.discarded_at is None

    @property
    def limits(self) -> Limits:
        """The whole version, what it leaves out being the defaults."""
        return from_values(version=self.number, values=self.values)


class OverrideReason(models.TextChoices):
    GROUP_ASKED = "group_asked", _("The group itself asked for it")
    SPONSOR_CONFIRMED = "sponsor_confirmed", _("The sponsor confirmed it in writing")
    MISSED_RECORD = "missed_record", _("The record is wrong and is being mended")
    SAFETY = "safety", _("Participants’ safety")
    OTHER = "other", _("Another reason, see the note")


class OverrideState(models.TextChoices):
    ASKED = "asked", _("Waiting")
    GRANTED = "granted", _("Granted")
    DENIED = "denied", _("Denied")


class OverrideQuerySet(models.QuerySet["Override"]):
    def waiting(self) -> Self:
        return self.filter(state=OverrideState.ASKED)

    def usable(self, at: datetime) -> Self:
        return self.filter(state=OverrideState.GRANTED, used_at__isnull=True, expires_at__gt=at)

    def decided(self) -> Self:
        return self.exclude(state=OverrideState.ASKED)

    def open_to(self, user: "User") -> Self:
        """Waiting for this person: managers’ also for administrators, and never one’s own."""
        return self.decided_by_role(user.role).exclude(asked_by=user)

    def decided_by_role(self, role: str) -> Self:
        """Waiting for this role; administrators stand in for managers."""
        return self.waiting().filter(role=Role.MANAGER if role == Role.ADMIN else role)

    def about(self, *, rule: str, act: str) -> Self:
        return self.filter(rule=rule, act=act)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related(
            "partnership__group", "partnership__study__sponsor", "asked_by", "decided_by"
        )


#: Rules that nobody may except; the database refuses an override of them too.
NEVER_OVERRIDABLE = (
    "attempt-limit", "stopped", "opt-out", "executed-agreement", "approved-material",
    "independence", "no-copy-paste",
)  # fmt: skip


class Override(Record):
    """An exception for one rule and one act; asked by one person, decided by another."""

    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, related_name="overrides"
    )
    rule = models.CharField(_("rule"), max_length=40)
    act = models.CharField(_("for"), max_length=30)
    role = models.CharField(_("decided by role"), max_length=20)
    reason = models.CharField(_("reason"), max_length=30, choices=OverrideReason.choices)
    note = models.TextField(_("note"), max_length=2000)
    finding = models.JSONField(_("what the rule said"), default=dict)
    asked_by = models.ForeignKey("advocacy.User", models.PROTECT, related_name="overrides_asked")
    asked_at = models.DateTimeField(_("asked"), default=now)
    state = models.CharField(
        _("state"), max_length=10, choices=OverrideState.choices, default=OverrideState.ASKED
    )
    decided_by = models.ForeignKey(
        "advocacy.User", models.PROTECT, null=True, blank=True, related_name="overrides_decided"
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decision_note = models.TextField(_("why"), max_length=2000, blank=True)
    expires_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [
            models.Index(fields=["partnership", "state"], name="override_by_partnership"),
            models.Index(fields=["-asked_at", "-id"], name="override_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                name="override_not_by_oneself",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(
                name="override_of_a_rule_that_allows_it", condition=~Q(rule__in=NEVER_OVERRIDABLE)
            ),
            models.CheckConstraint(
                name="override_decided_by_somebody",
                condition=Q(state="asked", decided_by__isnull=True)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="override_at_most_14_days",
                condition=(~Q(state="granted") & Q(used_at__isnull=True))
                | Q(expires_at__isnull=False, expires_at__lte=F("decided_at") + timedelta(days=14)),
            ),
            models.UniqueConstraint(
                name="override_asked_once", fields=["partnership", "rule", "act"],
                condition=Q(state="asked"),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.rule}: {self.get_state_display()}"


class BreachQuerySet(models.QuerySet["Breach"]):
    def unseen(self) -> Self:
        return self.filter(seen_at__isnull=True)

    def seen(self) -> Self:
        return self.filter(seen_at__isnull=False)

    def for_page(self) -> Self:
        """With all that a row of a list shows."""
        return self.select_related(
            "group", "partnership__study", "touch__by", "touch__group", "seen_by"
        )


class Breach(Record):
    """A touch that took place against a rule and was logged honestly."""

    touch = models.ForeignKey("advocacy.Touch", models.PROTECT, related_name="breaches")
    partnership = models.ForeignKey(
        "advocacy.Partnership", models.PROTECT, null=True, related_name="breaches"
    )
    group = models.ForeignKey("advocacy.Group", models.PROTECT, related_name="breaches")
    rule = models.CharField(_("rule"), max_length=40)
    finding = models.JSONField(_("what the rule says"), default=dict)
    seen_by = models.ForeignKey("advocacy.User", models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)
    note = models.TextField(_("what was done about it"), max_length=2000, blank=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["-created_at", "-id"], name="breach_newest")]
        constraints = [models.UniqueConstraint(fields=["touch", "rule"], name="breach_once")]

    def __str__(self) -> str:
        return self.rule


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
