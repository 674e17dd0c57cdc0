"""Who works with whom: Dana and Sam share the groups between them."""

from advocacy.demo.story.circle import BY_KEY, GROUPS
from advocacy.demo.story.way import Way
from advocacy.demo.story.world import World

KEYS = [group.key for group in GROUPS]


def on_the_way(world: World, key: str, study: str, weeks_ago: float) -> Way:
    """A partnership to come: every other group is Sam’s, the rest are Dana’s."""
    made_up = BY_KEY[key]
    return Way(
        world=world,
        name=f"{key} {study}",
        calendar=made_up.calendar,
        weeks_ago=weeks_ago,
        who=world.sam if KEYS.index(key) % 2 else world.dana,
        made_up=made_up,
        study_key=study,
    )
