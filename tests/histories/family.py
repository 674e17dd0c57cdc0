"""The cast of the histories: an umbrella with two chapters, two competing sponsors' studies."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from advocacy.models import Clearance, Partnership, ProfileFact, Stage, Stance, Study, User
from advocacy.models import Group as GroupRow
from advocacy.policy.facts import Act, Facts, Intent, Purpose
from advocacy.policy.limits import Limits
from advocacy.policy.registry import decide
from advocacy.policy.verdict import Decision
from advocacy.workflow.gather import gather
from advocacy.workflow.gather.batch import Pair
from advocacy.workflow.perform import perform
from advocacy.workflow.step import Done
from tests import factories
from tests.histories.reference import Group, Reference, Thread

#: A Tuesday, 11:00 in New York.
START = datetime(2026, 9, 15, 15, tzinfo=UTC)
CLOCK = "the clock"
ZONES = {"umbrella": "America/New_York", "north": "America/New_York", "west": "Pacific/Honolulu"}


@dataclass
class Family:
    """The product's rows and the reference's, side by side."""

    staff: User
    manager: User
    rows: dict[Thread, Partnership] = field(default_factory=dict)
    group_rows: dict[Group, GroupRow] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)
    reference: Reference = field(default_factory=lambda: Reference([], []))
    now: datetime = START
    numbers: int = 0
    limits: Limits = field(default_factory=Limits)

    def do(self, action: str, subject: Any, *, by: User | str = "", **data: Any) -> Done:
        """One action at the present moment of the history."""
        actor = None if by == CLOCK else by or self.staff
        assert not isinstance(actor, str)
        return perform(action, actor=actor, subject=subject, data=data, at=self.now)

    def number(self) -> int:
        """How many touches were written down before this one."""
        self.numbers += 1
        return self.numbers

    def present(self) -> list[Thread]:
        """The newest thread of each study and group."""
        return list({(t.study, t.group): t for t in self.reference.threads}.values())

    def begin_again(self, old: Thread) -> None:
        """A new partnership where one was closed, with all that comes before the first contact."""
        study, row = self.studies[old.study], self.group_rows[old.group]
        asked_of = study.sponsor.contacts.get()
        own = self.do("start_partnership", study, group=row, why_this_group="They know it.").result
        self.do("mark_profiled", own, stance_asked=True, duplicates_checked=True)
        day = self.now.date() - timedelta(days=1)
        clearance = self.do("ask_clearance", own, asked_of=asked_of, asked_on=day).result
        assert clearance is not None
        self.do("answer_clearance", own, answer="none_known", answered_by=asked_of, answered_on=day)
        self.do(
            "write_ask", own, primary_activity="newsletter_item", optional_activities=[],
            subject_line="A study", body=f"Other words, number {self.number()}.", attachments=[],
            effort_hours=1, fee=None, fee_currency="USD", benefit="We pay for your guide.",
            goal=row.goals.get(), reason="",
        )  # fmt: skip
        thread = Thread(old.study, old.sponsor, old.group)
        self.reference.threads.append(thread)
        self.rows[thread] = own

    def facts(self) -> dict[Thread, Facts]:
        """The facts of each thread, one round trip a study."""
        found: dict[Thread, Facts] = {}
        intent = Intent(Act.CONTACT, Purpose.ASK, "mail")
        ids = [row.pk for row in self.rows.values()]
        rows = Partnership.objects.select_related("group").in_bulk(ids)
        for name, study in self.studies.items():
            threads = [thread for thread in self.present() if thread.study == name]
            own = [rows[self.rows[thread].pk] for thread in threads]
            pairs = [Pair(row.group, row) for row in own]
            self.limits, known = gather(study=study, pairs=pairs, intent=intent, now=self.now)
            found |= {t: known[self.group_rows[t.group].pk] for t in threads}
        return found

    def decide(self, facts: Facts, purpose: str) -> Decision:
        """What the product says to an attempt."""
        intent = replace(facts.intent, purpose=Purpose(purpose))
        return decide(facts=replace(facts, intent=intent), limits=self.limits)

    def freshen(self) -> None:
        """Keep what the reference does not know about from standing in the way."""
        day = self.now.date() - timedelta(days=1)
        ProfileFact.objects.update(as_of=day)
        Stance.objects.filter(kind="open").update(as_of=day)
        Clearance.objects.update(asked_on=day - timedelta(days=1), answered_on=day)


def begin() -> Family:
    """Six threads, each ready for its first contact."""
    family = Family(factories.UserFactory(), factories.UserFactory(manager=True))
    _make_groups(family)
    for name in ("first", "second"):
        study = factories.StudyFactory(
            sponsor=factories.SponsorFactory(), launch_on=date(2034, 1, 2),
            enrolment_ends_on=date(2035, 1, 2),
        )  # fmt: skip
        family.studies[name] = study
        asked_of = factories.ContactFactory(sponsor=study.sponsor)
        for group, row in family.group_rows.items():
            Clearance.objects.create(
                study=study, group=row, asked_on=date(2026, 9, 1), asked_by=family.staff,
                asked_of=asked_of, answer="none_known", answered_on=date(2026, 9, 8),
                answered_by=asked_of,
            )  # fmt: skip
            _make_thread(family, name, group)
    family.freshen()
    return family


def _make_groups(family: Family) -> None:
    umbrella = Group("umbrella", ZONES["umbrella"])
    groups = [umbrella, *(Group(n, ZONES[n], (umbrella,)) for n in ("north", "west"))]
    family.reference.groups.extend(groups)
    for group in groups:
        row = factories.GroupFactory(
            name=group.name, region="", time_zone=group.zone, revenue=500_000,
            parent=family.group_rows[umbrella] if group.above else None,
        )  # fmt: skip
        family.group_rows[group] = row
        for kind in ("mission", "size", "channels", "submission_route"):
            factories.ProfileFactFactory(group=row, kind=kind)
        factories.GoalFactory(group=row)
        factories.StanceFactory(group=row, kind="open")


def _make_thread(family: Family, study: str, group: Group) -> None:
    row = factories.PartnershipFactory(
        study=family.studies[study], group=family.group_rows[group], owner=family.staff,
        stage=Stage.CLEARED, why_this_group="Its members live with this disease.",
        stage_since=START, duplicates_checked=True,
    )  # fmt: skip
    factories.AskFactory(
        partnership=row, fee=None, goal=family.group_rows[group].goals.get(), effort_hours=1,
        benefit="We pay for the printing of your guide.", body=f"Words for {group.name}, {study}.",
        primary_activity="newsletter_item", optional_activities=[], attachments=[], words=6,
    )  # fmt: skip
    thread = Thread(study, study, group)
    family.reference.threads.append(thread)
    family.rows[thread] = row
