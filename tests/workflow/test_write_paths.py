"""Whatever asks, the same rules say the same: page, command and code, for every role.

The administration site cannot ask at all; bulk actions there are none that write to a group.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.management import BaseCommand, call_command
from django.test import Client
from django.urls import reverse

from advocacy.models import (
    Ask,
    BudgetLine,
    Clearance,
    Event,
    OptOut,
    Partnership,
    ProfileFact,
    ReportBack,
    Stance,
    Stop,
    Study,
    Touch,
    User,
)  # fmt: skip
from advocacy.workflow.errors import PolicyBlocked
from advocacy.workflow.perform import perform, preview
from tests import factories
from tests.views.people import signed_in
from tests.workflow.world import START, World, clear_world

pytestmark = pytest.mark.django_db

SENT = {"channel": "mail", "purpose": "ask"}


@pytest.fixture(autouse=True)
def _tuesday_morning() -> Iterator[None]:
    """It is the moment at which the world is clear to contact."""
    with time_machine.travel(START, tick=False):
        yield


# --- the ways to ask -----------------------------------------------------------------------------
class Write(BaseCommand):
    """A command as somebody may add one tomorrow: it can only ask as everything else does."""

    stealth_options = ("partnership", "actor")

    def handle(self, *args: Any, **options: Any) -> None:
        own = Partnership.objects.get(pk=options["partnership"])
        perform("reserve_touch", actor=options["actor"], subject=own, data=SENT)


def by_code(own: Partnership, actor: User) -> None:
    with pytest.raises(PolicyBlocked):
        perform("reserve_touch", actor=actor, subject=own, data=SENT)


def at_once(own: Partnership, actor: User) -> None:
    with pytest.raises(PolicyBlocked):
        perform("contact", actor=actor, subject=own, data=SENT)


def by_command(own: Partnership, actor: User) -> None:
    with pytest.raises(PolicyBlocked):
        call_command(Write(), partnership=own.pk, actor=actor)


def by_page(own: Partnership, actor: User) -> None:
    answer = signed_in(actor).post(reverse("partnership-write", args=[own.pk]), SENT)
    assert answer.status_code == 409


PATHS = (by_code, at_once, by_command, by_page)
ROLES: tuple[dict[str, bool], ...] = (
    {}, {"manager": True}, {"compliance": True}, {"admin": True},
)  # fmt: skip


# --- what stands in the way ----------------------------------------------------------------------
def no_profile(world: World) -> None:
    ProfileFact.objects.all().delete()


def no_goal(world: World) -> None:
    Ask.objects.update(goal=None)


def owes_a_report(world: World) -> None:
    other = factories.PartnershipFactory(group=world.group)
    ReportBack.objects.create(
        partnership=other, group=world.group, promised="Figures",
        due_on=world.today - timedelta(days=2),
    )  # fmt: skip


def not_cleared(world: World) -> None:
    Clearance.objects.update(answer="", answered_on=None, answered_by=None)


def too_late(world: World) -> None:
    Study.objects.update(launch_on=world.today + timedelta(weeks=2))


def no_money(world: World) -> None:
    BudgetLine.objects.update(approved=100, cap=100)
    Ask.objects.update(fee=500)
    factories.QuoteFactory(partnership=world.partnership, amount=500, fair_value=500)


def no_quote(world: World) -> None:
    Ask.objects.update(fee=500)


def not_asked(world: World) -> None:
    Stance.objects.all().delete()


def too_long(world: World) -> None:
    Ask.objects.update(words=500)


def enough_attempts(world: World) -> None:
    for days in (60, 40, 20):
        Touch.objects.create(
            group=world.group, partnership=world.partnership, by=world.staff, direction="out",
            channel="mail", purpose="ask", occurred_at=START - timedelta(days=days),
            is_attempt=True, counts_for_spacing=True, way_in="logged",
        )  # fmt: skip


def yesterday(world: World) -> None:
    Touch.objects.create(
        group=world.group, partnership=world.partnership, by=world.staff, direction="out",
        channel="phone", purpose="ask", state="no_answer", counts_for_spacing=True,
        occurred_at=START - timedelta(days=1),
    )  # fmt: skip


def stopped(world: World) -> None:
    Stop.objects.create(
        group=world.group, scope="group_family", reason="declined", starts_on=date(2026, 8, 1),
        until=date(2027, 1, 28),
    )  # fmt: skip


def opted_out(world: World) -> None:
    OptOut.objects.create(group=world.group, source="Mail", said_on=world.today)


def other_ask(world: World) -> None:
    factories.PartnershipFactory(group=world.group, stage="outreach")


def sole_funder(world: World) -> None:
    Ask.objects.update(sole_funder=True)


REFUSED: dict[str, Callable[[World], None]] = {
    "profile-complete": no_profile,
    "mutual-benefit": no_goal,
    "report-back-owed": owes_a_report,
    "sponsor-clearance": not_cleared,
    "lead-time": too_late,
    "budget": no_money,
    "fair-fee": no_quote,
    "willingness": not_asked,
    "keep-it-simple": too_long,
    "attempt-limit": enough_attempts,
    "spacing": yesterday,
    "stopped": stopped,
    "opt-out": opted_out,
    "contact-load": other_ask,
    "independence": sole_funder,
}


@pytest.mark.parametrize("rule", REFUSED)
def test_every_way_of_asking_meets_the_same_findings(rule: str) -> None:
    world = clear_world()
    REFUSED[rule](world)
    own = Partnership.objects.get(pk=world.partnership.pk)
    people = [factories.UserFactory(**role) for role in ROLES]
    said = preview("contact", actor=world.staff, subject=own, data=SENT).decision
    assert said is not None
    for person in people:
        for ask in PATHS:
            ask(own, person)
    met = Event.objects.refused().filter(partnership=own)
    assert met.count() == len(people) * len(PATHS)
    assert {event.actor_id for event in met} == {person.pk for person in people}
    for event in met:
        assert event.decision == said.as_json()
    assert rule in {finding.rule for finding in said.refusing}
    assert not Touch.objects.filter(way_in="cleared").exists()


def test_nothing_of_it_is_refused_where_nothing_stands_in_the_way() -> None:
    world = clear_world()
    answer = signed_in(world.staff).post(
        reverse("partnership-write", args=[world.partnership.pk]), SENT
    )
    assert answer.status_code in (302, 303)
    assert Touch.objects.reserved().count() == 1


@pytest.mark.parametrize("path", ["advocacy_touch_add", "advocacy_event_add"])
def test_the_administration_site_cannot_ask(client: Client, path: str) -> None:
    world = clear_world()
    client.force_login(
        factories.UserFactory(admin=True, is_superuser=True),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    values = {"group": world.group.pk, "partnership": world.partnership.pk, **SENT}
    assert client.post(reverse(f"admin:{path}"), values).status_code == 403
    assert not Touch.objects.exists()
