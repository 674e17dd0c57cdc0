"""What nobody may sign, pay, place, show to patients, or approve for oneself."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from advocacy.models import (
    Agreement,
    Approval,
    Ask,
    Material,
    Override,
    Partnership,
    Placement,
    Stage,
    Transfer,
)  # fmt: skip
from advocacy.policy.registry import RULES
from tests import factories
from tests.hard_rules.ways import CHANGES, Case, Forbidden, like
from tests.workflow.world import World

Lay = Callable[[World], Forbidden]


# --- stages --------------------------------------------------------------------------------------
def unsigned_in(stage: Stage) -> Lay:
    """Another group's partnership that has no agreement at all."""

    def lay(world: World) -> Forbidden:
        row = like(world.partnership, group=factories.GroupFactory(), stage=stage)
        return Forbidden(row, {"stage": Stage.CONTRACTING})

    return lay


def live_with_nothing_shown(world: World) -> Forbidden:
    return live_from(world, Stage.EXECUTED)


def live_with_a_borrowed_logo(world: World) -> Forbidden:
    """Everything is there but the group's word on its logo."""
    live(world)
    Ask.objects.filter(partnership=world.partnership).update(uses_logo=True)
    return live_from(world, Stage.SCHEDULED)


def live_from(world: World, stage: Stage) -> Forbidden:
    """The partnership of an executed world, which goes live by one column."""
    if not world.partnership.agreements.exists():
        world.to_executed()
    own = Partnership.objects.get(pk=world.partnership.pk)
    Partnership.objects.filter(pk=own.pk).update(stage=stage)
    own.stage = Stage.LIVE
    return Forbidden(own, {"stage": stage})


# --- agreements ----------------------------------------------------------------------------------
def drafted(world: World, **changes: Any) -> Agreement:
    world.to_terms()
    world.do("draft_agreement", **world.agreement())
    draft = Agreement.objects.get(partnership=world.partnership)
    row: Agreement = like(draft, **{"executed_on": world.today} | changes)
    return row


def signed_with(**changes: Any) -> Lay:
    def lay(world: World) -> Forbidden:
        return Forbidden(drafted(world, **changes), {"executed_on": None})

    return lay


def rewritten_after_signing(world: World) -> Forbidden:
    return Forbidden(drafted(world, activity="Three items."), {"activity": "One item."})


def moved_after_signing(world: World) -> Forbidden:
    other = factories.PartnershipFactory(group=world.group)
    row = drafted(world, partnership_id=other.pk)
    return Forbidden(row, {"partnership_id": world.partnership.pk})


# --- money ---------------------------------------------------------------------------------------
def paid(world: World, **changes: Any) -> Transfer:
    values = {
        "partnership": world.partnership, "sponsor": world.study.sponsor, "group": world.group,
        "kind": "money", "amount": 500, "currency": "USD", "category": "services",
        "description": "Newsletter", "given_on": world.today,
    }  # fmt: skip
    return Transfer(**values | changes)


def paid_without_agreement(world: World) -> Forbidden:
    world.to_executed()
    other = factories.PartnershipFactory(study=world.study)
    row = paid(world, partnership_id=other.pk)
    return Forbidden(row, {"partnership_id": world.partnership.pk})


def paid_to_nobody_in_particular(world: World) -> Forbidden:
    """Without a partnership, to a group that has signed nothing."""
    world.to_executed()
    row = paid(world, group=factories.GroupFactory(), partnership_id=None)
    return Forbidden(row, {"partnership_id": world.partnership.pk})


def paid_after_the_end(world: World) -> Forbidden:
    world.to_executed()
    row = paid(world, given_on=world.today + timedelta(days=201))
    return Forbidden(row, {"given_on": world.today})


# --- placements and materials --------------------------------------------------------------------
def live(world: World) -> Placement:
    """A placement that runs as it may."""
    world.to_scheduled()
    row = Placement.objects.get(partnership=world.partnership)
    row.state, row.went_live_on = "live", world.today
    row.save(update_fields=["state", "went_live_on"])
    return row


PLANNED = {"state": "planned", "went_live_on": None}


def shown_with(**changes: Any) -> Lay:
    def lay(world: World) -> Forbidden:
        return Forbidden(like(live(world), **changes), PLANNED)

    return lay


def shown_before_approval(world: World) -> Forbidden:
    return Forbidden(like(live(world), went_live_on=world.today - timedelta(days=1)), PLANNED)


def shown_on_the_last_day(world: World) -> Forbidden:
    """An approval lives until the day on which it expires, and no longer."""
    row = like(live(world), went_live_on=world.today + timedelta(days=9))
    Approval.objects.update(withdrawn_on=world.today)
    factories.ApprovalFactory(
        material=row.material, approved_on=world.today, expires_on=row.went_live_on
    )
    return Forbidden(row, PLANNED)


def shown_after_withdrawal(world: World) -> Forbidden:
    row = like(live(world))
    Approval.objects.update(withdrawn_on=world.today)
    return Forbidden(row, PLANNED)


def shown_without_agreement(world: World) -> Forbidden:
    running = live(world)
    other = factories.PartnershipFactory(study=world.study)
    row = like(running, partnership_id=other.pk)
    return Forbidden(row, {"partnership_id": world.partnership.pk})


def shown_after_the_end(world: World) -> Forbidden:
    row = like(live(world), went_live_on=world.today + timedelta(days=201))
    return Forbidden(row, {"went_live_on": world.today})


def planned_without_agreement(world: World) -> Forbidden:
    planned = like(live(world), **PLANNED)
    other = factories.PartnershipFactory(study=world.study)
    planned.partnership_id = other.pk
    return Forbidden(planned, {"partnership_id": world.partnership.pk})


def one_changed_word(world: World) -> Forbidden:
    row: Material = like(world.material(), version=2, words="Join our study!")
    return Forbidden(row, {"words": "Join our study."})


def approval_widened(world: World) -> Forbidden:
    world.material()
    row: Approval = like(Approval.objects.get(), channel="print")
    return Forbidden(row, {"channel": "newsletter"})


def approval_revived(world: World) -> Forbidden:
    world.material()
    row: Approval = like(Approval.objects.get(), withdrawn_on=None)
    return Forbidden(row, {"withdrawn_on": world.today})


# --- overrides -----------------------------------------------------------------------------------
ASKED = {"state": "asked", "decided_by_id": None, "decided_at": None, "expires_at": None}


def granted(world: World, **changes: Any) -> Override:
    values = {
        "partnership": world.partnership, "rule": "lead-time", "act": "contact",
        "role": "manager", "reason": "other", "note": "x", "asked_by": world.staff,
        "decided_by": world.manager, "decided_at": world.at, "state": "granted",
        "expires_at": world.at + timedelta(days=1),
    }  # fmt: skip
    return Override(**values | changes)


def granted_to_oneself(world: World) -> Forbidden:
    return Forbidden(granted(world, asked_by=world.manager), ASKED)


def granted_for_a_month(world: World) -> Forbidden:
    return Forbidden(granted(world, expires_at=world.at + timedelta(days=15)), ASKED)


def granted_to_another_name(world: World) -> Forbidden:
    """The one who asked writes a colleague's name over the own one, to decide it."""
    row = granted(world, asked_by_id=world.staff.pk)
    return Forbidden(row, {"asked_by_id": world.manager.pk, **ASKED})


def used_again(world: World) -> Forbidden:
    return Forbidden(granted(world, used_at=None), {"used_at": world.at})


def of_rule(code: str) -> Lay:
    return lambda world: Forbidden(granted(world, rule=code, **ASKED), {"rule": "spacing"})


SIGNED, MATERIAL, FREE = "executed-agreement", "approved-material", "independence"
EXECUTED, APPROVED = "hard_executed_agreement", "hard_approved_material"
FROM_EXECUTED = (Stage.EXECUTED, Stage.MATERIALS, Stage.SCHEDULED, Stage.LIVE)
NEVER = [code for code, rule in RULES.items() if not rule.override_role]
CASES: dict[str, Case] = {
    **{f"{s} without agreement": Case(unsigned_in(s), EXECUTED, SIGNED) for s in FROM_EXECUTED},
    # A row that is new has neither agreement nor placement: it is refused for the first already.
    "live with nothing shown": Case(live_with_nothing_shown, APPROVED, MATERIAL, ways=CHANGES),
    "live with a borrowed logo": Case(
        live_with_a_borrowed_logo, "hard_independence", FREE, ways=CHANGES
    ),
    "signed without a file": Case(
        signed_with(file_hash=""), "agreement_executed_is_complete", SIGNED
    ),
    "signed by one": Case(
        signed_with(sponsor_signed_on=None), "agreement_executed_is_complete", SIGNED
    ),
    **{
        f"signed with {term}": Case(
            signed_with(**{term: True}), "agreement_executed_is_independent", FREE
        )
        for term in ("exclusivity", "sole_funder", "pay_per_referral")
    },
    # What is new was never signed in other words.
    "rewritten after signing": Case(rewritten_after_signing, EXECUTED, SIGNED, ways=CHANGES),
    "lent to another study": Case(moved_after_signing, EXECUTED, SIGNED, ways=CHANGES),
    "paid without agreement": Case(paid_without_agreement, EXECUTED, SIGNED),
    "paid past any partnership": Case(paid_to_nobody_in_particular, EXECUTED, SIGNED),
    "paid after the end": Case(paid_after_the_end, EXECUTED, SIGNED),
    "planned without agreement": Case(planned_without_agreement, EXECUTED, SIGNED),
    "shown without agreement": Case(shown_without_agreement, EXECUTED, SIGNED),
    "shown after the end": Case(shown_after_the_end, EXECUTED, SIGNED),
    "shown in print": Case(shown_with(channel="print"), APPROVED, MATERIAL),
    "shown in Spanish": Case(shown_with(language="es"), APPROVED, MATERIAL),
    "shown in Canada": Case(shown_with(country="CA"), APPROVED, MATERIAL),
    "shown in other words": Case(shown_with(file_hash="0" * 64), APPROVED, MATERIAL),
    "shown before approval": Case(shown_before_approval, APPROVED, MATERIAL),
    "shown after approval": Case(shown_on_the_last_day, APPROVED, MATERIAL),
    "shown after withdrawal": Case(shown_after_withdrawal, APPROVED, MATERIAL),
    # A new row of other words is a new version, and a new approval is another one.
    "one changed word": Case(one_changed_word, APPROVED, MATERIAL, ways=CHANGES),
    "an approval widened": Case(approval_widened, APPROVED, MATERIAL, ways=CHANGES),
    "an approval revived": Case(approval_revived, APPROVED, MATERIAL, ways=CHANGES),
    "granted to oneself": Case(granted_to_oneself, "override_not_by_oneself"),
    "granted for a month": Case(granted_for_a_month, "override_at_most_14_days"),
    "granted under another name": Case(
        granted_to_another_name, "hard_override_asked", ways=CHANGES
    ),
    "used again": Case(used_again, "hard_override_once", ways=CHANGES),
    **{
        f"an override of {code}": Case(
            of_rule(code), "override_of_a_rule_that_allows_it", changed="hard_override_asked"
        )
        for code in NEVER
    },
}
