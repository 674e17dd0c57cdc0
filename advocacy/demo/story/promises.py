"""Benefits that reached their groups, each with how we know."""

from advocacy.demo.story.opening import OFFICE
from advocacy.demo.story.scene import Plot, Scene
from advocacy.demo.story.world import World

#: Partnership, who noted it, and how we know.
KEPT = (
    ("northern aurora", "dana", "Their thanks by mail, with a photo of the printed guide."),
    ("lantern aurora", "sam", "The receipt of the printer, in the folder of the study."),
    ("cedar aurora", "sam", "The programme of their meeting names the speaker."),
)


def scene_of(world: World) -> Scene:
    """A week ago, in the office."""
    return Scene(world, "promises", OFFICE, 1, world.dana)


def plot(scene: Scene) -> Plot:
    """Some of what was promised is marked as delivered; the rest stays owed."""
    world = scene.world
    yield scene.until(2)
    for name, who, evidence in KEPT:
        own = world.partnerships.get(name)
        ask = own.asks.exclude(sent_at=None).exclude(benefit="").first() if own else None
        if ask is not None:
            scene.do("record_delivery", ask, actor=world.sam if who == "sam" else world.dana,
                     delivered_on=scene.day, evidence=evidence)  # fmt: skip
