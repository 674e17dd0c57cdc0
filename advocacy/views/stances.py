"""How a group stands to trials, and who said never."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import DECIDERS, INSIDERS, requires
from advocacy.forms.stances import LiftOptOutForm, OptOutForm, StanceForm
from advocacy.models import Group, OptOut
from advocacy.views.groups import crumbs, page_of
from advocacy.views.pages import form_page, found


@requires(*INSIDERS)
def stance_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record what the group said about trials."""
    group = found(Group.objects.standing(), pk)
    form = StanceForm(request.POST or None, initial={"as_of": timezone.localdate()})
    return form_page(
        request, form, subject=group, to=page_of(group, "stance"), said=_("The stance is on file."),
        context={"title": _("Record the stance"), "lead": group.name, "crumbs": crumbs(group)},
    )  # fmt: skip


@requires(*INSIDERS)
def opt_out_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record that the group, or one person, said never; anyone may, few may lift it."""
    group = found(Group.objects.standing(), pk)
    form = OptOutForm(request.POST or None, group=group, initial={"said_on": timezone.localdate()})
    context = {
        "title": _("Do not contact"),
        "lead": _("It holds at once, for every study. Only their own invitation lifts it."),
        "crumbs": crumbs(group),
    }
    return form_page(
        request, form, subject=group, to=page_of(group, "standing"),
        said=_("The opt-out holds from now on."), context=context,
    )  # fmt: skip


@requires(*DECIDERS)
def opt_out_lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Record the invitation that ends an opt-out."""
    opt_out = found(OptOut.objects.standing().select_related("group", "person__group"), pk)
    group = opt_out.person.group if opt_out.person else opt_out.group
    if group is None:
        raise Http404
    form = LiftOptOutForm(
        request.POST or None, instance=opt_out, initial={"lifted_on": timezone.localdate()}
    )
    context = {
        "title": _("They invite us again"),
        "lead": _("Only the words of {name} count.").format(name=opt_out),
        "crumbs": crumbs(group),
    }
    return form_page(
        request, form, subject=opt_out, to=page_of(group, "standing"),
        said=_("The opt-out is lifted; the invitation is on file."), context=context,
    )  # fmt: skip
