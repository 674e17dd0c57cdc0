from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


def begin_session(**given: Any) -> None:
    """Know a browser in which somebody signs in; sign-in is loaded where it is used."""
    from advocacy import sessions

    sessions.begin(**given)


class AdvocacyConfig(AppConfig):
    """The one app of the product."""

    name = "advocacy"
    verbose_name = _("Advocacy")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make the sorts of mail known, and know the browsers of sponsors' people."""
        from django.contrib.auth.signals import user_logged_in

        from advocacy.messages import (  # noqa: F401
            clearance_question,
            digest,
            invitation,
            reminders,
            weekly,
        )
        from advocacy.workflow import outreach  # noqa: F401

        user_logged_in.connect(begin_session, dispatch_uid="viewer sessions")
