"""Materials ready, placements scheduled, live."""

from django.utils.translation import gettext_lazy as _

from advocacy.forms.placements import GoLiveForm, PlacementForm, ReadyMaterialsForm
from advocacy.views.acts import act_view

STEPS = {
    "materials-ready": act_view(
        ReadyMaterialsForm, said=_("The materials are ready. Next: a placement.")
    ),
    "placement": act_view(PlacementForm, said=_("Scheduled."), anchor="placements"),
    "live": act_view(GoLiveForm, said=_("Live. Collect the figures when the run is over.")),
}
