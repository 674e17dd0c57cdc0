"""Who of a sponsor looks in: invitations, the sponsor's terms, sessions, the end of an access."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocacy.access import requires
from advocacy.forms.viewers import EndForm, InviteForm, TermsForm
from advocacy.models import OneTimeLink, Role, Sponsor, User, ViewerSession
from advocacy.models.base import now
from advocacy.views.pages import act, form_page, found, posted
from advocacy.views.sponsors import crumbs
from pagcrm import providers

LEADERS = (Role.MANAGER, Role.ADMIN)


@requires(*LEADERS)
def viewer_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody who looks in or did, with the browsers they are signed in with."""
    sponsor = found(Sponsor.objects.all(), pk)
    named = sponsor.viewers_sign_in_with
    context = {
        "sponsor": sponsor, "people": people_of(sponsor), "crumbs": crumbs(sponsor),
        "provider": providers.name_of(named), "sign_in": providers.address(named) if named else "",
    }  # fmt: skip
    return render(request, "advocacy/viewers/list.html", context)


def people_of(sponsor: Sponsor) -> list[dict[str, Any]]:
    """Each with what a row shows; three queries whatever their number."""
    people = list(User.objects.viewers_of(sponsor))
    keys, at = [person.pk for person in people], now()
    sessions: dict[UUID, list[ViewerSession]] = {}
    for row in ViewerSession.objects.alive().of_all(keys):
        sessions.setdefault(row.user_id, []).append(row)
    newest: dict[UUID, OneTimeLink] = {}
    for link in OneTimeLink.objects.invitations().of_all(keys):
        newest.setdefault(link.user_id, link)  # type: ignore[arg-type]  # an invitation has one
    return [
        {
            "user": person,
            "sessions": sessions.get(person.pk, []),
            "link": newest.get(person.pk),
            "link_state": newest[person.pk].state(at) if person.pk in newest else "",
            "invited": person.is_active and not person.has_usable_password(),
        }
        for person in people
    ]


@requires(*LEADERS)
def viewer_invite(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Invite a person of the sponsor by mail."""
    sponsor = found(Sponsor.objects.all(), pk)
    return about(
        request, sponsor, InviteForm(posted(request)), title=_("Invite somebody to look in"),
        said=_("The invitation is on its way. Its link works for seven days."),
    )  # fmt: skip


@requires(*LEADERS)
def viewer_terms(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Set what the sponsor asks of its own people at sign-in."""
    sponsor = found(Sponsor.objects.all(), pk)
    form = TermsForm(posted(request), sponsor=sponsor)
    return about(
        request, sponsor, form, title=_("How its people sign in"),
        said=_("Saved. It counts from their next click on."),
    )  # fmt: skip


@requires(*LEADERS)
def viewer_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a person's access, at once."""
    person = found(User.objects.viewers(), pk)
    sponsor = person.sponsor
    assert sponsor is not None
    return about(
        request, sponsor, EndForm(posted(request)), subject=person,
        title=_("End the access of {name}").format(name=person.name),
        said=_("The access has ended. Nothing opens for this person any more."),
    )  # fmt: skip


@require_POST
@requires(*LEADERS)
def viewer_resend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mail a new link; the old one stops working."""
    person = found(User.objects.viewers(), pk)
    said = _("A new invitation is on its way. The old link no longer works.")
    return act(request, "resend_invitation", subject=person, to=page_of(person), said=said)


@require_POST
@requires(*LEADERS)
def viewer_session_end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Sign a person out of one browser."""
    row = found(ViewerSession.objects.select_related("user"), pk)
    said = _("That browser is signed out.")
    return act(request, "end_viewer_session", subject=row, to=page_of(row.user), said=said)


def page_of(person: User) -> str:
    """The page on which a viewer stands."""
    return reverse("viewer-list", args=[person.sponsor_id])


def about(
    request: HttpRequest, sponsor: Sponsor, form: Any, *, title: str, said: str,
    subject: User | None = None,
) -> HttpResponse:  # fmt: skip
    """Take one form and lead back to the list."""
    to = reverse("viewer-list", args=[sponsor.pk])
    way = [*crumbs(sponsor), {"label": _("People who look in"), "url": to}]
    return form_page(
        request, form, subject=subject or sponsor, to=to, said=said,
        context={"title": title, "lead": sponsor.name, "crumbs": way},
    )  # fmt: skip


routes: list[URLPattern] = [
    path("sponsors/<uuid:pk>/viewers/", viewer_list, name="viewer-list"),
    path("sponsors/<uuid:pk>/viewers/invite/", viewer_invite, name="viewer-invite"),
    path("sponsors/<uuid:pk>/viewers/terms/", viewer_terms, name="viewer-terms"),
    path("viewers/<uuid:pk>/resend/", viewer_resend, name="viewer-resend"),
    path("viewers/<uuid:pk>/end/", viewer_end, name="viewer-end"),
    path("viewer-sessions/<uuid:pk>/end/", viewer_session_end, name="viewer-session-end"),
]
