"""The sponsors' window: what is shared with whom, and questions that wait for their people."""

from collections.abc import Iterator

from advocacy.demo import people
from advocacy.demo.story import real
from advocacy.demo.story.opening import OFFICE
from advocacy.demo.story.scene import Plot, Scene
from advocacy.demo.story.world import MADE_UP, World
from advocacy.models import Group, Partnership, Sponsor, Study

#: Made-up study, with whom it is shared, how much.
SHARED = (
    ("aurora", "pharma", "full"), ("brook", "pharma", "full"), ("cove", "pharma", "counts"),
    ("cove", "neuro", "status"),
)  # fmt: skip
WHY = f"{MADE_UP}: a question for the sponsor’s own people."


def plots(world: World) -> Iterator[tuple[Scene, Plot]]:
    """One thread for the made-up sponsors, one for each real one that somebody looks in for."""
    scene = Scene(world, "window", OFFICE, 2, world.manager)
    yield scene, share(scene)
    for number, account in enumerate(people.VIEWERS):
        sponsor = Sponsor.objects.filter(name=account.sponsor).first()
        study = study_of(sponsor)
        group = next(iter([group for _study, group in real.chosen()][number:]), None)
        if sponsor is not None and study is not None and group is not None:
            scene = Scene(world, f"window {account.sponsor}", OFFICE, 0.8, world.dana)
            yield scene, ask(scene, study, group, account)


def study_of(sponsor: Sponsor | None) -> Study | None:
    """The newest study of a sponsor that is still open; any where none is."""
    rows = Study.objects.run_by(sponsor).order_by("nct_number")
    return rows.open().last() or rows.last()


def share(scene: Scene) -> Plot:
    """Share the made-up studies with their made-up sponsors, and let somebody look in."""
    world = scene.world
    for study, sponsor, level in SHARED:
        scene.do(
            "set_share", world.studies[study], sponsor=world.sponsors[sponsor], level=level,
            hidden_fields=[], contact=world.dana,
        )  # fmt: skip
    people.user_of(people.MADE_UP_VIEWER)
    yield scene.wait()
    own = Partnership.objects.open().filter(study=world.studies["brook"], stage="identified")
    for row in own.order_by("pk")[:1]:
        if not row.study.clearances.unanswered().filter(group=row.group).exists():
            scene.do("ask_clearance", row, asked_of=world.contacts["pharma"], asked_on=scene.day)


def ask(scene: Scene, study: Study, group: Group, account: people.Account) -> Plot:
    """Put a group on the list of a real study, ask its sponsor, and share the study with it."""
    world = scene.world
    contact = scene.do(
        "add_sponsor_contact", study.sponsor, name=account.name, position=MADE_UP,
        email=account.email,
    ).result  # fmt: skip
    yield scene.wait()
    own = Partnership.objects.open().filter(study=study).order_by("pk").first()
    if own is None:
        own = scene.do(
            "start_partnership", study, group=group, owner=scene.who, why_this_group=WHY
        ).result
    if not study.clearances.unanswered().filter(group=own.group).exists():
        scene.do("ask_clearance", own, asked_of=contact, asked_on=scene.day)
    scene.do(
        "set_share", study, actor=world.manager, sponsor=study.sponsor, level="full",
        hidden_fields=[], contact=scene.who,
    )  # fmt: skip
