"""One partnership of the story: the scene of its group, and the words that go to and fro."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Model

from advocacy.demo.story import words
from advocacy.demo.story.circle import MadeUp
from advocacy.demo.story.scene import Plot, Scene
from advocacy.models import (
    Group,
    Partnership,
    Person,
    SponsorContact,
    Study,
    Touch,
    User,
)  # fmt: skip
from advocacy.workflow.step import Done

Talk = Iterable[tuple[str, str, str, str]]


@dataclass(slots=True)
class Way(Scene):
    """A scene whose actions are about one partnership, unless they name another subject."""

    made_up: MadeUp
    study_key: str
    own: Partnership = field(init=False)

    @property
    def group(self) -> Group:
        return self.world.groups[self.made_up.key]

    @property
    def study(self) -> Study:
        return self.world.studies[self.study_key]

    @property
    def person(self) -> Person:
        """Whom we write to there."""
        return self.world.people[self.made_up.key][0]

    @property
    def sponsor_contact(self) -> SponsorContact:
        """Who answers for the sponsor of the study."""
        return self.world.contacts["neuro" if self.study_key == "cove" else "pharma"]

    @property
    def colleague(self) -> User:
        """The other one of the two who write to groups."""
        return self.world.sam if self.who == self.world.dana else self.world.dana

    def do(
        self, action: str, subject: Model | None = None, *, actor: User | None = None, **data: Any
    ) -> Done:
        """Carry out an action on the partnership, or on the subject that is named."""
        subject = subject or getattr(self, "own", None)
        return Scene.do(self, action, subject, actor=actor, **data)

    def start(self, *, why: str = "") -> None:
        """Put the group on the list of the study."""
        self.own = self.do(
            "start_partnership", self.study, group=self.group, owner=self.who,
            why_this_group=why or self.made_up.why,
        ).result  # fmt: skip
        self.world.partnerships[self.name] = self.own

    def write_ask(
        self, idea: str, *, fee: int = 0, reason: str = "", tied: bool = True, **changes: Any
    ) -> None:
        """Write a version of the ask; `tied` links its benefit with the group's own goal."""
        said = words.ask_words(
            idea, study=self.study.title.split(":")[0], name=self.made_up.name,
            goal=self.made_up.goal, turn=self.dice.randrange(24),
        )  # fmt: skip
        goal = self.world.goals[self.made_up.key] if tied else None
        self.do(
            "write_ask", goal=goal, fee=fee or None, fee_currency=self.made_up.currency,
            reason=reason, **(said | changes),
        )  # fmt: skip

    def quote(self, fee: int, *, basis: str = "rate_card", fair_value: int = 0) -> None:
        """Note what the group would charge, and why that is fair."""
        self.do(
            "add_quote", amount=fee, currency=self.made_up.currency, basis=basis,
            fair_value=None if basis == "none" else fair_value or round(fee * 1.08, -1),
            comparables=COMPARABLES if basis == "comparables" else [],
            source="their rate card, made up" if basis == "rate_card" else "two of our campaigns",
            quoted_on=self.day,
        )  # fmt: skip

    def contact(self, *, purpose: str = "ask", channel: str = "mail", **data: Any) -> Touch:
        """Send an attempt, if the rules let it go."""
        said = {"ask": words.FIRST_MAILS, "reminder": words.REMINDERS}.get(
            purpose, (words.LAST_WORDS,)
        )
        touch: Touch = self.do(
            "contact",
            **{"channel": channel, "purpose": purpose, "person": self.person,
               "summary": self.dice.choice(said), **data},
        ).result  # fmt: skip
        return touch

    def hears(self, outcome: str, summary: str, *, channel: str = "mail", **data: Any) -> Touch:
        """Log what came in."""
        self.at = self.at.replace(microsecond=0)
        touch: Touch = self.do(
            "log_touch",
            **{"direction": "in", "channel": channel, "outcome": outcome, "summary": summary,
               "occurred_at": self.at, "person": self.person, **data},
        ).result  # fmt: skip
        return touch

    def logs(self, channel: str, purpose: str, summary: str, **data: Any) -> Done:
        """Log what went out."""
        return self.do(
            "log_touch",
            **{"direction": "out", "channel": channel, "purpose": purpose, "summary": summary,
               "occurred_at": self.at, "person": self.person, **data},
        )  # fmt: skip

    def talk(self, lines: Talk, *, days: int = 1) -> Plot:
        """Say the lines one after the other, some days apart."""
        for direction, channel, meaning, summary in lines:
            yield self.wait(days)
            if direction == "in":
                self.hears(meaning, summary, channel=channel)
            elif channel == "mail":
                self.do("send_reply", channel=channel, person=self.person, summary=summary)
            else:
                self.logs(channel, meaning, summary)

    def follow_up(self, note: str, due_on: date, *, owner: User | None = None) -> None:
        """Note a step of one's own."""
        self.do("add_follow_up", actor=owner or self.who, note=note, due_on=due_on)


COMPARABLES = [
    "Newsletter item for a made-up study, Cedar Valley, 1,750",
    "Newsletter item for a made-up study, Harbor Lights, 1,950",
]
