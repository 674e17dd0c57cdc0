"""What a person chooses about mails and the clock."""

from functools import cache
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from advocacy.forms.base import plain_messages
from advocacy.models import NotificationPreferences, User

HOURS = [(str(hour), f"{hour:02}:00") for hour in range(24)]
#: Zones that are no places.
LEFT_OUT = ("Etc/", "SystemV/", "US/", "posix/", "right/")


@cache
def zones() -> list[tuple[str, str]]:
    """The time zones of places, by continent and city."""
    found = [z for z in available_timezones() if "/" in z and not z.startswith(LEFT_OUT)]
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in sorted(found))]


def choices_with(own: str) -> list[tuple[str, str]]:
    """All zones, and a person's own where it is an unusual one."""
    return zones() if own in dict(zones()) else [(own, own), *zones()]


class WeeklyForm(forms.Form):
    """What comes to a sponsor's person by mail, and by which clock."""

    submit: ClassVar[Any] = _("Save")
    use_required_attribute = False
    weekly_on = forms.BooleanField(
        required=False, label=_("Send me a summary on Monday mornings"),
        help_text=_("Only in weeks in which something is new or waits for you."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        help_text=_("Mornings, hours and “today” follow this clock."),
    )  # fmt: skip

    def __init__(self, data: Any, *, user: User | None) -> None:
        kept = NotificationPreferences.objects.of(user) if user else NotificationPreferences()
        own = user.time_zone if user else str(User._meta.get_field("time_zone").get_default())
        super().__init__(data, initial={"weekly_on": kept.weekly_on, "time_zone": own})
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = choices_with(own)
        for field in self.fields.values():
            plain_messages(field)


class PreferencesForm(forms.Form):
    """Mails and clock of one person; no action of the workflow, since no record depends on it."""

    submit: ClassVar[Any] = _("Save")
    use_required_attribute = False
    digest_on = forms.BooleanField(
        required=False, label=_("Send me a digest of my day"),
        help_text=_("Once a day, on days on which something is due."),
    )  # fmt: skip
    digest_hour = forms.ChoiceField(label=_("At what hour"), choices=HOURS)
    urgent_on = forms.BooleanField(
        required=False, label=_("Send me urgent reminders"),
        help_text=_("One mail for what cannot wait for the digest."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(
        label=_("My time zone"), help_text=_("Days, hours and “today” follow this clock.")
    )

    def __init__(self, data: Any, *, user: User) -> None:
        self.user = user
        kept = NotificationPreferences.objects.of(user)
        super().__init__(data, initial={
            "digest_on": kept.digest_on, "digest_hour": str(kept.digest_hour),
            "urgent_on": kept.urgent_on, "time_zone": user.time_zone,
        })  # fmt: skip
        zone = self.fields["time_zone"]
        assert isinstance(zone, forms.ChoiceField)
        zone.choices = choices_with(user.time_zone)
        for field in self.fields.values():
            plain_messages(field)

    def keep(self) -> None:
        """Keep the choice."""
        chosen = self.cleaned_data
        NotificationPreferences.objects.keep(
            self.user, digest_on=chosen["digest_on"], urgent_on=chosen["urgent_on"],
            digest_hour=int(chosen["digest_hour"]),
        )  # fmt: skip
        self.user.move_to(chosen["time_zone"])
