"""Where the writer's day has begun and the group's has not, what she dates today is taken."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from advocacy.models import Group, User
from advocacy.policy.calendars import local_date
from advocacy.workflow.errors import InvalidData
from advocacy.workflow.perform import perform
from tests import factories as make

pytestmark = pytest.mark.django_db
AHEAD, BEHIND = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # 25 hours apart: never the same date

DATED: dict[str, tuple[dict[str, Any], str]] = {
    "record_fact": ({"kind": "size", "value": "Twelve people", "source": "call"}, "as_of"),
    "record_stance": ({"kind": "open", "source": "call"}, "as_of"),
    "record_opt_out": ({"words": "Never again", "source": "mail"}, "said_on"),
}


@pytest.fixture
def group() -> Group:
    """A group whose day begins last."""
    return make.GroupFactory(country="AS", region="", time_zone=BEHIND)


@pytest.fixture
def writer() -> User:
    """A colleague whose day begins first."""
    return make.UserFactory(time_zone=AHEAD)


@pytest.mark.parametrize("action", DATED)
def test_today_where_the_writer_is_becomes_today_where_the_group_is(
    group: Group, writer: User, action: str
) -> None:
    data, field = DATED[action]
    now = timezone.now()
    here, there = local_date(AHEAD, now), local_date(BEHIND, now)
    assert here > there
    kept = perform(action, actor=writer, subject=group, data=data | {field: here}, at=now).result
    assert getattr(kept, field) == there


@pytest.mark.parametrize("action", DATED)
def test_the_writers_own_tomorrow_is_refused(group: Group, writer: User, action: str) -> None:
    data, field = DATED[action]
    now = timezone.now()
    tomorrow = local_date(AHEAD, now) + timedelta(days=1)
    with pytest.raises(InvalidData) as refused:
        perform(action, actor=writer, subject=group, data=data | {field: tomorrow}, at=now)
    assert list(refused.value.errors) == [field]


def test_an_opt_out_dated_by_the_writer_stops_at_once(group: Group, writer: User) -> None:
    now = timezone.now()
    data = {"words": "Never", "source": "call", "said_on": local_date(AHEAD, now)}
    perform("record_opt_out", actor=writer, subject=group, data=data, at=now)
    assert Group.objects.stopped(local_date(BEHIND, now)).filter(pk=group.pk).exists()
