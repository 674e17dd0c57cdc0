"""View as the sponsor: a manager sees the very pages that a viewer sees, in a frame, to look at."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from advocacy.access import DECIDERS, requires
from advocacy.models import Share, Sponsor, User
from advocacy.views.pages import found, gone
from advocacy.views.sponsors import crumbs, page_of
from advocacy.visits import KEY, looking_as


@requires(*DECIDERS)
def look(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose as whom to look; while somebody is chosen, the frame shows what that person sees."""
    sponsor = found(Sponsor.objects.all(), pk)
    if request.method == "POST":
        choose(request, sponsor)
        return gone(request, reverse("portal-preview-sponsor", args=[sponsor.pk]))
    return show(request, sponsor)


def choose(request: HttpRequest, sponsor: Sponsor) -> None:
    """Keep as whom one looks from now on: one of the sponsor's people, or nobody in particular."""
    viewer = request.POST.get("viewer", "")
    people = User.objects.viewers_of(sponsor).filter(is_active=True)
    known = {str(person.pk) for person in people}
    chosen = viewer if viewer in known else None
    request.session[KEY] = {"sponsor": str(sponsor.pk), "viewer": chosen}


def show(request: HttpRequest, sponsor: Sponsor, start: str = "") -> HttpResponse:
    """The page around the frame; `start` is the page of the portal that it begins with."""
    chosen = request.session.get(KEY) or {}
    visit = looking_as(chosen)
    ours = visit is not None and str(sponsor.pk) == chosen.get("sponsor")
    context = {
        "sponsor": sponsor, "crumbs": crumbs(sponsor), "chosen": chosen.get("viewer"),
        "people": User.objects.viewers_of(sponsor).filter(is_active=True),
        "frame": (start or reverse("portal-home")) if ours else "",
    }  # fmt: skip
    return render(request, "advocacy/viewers/preview.html", context)


@requires(*DECIDERS)
def look_at_study(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The same for one shared study, at whose page the frame begins."""
    share = found(Share.objects.for_page(), pk)
    if request.method == "POST":
        choose(request, share.sponsor)
        return gone(request, reverse("portal-preview", args=[pk]))
    return show(request, share.sponsor, reverse("portal-study", args=[pk]))


@require_POST
@requires(*DECIDERS)
def look_no_more(request: HttpRequest) -> HttpResponse:
    """Back to one's own work."""
    chosen = request.session.pop(KEY, None) or {}
    sponsor = Sponsor.objects.filter(pk__in=[chosen["sponsor"]] if chosen else []).first()
    return gone(request, page_of(sponsor) if sponsor else reverse("sponsor-list"))


routes: list[URLPattern] = [
    path("sponsors/<uuid:pk>/window/", look, name="portal-preview-sponsor"),
    path("window/<uuid:pk>/", look_at_study, name="portal-preview"),
    path("window/close/", look_no_more, name="portal-preview-end"),
]
