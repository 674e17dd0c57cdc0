"""Limits that were changed once, and a draft that waits for a second person."""

from typing import Any

from advocacy.demo.story.world import World
from advocacy.models import LimitVersion, User
from advocacy.workflow import replays
from advocacy.workflow.perform import perform

SHORTER = (
    "Asks of more than 180 words were answered half as often in spring; groups told us that they "
    "read on the phone."
)
GENTLER = (
    "Two groups said that our second mail came before their volunteers had met. Try seven business "
    "days, and no more than three touches in a quarter."
)


def draft(world: World) -> None:
    """One version is put in force by two people, another is replayed and left to be decided."""
    shorter = _drafted(world, world.manager, {"ask_words": 180}, SHORTER)
    perform("activate_limits", actor=world.compliance, subject=shorter, at=world.now)
    gentler = {
        "ask_words": 180, "spacing_business_days": 7, "spacing_business_days_last": 12,
        "touches_per_90_days": 3, "quiet_hesitant_days": 210,
    }  # fmt: skip
    _drafted(world, world.compliance, gentler, GENTLER)


def _drafted(world: World, who: User, values: dict[str, Any], reason: str) -> LimitVersion:
    """A draft with its replay, which is done here and now."""
    given = {"values": values, "reason": reason}
    version: LimitVersion = perform("draft_limits", actor=who, data=given, at=world.now).result
    replay = perform("replay_limits", actor=who, subject=version, at=world.now).result
    while replays.run(replay.pk):
        pass
    return version
