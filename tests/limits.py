"""A version of the limits in force, brought there the only way that there is."""

from typing import Any

from advocacy.models import LimitVersion, Replay, ReplayState
from advocacy.models.base import now
from tests import factories


def put_in_force(values: dict[str, Any], *, number: int = 0, **given: Any) -> LimitVersion:
    """Draft, replay and activate these values, by two people."""
    drafted = draft(values, number=number, **given)
    before = LimitVersion.objects.active().get()
    replay = replay_of(drafted, against=before.number)
    Replay.objects.filter(pk=replay.pk).update(state=ReplayState.DONE, finished_at=now())
    moment = now()
    LimitVersion.objects.active().update(is_active=False, active_until=moment)
    LimitVersion.objects.filter(pk=drafted.pk).update(
        is_active=True, active_from=moment, activated_by=factories.UserFactory(manager=True)
    )
    drafted.refresh_from_db()
    return drafted


def draft(values: dict[str, Any], *, number: int = 0, **given: Any) -> LimitVersion:
    """A draft of these values."""
    newest = LimitVersion.objects.order_by("-number").values_list("number", flat=True).first() or 0
    known = {"reason": "Tried out", "made_by": None} | given
    known["made_by"] = known["made_by"] or factories.UserFactory(manager=True)
    return LimitVersion.objects.create(number=number or newest + 1, values=values, **known)


def replay_of(version: LimitVersion, **given: Any) -> Replay:
    """A replay of a draft as it is, asked for by whoever made it."""
    assert version.made_by is not None
    known = {"values": version.values, "against": 1, "asked_by": version.made_by}
    replay: Replay = Replay.objects.create(version=version, **known | given)
    return replay
