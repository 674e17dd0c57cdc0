"""Sharing: what each sponsor sees of each study, set in one place, with what was seen before."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from advocacy.access import DECIDERS, requires
from advocacy.forms.sharing import KeepBackForm, ShareForm, SponsorForm
from advocacy.models import (
    Event,
    HiddenPartnership,
    Partnership,
    Share,
    ShareLevel,
    Sponsor,
    Stage,
    Study,
    User,
    WindowBudget,
    WindowHappening,
    WindowPartnership,
    WindowPlacement,
    WindowQuestion,
    WindowStanding,
)  # fmt: skip
from advocacy.models.sight import holders
from advocacy.views.keyset import keyset
from advocacy.views.pages import act, form_page, found, posted
from advocacy.workflow.gather.sponsors import family_of

MOST_EVENTS = 30
TONES = {"hidden": "", "counts": "info", "status": "info", "full": "ok"}


@requires(*DECIDERS)
def sharing_list(request: HttpRequest) -> HttpResponse:
    """What is shared, and the studies at work of which nothing is."""
    nothing = request.GET.get("show") == "nothing"
    if nothing:
        studies = Study.objects.unshared().select_related("sponsor")
        page = keyset(studies, request, order=("title", "id"))
    else:
        page = keyset(Share.objects.for_page(), request, order=("study__title", "id"))
    url = reverse("sharing-list")
    tabs = [
        {"label": _("Set"), "url": url, "current": not nothing},
        {"label": _("Nothing shared"), "url": f"{url}?show=nothing", "current": nothing},
    ]
    context = {"page": page, "nothing": nothing, "tabs": tabs, "tones": TONES}
    return render(request, "advocacy/sharing/list.html", context)


@requires(*DECIDERS)
def sharing_study(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One study and one sponsor: the level, what it shows now, and what it showed when."""
    study = found(Study.objects.select_related("sponsor"), pk)
    family = family_members(study)
    sponsor = chosen(request, study, family)
    share = Share.objects.of_study(study).filter(sponsor=sponsor).first()
    to = f"{reverse('sharing-study', args=[pk])}?sponsor={sponsor.pk}"
    return form_page(
        request, ShareForm(posted(request), instance=share), subject=study, to=to,
        said=lambda done: told(done.result), data={"sponsor": sponsor},
        template="advocacy/sharing/study.html",
        context=lambda: shown(request, study, sponsor, share, family),
    )  # fmt: skip


def family_members(study: Study) -> QuerySet[Sponsor]:
    """The sponsors that something can be shared with today, and those it was with before."""
    family = family_of(study.sponsor, day=timezone.now().date()).members
    known = Share.objects.of_study(study).order_by().values_list("sponsor", flat=True)
    return Sponsor.objects.filter(pk__in={*family, *known}).order_by("sort_name", "id")


def chosen(request: HttpRequest, study: Study, family: QuerySet[Sponsor]) -> Sponsor:
    """The sponsor that was asked for; the study's own where none was, or a stranger."""
    form = SponsorForm(request.GET, family=family)
    picked: Sponsor = form.cleaned_data["sponsor"] if form.is_valid() else study.sponsor
    return picked


def told(share: Share) -> str:
    """What the sponsor sees from now on."""
    return _("{sponsor} sees from now on: {shows}").format(
        sponsor=share.sponsor.name, shows=ShareLevel(share.level).shows
    )


def shown(
    request: HttpRequest,
    study: Study,
    sponsor: Sponsor,
    share: Share | None,
    family: QuerySet[Sponsor],
) -> dict[str, Any]:
    """All that the page says beside the form."""
    rows = Partnership.objects.of_study(study).select_related("group")
    page = keyset(rows, request, order=("group__sort_name", "id"))
    hidden = set(
        HiddenPartnership.objects.filter(share=share).values_list("partnership", flat=True)
    )
    return {
        "study": study, "sponsor": sponsor, "share": share, "page": page, "hidden": hidden,
        "title": _("What {sponsor} sees").format(sponsor=sponsor.name),
        "crumbs": [
            {"label": _("Sharing"), "url": reverse("sharing-list")},
            {"label": study.nct_number or study.protocol_id,
             "url": reverse("study-detail", args=[study.pk])},
        ],
        "sponsors": SponsorForm(initial={"sponsor": sponsor}, family=family),
        "several": family.count() > 1,
        "in_sight": in_sight(share) if share else [],
        "stages": stages(share) if share else [],
        "preview_url": address("portal-preview", share) if share else "",
        "looking_in": looking_in(sponsor),
        "events": Event.objects.of_sharing(study, sponsor).for_page()[:MOST_EVENTS],
        "tone": TONES[share.level] if share else "",
    }  # fmt: skip


def in_sight(share: Share) -> list[tuple[str, int]]:
    """How much of each kind is in the sponsor's window at this moment."""
    counted = (
        (_("Partnerships in the counts"), WindowStanding),
        (_("Groups by name"), WindowPartnership),
        (_("Questions that wait for them"), WindowQuestion),
        (_("Lines of timelines"), WindowHappening),
        (_("Placements"), WindowPlacement),
        (_("Budgets"), WindowBudget),
    )
    return [(label, model.objects.of_study(share.pk).count()) for label, model in counted]


def stages(share: Share) -> list[tuple[str, int]]:
    """The counts as the sponsor sees them; empty stages are left out."""
    counts = WindowStanding.objects.of_study(share.pk).counted_by_stage()
    return [(str(Stage(stage).label), n) for stage, n in counts.items() if n]


def looking_in(sponsor: Sponsor) -> int:
    """How many viewers can look in: this sponsor's, and those above it that see subsidiaries."""
    own = Q(sponsor=sponsor)
    above = Q(sponsor__in=holders(sponsor.pk, day=timezone.now().date()), with_subsidiaries=True)
    return User.objects.looking_in().filter(own | above).count()


def address(name: str, share: Share) -> str:
    """Where the manager sees the sponsor's page."""
    try:
        return reverse(name, args=[share.pk])
    except NoReverseMatch:
        return ""


@requires(*DECIDERS)
@require_POST
def share_hide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep one partnership back."""
    return _keep_back(request, pk, "hide_partnership", _("Kept back. They see nothing of it now."))


@requires(*DECIDERS)
@require_POST
def share_show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show it again."""
    return _keep_back(request, pk, "show_partnership", _("Shown again, as far as the level goes."))


def _keep_back(request: HttpRequest, pk: UUID, action: str, said: str) -> HttpResponse:
    share = found(Share.objects.select_related("study", "sponsor"), pk)
    form = KeepBackForm(request.POST, study=share.study)
    form.is_valid()
    to = f"{reverse('sharing-study', args=[share.study_id])}?sponsor={share.sponsor_id}"
    values = {"partnership": None, "reason": "", **form.cleaned_data}
    return act(request, action, subject=share, to=to, said=said, data=values)


routes: list[URLPattern] = [
    path("sharing/", sharing_list, name="sharing-list"),
    path("sharing/<uuid:pk>/", sharing_study, name="sharing-study"),
    path("shares/<uuid:pk>/hide/", share_hide, name="share-hide"),
    path("shares/<uuid:pk>/show/", share_show, name="share-show"),
]
