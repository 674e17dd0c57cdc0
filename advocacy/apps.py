from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdvocacyConfig(AppConfig):
    """The one app of the product."""

    name = "advocacy"
    verbose_name = _("Advocacy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the sorts of mail known."""
        from advocacy.messages import digest, reminders  # noqa: F401
        from advocacy.workflow import outreach  # noqa: F401
