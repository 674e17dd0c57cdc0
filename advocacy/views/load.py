"""Who has how much to do, and handing all of one person's work to another."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from advocacy.access import requires
from advocacy.forms.follow_ups import HandOverForm
from advocacy.models import FollowUp, Load, Partnership, Role, User
from advocacy.views.keyset import keyset
from advocacy.views.my_day import bounds
from advocacy.views.pages import form_page, found, posted
from advocacy.workflow.step import Done

LEADERS = (Role.MANAGER, Role.ADMIN)
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One person's work, or nobody's; the widths are of a bar that is as long as the most."""

    person: User | None
    partnerships: int
    load: Load
    most: int

    @property
    def late_width(self) -> str:
        return self._width(self.load.late)

    @property
    def width(self) -> str:
        return self._width(self.load.all)

    def _width(self, n: int) -> str:
        return f"{WIDTH * n / max(self.most, 1):.2f}"


@requires(*LEADERS)
def load(request: HttpRequest) -> HttpResponse:
    """Open partnerships and next steps by person, and those that nobody owns."""
    page = keyset(User.objects.at_work(), request, order=("name", "id"))
    owners = [person.pk for person in page.rows]
    loads = FollowUp.objects.filter(owner__in=owners).loads(*bounds())
    ours = Partnership.objects.open().filter(owner__in=owners).counted_by_owner()
    most = max((one.all for one in loads.values()), default=0)
    rows = [
        Row(person, ours.get(person.pk, 0), loads.get(person.pk, Load()), most)
        for person in page.rows
    ]
    context = {"page": page, "rows": rows, "nobody": nobody(most)}
    return render(request, "advocacy/my_day/load.html", context)


def nobody(most: int) -> Row | None:
    """What nobody owns, where there is any."""
    loads = FollowUp.objects.unowned().loads(*bounds())
    lost = Partnership.objects.open().filter(owner__isnull=True).count()
    return Row(None, lost, loads.get(None, Load()), most) if loads or lost else None


@requires(*LEADERS)
def hand_over(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give all that a person has open to a colleague, in one action."""
    leaver = found(User.objects.at_work(), pk)
    form = HandOverForm(posted(request), leaver=leaver)
    context = {
        "title": _("Hand over all work of {name}").format(name=leaver.name),
        "crumbs": [
            {"label": _("My day"), "url": reverse("my-day")},
            {"label": _("Who has how much"), "url": reverse("load")},
        ],
        **what(leaver),
    }
    return form_page(
        request, form, subject=leaver, to=reverse("load"), said=handed,
        template="advocacy/my_day/hand_over.html", context=context,
    )  # fmt: skip


def what(leaver: User) -> dict[str, Any]:
    """What goes along."""
    loads = FollowUp.objects.owned_by(leaver).loads(*bounds())
    return {
        "leaver": leaver,
        "steps": loads.get(leaver.pk, Load()),
        "partnerships": Partnership.objects.open().owned_by(leaver).count(),
    }


def handed(done: Done) -> str:
    """What came of it; also what did not fit into one transaction."""
    told = done.event.data
    n, m = told["partnerships"], told["steps"]
    ours = ngettext("{n} partnership", "{n} partnerships", n).format(n=n)
    steps = ngettext("{n} next step", "{n} next steps", m).format(n=m)
    text = _("Handed over to {name}: {ours}, {steps}.").format(
        name=told["to"], ours=ours, steps=steps
    )
    if told["left"]:
        rest = _("{left} are left: hand over once more.").format(left=told["left"])
        return f"{text} {rest}"
    return text
