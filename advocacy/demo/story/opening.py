"""How it begins: made-up sponsors and studies, their budgets and materials, and the groups."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from advocacy.demo.story.circle import NEW_YORK, MadeUp
from advocacy.demo.story.scene import Plot, Scene
from advocacy.demo.story.world import CONDITIONS, MADE_UP, World
from advocacy.models import Condition
from advocacy.policy.calendars import BusinessCalendar

OFFICE = BusinessCalendar("US", "NY", NEW_YORK)
BOARD = "Sample Independent Review Board (made up)"
EDGE = "press release of the made-up Example Pharma"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One made-up study: who runs it, when it launches, what it may spend."""

    key: str
    protocol: str
    title: str
    sponsor: str
    launch_in_weeks: int
    begins_weeks_ago: float
    budget: dict[str, tuple[int, int]]  # currency → approved, cap
    status: str
    agency: str = ""
    countries: tuple[str, ...] = ("US", "CA", "DE", "FR")


STUDIES = (
    Plan(key="aurora", protocol="EX-AURORA-301", sponsor="pharma", launch_in_weeks=-5,
         title="AURORA: a made-up study of a tablet in mild Alzheimer’s disease",
         begins_weeks_ago=26, budget={"USD": (45_000, 50_000), "EUR": (12_000, 12_000)},
         status="recruiting"),
    Plan(key="brook", protocol="EX-BROOK-302", sponsor="pharma", launch_in_weeks=10,
         title="BROOK: a made-up study of a patch in early Alzheimer’s disease",
         begins_weeks_ago=23, budget={"USD": (30_000, 36_000)}, status="planned"),
    Plan(key="cove", protocol="EXN-COVE-201", sponsor="neuro", launch_in_weeks=24,
         title="COVE: a made-up study of sleep and memory in people who care for others",
         begins_weeks_ago=19, budget={"USD": (13_000, 13_500)}, status="planned",
         agency="agency", countries=("US", "CA")),
)  # fmt: skip


def sponsors(world: World) -> Scene:
    """The thread of the sponsors; some days before anybody else."""
    return Scene(world, "sponsors", OFFICE, 26.8, world.manager)


def founding(scene: Scene) -> Plot:
    """Write down two made-up companies of one family, an agency, and whom to ask there."""
    world = scene.world
    for key, name, kind in (
        ("pharma", "Example Pharma (made up)", "company"),
        ("neuro", "Example Neuro (made up)", "company"),
        ("agency", "Sample Outreach (made up)", "agency"),
    ):
        made = scene.do("create_sponsor", name=name, kind=kind, aliases=[], ticker="")
        world.sponsors[key] = made.result
    scene.do(
        "record_parent", world.sponsors["neuro"], parent=world.sponsors["pharma"],
        since=world.now.date() - timedelta(days=900), source=EDGE,
    )  # fmt: skip
    for key, name, position in (
        ("pharma", "Morgan Example", "Head of Patient Engagement"),
        ("neuro", "Frankie Sample", "Patient Engagement Lead"),
    ):
        made = scene.do(
            "add_sponsor_contact", world.sponsors[key], name=name, position=position,
            email=f"{name.split()[0].lower()}.{key}@example.org",
        )  # fmt: skip
        world.contacts[key] = made.result
    world.conditions = list(Condition.objects.filter(code__in=CONDITIONS))
    if not world.conditions:
        rows = [{"code": code, "name": name} for code, name in CONDITIONS.items()]
        world.conditions = scene.do("import_conditions", rows=rows).result
    yield scene.wait()


def study(scene: Scene, plan: Plan) -> Plot:
    """Plan a study, get its budget, write its materials and have them approved."""
    world, key = scene.world, plan.key
    launch = scene.today + timedelta(weeks=plan.launch_in_weeks)
    world.studies[key] = scene.do(
        "create_study", protocol_id=plan.protocol, title=plan.title,
        sponsor=world.sponsors[plan.sponsor], conditions=world.conditions,
        acting_agency=world.sponsors[plan.agency] if plan.agency else None,
        countries=list(plan.countries), phase="Phase 3", enrolment=360, status=plan.status,
        launch_on=launch, enrolment_ends_on=launch + timedelta(weeks=60), source=MADE_UP,
    ).result  # fmt: skip
    yield scene.wait()
    for currency, (approved, cap) in plan.budget.items():
        scene.do(
            "set_budget", world.studies[key], actor=world.manager, currency=currency,
            approved=approved, cap=cap, approved_by=world.contacts[plan.sponsor],
            approved_on=scene.day,
        )  # fmt: skip
    yield scene.wait(2)
    for name, words in MATERIALS:
        made = scene.do("add_material", world.studies[key], title=name, language="en",
                        words=words.format(study=plan.title.split(":")[0]))  # fmt: skip
        world.materials[f"{key}: {name}"] = made.result
    yield scene.wait(9)
    for name, channels in APPROVED.items():
        for channel in channels:
            for country in ("US", "CA"):
                approve(scene, f"{key}: {name}", channel, country)
    yield scene.wait(20)
    changed = MATERIALS[0][1].format(study=plan.title.split(":")[0]).replace("ask", "talk")
    made = scene.do("add_material", world.studies[key], title=MATERIALS[0][0], language="en",
                    words=changed)  # fmt: skip
    world.materials[f"{key}: changed"] = made.result


def approve(scene: Scene, material: str, channel: str, country: str) -> None:
    """Note the approval of one exact text for one channel and country."""
    scene.do(
        "approve_material", scene.world.materials[material], actor=scene.world.compliance,
        body=BOARD, language="en", country=country, channel=channel, approved_on=scene.day,
        expires_on=scene.day + timedelta(days=540),
    )  # fmt: skip


LETTER, POST = "A letter to families", "A short text for social media"
MATERIALS = (
    (LETTER, ("The {study} study looks for people who notice changes in their memory. Taking part"
     " means visits, tests and time. Nobody has to decide alone: ask your doctor, your family or"
     " the study team. You may stop at any moment.")),
    (POST, ("The {study} study looks for people with memory changes. Read what taking part would"
     " mean, and talk it over at home.")),
)  # fmt: skip
APPROVED = {LETTER: ("newsletter", "website", "email"), POST: ("social",)}


def group(scene: Scene, made_up: MadeUp) -> Plot:
    """Write a made-up group down with what is known of it; of the river group only half is."""
    world, key = scene.world, made_up.key
    city, region, country, zone = made_up.place.split(", ")
    world.groups[key] = scene.do(
        "create_group", name=made_up.title, aliases=[], kind=made_up.kind,
        parent=world.groups.get(made_up.parent), conditions=world.conditions, city=city,
        region=region, country=country, countries=[country], languages=[made_up.language],
        time_zone=zone, website=f"https://{key}.example.org", source=MADE_UP,
    ).result  # fmt: skip
    asked_on = scene.day - timedelta(days=scene.dice.randrange(3, 30))
    for position, name in enumerate(made_up.people):
        made = scene.do(
            "add_person", world.groups[key], name=name, language=made_up.language,
            position=("Coordinator", "Chair of the board")[position], phone="+1 555 0100",
            email=f"{name.split()[0].lower()}.{key}@example.org", source="the group’s website",
        )  # fmt: skip
        world.people.setdefault(key, []).append(made.result)
    known = facts(made_up)
    for fact in known[:2] if key == "river" else known:
        scene.do("record_fact", world.groups[key], as_of=asked_on, **fact)
    world.goals[key] = scene.do(
        "record_goal", world.groups[key], words=made_up.goal, source="annual report, made up",
        as_of=asked_on,
    ).result  # fmt: skip
    channels(scene, made_up, asked_on)
    if made_up.stance:
        scene.do("record_stance", world.groups[key], kind=made_up.stance, as_of=asked_on,
                 source=f"{made_up.people[0]}, on the phone")  # fmt: skip
    yield scene.wait()


def channels(scene: Scene, made_up: MadeUp, as_of: date) -> None:
    """Through what the group speaks to its members."""
    for kind, name, share in (("newsletter", "Letter to members", 1.0), ("social", "Page", 0.4)):
        scene.do("record_channel", scene.world.groups[made_up.key], kind=kind, name=name,
                 reach=int(made_up.reach * share), source="media kit, made up",
                 as_of=as_of)  # fmt: skip


def facts(made_up: MadeUp) -> list[dict[str, Any]]:
    """What the files say of a made-up group."""
    return [
        {"kind": "mission", "value": f"“{made_up.goal}”", "source": "website, made up"},
        {"kind": "size", "value": f"{made_up.staff} people on the payroll, and volunteers.",
         "staff_size": made_up.staff, "source": "annual report, made up"},
        {"kind": "channels", "value": "A monthly letter to members and a page on social media.",
         "source": "media kit, made up"},
        {"kind": "submission_route", "value": "By mail to the coordinator, with two weeks’ notice.",
         "source": "website, made up"},
        {"kind": "revenue", "value": f"{made_up.currency} {made_up.revenue:,} a year",
         "revenue": made_up.revenue, "revenue_currency": made_up.currency,
         "revenue_year": None, "source": "annual report, made up"},
    ]  # fmt: skip
