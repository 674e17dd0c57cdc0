"""The people of a group."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from advocacy.access import INSIDERS, requires
from advocacy.forms.people import PersonEditForm, PersonForm, PersonLeftForm
from advocacy.models import Group, OptOut, Person
from advocacy.views.groups import crumbs, page_of
from advocacy.views.pages import form_page, found


@requires(*INSIDERS)
def person_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down a person at a group."""
    group = found(Group.objects.standing(), pk)
    return form_page(
        request, PersonForm(request.POST or None), subject=group, to=page_of(group, "people"),
        said=_("The person is on file."),
        context={"title": _("Add a person"), "lead": group.name, "crumbs": crumbs(group)},
    )  # fmt: skip


@requires(*INSIDERS)
def person_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Mend what is known of a person; ways to reach her stay hidden while she is opted out."""
    person = found(Person.objects.select_related("group"), pk)
    hidden = OptOut.objects.standing().binding(person).exists()
    lead = _("Opted out: e-mail and phone are hidden and stay as they are.") if hidden else ""
    return form_page(
        request, PersonEditForm(request.POST or None, instance=person, hidden=hidden),
        subject=person, to=page_of(person.group, "people"), said=_("The record is mended."),
        context={"title": person.name, "lead": lead, "crumbs": crumbs(person.group)},
    )  # fmt: skip


@requires(*INSIDERS)
def person_left(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note that a person left; what was counted for the group stays."""
    person = found(Person.objects.present().select_related("group"), pk)
    form = PersonLeftForm(
        request.POST or None, instance=person, initial={"left_on": timezone.localdate()}
    )
    context = {
        "title": _("{name} left").format(name=person.name),
        "lead": _("Attempts and stops of the group stay as they are."),
        "crumbs": crumbs(person.group),
    }
    return form_page(
        request, form, subject=person, to=page_of(person.group, "people"),
        said=_("Noted. The name stays in the history."), context=context,
    )  # fmt: skip
