"""A sponsor with a study, a partnership that has come far, a share, and a person who looks in."""

from dataclasses import dataclass, replace

import pytest
from django.test import Client
from django.urls import reverse

from advocacy.models import Share, User
from advocacy.models.window import WindowPartnership, WindowQuestion
from tests.factories import PartnershipFactory, ShareFactory, UserFactory
from tests.views.people import signed_in
from tests.workflow.world import World, clear_world


@dataclass
class Window:
    """What a test of the portal needs."""

    world: World
    asking: World
    share: Share
    vera: User
    mira: User
    client: Client

    @property
    def partnership(self) -> str:
        """The address of the partnership's page."""
        row = WindowPartnership.objects.get(origin=self.world.partnership.pk)
        return reverse("portal-partnership", args=[row.pk])

    @property
    def question(self) -> str:
        """The address of the question's page."""
        row = WindowQuestion.objects.get(origin=self.asking.partnership.pk)
        return reverse("portal-question", args=[row.pk])

    @property
    def study(self) -> str:
        return reverse("portal-study", args=[self.share.pk])

    def page(self, address: str = "") -> str:
        """A page as the viewer sees it."""
        answer = self.client.get(address or reverse("portal-home"))
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    def level(self, level: str, *hidden: str) -> None:
        """Share this much from now on."""
        Share.objects.filter(pk=self.share.pk).update(level=level, hidden_fields=list(hidden))


def made(*, level: str = "full") -> Window:
    """One partnership live, one question waiting, a person of the sponsor signed in."""
    world = clear_world()
    world.to_scheduled()
    world.do("go_live", proof_url="https://example.org/issue-7", logo_permission_source="")
    own = PartnershipFactory(study=world.study, stage="profiled", owner=world.staff)
    asking = replace(world, partnership=own, group=own.group)
    asking.do("ask_clearance", asked_of=world.contact, asked_on=asking.today)
    share = ShareFactory(study=world.study, level=level, contact=UserFactory(name="Dana Desk"))
    vera = UserFactory(role="sponsor_viewer", sponsor=world.study.sponsor, name="Vera Viewer")
    return Window(world, asking, share, vera, UserFactory(manager=True), signed_in(vera))


@pytest.fixture
def window(transactional_db: None) -> Window:
    return made()
