"""What a group cares for and a study is about."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record


class ConditionQuerySet(models.QuerySet["Condition"]):
    def broader_than(self, ids: Iterable[UUID]) -> set[UUID]:
        """The fields above these conditions, all the way up; one query, as there are few."""
        above = dict(self.values_list("id", "broader_id"))
        found: set[UUID] = set()
        for key in ids:
            step = above.get(key)
            while step is not None and step not in found:
                found.add(step)
                step = above.get(step)
        return found


class Condition(Record):
    """A disease or a field of diseases; `broader` is the field it belongs to."""

    code = models.SlugField(_("code"), unique=True, max_length=80)
    name = models.CharField(_("name"), max_length=160)
    broader = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="narrower"
    )

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
