"""What stands in the way of an action, one thing for each rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from advocacy.models import (
    Agreement,
    Approval,
    Ask,
    BudgetLine,
    Clearance,
    OptOut,
    ProfileFact,
    ReportBack,
    Stance,
    Stop,
    Study,
    Touch,
)  # fmt: skip
from tests import factories
from tests.workflow.world import START, World


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: an action, its page, and what is filled in there."""

    action: str
    page: str
    data: dict[str, str]

    @property
    def actions(self) -> tuple[str, ...]:
        """The action itself and, where there is one, the one that does the same at once."""
        return (self.action, "contact") if self.action == "reserve_touch" else (self.action,)


CONTACT = Request("reserve_touch", "partnership-write", {"channel": "mail", "purpose": "ask"})
EXECUTE = Request("execute", "partnership-execute", {})
GO_LIVE = Request("go_live", "partnership-live", {"proof_url": "https://example.org/issue"})


# --- what stands in the way ----------------------------------------------------------------------
def no_profile(world: World) -> None:
    ProfileFact.objects.all().delete()


def no_goal(world: World) -> None:
    Ask.objects.update(goal=None)


def owes_a_report(world: World) -> None:
    other = factories.PartnershipFactory(group=world.group)
    ReportBack.objects.create(
        partnership=other, group=world.group, promised="Figures",
        due_on=world.today - timedelta(days=2),
    )  # fmt: skip


def not_cleared(world: World) -> None:
    Clearance.objects.update(answer="", answered_on=None, answered_by=None)


def too_late(world: World) -> None:
    Study.objects.update(launch_on=world.today + timedelta(weeks=2))


def no_money(world: World) -> None:
    BudgetLine.objects.update(approved=100, cap=100)
    Ask.objects.update(fee=500)
    factories.QuoteFactory(partnership=world.partnership, amount=500, fair_value=500)


def no_quote(world: World) -> None:
    Ask.objects.update(fee=500)


def not_asked(world: World) -> None:
    Stance.objects.all().delete()


def too_long(world: World) -> None:
    Ask.objects.update(words=500)


def enough_attempts(world: World) -> None:
    for days in (60, 40, 20):
        Touch.objects.create(
            group=world.group, partnership=world.partnership, by=world.staff, direction="out",
            channel="mail", purpose="ask", occurred_at=START - timedelta(days=days),
            is_attempt=True, counts_for_spacing=True, way_in="logged",
        )  # fmt: skip


def yesterday(world: World) -> None:
    Touch.objects.create(
        group=world.group, partnership=world.partnership, by=world.staff, direction="out",
        channel="phone", purpose="ask", state="no_answer", counts_for_spacing=True,
        occurred_at=START - timedelta(days=1),
    )  # fmt: skip


def stopped(world: World) -> None:
    Stop.objects.create(
        group=world.group, scope="group_family", reason="declined", starts_on=date(2026, 8, 1),
        until=date(2027, 1, 28),
    )  # fmt: skip


def opted_out(world: World) -> None:
    OptOut.objects.create(group=world.group, source="Mail", said_on=world.today)


def other_ask(world: World) -> None:
    own = factories.PartnershipFactory(group=world.group, stage="outreach")
    factories.TouchFactory(partnership=own, occurred_at=world.at - timedelta(days=14))


def sole_funder(world: World) -> None:
    Ask.objects.update(sole_funder=True)


def unsigned(world: World) -> None:
    world.to_terms()
    world.do("draft_agreement", **world.agreement(sponsor_signed_on=None, sponsor_signatory=""))


def signed_with_a_tie(world: World) -> None:
    world.to_terms()
    world.do("draft_agreement", **world.agreement())
    Agreement.objects.update(exclusivity=True)


def withdrawn(world: World) -> None:
    world.to_scheduled()
    Approval.objects.update(withdrawn_on=world.today)


def alike(world: World) -> None:
    Ask.objects.update(similar_to=factories.AskFactory(), similar_share="0.93")


Obstacle = tuple[Request, Callable[[World], None]]
REFUSED: dict[str, Obstacle] = {
    "profile-complete": (CONTACT, no_profile),
    "mutual-benefit": (CONTACT, no_goal),
    "report-back-owed": (CONTACT, owes_a_report),
    "sponsor-clearance": (CONTACT, not_cleared),
    "lead-time": (CONTACT, too_late),
    "budget": (CONTACT, no_money),
    "fair-fee": (CONTACT, no_quote),
    "willingness": (CONTACT, not_asked),
    "keep-it-simple": (CONTACT, too_long),
    "attempt-limit": (CONTACT, enough_attempts),
    "spacing": (CONTACT, yesterday),
    "stopped": (CONTACT, stopped),
    "opt-out": (CONTACT, opted_out),
    "contact-load": (CONTACT, other_ask),
    "independence": (CONTACT, sole_funder),
    "independence, signed": (EXECUTE, signed_with_a_tie),
    "executed-agreement": (EXECUTE, unsigned),
    "approved-material": (GO_LIVE, withdrawn),
}
WARNS = "no-copy-paste"
