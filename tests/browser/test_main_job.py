"""From a study to a conversation with a group, as a newcomer does it with the mouse."""

from collections.abc import Iterator

import pytest

from advocacy.models import Event, Partnership, Stage, Touch, TouchState
from tests.browser.conftest import OPENS
from tests.browser.hands import Mouse
from tests.browser.job import cast, do_the_job, office_hours


@pytest.fixture(autouse=True)
def _office_hours() -> Iterator[None]:
    """Let it be a working morning at the group."""
    with office_hours():
        yield


def test_a_group_is_won_for_a_study_with_the_mouse(open_as: OPENS) -> None:
    people = cast()
    page = open_as("/accounts/login/")
    do_the_job(page, Mouse(), people)
    own = Partnership.objects.get(study=people.study, group=people.group)
    assert own.stage == Stage.CONVERSATION
    assert own.owner == people.dana
    refusal = Event.objects.get(partnership=own, kind="refused")
    assert refusal.decision is not None
    refused = {f["rule"] for f in refusal.decision["findings"] if f["outcome"] != "allow"}
    assert {"willingness", "mutual-benefit", "keep-it-simple", "lead-time"} <= refused
    sent = Touch.objects.get(partnership=own, direction="out")
    assert sent.state == TouchState.DELIVERED
