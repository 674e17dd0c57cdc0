"""What people arrange for themselves: filters under a name. No business record depends on it."""

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import Record
from advocacy.models.user import User

MOST_OWN = 30


class ListPage(models.TextChoices):
    """The lists whose filters can be kept."""

    GROUPS = "groups", _("Groups")
    STUDIES = "studies", _("Studies")
    PARTNERSHIPS = "partnerships", _("Partnerships")
    CANDIDATES = "candidates", _("Candidates")
    BOARD = "board", _("Board")


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def of_page(self, page: str) -> Self:
        return self.filter(page=page)

    def owned_by(self, user: User) -> Self:
        return self.filter(owner=user)

    def visible_to(self, user: User | UUID) -> Self:
        """One's own and those that colleagues share, one's own first."""
        found = self.filter(Q(owner=user) | Q(shared=True)).select_related("owner")
        mine = models.Case(models.When(owner=user, then=0), default=1)
        return found.order_by(mine, "name", "id")

    def keep(self, *, owner: User, page: str, name: str, query: str, shared: bool) -> "SavedView":
        """Keep a filter; one of the same name is replaced."""
        values = {"query": query, "shared": shared}
        return self.update_or_create(values, owner=owner, page=page, name=name)[0]


class SavedView(Record):
    """A list narrowed in one way, under a name; `query` is the query string of the list."""

    owner = models.ForeignKey("advocacy.User", models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=20, choices=ListPage.choices)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=600)
    shared = models.BooleanField(
        _("share with the team"), default=False, help_text=_("Everybody sees it; you change it.")
    )

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(name="saved_view_once", fields=["owner", "page", "name"])
        ]
        indexes = [
            models.Index(fields=["page"], name="saved_view_shared", condition=Q(shared=True))
        ]

    def __str__(self) -> str:
        return self.name

    def rename(self, *, name: str, shared: bool) -> None:
        """Call it something else, or share it."""
        self.name, self.shared = name, shared
        self.save(update_fields=["name", "shared"])
