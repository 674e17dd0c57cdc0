"""A made-up half year of work, told through the same write path as everything else."""

import logging
from collections.abc import Iterator
from datetime import datetime

from advocacy.demo.story import (
    courses,
    desk,
    endings,
    exceptions,
    opening,
    policy,
    promises,
    real,
    window,
)
from advocacy.demo.story.circle import GROUPS
from advocacy.demo.story.scene import Plot, Scene, tell
from advocacy.demo.story.world import World
from advocacy.models import Study
from advocacy.models.base import now as present

FIRST_WEEK = 26.0
log = logging.getLogger(__name__)


def tell_story(*, now: datetime | None = None) -> bool:
    """Tell it up to `now`, the present unless given; say whether there was anything to tell."""
    if Study.objects.filter(protocol_id=opening.STUDIES[0].protocol).exists():
        return False
    world = World.at(now or present())
    for stopped in tell(everything(world), now=world.now):
        log.warning("The story left a thread: %s", stopped)
    policy.draft(world)
    return True


def everything(world: World) -> Iterator[tuple[Scene, Plot]]:
    """All threads of the story, each with the scene in which it begins."""
    founded = opening.sponsors(world)
    yield founded, opening.founding(founded)
    for plan in opening.STUDIES:
        scene = Scene(world, plan.key, opening.OFFICE, plan.begins_weeks_ago, world.manager)
        yield scene, opening.study(scene, plan)
    for made_up in GROUPS:
        weeks_ago = FIRST_WEEK - (1 if made_up.parent else 0)
        who = world.sam if made_up.parent else world.dana
        scene = Scene(world, made_up.key, made_up.calendar, weeks_ago, who)
        yield scene, opening.group(scene, made_up)
    yield from courses.plots(world)
    yield from endings.plots(world)
    yield from exceptions.plots(world)
    yield from real.plots(world)
    yield from window.plots(world)
    scene = desk.scene_of(world)
    yield scene, desk.plot(scene)
    scene = promises.scene_of(world)
    yield scene, promises.plot(scene)
