"""Real studies and real groups: put on a list, looked at, and asked about; nothing more.

Nothing is claimed of them: no answer, no stance, no money; facts say that they are made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db.models import Model

from advocacy.demo.story.scene import Plot, Scene
from advocacy.demo.story.world import MADE_UP, World
from advocacy.models import Condition, Group, SponsorContact, SponsorKind, Study
from advocacy.workflow.step import calendar_of

STUDIES, GROUPS_EACH, PHASE = 6, 5, "Phase 3"
NAMED = "alzheimer|dementia|memory"
OLDEST, NEWEST = 3.8, 0.8  # weeks ago
FACTS = ("mission", "size", "channels", "submission_route")
WHY = f"{MADE_UP}: it cares for the condition that the study is about, in a country of the study."


@dataclass(slots=True)
class Shelf:
    """The real pairs of the story, and whom to ask at each sponsor."""

    pairs: list[tuple[Study, Group]] = field(default_factory=list)
    contacts: dict[object, SponsorContact] = field(default_factory=dict)


def chosen() -> list[tuple[Study, Group]]:
    """Late studies in the United States, one of each company, each with some groups."""
    rows = (
        Study.objects.open()
        .in_country("US")
        .filter(phase=PHASE, nct_number__isnull=False, sponsor__kind=SponsorKind.COMPANY)
        .select_related("sponsor")
        .order_by("nct_number")
    )
    newest = {study.sponsor_id: study for study in rows}
    studies = sorted(newest.values(), key=lambda study: study.nct_number or "")[-STUDIES:]
    wanted = Condition.objects.filter(code="alzheimers-disease").values_list("id", flat=True)
    groups = list(
        Group.objects.fitting(exact=wanted, broader=[], countries=["US"])
        .filter(registry_number__isnull=False, name__iregex=NAMED)
        .order_by("name", "id")
    )
    return [
        (study, groups[(turn * GROUPS_EACH + number) % len(groups)])
        for turn, study in enumerate(studies)
        for number in range(min(GROUPS_EACH, len(groups)))
    ]


def plots(world: World) -> Iterator[tuple[Scene, Plot]]:
    """Each pair goes as far as its turn says: on the list, profiled, or the sponsor asked."""
    shelf = Shelf(pairs=chosen())
    for turn, (study, group) in enumerate(shelf.pairs):
        name = f"{study.nct_number} {group.registry_number}"
        weeks_ago = NEWEST + (OLDEST - NEWEST) * (1 - turn / len(shelf.pairs))
        who = (world.dana, world.sam)[turn % 2]
        scene = Scene(world, name, calendar_of(group), weeks_ago, who)
        yield scene, looked_at(scene, shelf, study, group, turn % GROUPS_EACH)


def looked_at(scene: Scene, shelf: Shelf, study: Study, group: Group, turn: int) -> Plot:
    """Start; of each five, two stay on the list, and of two the sponsor is asked."""
    own = scene.do(
        "start_partnership", study, group=group, owner=scene.who, why_this_group=WHY
    ).result  # fmt: skip
    yield scene.wait()
    if turn < 2:
        return
    for kind in () if group.profile_facts.exists() else FACTS:
        scene.do("record_fact", group, kind=kind, source=MADE_UP, as_of=scene.day,
                 value=f"{MADE_UP}: replace it by what the group itself publishes.")  # fmt: skip
    yield scene.wait()
    scene.do("mark_profiled", own, stance_asked=True, duplicates_checked=True)
    yield scene.wait()
    if turn == 2:
        scene.refused("contact", own, channel="mail", purpose="exploratory",
                      summary="Wanted to write before the sponsor was asked.")  # fmt: skip
        return
    scene.do("ask_clearance", own, asked_of=contact(scene, shelf, study), asked_on=scene.day)


def contact(scene: Scene, shelf: Shelf, study: Study) -> SponsorContact:
    """A made-up person at the sponsor, one for each."""
    sponsor: Model = study.sponsor
    if sponsor.pk not in shelf.contacts:
        shelf.contacts[sponsor.pk] = scene.do(
            "add_sponsor_contact", sponsor, name=f"Parker Example {len(shelf.contacts) + 1}",
            position=MADE_UP, email=f"parker{len(shelf.contacts) + 1}@example.org",
        ).result  # fmt: skip
    return shelf.contacts[sponsor.pk]
