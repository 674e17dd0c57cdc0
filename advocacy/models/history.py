"""What the database itself keeps of every change."""

from typing import Self

from django.db import models
from django.db.models import F, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class HistoryQuerySet(models.QuerySet["History"]):
    def of_record(self, record: models.Model) -> Self:
        """The changes of one row, newest first."""
        found = self.filter(table_name=record._meta.db_table, row_id=record.pk)
        return found.order_by("-id")

    def that_changed(self, column: str) -> Self:
        """Updates after which this column held something else."""
        before, after = (
            Coalesce(KeyTextTransform(column, side), Value(""), output_field=models.TextField())
            for side in ("old", "new")
        )
        told = self.filter(operation="UPDATE").annotate(before=before, after=after)
        return told.exclude(before=F("after"))


class History(models.Model):
    """Every change of every row; a trigger writes it that the application cannot switch off."""

    id = models.BigAutoField(primary_key=True)
    table_name = models.CharField(max_length=63)
    row_id = models.UUIDField(null=True)
    operation = models.CharField(max_length=6)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)

    objects = HistoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = _("history")
        indexes = [models.Index(fields=["table_name", "row_id", "id"], name="history_of_row")]

    def __str__(self) -> str:
        return f"{self.operation} {self.table_name}"
