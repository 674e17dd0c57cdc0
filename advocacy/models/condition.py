"""What a group cares for and a study is about."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record


class Condition(Record):
    """A disease or a field of diseases; `broader` is the field it belongs to."""

    code = models.SlugField(_("code"), unique=True, max_length=80)
    name = models.CharField(_("name"), max_length=160)
    broader = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="narrower"
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
