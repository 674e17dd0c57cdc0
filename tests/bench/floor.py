"""The floor: a list page with one indexed query, and one durable insert with three look-ups."""

from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from advocacy.models import Group, Partnership, Person, Touch
from advocacy.models.base import now

ROWS = Engine().from_string("""<!doctype html><title>Groups</title><table>
{% for g in groups %}<tr><th><a href="/groups/{{ g.id }}/">{{ g.name }}</a></th>
<td>{{ g.kind }}</td><td>{{ g.country }}</td><td>{{ g.region }}</td><td>{{ g.city }}</td></tr>
{% endfor %}</table>""")


def read(request: HttpRequest) -> HttpResponse:
    """Fifty rows by an index, through the ORM and a template."""
    groups = Group.objects.order_by("sort_name", "id")[:50]
    return HttpResponse(ROWS.render(Context({"groups": groups})))


@csrf_exempt
@transaction.atomic
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Three look-ups by index and one insert."""
    own = Partnership.objects.exclude(owner=None).get(pk=pk)
    group = Group.objects.get(pk=own.group_id)
    person = Person.objects.filter(group=group).first()
    Touch.objects.create(
        group=group, partnership=own, person=person, by_id=own.owner_id or "", direction="in",
        channel="phone", occurred_at=now(), summary="Bench", is_genuine=True, outcome="question",
    )  # fmt: skip
    return HttpResponse("ok")


urlpatterns = [path("read/", read), path("write/<uuid:pk>/", write)]
