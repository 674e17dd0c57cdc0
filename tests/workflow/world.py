"""A small world in which a group is clear to contact, and hands to change one thing of it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from advocacy.models import (
    BudgetLine,
    Clearance,
    Group,
    Partnership,
    SponsorContact,
    Stage,
    Study,
    Touch,
    User,
)  # fmt: skip
from advocacy.workflow.perform import perform
from advocacy.workflow.step import Done
from tests import factories

#: A Tuesday, 11:00 in New York, with no holiday near.
START = datetime(2026, 9, 15, 15, tzinfo=UTC)

ASK: dict[str, Any] = {
    "primary_activity": "newsletter_item", "optional_activities": [], "subject_line": "A study",
    "body": "We would like to tell your members about a study of a new treatment.",
    "attachments": [], "effort_hours": 1, "fee": None, "fee_currency": "USD",
    "benefit": "We pay for the printing of your caregiver guide.", "reason": "",
}  # fmt: skip


@dataclass
class World:
    """One study, one group, their partnership, and the clock."""

    staff: User
    manager: User
    compliance: User
    study: Study
    group: Group
    contact: SponsorContact
    partnership: Partnership
    at: datetime = START
    log: list[Done] = field(default_factory=list)

    def do(
        self, action: str, subject: Any = None, *, actor: User | None = None, **data: Any
    ) -> Done:
        """Carry out an action on the partnership, or on another subject, at the world's time."""
        done = perform(
            action, actor=actor or self.staff, subject=subject or self.partnership, data=data,
            at=self.at,
        )  # fmt: skip
        self.partnership.refresh_from_db()
        self.log.append(done)
        return done

    @property
    def today(self) -> date:
        return self.at.date()

    def wait(self, days: int) -> None:
        self.at += timedelta(days=days)

    def contact_now(self, *, purpose: str = "ask", channel: str = "mail", **data: Any) -> Touch:
        touch: Touch = self.do("contact", channel=channel, purpose=purpose, **data).result
        return touch

    def answers(self, outcome: str, **data: Any) -> Done:
        return self.do(
            "log_touch", direction="in", channel="mail", outcome=outcome, occurred_at=self.at,
            summary="They wrote back.", **data,
        )  # fmt: skip

    def logs(self, *, channel: str = "mail", **data: Any) -> Done:
        return self.do(
            "log_touch",
            **{"direction": "out", "channel": channel, "occurred_at": self.at, **data},
        )

    def events(self) -> list[str]:
        return list(self.partnership.events.order_by("at", "id").values_list("kind", flat=True))

    # --- further down the pipeline -----------------------------------------------------------
    def to_conversation(self) -> None:
        self.contact_now()
        self.wait(2)
        self.answers("interested")

    def to_terms(self) -> None:
        self.to_conversation()
        self.do("group_review", review_process="The board meets.",
                review_by=self.today + timedelta(days=10))  # fmt: skip
        self.do("agree_terms", written_yes_on=self.today, written_yes_source="Mail of today")

    def agreement(self, **changes: Any) -> dict[str, Any]:
        values = {
            "purpose": "Tell members about the study.", "activity": "One newsletter item.",
            "acknowledgement": "Supported by the sponsor.", "in_kind": "Printing", "amount": None,
            "currency": "USD", "starts_on": self.today,
            "ends_on": self.today + timedelta(days=200), "group_signatory": "R. Sample",
            "group_signed_on": self.today, "sponsor_signatory": "S. Sample",
            "sponsor_signed_on": self.today, "file": ContentFile(b"%PDF-1.4 signed", "a.pdf"),
        }  # fmt: skip
        return values | changes

    def to_executed(self) -> None:
        self.to_terms()
        self.do("draft_agreement", **self.agreement())
        self.do("execute")

    def material(self, **data: Any) -> Any:
        made = self.do("add_material", self.study, title="Flyer", language="en",
                       **({"words": "Join our study."} | data)).result  # fmt: skip
        self.do(
            "approve_material", made, actor=self.compliance, body="Central IRB", language="en",
            country="US", channel="newsletter", approved_on=self.today,
            expires_on=self.today + timedelta(days=300),
        )  # fmt: skip
        return made

    def to_scheduled(self) -> None:
        self.to_executed()
        material = self.material()
        self.do("ready_materials")
        self.do("schedule_placement", material=material, channel="newsletter", language="en",
                country="US", planned_on=self.today)  # fmt: skip


def clear_world(
    *,
    launch_in_weeks: int = 20,
    stage: str = Stage.CLEARED,
    start: datetime = START,
    cleared: bool = True,
    **more: Any,
) -> World:
    """A world where nothing stands in the way of the first contact on the day it starts."""
    sponsor = factories.SponsorFactory()
    study = factories.StudyFactory(
        sponsor=sponsor, launch_on=start.date() + timedelta(weeks=launch_in_weeks),
        enrolment_ends_on=start.date() + timedelta(weeks=launch_in_weeks + 52),
    )  # fmt: skip
    group = more.pop("group", None) or factories.GroupFactory(revenue=500_000)
    for kind in ("mission", "size", "channels", "submission_route"):
        factories.ProfileFactFactory(group=group, kind=kind, as_of=date(2026, 6, 1))
    goal = factories.GoalFactory(group=group, as_of=date(2026, 6, 1))
    factories.StanceFactory(group=group, kind="open", as_of=date(2026, 6, 1))
    contact = SponsorContact.objects.create(sponsor=sponsor, name="R. Example", position="PE")
    staff = factories.UserFactory()
    if cleared:
        Clearance.objects.create(
            study=study, group=group, asked_on=start.date() - timedelta(days=14), asked_by=staff,
            asked_of=contact, answer="none_known", answered_on=start.date() - timedelta(days=7),
            answered_by=contact,
        )  # fmt: skip
    BudgetLine.objects.create(
        study=study,
        currency="USD",
        approved=50_000,
        cap=60_000,
        approved_on=start.date() - timedelta(days=14),
    )
    partnership = Partnership.objects.create(
        study=study, group=group, owner=staff, stage=stage,
        why_this_group="Its members live with this disease.", duplicates_checked=True,
        stage_since=start - timedelta(days=7),
    )  # fmt: skip
    world = World(
        staff=staff, manager=factories.UserFactory(manager=True),
        compliance=factories.UserFactory(compliance=True), study=study, group=group,
        contact=contact, partnership=partnership, at=start,
    )  # fmt: skip
    world.do("write_ask", **{**ASK, "goal": goal, **more})
    return world
