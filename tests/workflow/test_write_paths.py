"""Whatever asks, the same rules say the same: page, bulk action, command and code, for every role.

The administration site cannot ask at all, not even for a superuser.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.core.management import BaseCommand, call_command
from django.urls import reverse

from advocacy.forms.bulk import BulkForm
from advocacy.models import Event, Partnership, Touch, User
from advocacy.policy.registry import RULES
from advocacy.policy.verdict import Decision
from advocacy.views import bulk
from advocacy.workflow.errors import PolicyBlocked
from advocacy.workflow.perform import perform, preview
from tests import factories
from tests.views.people import signed_in
from tests.workflow.obstacles import CONTACT, REFUSED, WARNS, Request, alike
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


# --- the ways to ask -----------------------------------------------------------------------------
class Write(BaseCommand):
    """A command as somebody may add one tomorrow: it can only ask as everything else does."""

    stealth_options = ("partnership", "actor", "request")

    def handle(self, *args: Any, **options: Any) -> None:
        own = Partnership.objects.get(pk=options["partnership"])
        wanted: Request = options["request"]
        perform(wanted.action, actor=options["actor"], subject=own, data=wanted.data)


def by_code(wanted: Request, own: Partnership, actor: User) -> None:
    with suppress(PolicyBlocked):
        perform(wanted.action, actor=actor, subject=own, data=wanted.data)


def at_once(wanted: Request, own: Partnership, actor: User) -> None:
    with suppress(PolicyBlocked):
        perform(wanted.actions[-1], actor=actor, subject=own, data=wanted.data)


def by_command(wanted: Request, own: Partnership, actor: User) -> None:
    with suppress(PolicyBlocked):
        call_command(Write(), partnership=own.pk, actor=actor, request=wanted)


def by_page(wanted: Request, own: Partnership, actor: User) -> None:
    answer = signed_in(actor).post(reverse(wanted.page, args=[own.pk]), wanted.data)
    assert answer.status_code in (303, 302, 409)


def by_bulk(wanted: Request, own: Partnership, actor: User) -> None:
    """A bulk action as somebody may add one tomorrow; those of today never write to a group.

    Its verdict on the row comes before it is confirmed and writes nothing.
    """

    class Many(BulkForm):
        action = wanted.action

        @property
        def values(self) -> dict[str, Any]:
            return dict(wanted.data)

    client, sent = signed_in(actor), {"row": str(own.pk), "deed": "tomorrow"}
    before = Event.objects.count()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(bulk.DEEDS, "tomorrow", Many)
        verdict = client.post(reverse("bulk-partnerships"), sent)
        assert Event.objects.count() == before
        result = client.post(reverse("bulk-partnerships"), sent | {"confirmed": "1"})
    assert [row.problem for row in verdict.context["rows"]] == [
        row.problem for row in result.context["rows"]
    ]


PATHS = (by_code, at_once, by_command, by_page, by_bulk)
ROLES: tuple[dict[str, bool], ...] = (
    {}, {"manager": True}, {"compliance": True}, {"admin": True},
    {"admin": True, "is_superuser": True},
)  # fmt: skip


def said_to(wanted: Request, world: World) -> Decision:
    """What the rules say before anybody asks."""
    own = Partnership.objects.get(pk=world.partnership.pk)
    said = preview(wanted.action, actor=world.staff, subject=own, data=wanted.data).decision
    assert said is not None
    return said


@pytest.mark.parametrize("rule", REFUSED)
def test_every_way_of_asking_meets_the_same_findings(rule: str) -> None:
    wanted, put_in_the_way = REFUSED[rule]
    world = clear_world()
    put_in_the_way(world)
    own = Partnership.objects.get(pk=world.partnership.pk)
    people = [factories.UserFactory(**role) for role in ROLES]
    touches = Touch.objects.count()
    with time_machine.travel(world.at, tick=False):
        said = said_to(wanted, world)
        for person in people:
            for ask in PATHS:
                ask(wanted, own, person)
        the_administration_site_refuses(own, people[-1])
    met = list(Event.objects.refused().filter(partnership=own, actor__in=people))
    assert len(met) == len(people) * len(PATHS)
    assert {event.actor_id for event in met} == {person.pk for person in people}
    for event in met:
        assert event.decision == said.as_json()
    assert rule.partition(",")[0] in {finding.rule for finding in said.refusing}
    assert Touch.objects.count() == touches
    assert Partnership.objects.get(pk=own.pk).stage == own.stage


def the_administration_site_refuses(own: Partnership, person: User) -> None:
    """Neither a touch nor a stage can be written there; nobody is asked, nothing is told."""
    client, events = signed_in(person), Event.objects.count()
    stage = {"stage": "live"}
    touch = {"group": own.group_id, "partnership": own.pk, **CONTACT.data}
    for model, page, values in (
        ("touch", "add", touch), ("event", "add", {}), ("partnership", "change", stage),
        ("partnership", "delete", {"post": "yes"}),
    ):  # fmt: skip
        arguments = [] if page == "add" else [own.pk]
        address = reverse(f"admin:advocacy_{model}_{page}", args=arguments)
        assert client.post(address, values).status_code == 403
    assert Event.objects.count() == events


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.__name__)
def test_every_way_of_asking_meets_the_same_warning_and_goes_on(
    path: Callable[[Request, Partnership, User], None],
) -> None:
    world = clear_world()
    alike(world)
    own = Partnership.objects.get(pk=world.partnership.pk)
    with time_machine.travel(world.at, tick=False):
        said = said_to(CONTACT, world)
        path(CONTACT, own, world.staff)
    event = Event.objects.get(partnership=own, kind__in=CONTACT.actions)
    assert event.decision == said.as_json()
    (finding,) = [f for f in event.decision["findings"] if f["rule"] == WARNS]
    assert finding["outcome"] == "warn"
    assert not Event.objects.refused().exists()
    assert Touch.objects.attempts().count() == 1


def test_every_rule_is_in_the_matrix() -> None:
    assert {rule.partition(",")[0] for rule in REFUSED} | {WARNS} == set(RULES)
