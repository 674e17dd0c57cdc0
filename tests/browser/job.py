"""The main job: from a study to a conversation with a group, refused for six reasons on the way."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import time_machine
from playwright.sync_api import Locator, Page, expect

from advocacy.models import Group, Study, User
from tests import factories
from tests.browser.hands import Hands

PASSWORD = "right-horse-battery"
TUESDAY = datetime(2026, 11, 24, 16, tzinfo=UTC)  # 11:00 in New York, a working day
FACTS = ("mission", "size", "channels", "submission_route")
GOAL = "A guide for caregivers in plain words"
BODY = "Dear friends, would you tell your readers about a study of memory loss near them?"


@contextmanager
def office_hours() -> Iterator[None]:
    """Let the clock run on a working morning; time.monotonic, which Playwright needs, stays."""
    with time_machine.travel(TUESDAY, tick=True):
        yield


@dataclass(frozen=True, slots=True)
class Cast:
    """Who and what the job is about."""

    dana: User
    study: Study
    group: Group


def cast() -> Cast:
    """A study seven weeks before its launch, and a group of which nothing is known."""
    dana = User.objects.create_user("dana@example.org", PASSWORD, name="Dana Example")
    memory = factories.ConditionFactory(code="memory-loss", name="Memory loss")
    sponsor = factories.SponsorFactory(name="Northlight Biotherapeutics")
    study = factories.StudyFactory(
        title="Latrepirdine in early memory loss", sponsor=sponsor, conditions=[memory],
        launch_on=TUESDAY.date() + timedelta(weeks=7),
        enrolment_ends_on=TUESDAY.date() + timedelta(weeks=60),
    )  # fmt: skip
    factories.BudgetLineFactory(study=study)
    group = factories.GroupFactory(name="Harbour Memory Circle", conditions=[memory], staff_size=4)
    factories.GroupFactory(name="Inland Memory Friends", conditions=[memory])
    return Cast(dana, study, group)


def do_the_job(page: Page, hands: Hands, people: Cast) -> None:
    """All of it, on the page of sign-in."""
    desk = Desk(page, hands)
    desk.sign_in()
    desk.start(people.study, people.group)
    desk.learn_about_the_group()
    desk.ask_the_sponsor()
    desk.write_the_ask()
    desk.send_it()
    desk.log_the_answer()
    desk.read_the_timeline()


@dataclass(frozen=True, slots=True)
class Desk:
    """A person at a browser."""

    page: Page
    hands: Hands

    # --- the parts of the job ----------------------------------------------------------------
    def sign_in(self) -> None:
        self.write("Email", "dana@example.org")
        self.write("Password", PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("heading", level=1)).not_to_have_text("Sign in")

    def start(self, study: Study, group: Group) -> None:
        self.follow("Studies")
        self.write("Find", "latrepirdine")
        self.press("Show")
        self.follow(study.title)
        self.follow("Candidates")
        self.follow(f"Start partnership {group.name}")
        self.write("Why this group", "Its newsletter is read by families after the diagnosis.")
        self.press("Start the partnership")
        self.page.wait_for_url("**/partnerships/*/")

    def learn_about_the_group(self) -> None:
        self.is_refused_for("Profile complete", "Sponsor clearance", "Lead time")
        for kind in FACTS:
            self.mend("Profile complete")
            self.pick("What", kind)
            self.write("What we know", f"What the group says of its {kind}.")
            self.write("Source", "its annual report")
            self.press("Save")
            self.expect_record()
        self.is_mended("Profile complete")
        self.follow("Mark as profiled")
        self.tick("The group was asked, or its own pages were read, how it stands to trials")
        self.tick("The group is in this system once, under one name")
        self.press("Mark as profiled")
        self.expect_stage("Profiled")

    def ask_the_sponsor(self) -> None:
        self.mend("Sponsor clearance")
        self.write("Name", "Kim Specimen")
        self.press("Save")
        self.mend("Sponsor clearance")
        self.pick("Whom at the sponsor", "Kim Specimen")
        self.press("Record the question")
        self.mend("Sponsor clearance")
        self.tick("No relationship known")
        self.pick("Who said so", "Kim Specimen")
        self.press("Record the answer")
        self.expect_stage("Sponsor-cleared")

    def write_the_ask(self) -> None:
        """Too early, too much, and nothing in it for the group; then as it should be."""
        self.follow("Write to the group")
        self.tick("The ask")
        self.press("Go on and write")
        self.is_refused_for("Willingness", "Mutual benefit", "Keep it simple", "Lead time")
        self.mend("Willingness")
        self.pick("Stance", "open")
        self.write("Who said so, and where", "call with the director")
        self.press("Save")
        self.mend("Mutual benefit")
        self.pick("What we ask for", "webinar")
        self.write("Hours of the group’s work", "6")
        self.write("Subject line", "A study near your readers")
        self.write("Words to the group", BODY)
        self.press("Save this version")
        self.is_refused_for("Mutual benefit", "Keep it simple", "Lead time")
        self.mend("Mutual benefit")
        self.follow("Record one in its own words")
        self.write("The goal, in the group’s own words", GOAL)
        self.write("Where they said so", "call with the director")
        self.press("Save")
        self.write("What the group gains", "We pay for the printing of the guide.")
        self.pick("The group’s own goal it serves", GOAL)
        self.write("Why it changed", "It now serves a goal of theirs.")
        self.press("Save this version")
        self.is_mended("Mutual benefit")
        self.mend("Lead time")
        self.write("Why it changed", "A newsletter item fits before the launch.")
        self.press("Save this version")
        self.is_mended("Keep it simple", "Lead time")

    def send_it(self) -> None:
        self.follow("Write to the group")
        self.press("Go on and write")
        self.write("What you sent, or what was said", "Sent the ask to the office.")
        self.press("It is sent")
        self.expect_stage("Outreach")

    def log_the_answer(self) -> None:
        self.follow("Log their answer")
        self.tick("Interested")
        self.write("Note", "They would like to see the text.")
        self.press("Log it")
        self.expect_stage("In conversation")

    def read_the_timeline(self) -> None:
        told = self.page.get_by_role("region", name="Timeline")
        for words in (
            "They would like to see the text.", "Sent the ask to the office.", "Refused",
            "Kim Specimen", "Partnership started",
        ):  # fmt: skip
            expect(told).to_contain_text(words)

    # --- what is to be seen ------------------------------------------------------------------
    def finding(self, rule: str) -> Locator:
        """What one rule has to say here."""
        title = self.page.get_by_role("heading", name=rule)
        return self.stage.locator(".finding", has=title)

    def is_refused_for(self, *rules: str) -> None:
        for rule in rules:
            expect(self.finding(rule)).to_have_count(1)
            way_out = self.finding(rule).get_by_role("link").first
            expect(way_out, f"{rule}: no way out").to_be_attached()

    def is_mended(self, *rules: str) -> None:
        self.expect_record()
        for rule in rules:
            expect(self.finding(rule)).to_have_count(0)

    def mend(self, rule: str) -> None:
        """Take the first way out that a finding offers."""
        self.go(self.finding(rule).locator(".finding-actions a").first)

    def expect_record(self) -> None:
        self.page.wait_for_url(re.compile(r"/partnerships/[0-9a-f-]+/$"))

    def expect_stage(self, name: str) -> None:
        self.expect_record()
        expect(self.page.locator(".stages [aria-current]")).to_have_text(name)

    # --- hands -------------------------------------------------------------------------------
    @property
    def stage(self) -> Locator:
        """Where one is: the dialog that is open, or the page."""
        dialog = self.page.locator("dialog.box[open]")
        return dialog if dialog.count() else self.page.locator("body")

    def write(self, label: str, text: str) -> None:
        self.hands.write(self.labelled(label), text)

    def pick(self, label: str, value: str) -> None:
        self.hands.pick(self.labelled(label), value)

    def tick(self, label: str) -> None:
        self.hands.tick(self.labelled(label))

    def labelled(self, label: str) -> Locator:
        """A field by the first words of its label."""
        words = rf"^\s*{re.escape(label)}\??\s*(\(optional\))?\s*$"
        return self.stage.get_by_label(re.compile(words))

    def press(self, name: str) -> None:
        self.hands.press(self.stage.get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.go(self.stage.get_by_role("link", name=name).first)

    def go(self, link: Locator) -> None:
        """Follow a link; where it opens a dialog, wait for it."""
        opens = link.get_attribute("data-dialog") and not self.page.locator("dialog.box").count()
        self.hands.press(link)
        if opens:
            self.page.locator("dialog.box[open]").wait_for()
