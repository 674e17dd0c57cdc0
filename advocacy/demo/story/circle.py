"""The made-up groups of the story, plainly named so."""

from dataclasses import dataclass

from advocacy.policy.calendars import BusinessCalendar


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeUp:
    """One group that does not exist: where it is, how big, what it cares for."""

    key: str
    name: str
    kind: str
    place: str  # city, region, country, zone
    staff: int
    revenue: int
    currency: str = "USD"
    goal: str
    why: str
    people: tuple[str, ...]
    parent: str = ""
    stance: str = "open"
    language: str = "en"
    reach: int = 3000

    @property
    def title(self) -> str:
        """The name as it is written down: nobody takes it for a real group."""
        return f"{self.name} (made up)"

    @property
    def calendar(self) -> BusinessCalendar:
        _city, region, country, zone = self.place.split(", ")
        return BusinessCalendar(country, region, zone)


NEW_YORK = "America/New_York"
GROUPS = (
    MadeUp(key="northern", name="Northern Lights Memory Alliance", kind="regional",
           place="Anchorage, AK, US, America/Anchorage", staff=9, revenue=620_000, reach=5400,
           goal="Reach families in villages that no road leads to.",
           why="It reaches caregivers in villages where no trial centre has ever looked.",
           people=("Robin Sample", "Noa Example")),
    MadeUp(key="cedar", name="Cedar Valley Memory Network", kind="regional",
           place="Waterloo, IA, US, America/Chicago", staff=6, revenue=410_000, reach=3800,
           goal="Give every newly diagnosed family a person to call within a week.",
           why="Its helpline hears of early symptoms before any clinic does.",
           people=("Jules Sample", "Pat Example")),
    MadeUp(key="harbor", name="Harbor Lights Dementia Alliance", kind="regional",
           place="Gloucester, MA, US, America/New_York", staff=11, revenue=880_000, reach=7200,
           goal="Make research a normal topic at our kitchen-table evenings.",
           why="Its evenings already speak of research, and the members asked for more.",
           people=("Toni Sample", "Kit Example")),
    MadeUp(key="prairie", name="Prairie Sky Caregiver Circle", kind="regional",
           place="Salina, KS, US, America/Chicago", staff=7, revenue=350_000, reach=2600,
           goal="Give caregivers on farms one free day a month.",
           why="Farm families hear of studies last; this circle is whom they trust.",
           people=("Alva Sample", "Remy Example")),
    MadeUp(key="redrock", name="Red Rock Memory Partnership", kind="regional",
           place="Sedona, AZ, US, America/Phoenix", staff=8, revenue=540_000, reach=4100,
           goal="Print our caregiver guide in Spanish and Diné.",
           why="It writes for families in three languages.",
           people=("Luz Sample", "Quinn Example")),
    MadeUp(key="voices", name="United Memory Voices", kind="umbrella",
           place="Albany, NY, US, America/New_York", staff=14, revenue=1_900_000, reach=21000,
           goal="Bring the voice of families into the state’s dementia plan.",
           why="Its chapters cover the whole state.", people=("Sasha Sample", "Ira Example")),
    MadeUp(key="hudson", name="United Memory Voices, Hudson Chapter", kind="chapter",
           place="Poughkeepsie, NY, US, America/New_York", staff=2, revenue=90_000, reach=1300,
           parent="voices", goal="Open a second memory café.",
           why="Its café is the meeting place of the valley.", people=("Bo Sample",)),
    MadeUp(key="lakeside", name="United Memory Voices, Lakeside Chapter", kind="chapter",
           place="Buffalo, NY, US, America/New_York", staff=3, revenue=110_000, reach=1700,
           parent="voices", goal="Find drivers for the day centre.",
           why="It knows every day centre along the lake.", people=("Max Sample",)),
    MadeUp(key="heron", name="Blue Heron Dementia Foundation", kind="national",
           place="Washington, DC, US, America/New_York", staff=24, revenue=4_200_000, reach=48000,
           goal="Publish a yearly report on the cost of care at home.",
           why="Families all over the country read its magazine.",
           people=("Charlie Sample", "Ash Example")),
    MadeUp(key="early", name="Early Onset Families Forum", kind="indication",
           place="Sacramento, CA, US, America/Los_Angeles", staff=10, revenue=760_000, reach=6300,
           goal="Train employers to keep people with early onset at work.",
           why="Nobody else gathers families with a diagnosis before sixty-five.",
           people=("Devon Sample", "Sky Example")),
    MadeUp(key="advocates", name="Memory Lane Research Advocates", kind="indication",
           place="Spokane, WA, US, America/Los_Angeles", staff=6, revenue=480_000, reach=3500,
           goal="Have a lay reader on every consent form.",
           why="Its lay readers know what a consent form must say.",
           people=("Lee Sample", "Rio Example")),
    MadeUp(key="kitchen", name="Tuesday Kitchen Caregivers", kind="support",
           place="Montpelier, VT, US, America/New_York", staff=2, revenue=9_500, reach=420,
           goal="Pay the rent of our kitchen for another year.",
           why="Its Tuesdays are full of people who ask about research.",
           people=("Ellis Sample",)),
    MadeUp(key="evening", name="Evening Star Support Circle", kind="support",
           place="Taos, NM, US, America/Denver", staff=2, revenue=31_000, reach=600,
           stance="", goal="Find a second evening host.",
           why="It meets when working caregivers have time.", people=("Uma Sample",)),
    MadeUp(key="willow", name="Willow Bend Care Partners", kind="support",
           place="Macon, GA, US, America/New_York", staff=3, revenue=74_000, reach=950,
           goal="Hold a weekend for couples each spring.",
           why="Couples decide together, and here they meet.",
           people=("Gray Sample", "Fay Example")),
    MadeUp(key="nordlicht", name="Nordlicht Demenzbund", kind="national",
           place="Hamburg, HH, DE, Europe/Berlin", staff=12, revenue=830_000, currency="EUR",
           language="de", reach=9000, goal="Demenzlotsen in jeder Kreisstadt.",
           why="Its guides sit in half of the district towns.",
           people=("Uli Sample", "Kai Example")),
    MadeUp(key="lumiere", name="Lumière Mémoire", kind="indication",
           place="Lyon, ARA, FR, Europe/Paris", staff=5, revenue=260_000, currency="EUR",
           language="fr", reach=2900, goal="Ouvrir une ligne d’écoute le week-end.",
           why="Its listeners are trained nurses.", people=("Camille Sample", "Sacha Example")),
    MadeUp(key="maple", name="Maple Thread Alliance", kind="national",
           place="Toronto, ON, CA, America/Toronto", staff=16, revenue=1_400_000, reach=15000,
           goal="Connect caregivers across provinces by phone.",
           why="Its phone circles cross every province.", people=("Jody Sample", "Wren Example")),
    MadeUp(key="saltmarsh", name="Saltmarsh Memory Friends", kind="support",
           place="Charleston, SC, US, America/New_York", staff=4, revenue=150_000, reach=1100,
           goal="Teach volunteers to sit with people at night.",
           why="Its night sitters know the families by name.",
           people=("Merle Sample", "Bay Example")),
    MadeUp(key="granite", name="Granite Peak Dementia Network", kind="indication",
           place="Concord, NH, US, America/New_York", staff=7, revenue=390_000, reach=2700,
           goal="Bring a memory clinic to the north of the state.",
           why="It works with every family doctor of the north.",
           people=("Ari Sample", "Jo Sample")),
    MadeUp(key="lantern", name="Lantern Hill Alliance", kind="indication",
           place="Asheville, NC, US, America/New_York", staff=6, revenue=440_000, reach=3100,
           stance="case_by_case", goal="Publish stories of people who live well with dementia.",
           why="Its stories are read in every library of the hills.",
           people=("Sol Sample", "Ever Example")),
    MadeUp(key="river", name="Quiet River Memory Group", kind="support",
           place="Ithaca, NY, US, America/New_York", staff=3, revenue=120_000, reach=1500,
           stance="", goal="Start a choir for people with dementia and those who care for them.",
           why="", people=("Terry Sample", "Val Example")),
)  # fmt: skip
BY_KEY = {group.key: group for group in GROUPS}
