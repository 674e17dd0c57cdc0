"""Made-up groups, partnerships, touches and events by COPY."""

import io
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import AutoField, GeneratedField, JSONField

from advocacy.models import (
    Ask,
    BudgetLine,
    Clearance,
    Condition,
    Event,
    FollowUp,
    Goal,
    Group,
    Partnership,
    Person,
    ProfileFact,
    Sponsor,
    SponsorContact,
    Stance,
    Study,
    Touch,
    User,
)  # fmt: skip
from tests.bench.settings import office_hour

PLACES = (
    "Albany", "Boston", "Camden", "Dover", "Elmira", "Fresno", "Geneva", "Hudson", "Ithaca",
    "Juneau", "Keene", "Lowell", "Medford", "Newark", "Olean", "Pomona", "Quincy", "Reno",
)  # fmt: skip
ILLNESSES = (
    "Alzheimer", "Arthritis", "Asthma", "Autism", "Cancer", "Diabetes", "Epilepsy", "Heart",
    "Kidney", "Lupus", "Migraine", "Parkinson", "Psoriasis", "Stroke", "Thyroid",
)  # fmt: skip
ENDINGS = ("Alliance", "Association", "Circle", "Foundation", "League", "Network", "Society")
STAGES = (
    "identified", "profiled", "sponsor_cleared", "outreach", "in_conversation", "group_review",
)  # fmt: skip
#: What the trigger keeps where rows are not copied past it.
WORDS = """
    INSERT INTO advocacy_nameword (word)
    SELECT DISTINCT w.word FROM advocacy_group AS g, LATERAL name_words(g.search_text) AS w
"""
FITTING = 10_000
READY = 600
PLANNED = 500  # of one study, the last


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    name: str
    groups: int
    touches: int
    partnerships: int


SIZES = {"S": Size("S", 10_000, 100_000, 500), "L": Size("L", 100_000, 1_000_000, 5_000)}


class Maker:
    """Writes one data set; deterministic, so that S and L of two runs are the same."""

    def __init__(self, cursor: Any, size: Size) -> None:
        self.cursor, self.size = cursor, size
        self.random = random.Random(7)  # no secret
        self.now = office_hour()
        self.count = 0

    def id(self) -> UUID:
        """A version 7 UUID of its own."""
        self.count += 1
        millis = int(self.now.timestamp() * 1000) - 400_000_000 + self.count // 4
        tail = self.random.getrandbits(74)
        value = millis << 80 | 7 << 76 | (tail >> 62) << 64 | 2 << 62 | tail & (2**62 - 1)
        return UUID(int=value)

    def ago(self, days: float) -> datetime:
        return self.now - timedelta(days=days)

    def pick(self, choices: Sequence[Any]) -> Any:
        return choices[int(self.random.random() * len(choices))]

    def write(self, model: Any, rows: Iterable[dict[str, Any]]) -> None:
        """COPY rows of one table; what a row does not name takes the field's default."""
        kept = (AutoField, GeneratedField)  # the database fills these
        fields = [f for f in model._meta.fields if not isinstance(f, kept)]
        table, columns = model._meta.db_table, ", ".join(f'"{f.column}"' for f in fields)
        defaults = {f.attname: _plain(f.get_default()) for f in fields if f.name != "id"}
        defaults["created_at"] = self.now
        self.cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        names = [f.attname for f in fields]
        as_json = [isinstance(f, JSONField) for f in fields]
        self.cursor.copy_expert(
            f"COPY {table} ({columns}) FROM STDIN",
            Lines(_line([row.get(n, defaults.get(n)) for n in names], as_json) for row in rows),
        )
        self.cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def everything(self) -> None:
        """All tables, parents first."""
        self.cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        self.people_and_studies()
        self.groups = list(self.make_groups())
        self.write(Group, self.groups)
        self.about_groups()
        self.make_partnerships()
        self.make_touches()
        self.cursor.execute(WORDS)
        self.cursor.execute("SELECT summary_recount()")  # what triggers keep elsewhere
        self.cursor.execute("ANALYZE")

    def people_and_studies(self) -> None:
        self.users = [self.id() for _n in range(20)]
        self.write(User, (
            {"id": key, "email": f"bench{n}@example.org", "name": f"Bench Example {n}",
             "role": "manager" if n == 1 else "staff", "password": "!"}
            for n, key in enumerate(self.users)
        ))  # fmt: skip
        self.conditions = [self.id() for _n in range(30)]
        self.write(Condition, (
            {"id": key, "code": f"condition-{n}", "name": f"Condition {n}"}
            for n, key in enumerate(self.conditions)
        ))  # fmt: skip
        self.sponsors = [self.id() for _n in range(50)]
        self.write(Sponsor, (
            {"id": key, "name": f"Example Pharma {n}", "kind": "company",
             "sort_name": f"example pharma {n}", "search_text": f"example pharma {n}"}
            for n, key in enumerate(self.sponsors)
        ))  # fmt: skip
        self.contacts = [self.id() for _n in self.sponsors]
        self.write(SponsorContact, (
            {"id": key, "sponsor_id": sponsor, "name": "R. Example"}
            for key, sponsor in zip(self.contacts, self.sponsors, strict=True)
        ))  # fmt: skip
        self.studies = [self.id() for _n in range(51)]
        launch = (self.now + timedelta(weeks=30)).date()
        self.write(Study, (
            {"id": key, "protocol_id": f"B-{n}", "title": f"Example study {n}",
             "sponsor_id": self.sponsors[n % 50], "countries": ["US"], "status": "recruiting",
             "launch_on": launch, "search_text": f"example study {n} b-{n}"}
            for n, key in enumerate(self.studies)
        ))  # fmt: skip
        self.write(Study.conditions.through, (
            {"study_id": key, "condition_id": self.conditions[n % 30]}
            for n, key in enumerate(self.studies)
        ))  # fmt: skip
        self.write(BudgetLine, (
            {"id": self.id(), "study_id": key, "currency": "USD", "approved": 9_000_000,
             "cap": 9_000_000, "approved_on": self.now.date()} for key in self.studies
        ))  # fmt: skip

    def make_groups(self) -> Iterator[dict[str, Any]]:
        for n in range(self.size.groups):
            name = f"{self.pick(PLACES)} {self.pick(ILLNESSES)} {self.pick(ENDINGS)} {n}"
            key = self.id()
            yield {
                "id": key, "name": name, "sort_name": name.lower(), "kind": "indication",
                "family_id": key, "lineage": [key], "country": "US", "region": "NY",
                "city": name.split(maxsplit=1)[0], "countries": ["US"], "languages": ["en"],
                "time_zone": "America/New_York", "staff_size": 8, "revenue": 500_000,
                "search_text": f"{name} {name.split(maxsplit=1)[0]}".lower(),
            }  # fmt: skip

    def about_groups(self) -> None:
        keys = [row["id"] for row in self.groups]
        self.write(Group.conditions.through, (
            {"group_id": key, "condition_id": self.conditions[0 if n < FITTING else 1 + n % 29]}
            for n, key in enumerate(keys)
        ))  # fmt: skip
        self.write(ProfileFact, (
            {"id": self.id(), "group_id": key, "kind": kind, "value": "As their report says.",
             "source": "annual report", "as_of": self.ago(60).date()}
            for key in keys[: self.size.groups // 3]
            for kind in ("mission", "size", "channels", "submission_route")
        ))  # fmt: skip
        self.write(Stance, (
            {"id": self.id(), "group_id": key, "kind": "open", "source": "call",
             "as_of": self.ago(50).date()} for key in keys[: self.size.groups // 2]
        ))  # fmt: skip
        self.write(Person, (
            {"id": self.id(), "group_id": key, "name": "Robin Sample", "source": "website",
             "email": f"robin{n}@example.net", "email_key": f"{n:064x}"}
            for n, key in enumerate(keys)
        ))  # fmt: skip

    def make_partnerships(self) -> None:
        """Ready ones first: one study each time, clear to contact; then all stages."""
        self.partnerships: list[tuple[UUID, UUID, UUID]] = []
        total = READY + self.size.partnerships + PLANNED
        rows, asks, goals, clearances, steps = [], [], [], [], []
        for n in range(total):
            planned = n >= total - PLANNED
            group, study = self.groups[n]["id"], self.studies[50 if planned else 1 + n % 49]
            key, goal, ready = self.id(), self.id(), n < READY
            self.partnerships.append((key, group, study))
            rows.append({
                "id": key, "study_id": study, "group_id": group, "owner_id": self.pick(self.users),
                "stage": "sponsor_cleared" if ready else self.pick(STAGES),
                "stage_since": self.ago(self.random.random() * 60), "duplicates_checked": True,
                "why_this_group": "Its members live with this disease.",
            })  # fmt: skip
            goals.append({"id": goal, "group_id": group, "words": "A caregiver guide",
                          "source": "call", "as_of": self.ago(50).date()})  # fmt: skip
            asks.append({
                "id": self.id(), "partnership_id": key, "version": 1, "change": "first",
                "primary_activity": "newsletter_item", "subject_line": "A study",
                "body": "We would like to tell your members about a study.", "words": 9,
                "effort_hours": 1, "benefit": "We print your guide.", "goal_id": goal,
                "written_by_id": self.users[0],
            })  # fmt: skip
            contact = self.contacts[1 + n % 49]
            clearances.append({
                "id": self.id(), "study_id": study, "group_id": group,
                "asked_on": self.ago(20).date(), "asked_by_id": self.users[0],
                "asked_of_id": contact, "answer": "none_known", "answered_by_id": contact,
                "answered_on": self.ago(12).date(),
            })  # fmt: skip
            due = self.ago(n % 45 - 20)  # half of them are late
            steps.append({
                "id": self.id(), "partnership_id": key, "group_id": group,
                "owner_id": self.users[n % 20], "kind": "first_contact",
                "due_on": due.date(), "due_at": due, "state": "open",
                "because": {"code": "not_contacted"},
            })  # fmt: skip
        for model, made in ((Partnership, rows), (Goal, goals), (Ask, asks),
                            (Clearance, clearances), (FollowUp, steps)):  # fmt: skip
            self.write(model, made)

    def make_touches(self) -> None:
        """Old touches on every group; partnerships that are ready have none of their own yet."""
        touches: list[tuple[UUID, datetime, UUID, UUID | None, UUID | None]] = []
        owned = {group: (key, study) for key, group, study in self.partnerships[READY:]}

        def make() -> Iterator[dict[str, Any]]:
            for n in range(self.size.touches):
                group = self.groups[n % self.size.groups]["id"]
                key, study = owned.get(group, (None, None))
                at = self.ago(100 + self.random.random() * 900)
                touch = self.id()
                touches.append((touch, at, group, key, study))
                yield {
                    "id": touch, "group_id": group, "partnership_id": key,
                    "by_id": self.users[n % 20], "direction": "out", "channel": "phone",
                    "purpose": "reply", "occurred_at": at, "summary": "Spoke about the newsletter.",
                }  # fmt: skip

        self.write(Touch, make())
        self.write(Event, (
            {"id": self.id(), "at": at, "kind": "log_touch", "actor_id": self.users[0],
             "group_id": group, "partnership_id": key, "study_id": study, "touch_id": touch,
             "data": {"direction": "out", "channel": "phone", "summary": "Spoke."},
             "limits_version": 1}
            for touch, at, group, key, study in touches
        ))  # fmt: skip


class Lines(io.TextIOBase):
    """Lets COPY read from a generator."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines, self.rest = lines, ""

    def read(self, size: int | None = -1) -> str:
        parts, length = [self.rest], len(self.rest)
        wanted = 65536 if size is None or size < 0 else size
        while length < wanted and (line := next(self.lines, "")):
            parts.append(line)
            length += len(line)
        text = "".join(parts)
        self.rest = text[wanted:]
        return text[:wanted]


def _plain(value: Any) -> Any:
    return None if callable(value) else value


def _line(values: list[Any], as_json: list[bool]) -> str:
    cells = (
        json.dumps(value) if wanted and value is not None else _text(value)
        for value, wanted in zip(values, as_json, strict=True)
    )
    return "\t".join(cells) + "\n"


def _text(value: Any) -> str:
    if value is None:
        return r"\N"
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}" if value else "{}"
    return str(value)
