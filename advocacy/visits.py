"""Whose window a page of the portal shows: the viewer's own, or a manager's view of a sponsor's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest

from advocacy.models import Role, Sponsor, User, ViewerSession
from advocacy.models.base import now
from advocacy.models.sight import sponsors_of

KEY = "looking_as"
#: Sponsors’ people, and those of ours who set what is shared with them.
ROLES = (Role.SPONSOR_VIEWER, Role.MANAGER, Role.COMPLIANCE, Role.ADMIN)
#: What is new to somebody who was never here before.
FIRST_VISIT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page of the portal depends on, beside its address.

    `since` is when the person looked in last before now; `person` is whose window it is, None for
    somebody who is yet to come; `acting` is the person who may act, None where a manager only
    looks as the sponsor would.
    """

    sponsor: Sponsor
    sponsors: tuple[UUID, ...]
    since: datetime
    first: bool
    zone: str
    person: User | None = None
    acting: User | None = None


def of_request(request: HttpRequest) -> Visit | None:
    """The visit of this request; None where there is nobody to look as."""
    user = request.user
    if not isinstance(user, User) or user.role not in ROLES:
        return None
    if user.is_insider:
        return looking_as(request.session.get(KEY))
    row: ViewerSession | None = getattr(request, "viewer_session", None)
    if row is None or row.user.sponsor is None:
        return None
    return made(row.user, row.user.sponsor, before=row.before, acting=user)


def holds(request: HttpRequest) -> bool:
    """Whether the person may still look in, as it is now; asked again after longer work."""
    if isinstance(request.user, User) and request.user.is_insider:
        return True
    row: ViewerSession | None = getattr(request, "viewer_session", None)
    rows = ViewerSession.objects.alive().filter(user__is_active=True)
    return row is not None and rows.filter(pk=row.pk).exists()


def made(user: User, sponsor: Sponsor, *, before: datetime | None, acting: User | None) -> Visit:
    """The visit of a viewer."""
    return Visit(
        sponsor, sponsors_of(user), before or now() - FIRST_VISIT, before is None,
        user.time_zone, user, acting,
    )  # fmt: skip


def looking_as(chosen: Any) -> Visit | None:
    """What a manager chose to look as: a viewer, or a sponsor that nobody looks in for yet."""
    if not isinstance(chosen, dict) or not chosen.get("sponsor"):
        return None
    viewer, key = chosen.get("viewer"), str(chosen["sponsor"])
    user = User.objects.looking_in().filter(pk=viewer).first() if viewer else None
    if user is not None and user.sponsor is not None:
        return made(user, user.sponsor, before=before_of(user), acting=None)
    sponsor = Sponsor.objects.filter(pk=key).first()
    if sponsor is None or viewer:
        return None
    zone = str(User._meta.get_field("time_zone").get_default())
    return Visit(sponsor, (sponsor.pk,), now() - FIRST_VISIT, first=True, zone=zone)


def before_of(user: User) -> datetime | None:
    """Since when all is new to a viewer: by the newest browser, or by what comes next."""
    newest = ViewerSession.objects.alive().of_all([user.pk]).first()
    return newest.before if newest else ViewerSession.objects.last_seen(user)
