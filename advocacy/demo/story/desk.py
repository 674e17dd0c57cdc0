"""The desks of Dana and Sam: what they noted for themselves, and what they put off."""

from datetime import timedelta

from advocacy.demo.story.opening import OFFICE
from advocacy.demo.story.scene import Plot, Scene
from advocacy.demo.story.world import World
from advocacy.models import FollowUp

#: Partnership, whose note, due so many days from today, and what it says.
NOTES = (
    ("cedar brook", "sam", -1, "Ask when the second issue is printed."),
    ("northern cove", "dana", -2, "Send the nurse’s hours for the webinar."),
    ("harbor brook", "dana", 0, "Proofread page three."),
    ("advocates brook", "dana", 0, "Ask who signs for them now."),
    ("maple brook", "sam", 0, "Call Wren about the French text."),
    ("early cove", "sam", 4, "Thank the nurse."),
    ("prairie brook", "sam", 6, "A card for the new house."),
    ("river cove", "dana", 3, "Look at Quiet River with whoever is new."),
)
#: Steps that nobody puts off, so that some are late.
PRESSING = ("report_back", "fix_contact", "place", "other")
STILL_LATE = 5  # of the others, each fifth


def scene_of(world: World) -> Scene:
    """A week ago, in the office."""
    return Scene(world, "desk", OFFICE, 1, world.dana)


def plot(scene: Scene) -> Plot:
    """Something late, something for today, something ahead; the rest is put off for some days."""
    world = scene.world
    yield scene.until(3)
    for name, who, days, note in NOTES:
        own = world.partnerships.get(name)
        if own is not None:
            scene.do("add_follow_up", own, actor=world.sam if who == "sam" else world.dana,
                     note=note, due_on=scene.today + timedelta(days=days))  # fmt: skip
    yield scene.wait()
    late = FollowUp.objects.open().overdue(scene.today).exclude(kind__in=PRESSING)
    for number, row in enumerate(late.order_by("due_on", "group__name")):
        if number % STILL_LATE:
            due_on = OFFICE.add_business_days(scene.today, 1 + number % 9)
            scene.do("snooze_follow_up", row, actor=row.owner, due_on=due_on)
