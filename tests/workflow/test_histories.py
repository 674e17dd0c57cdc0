"""Cases that random histories have found, each as short as it can be told."""

from datetime import timedelta

import pytest

from advocacy.models import Touch
from advocacy.workflow.errors import PolicyBlocked
from tests.workflow.world import World, clear_world

pytestmark = pytest.mark.django_db


def refusing(world: World, *, purpose: str = "ask") -> set[str]:
    """The rules that refuse an attempt now."""
    with pytest.raises(PolicyBlocked) as refused:
        world.contact_now(purpose=purpose)
    return {finding.rule for finding in refused.value.decision.refusing}


def test_a_mail_that_bounced_for_now_makes_us_wait_but_is_no_attempt() -> None:
    world = clear_world()
    world.logs(state="bounced_soft")
    assert not Touch.objects.attempts().exists()
    world.wait(1)
    assert refusing(world) == {"spacing"}


def test_an_answer_that_did_not_arrive_is_still_owed() -> None:
    world = clear_world()
    world.contact_now()
    world.wait(1)
    world.answers("question")
    world.answers("hesitant")
    world.at += timedelta(hours=1)
    world.logs(purpose="answer", state="bounced_soft")
    world.at += timedelta(hours=1)
    world.do("send_answer", channel="mail", summary="Here is the answer.")
