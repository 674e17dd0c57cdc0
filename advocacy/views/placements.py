"""Materials ready, placements scheduled, live, suspended and planned again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.placements import (
    GoLiveForm,
    PlacementForm,
    ReadyMaterialsForm,
    ResumePlacementForm,
    SuspendPlacementForm,
)  # fmt: skip
from advocacy.models import Placement
from advocacy.views.acts import act_view, around, detail_url, partnership_of
from advocacy.views.pages import form_page, found, posted

STEPS = {
    "materials-ready": act_view(
        ReadyMaterialsForm, said=_("The materials are ready. Next: a placement.")
    ),
    "placement": act_view(PlacementForm, said=_("Scheduled."), anchor="placements"),
    "live": act_view(GoLiveForm, said=_("Live. Collect the figures when the run is over.")),
}


@requires(*INSIDERS)
def placement_suspend(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a placement down, or keep it from going live."""
    return of_placement(request, pk, SuspendPlacementForm(posted(request)), said=_("Suspended."))


@requires(*INSIDERS)
def placement_resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Plan a suspended placement again."""
    form = ResumePlacementForm(posted(request), initial={"planned_on": timezone.localdate()})
    return of_placement(request, pk, form, said=_("Planned again."))


def of_placement(request: HttpRequest, pk: UUID, form: Any, *, said: Any) -> HttpResponse:
    """The page of an action on one placement."""
    placement = found(Placement.objects.select_related("material"), pk)
    partnership = partnership_of(placement.partnership_id)
    return form_page(
        request, form, subject=placement, to=detail_url(partnership, anchor="placements"),
        said=str(said),
        context={
            **around(partnership), "title": form.title, "lead": f"{placement}. {form.lead}",
        },
    )  # fmt: skip
