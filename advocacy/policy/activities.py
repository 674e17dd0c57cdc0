"""What a group may be asked to do, and what it costs the group."""

from dataclasses import dataclass
from decimal import Decimal

from advocacy.policy.text import Text
from advocacy.policy.text import gettext as _


@dataclass(frozen=True, slots=True)
class Activity:
    """One kind of activity; hours are the group's own work as we estimate it."""

    code: str
    title: Text
    hours: Decimal
    light: bool = False  # fits a small ask, planned with the short phases


ACTIVITIES: dict[str, Activity] = {
    a.code: a
    for a in (
        Activity("social_post", _("one social media post"), Decimal("0.5"), light=True),
        Activity("newsletter_item", _("newsletter item"), Decimal("0.75"), light=True),
        Activity("website_listing", _("listing on the website"), Decimal("0.5"), light=True),
        Activity("email_blast", _("mail to the members"), Decimal(1), light=True),
        Activity("flyer", _("flyer at meetings"), Decimal("1.5")),
        Activity("webinar", _("webinar"), Decimal(6)),
        Activity("event_booth", _("booth at an event"), Decimal(8)),
        Activity("survey", _("survey among members"), Decimal(5)),
        Activity("advisory_session", _("advisory session"), Decimal(6)),
        Activity("podcast", _("podcast episode"), Decimal(4)),
        Activity("print_ad", _("advertisement in the magazine"), Decimal(1)),
    )
}
