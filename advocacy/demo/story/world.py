"""What all threads of the story share: the staff, and the records that were made so far."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from advocacy.demo import people
from advocacy.models import (
    Condition,
    Goal,
    Group,
    Material,
    Partnership,
    Person,
    Sponsor,
    SponsorContact,
    Study,
    User,
)  # fmt: skip

MADE_UP = "Made up for the demonstration"
CONDITIONS = {
    "alzheimers-disease": "Alzheimer’s disease",
    "dementia": "Dementia",
    "mild-cognitive-impairment": "Mild cognitive impairment",
}


@dataclass(slots=True)
class World:
    """The cast and the stage; records by the short names that the plots call them by."""

    now: datetime
    dana: User
    sam: User
    manager: User
    compliance: User
    conditions: list[Condition] = field(default_factory=list)
    sponsors: dict[str, Sponsor] = field(default_factory=dict)
    contacts: dict[str, SponsorContact] = field(default_factory=dict)
    studies: dict[str, Study] = field(default_factory=dict)
    materials: dict[str, Material] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    goals: dict[str, Goal] = field(default_factory=dict)
    partnerships: dict[str, Partnership] = field(default_factory=dict)

    @classmethod
    def at(cls, now: datetime) -> Self:
        """The world on the day of telling, with the made-up staff in it."""
        return cls(
            now=now,
            dana=people.user_of(people.STAFF),
            sam=people.user_of(people.COLLEAGUE),
            manager=people.user_of(people.MANAGER),
            compliance=people.user_of(people.COMPLIANCE),
        )
