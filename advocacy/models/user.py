"""The people who sign in."""

from typing import Any, ClassVar

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from advocacy.models.base import now, uuid7


class Role(models.TextChoices):
    """What a person may do; a sponsor viewer belongs to one sponsor."""

    STAFF = "staff", _("Recruitment staff")
    MANAGER = "manager", _("Manager")
    COMPLIANCE = "compliance", _("Compliance")
    ADMIN = "admin", _("Administrator")
    SPONSOR_VIEWER = "sponsor_viewer", _("Sponsor viewer")


class UserManager(BaseUserManager["User"]):
    """Makes accounts; e-mail addresses are compared without case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, **{"role": Role.ADMIN, "is_superuser": True, **fields}
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)

    def insiders(self) -> "models.QuerySet[User]":
        """Everybody of our own who can sign in, by name."""
        return self.filter(is_active=True).exclude(role=Role.SPONSOR_VIEWER).order_by("name")

    def viewers_of(self, sponsor: Any) -> "models.QuerySet[User]":
        """Everybody who looks in or did, those who may first."""
        found = self.filter(role=Role.SPONSOR_VIEWER, sponsor=sponsor)
        return found.order_by("-is_active", "name", "id")

    def viewers(self) -> "models.QuerySet[User]":
        """Viewers of all sponsors, also those whose access has ended."""
        return self.filter(role=Role.SPONSOR_VIEWER).select_related("sponsor")

    def looking_in(self) -> "models.QuerySet[User]":
        """Viewers of all sponsors who can sign in, with their sponsor."""
        return self.viewers().filter(is_active=True)

    def at_work(self) -> "models.QuerySet[User]":
        """Our own people: who can sign in, and who left work behind."""
        open_steps = models.Exists(self._of("FollowUp").filter(state="open"))
        ours = models.Exists(self._of("Partnership").exclude(stage="closed"))
        found = self.exclude(role=Role.SPONSOR_VIEWER).order_by("name", "id")
        return found.filter(Q(is_active=True) | open_steps | ours)

    def _of(self, name: str) -> "models.QuerySet[Any]":
        """Rows of a model that name a person as their owner."""
        model: Any = apps.get_model("advocacy", name)
        rows: models.QuerySet[Any] = model.objects.filter(owner=models.OuterRef("pk"))
        return rows

    def counted_by_role(self) -> dict[str, int]:
        """How many can sign in, by role."""
        found = self.filter(is_active=True).order_by().values_list("role")
        return dict(found.annotate(n=models.Count("id")))


class User(AbstractBaseUser, PermissionsMixin):
    """One person with one role, signing in by e-mail."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.STAFF)
    time_zone = models.CharField(_("time zone"), max_length=64, default="America/New_York")
    sponsor = models.ForeignKey(
        "advocacy.Sponsor", models.PROTECT, null=True, blank=True, related_name="viewers"
    )
    with_subsidiaries = models.BooleanField(_("sees the sponsor’s subsidiaries too"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(default=now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person with an account")
        verbose_name_plural = _("people with an account")
        constraints = [
            models.CheckConstraint(
                name="user_viewer_has_sponsor",
                condition=Q(role=Role.SPONSOR_VIEWER, sponsor__isnull=False)
                | (~Q(role=Role.SPONSOR_VIEWER) & Q(sponsor__isnull=True)),
                violation_error_message=_(
                    "A sponsor viewer, and nobody else, belongs to a sponsor."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @property
    def is_staff(self) -> bool:
        """Who may open the administration site."""
        return self.role == Role.ADMIN

    @property
    def is_insider(self) -> bool:
        return self.role != Role.SPONSOR_VIEWER

    def move_to(self, time_zone: str) -> None:
        """Show days and hours by the clock of this zone from now on."""
        self.time_zone = time_zone
        self.save(update_fields=["time_zone"])

    @property
    def leads(self) -> bool:
        """Whether this person sees to it that everybody’s work is done."""
        return self.role in (Role.MANAGER, Role.ADMIN)

    @property
    def decides(self) -> bool:
        """Whether this person decides overrides and looks after breaches."""
        return self.role in (Role.MANAGER, Role.COMPLIANCE, Role.ADMIN)
