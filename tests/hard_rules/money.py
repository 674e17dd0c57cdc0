"""What nobody may offer or commit: more than the sponsor's last word on a budget line."""

from decimal import Decimal
from typing import Any

from advocacy.models import BudgetHold, BudgetLine, HoldState
from tests import factories
from tests.hard_rules.ways import CHANGES, Case, Forbidden
from tests.workflow.world import World

CAP = Decimal(1000)


def _held(world: World, **values: Any) -> BudgetHold:
    """A hold of the study's line, of which another partnership has 600 of 1,000 already."""
    line = world.study.budget_lines.first() or factories.BudgetLineFactory(study=world.study)
    BudgetLine.objects.filter(pk=line.pk).update(approved=CAP, cap=CAP)
    other = factories.PartnershipFactory(study=world.study)
    BudgetHold.objects.filter(partnership=other).delete()
    BudgetHold.objects.create(
        line=line, partnership=other, state=HoldState.COMMITTED, amount=Decimal(600)
    )
    first: dict[str, Any] = {"state": HoldState.COMMITTED, "amount": Decimal("400.01")}
    return BudgetHold(line=line, partnership=world.partnership, **(first | values))


def above_the_cap(world: World) -> Forbidden:
    return Forbidden(_held(world), {"amount": Decimal(400)})


def offered_above_the_cap(world: World) -> Forbidden:
    row = _held(world, state=HoldState.OFFERED)
    return Forbidden(row, {"amount": Decimal(400)})


def on_a_full_line(world: World) -> Forbidden:
    """Held of a line with room, then moved to the one without."""
    row = _held(world)
    roomy = factories.BudgetLineFactory(study=world.study, currency="EUR")
    return Forbidden(row, {"line_id": roomy.pk})


RULE, NAMED = "budget", "hard_budget_cap"
CASES: dict[str, Case] = {
    "committed above the cap": Case(above_the_cap, NAMED, RULE),
    "offered above the cap": Case(offered_above_the_cap, NAMED, RULE),
    "moved to a full line": Case(on_a_full_line, NAMED, RULE, ways=CHANGES),
}
